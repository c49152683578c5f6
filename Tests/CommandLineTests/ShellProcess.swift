import Foundation
import Testing

/// The command as a line of a shell: with pipes, limits, and streams that are closed.
enum ShellProcess {
  /// Runs a line in which `carat` is the built command and `"$1"` and on are the arguments, and
  /// ends it if it takes longer than a user would wait.
  ///
  /// - Returns: Its result; `nil` if it had to be ended.
  static func run(
    _ line: String, _ arguments: String..., shell: String = "/bin/sh", seconds: Double = 60
  ) throws -> CaratProcess.Result? {
    try Scratch.with { scratch in
      let process = Process()
      process.executableURL = URL(filePath: shell)
      let definition = "carat() { \"$CARAT\" \"$@\"; }\n"
      process.arguments = ["-c", definition + line, "shell"] + arguments
      process.environment = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": scratch.path,
        "CARAT": try CaratProcess.executable().path, "LC_ALL": "C",
        "CARAT_HOME": scratch.appending(path: "home").path,
      ]
      let (output, errors) = (scratch.appending(path: "out"), scratch.appending(path: "err"))
      for file in [output, errors] { try Data().write(to: file) }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      process.currentDirectoryURL = scratch
      try process.run()
      let deadline = Date(timeIntervalSinceNow: seconds)
      while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
      guard !process.isRunning else {
        process.terminate()
        process.waitUntilExit()
        return nil
      }
      return CaratProcess.Result(
        status: process.terminationReason == .exit
          ? process.terminationStatus : 128 + process.terminationStatus,
        output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
  }
}
