#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Lines of standard input, and Ctrl-C while one is waited for.
struct LineReader {
  /// What came.
  enum Input {
    case line(String)
    case interrupted
    case end
  }

  private var bytes: [UInt8] = []
  private var isAtEnd = false
  /// A pipe that Ctrl-C writes to, so that waiting for either is one call.
  private let interrupts: (read: Int32, write: Int32)

  /// - Throws: `CommandError` if the system has no pipe left.
  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw CommandError("cannot make a pipe: \(String(cString: strerror(errno)))")
    }
    interrupts = (ends[0], ends[1])
  }

  /// Waits for a line, without its end.
  mutating func next() -> Input {
    let target = interrupts.write
    Interrupts.shared.listen {
      var byte: UInt8 = 0
      _ = write(target, &byte, 1)
    }
    defer { Interrupts.shared.listen(nil) }
    while true {
      if let end = bytes.firstIndex(of: 0x0A) {
        let line = text(bytes[..<end])
        bytes.removeFirst(end + 1)
        return .line(line)
      }
      if isAtEnd {
        guard !bytes.isEmpty else { return .end }
        let line = text(bytes[...])
        bytes = []
        return .line(line)
      }
      if wait() { return .interrupted }
      fill()
    }
  }

  /// Blocks until there is input; whether Ctrl-C came instead.
  private func wait() -> Bool {
    var waits = [
      pollfd(fd: interrupts.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&waits, nfds_t(waits.count), -1) < 0 && errno == EINTR {}
    guard waits[0].revents != 0 else { return false }
    var byte: UInt8 = 0
    _ = read(interrupts.read, &byte, 1)
    return true
  }

  private mutating func fill() {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    if count > 0 {
      bytes += buffer[..<count]
    } else if count == 0 || errno != EINTR {
      isAtEnd = true
    }
  }

  private func text(_ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line, as: UTF8.self)
    return text.hasSuffix("\r") ? String(text.dropLast()) : text
  }
}
