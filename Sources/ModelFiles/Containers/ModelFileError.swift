package import Tensors

/// The reason that a model file cannot be read or written: what, where, expected, got, and what to
/// do next.
public struct ModelFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of trouble, for code that acts on them.
  public enum Kind: Sendable, Hashable {
    /// The system does not give or take the bytes.
    case inaccessible
    /// The file ends before what it announces.
    case truncated
    /// The bytes contradict the format.
    case malformed
    /// A well-formed file uses something that is not read here.
    case unsupported
    /// A part, key or tensor that is needed is not there.
    case missing
    /// A value is there, but is not of the type or in the range that is needed.
    case mismatched
  }

  /// The kind of trouble.
  public var kind: Kind
  /// The file or folder.
  public var path: String
  /// Text on what is wrong, naming the key, tensor or field.
  public var problem: String
  /// Bytes from the start of the file, where that is known.
  public var offset: Int?
  /// Text on what was expected.
  public var expected: String?
  /// Text on what was found.
  public var got: String?
  /// Advice on what to do next.
  public var advice: String?

  /// Describes one trouble with one file.
  public init(
    _ kind: Kind, path: String, _ problem: String, offset: Int? = nil, expected: String? = nil,
    got: String? = nil, advice: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.problem = problem
    self.offset = offset
    self.expected = expected
    self.got = got
    self.advice = advice
  }

  package init(_ error: StorageError, path: String, advice: String? = nil) {
    self.init(.inaccessible, path: path, error.description, advice: advice)
  }

  package init(_ error: FileWriteError, advice: String? = nil) {
    self.init(
      .inaccessible, path: error.path, "cannot write: \(error.reason)",
      advice: advice ?? error.advice)
  }

  /// All of it in one sentence or two, for a user.
  public var description: String {
    var text = problem.contains(path) ? problem : "\(path): \(problem)"
    if let offset { text += " at byte \(offset)" }
    switch (expected, got) {
    case (let expected?, let got?): text += ": expected \(expected), got \(got)"
    case (let expected?, nil): text += ": expected \(expected)"
    case (nil, let got?): text += ": got \(got)"
    case (nil, nil): break
    }
    if let advice { text += "; \(advice)" }
    return text
  }
}

/// Text from a file, shortened and quoted so that it can stand in a message.
func quoted(_ text: String) -> String {
  let printable = text.unicodeScalars.map { scalar in
    scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : Character(scalar)
  }
  let limit = 80
  return printable.count > limit
    ? "'\(String(printable.prefix(limit)))…'" : "'\(String(printable))'"
}
