// swift-tools-version: 6.2
import PackageDescription

/// One strictness for every Swift target; each flag is a Swift evolution proposal.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
]

let package = Package(
  name: "carat",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "JSON", targets: ["JSON"]),
    .library(name: "ModelSpec", targets: ["ModelSpec"]),
    .library(name: "Machine", targets: ["Machine"]),
    .library(name: "Sizing", targets: ["Sizing"]),
    .library(name: "Audit", targets: ["Audit"]),
    .library(name: "Charts", targets: ["Charts"]),
    .library(name: "Planning", targets: ["Planning"]),
    .library(name: "Reports", targets: ["Reports"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "Constraints", targets: ["Constraints"]),
    .library(name: "Tokenizers", targets: ["Tokenizers"]),
    .library(name: "ChatTemplates", targets: ["ChatTemplates"]),
    .library(name: "ModelFiles", targets: ["ModelFiles"]),
    .library(name: "Generation", targets: ["Generation"]),
    .library(name: "ToolCalls", targets: ["ToolCalls"]),
    .library(name: "Inference", targets: ["Inference"]),
    .executable(name: "carat", targets: ["carat"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    // Without its trait for Foundation, whose tables of all languages are a third of the program.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .target(name: "CKernels"),
    .target(name: "CDigests"),
    .target(name: "PlainText", swiftSettings: strict),
    .target(name: "JSON", dependencies: ["PlainText"], swiftSettings: strict),
    .target(name: "ModelSpec", swiftSettings: strict),
    .target(name: "Machine", swiftSettings: strict),
    .target(name: "Charts", dependencies: ["PlainText"], swiftSettings: strict),
    .target(
      name: "Sizing", dependencies: ["JSON", "ModelSpec", "PlainText"], swiftSettings: strict),
    .target(name: "Audit", dependencies: ["JSON", "Machine", "PlainText"], swiftSettings: strict),
    .target(name: "Tensors", dependencies: ["CKernels", "ModelSpec"], swiftSettings: strict),
    .target(name: "Tokenizers", dependencies: ["JSON"], swiftSettings: strict),
    .target(name: "ChatTemplates", dependencies: ["JSON"], swiftSettings: strict),
    .target(name: "Constraints", dependencies: ["JSON"], swiftSettings: strict),
    .target(
      name: "ModelFiles",
      dependencies: ["JSON", "ModelSpec", "PlainText", "Tensors", "Tokenizers"],
      swiftSettings: strict),
    .target(
      name: "Planning", dependencies: ["JSON", "ModelFiles", "ModelSpec", "Sizing"],
      swiftSettings: strict),
    .target(
      name: "Reports",
      dependencies: ["Audit", "Charts", "JSON", "ModelSpec", "PlainText", "Planning", "Sizing"],
      swiftSettings: strict),
    .target(
      name: "ModelHub",
      dependencies: [
        "CDigests", "JSON", "ModelFiles", "ModelSpec", "Tokenizers",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .target(
      name: "Models", dependencies: ["ModelFiles", "ModelSpec", "Tensors"], swiftSettings: strict),
    .target(name: "Generation", swiftSettings: strict),
    .target(
      name: "ToolCalls", dependencies: ["ChatTemplates", "Generation", "JSON"],
      swiftSettings: strict),
    .target(
      name: "Inference",
      dependencies: [
        "ChatTemplates", "Constraints", "Generation", "JSON", "Machine", "ModelFiles", "ModelSpec",
        "Models", "PlainText", "Tensors", "Tokenizers", "ToolCalls",
      ],
      swiftSettings: strict),
    .target(
      name: "_DeviceConformance", dependencies: ["ModelSpec", "Tensors"], swiftSettings: strict),
    .target(name: "_RecordedMachines", dependencies: ["Machine"], swiftSettings: strict),
    .target(name: "_CTestSupport"),
    .target(
      name: "_TestSupport",
      dependencies: ["_CTestSupport", "Generation", "JSON", "ModelFiles", "ModelSpec"],
      swiftSettings: strict),
    .executableTarget(
      name: "carat",
      dependencies: [
        "Audit", "Charts", "Constraints", "Generation", "Inference", "JSON", "Machine",
        "ModelFiles", "ModelHub", "ModelSpec", "PlainText", "Planning", "Reports", "Sizing",
        "Tensors", "Tokenizers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CKernelsTests", dependencies: ["CKernels"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "TensorsTests",
      dependencies: ["_DeviceConformance", "CKernels", "ModelSpec", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "MachineTests", dependencies: ["_RecordedMachines", "Machine"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "PlainTextTests", dependencies: ["PlainText"], swiftSettings: strict),
    .testTarget(
      name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
    .testTarget(
      name: "ConstraintsTests", dependencies: ["Constraints", "JSON"], swiftSettings: strict),
    .testTarget(
      name: "ChartsTests", dependencies: ["Charts", "PlainText"], swiftSettings: strict),
    .testTarget(
      name: "PlanningTests",
      dependencies: ["JSON", "ModelFiles", "ModelSpec", "Planning", "Reports", "Sizing", "carat"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Charts", "JSON", "ModelSpec", "PlainText", "Planning", "Reports", "Sizing"],
      swiftSettings: strict),
    .testTarget(
      name: "SizingTests", dependencies: ["JSON", "ModelSpec", "Sizing"], swiftSettings: strict),
    .testTarget(
      name: "AuditTests",
      dependencies: ["_RecordedMachines", "Audit", "JSON", "Machine", "PlainText"],
      swiftSettings: strict),
    .testTarget(
      name: "ModelSpecTests", dependencies: ["ModelSpec"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "TokenizersTests", dependencies: ["JSON", "Tokenizers"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "ChatTemplatesTests", dependencies: ["ChatTemplates", "JSON"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ToolCallsTests",
      dependencies: [
        "_TestSupport", "ChatTemplates", "Constraints", "Generation", "Inference", "JSON",
        "ToolCalls",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModelFilesTests",
      dependencies: ["JSON", "ModelFiles", "ModelSpec", "Tensors", "Tokenizers"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ModelHubTests",
      dependencies: [
        "CDigests", "ModelFiles", "ModelHub",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModelsTests",
      dependencies: [
        "_DeviceConformance", "_TestSupport", "JSON", "ModelFiles", "ModelSpec", "Models",
        "Tensors", "Tokenizers",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "InferenceTests",
      dependencies: [
        "_TestSupport", "ChatTemplates", "Constraints", "Generation", "Inference", "JSON",
        "ModelFiles", "ModelSpec", "Models", "Sizing", "Tensors", "Tokenizers", "ToolCalls",
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["_CTestSupport", "Charts", "JSON", "PlainText", "carat"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
