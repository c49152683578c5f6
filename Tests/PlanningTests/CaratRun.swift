import Foundation
import Testing

/// The command that was built beside these tests, run in an empty home.
enum CaratRun {
  /// Output of the command.
  static func output(_ arguments: [String]) throws -> String {
    let folders =
      [Bundle.main.bundleURL, Bundle.main.executableURL].compactMap {
        $0?.deletingLastPathComponent()
      } + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let found = folders.map { $0.appending(path: "carat") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    let executable = try #require(found)
    return try TemporaryHome.with { home in
      let file = home.appending(path: "out")
      try Data().write(to: file)
      let process = Process()
      process.executableURL = executable
      process.arguments = arguments
      process.environment = ["HOME": home.path, "CARAT_HOME": home.path]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: file)
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
  }
}

/// A folder that is gone when the test ends.
enum TemporaryHome {
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "carat-planning-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
