#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Lines of standard input, and Ctrl-C while one is waited for.
struct LineReader {
  /// An input: a line, an interruption or the end.
  enum Input {
    case line(String)
    case interrupted
    case end
  }

  private var bytes: [UInt8] = []
  private var isAtEnd = false
  private let wake: WakePipe

  /// - Throws: `CommandError` if the system has no pipe left.
  init() throws { wake = try WakePipe() }

  /// Waits for a line, without its end.
  mutating func next() -> Input {
    let wake = wake
    Interrupts.shared.listen { wake.send(.interrupt) }
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
      if case .signal = wake.wait(milliseconds: -1) { return .interrupted }
      fill()
    }
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
