// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "carat-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "carat", path: "..")],
  targets: [
    .executableTarget(
      name: "carat-fuzz",
      dependencies: [
        .product(name: "ChatTemplates", package: "carat"),
        .product(name: "JSON", package: "carat"),
        .product(name: "ModelFiles", package: "carat"),
        .product(name: "Tokenizers", package: "carat"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
