/// The reason that a tokenizer could not be made from a file or a description.
public struct TokenizerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The class of a failure.
  public enum Code: Sendable, Hashable {
    /// The file is damaged: truncated, not of the stated format, or with impossible lengths.
    case malformed
    /// The parts do not fit one another: counts differ, or an id or piece is named that is
    /// not there.
    case inconsistent
    /// The file asks for something that is not implemented; the message names it.
    case unsupported
    /// A size is beyond what is accepted.
    case tooLarge
  }

  /// The class of the failure.
  public var code: Code
  /// Text for a user: the thing found, its place, and the thing expected.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message, for a user.
  public var description: String { "tokenizer: \(message)" }
}

/// Shows untrusted text in an error message: quoted, escaped and cut to a readable length.
func quoted(_ bytes: some Sequence<UInt8>) -> String {
  let head = Array(bytes.prefix(61))
  let text = String(decoding: head.prefix(60), as: UTF8.self).debugDescription
  return head.count > 60 ? text + "…" : text
}

/// Shows untrusted text in an error message.
func quoted(_ text: String) -> String { quoted(text.utf8) }
