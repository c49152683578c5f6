import PlainText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Console {
  /// A standard stream that is a terminal.
  enum Stream {
    case output, error

    var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }

    /// Writes lines of ours, in which names from outside may stand.
    func write(_ text: String) throws {
      try write(exactly: TextStyle.rendered(text, \.severalLines))
    }

    /// Writes a text as it is, control sequences included.
    func write(exactly text: String) throws {
      switch self {
      case .output: try Console.write(exactly: text)
      case .error: Console.writeToError(text)
      }
    }
  }

  /// Stream that prompts go to: standard output, or standard error where answers are redirected;
  /// `nil` without a terminal.
  static var terminal: Stream? { outputIsTerminal ? .output : errorIsTerminal ? .error : nil }
}

extension TextStyle {
  static func of(_ stream: Console.Stream) -> TextStyle { stream == .output ? output : error }
}
