import Subprocess
import SystemPackage

/// Runs a program to its end; stops it when the task is cancelled.
struct ChildProcess: Sendable {
  var executable: String
  var arguments: [String]
  var environment: [String: String]
  /// A folder of our own that the program works in, so that nothing of the user's is where it
  /// looks first.
  var folder: String
  /// A file for what the program prints; unlike a pipe that nobody reads, it never fills up.
  var outputPath: String

  /// - Returns: The exit status; a signal counts as 128 and its number.
  /// - Throws: `CancellationError` once the program has ended; `HubError` if it cannot start.
  func run() async throws -> Int {
    try Task.checkCancellation()
    let output = try openOutput()
    defer { try? output.close() }
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
    let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let status: TerminationStatus
    do {
      status = try await Subprocess.run(
        .path(FilePath(executable)), arguments: Arguments(arguments),
        environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
        workingDirectory: FilePath(folder), platformOptions: options,
        output: .fileDescriptor(output, closeAfterSpawningProcess: false),
        error: .fileDescriptor(output, closeAfterSpawningProcess: false)
      ).terminationStatus
    } catch is SubprocessError {
      try Task.checkCancellation()
      throw HubError.file(path: executable, problem: "it cannot be started")
    }
    try Task.checkCancellation()
    return switch status {
    case .exited(let code): Int(code)
    case .signaled(let code): 128 + Int(code)
    }
  }

  private func openOutput() throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        FilePath(outputPath), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: .ownerReadWrite)
    } catch {
      throw HubError.file(path: outputPath, problem: "it cannot be opened for writing")
    }
  }

  /// The end of what the program printed.
  func outputTail(bytes: Int = 600) -> String {
    guard let file = try? FileDescriptor.open(FilePath(outputPath), .readOnly) else { return "" }
    defer { try? file.close() }
    let end = (try? file.seek(offset: 0, from: .end)) ?? 0
    let tail = [UInt8](unsafeUninitializedCapacity: bytes) { buffer, count in
      let room = UnsafeMutableRawBufferPointer(buffer)
      count = (try? file.read(fromAbsoluteOffset: max(0, end - Int64(bytes)), into: room)) ?? 0
    }
    var text = String(decoding: tail, as: UTF8.self).drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
