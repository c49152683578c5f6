import Foundation
import Testing
import _CTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The command on a terminal of its own, as somebody who sits before it meets it.
final class PseudoTerminal {
  private let master: Int32
  private let process = Process()
  private var seen: [UInt8] = []

  /// Starts the command.
  ///
  /// - Parameters:
  ///   - output: Where standard output goes; `nil` for the terminal.
  init(
    _ arguments: [String], environment: [String: String], output: FileHandle? = nil
  ) throws {
    var (near, far): (Int32, Int32) = (-1, -1)
    let code = cts_open_terminal(&near, &far)
    master = near
    guard code == 0 else { throw POSIXError(.ENXIO) }
    let handle = FileHandle(fileDescriptor: far, closeOnDealloc: true)
    process.executableURL = try CaratProcess.executable()
    process.arguments = arguments
    process.environment = environment
    process.standardInput = handle
    process.standardOutput = output ?? handle
    process.standardError = handle
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    close(master)
  }

  /// All that was written to the terminal.
  var text: String { String(decoding: seen, as: UTF8.self) }

  /// Types; waits while the terminal's buffer is full.
  func type(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(1024))
      let count = write(master, piece, piece.count)
      try #require(count > 0)
      rest = rest.dropFirst(count)
      collect(milliseconds: 0)
    }
  }

  /// Waits until a text has been written that was not there when `after` bytes had been; whether
  /// it came.
  ///
  /// - Parameter limit: Seconds, a guard against hanging.
  @discardableResult
  func wait(for text: String, after start: Int = 0, limit: Double = 20) -> Bool {
    let end = Date(timeIntervalSinceNow: limit)
    while Date() < end {
      let bytes = Array(text.utf8)
      if seen.count >= start, seen[start...].contains(bytes) { return true }
      if !collect(milliseconds: 50), !process.isRunning { break }
    }
    return seen.count >= start && seen[start...].contains(Array(text.utf8))
  }

  /// Waits until a message can be typed: the terminal has been asked to mark pastes, and not been
  /// told to stop since.
  @discardableResult
  func waitForPrompt(limit: Double = 20) -> Bool {
    let end = Date(timeIntervalSinceNow: limit)
    while Date() < end {
      let parts = text.components(separatedBy: "\u{1B}[?2004")
      if parts.count > 1, parts.last?.hasPrefix("h") == true { return true }
      collect(milliseconds: 50)
    }
    return false
  }

  /// Bytes that were written so far.
  var count: Int { seen.count }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Tells whether the terminal hands on whole lines and echoes, as shells leave it.
  var isAsFound: Bool {
    var settings = termios()
    guard tcgetattr(master, &settings) == 0 else { return false }
    return settings.c_lflag & tcflag_t(ICANON) != 0 && settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// The state of the process, as `ps` shows it: `T` when it is stopped.
  var state: Character? {
    let file = "/proc/\(process.processIdentifier)/stat"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    return text.split(separator: ")").last?.dropFirst().first
  }

  /// Waits for the end of the process; its status, or 128 and the signal.
  func status(limit: Double = 20) -> Int32? {
    let end = Date(timeIntervalSinceNow: limit)
    while process.isRunning, Date() < end { collect(milliseconds: 20) }
    guard !process.isRunning else { return nil }
    while collect(milliseconds: 0) {}
    let isSignal = process.terminationReason == .uncaughtSignal
    return process.terminationStatus + (isSignal ? 128 : 0)
  }

  /// Reads what has been written; whether there was anything.
  @discardableResult
  private func collect(milliseconds: Int32) -> Bool {
    var waits = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
    guard poll(&waits, 1, milliseconds) > 0, waits[0].revents & Int16(POLLIN) != 0 else {
      return false
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    seen += buffer[..<count]
    return true
  }
}
