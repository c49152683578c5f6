import Foundation
import Synchronization

/// Runs a program to its end; stops it when the task is cancelled.
struct ChildProcess: Sendable {
  var executable: String
  var arguments: [String]
  var environment: [String: String]
  /// A folder of our own that the program works in, so that nothing of the user's is where it looks first.
  var folder: String
  /// A file for what the program prints; unlike a pipe that nobody reads, it never fills up.
  var outputPath: String

  /// - Returns: The exit status; a signal counts as 128 and its number.
  /// - Throws: `CancellationError` once the program has ended; what `Process` throws if it cannot start.
  func run() async throws -> Int {
    try Task.checkCancellation()
    _ = FileManager.default.createFile(atPath: outputPath, contents: nil)
    guard let output = FileHandle(forWritingAtPath: outputPath) else {
      throw HubError.file(path: outputPath, problem: "it cannot be opened for writing")
    }
    defer { try? output.close() }
    let process = RunningProcess()
    let status = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        process.start(self, output: output, continuation)
      }
    } onCancel: {
      process.stop()
    }
    try Task.checkCancellation()
    return status
  }

  /// The end of what the program printed.
  func outputTail(bytes: Int = 600) -> String {
    guard let file = FileHandle(forReadingAtPath: outputPath) else { return "" }
    defer { try? file.close() }
    let end = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: end > UInt64(bytes) ? end - UInt64(bytes) : 0)
    let tail = (try? file.read(upToCount: bytes)) ?? Data()
    return String(decoding: tail, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// A process that may be stopped from another thread, also before it has started.
private final class RunningProcess: Sendable {
  private struct State {
    // Safety: `Process` is only touched under the mutex.
    nonisolated(unsafe) var process: Process?
    var isStopped = false
  }
  private let state = Mutex(State())

  func start(
    _ child: ChildProcess, output: FileHandle, _ continuation: CheckedContinuation<Int, any Error>
  ) {
    state.withLock { state in
      guard !state.isStopped else {
        continuation.resume(throwing: CancellationError())
        return
      }
      let process = Process()
      process.executableURL = URL(filePath: child.executable)
      process.arguments = child.arguments
      process.environment = child.environment
      process.currentDirectoryURL = URL(filePath: child.folder, directoryHint: .isDirectory)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = output
      process.terminationHandler = { ended in
        let code = Int(ended.terminationStatus)
        continuation.resume(returning: ended.terminationReason == .exit ? code : 128 + code)
      }
      do {
        try withSignalsUnblocked { try process.run() }
        state.process = process
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      if let process = state.process, process.isRunning { process.terminate() }
    }
  }
}

/// Runs a function on a thread that takes signals.
///
/// Threads of the concurrency runtime block them, and a program that is started from one inherits that: it would not
/// end when it is told to.
private func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
  var none = sigset_t()
  var before = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  try body()
}
