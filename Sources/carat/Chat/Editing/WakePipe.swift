#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A pipe to oneself, so that waiting for input and for a signal is one call.
struct WakePipe: Sendable {
  /// A signal, by what it asks for.
  enum Signal: UInt8 {
    case interrupt = 1
    /// The process goes on after it was stopped.
    case resumed
    /// The terminal has another size.
    case resized
  }

  /// An event that ends the waiting.
  enum Event {
    case signal(Signal)
    case input
    /// The time is over.
    case nothing
  }

  private let ends: (read: Int32, write: Int32)

  /// - Throws: `CommandError` if the system has no pipe left.
  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw CommandError("cannot make a pipe: \(String(cString: strerror(errno)))")
    }
    self.ends = (ends[0], ends[1])
  }

  /// Wakes whoever waits; may be called from any thread.
  func send(_ signal: Signal) {
    var byte = signal.rawValue
    _ = write(ends.write, &byte, 1)
  }

  /// Waits for a signal or for standard input; a negative time waits as long as it takes.
  func wait(milliseconds: Int32) -> Event {
    var waits = [
      pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
    ]
    var count: Int32
    repeat {
      count = poll(&waits, nfds_t(waits.count), milliseconds)
    } while count < 0 && errno == EINTR
    if count == 0 { return .nothing }
    guard waits[0].revents != 0 else { return .input }
    var byte: UInt8 = 0
    guard read(ends.read, &byte, 1) == 1 else { return .input }
    return .signal(Signal(rawValue: byte) ?? .resized)
  }
}
