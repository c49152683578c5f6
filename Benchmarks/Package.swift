// swift-tools-version: 6.2
import PackageDescription

/// The strictness of the main package.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let json: Target.Dependency = .product(name: "JSON", package: "carat")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "carat-benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "AllocationCount", type: .dynamic, targets: ["CAllocationCount"]),
    .library(name: "MutableSignalMask", type: .dynamic, targets: ["CMutableSignalMask"]),
  ],
  dependencies: [
    .package(name: "carat", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .target(name: "CAllocationCount"),
    .target(name: "CMutableSignalMask"),
    .target(name: "CProcessors"),
    .target(name: "Figures", dependencies: [json], swiftSettings: strict),
    .target(name: "Programs", dependencies: ["CProcessors"], swiftSettings: strict),
    .executableTarget(
      name: "SideBySide", dependencies: ["CProcessors", "Figures", "Programs", json, arguments],
      swiftSettings: strict),
    .executableTarget(
      name: "Counted", dependencies: ["Figures", "Programs", json, arguments],
      swiftSettings: strict),
    .testTarget(name: "FiguresTests", dependencies: ["Figures", json], swiftSettings: strict),
    .testTarget(name: "ProgramsTests", dependencies: ["Programs"], swiftSettings: strict),
    .testTarget(
      name: "SideBySideTests", dependencies: ["Figures", "SideBySide", json],
      swiftSettings: strict),
    .testTarget(
      name: "CountedTests", dependencies: ["Counted", "Figures", "Programs", json],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
