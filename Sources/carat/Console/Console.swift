import PlainText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The three standard streams.
///
/// Everything but a model's own answer is neutralised here, on a terminal as in a pipe: whatever a
/// name, a message or a setting from outside holds, it is shown and does nothing.
enum Console {
  /// Writes to standard output: lines of ours, in which names and words from outside may stand.
  ///
  /// - Throws: `ClosedPipe` if nobody reads it, `CommandError` if it cannot be written, for
  ///   instance to a full disk.
  static func write(_ text: String) throws {
    try write(exactly: TextStyle.rendered(text, \.severalLines))
  }

  /// Writes lines of ours to standard output, on a terminal with breaks between words.
  static func write(lines text: String) throws {
    guard outputIsTerminal else { return try write(text) }
    let rendered = TextStyle.rendered(text, \.severalLines)
    let wrap = LineWrap(width: width(of: STDOUT_FILENO))
    try write(exactly: wrap.lines(of: rendered, continuing: .column))
  }

  /// Writes a model's own words to standard output: as they are, but for what would steer
  /// a terminal.
  static func write(answer text: String) throws {
    try write(exactly: outputIsTerminal ? text.withoutControls : text)
  }

  /// Writes to standard output as it is, control sequences of ours included.
  static func write(exactly text: String) throws {
    let code = send(text, to: STDOUT_FILENO)
    if code == EPIPE { throw ClosedPipe() }
    if code != 0 {
      throw CommandError("cannot write to standard output: \(SystemErrorText.words(code))")
    }
  }

  /// Writes one line to standard error, on a terminal with breaks between words; there is nobody to
  /// tell if that fails.
  static func note(_ line: String) {
    writeToError(wrapped(TextStyle.rendered(line.messageLength, \.oneLine)) + "\n")
  }

  /// Writes lines of ours to standard error, such as the usage of a command.
  static func note(lines: String) {
    writeToError(wrapped(TextStyle.rendered(lines.messageLength, \.severalLines)) + "\n")
  }

  /// Lines that break between words on a terminal; elsewhere a message stays one line.
  private static func wrapped(_ text: String) -> String {
    errorIsTerminal ? LineWrap(width: width).lines(of: text) : text
  }

  /// Writes to standard error as it is.
  static func writeToError(_ text: String) {
    _ = send(text, to: STDERR_FILENO)
  }

  static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }
  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal that errors go to.
  static var width: Int { width(of: STDERR_FILENO) }

  /// Columns of a terminal; 80 where there is none.
  static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes all bytes; returns 0 or the system's error number.
  private static func send(_ text: String, to descriptor: Int32) -> Int32 {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes {
        systemWrite(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      start += count
    }
    return 0
  }
}

/// The system's `write`, which the method of that name hides.
func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, base, count)
}
