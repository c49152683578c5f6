import Foundation
import Testing

/// One run of the built command, as a user's shell would start it.
struct CaratProcess {
  /// The result of a process.
  struct Result {
    var status: Int32
    var output: String
    var errors: String

    /// Standard output as a JSON object.
    var json: [String: Any] {
      get throws {
        let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
        return try #require(value as? [String: Any])
      }
    }
  }

  var arguments: [String]
  var environment: [String: String] = [:]
  var input = ""
  /// The folder that it runs in; this process's own where none is named.
  var folder: URL?

  /// Runs the command in a scratch folder of its own, with nothing of this machine's settings but
  /// the search path.
  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Result {
    try CaratProcess(arguments: arguments, environment: environment, input: input).run()
  }

  /// The command that was built beside these tests.
  static func executable() throws -> URL {
    let folders =
      [Bundle.main.bundleURL, Bundle.main.executableURL].compactMap {
        $0?.deletingLastPathComponent()
      }
      + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() } + [Bundle.main.bundleURL]
    let candidates = folders.map { $0.appending(path: "carat") }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "the command is not built beside \(folders.map(\.path))")
  }

  /// Starts the process, lets `during` act on it, and waits for its end.
  func run(
    closedOutput: Bool = false, during: (Process, URL) throws -> Void = { _, _ in }
  ) throws -> Result {
    try Scratch.with { scratch in
      let process = Process()
      process.executableURL = try Self.executable()
      process.arguments = arguments
      if let folder { process.currentDirectoryURL = folder }
      process.environment = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": scratch.path,
        "CARAT_HOME": scratch.appending(path: "home").path,
      ].merging(environment) { $1 }
      let (output, errors) = (scratch.appending(path: "out"), scratch.appending(path: "err"))
      let source = scratch.appending(path: "in")
      for file in [output, errors] { try Data().write(to: file) }
      try Data(input.utf8).write(to: source)
      process.standardInput = try FileHandle(forReadingFrom: source)
      process.standardError = try FileHandle(forWritingTo: errors)
      if closedOutput {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        process.standardOutput = pipe
      } else {
        process.standardOutput = try FileHandle(forWritingTo: output)
      }
      try process.run()
      try during(process, output)
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus,
        output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
  }
}

/// A folder that is gone when the test ends.
enum Scratch {
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "carat-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
