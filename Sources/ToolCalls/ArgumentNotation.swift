/// The way in which the arguments of a call are written.
///
/// Every notation has JSON's lists, numbers and nesting. It may differ in the brackets around all
/// arguments, in the marks around strings, in keys without marks, and in three words.
public struct ArgumentNotation: Sendable, Hashable {
  /// Places where a key stands without marks.
  public enum BareKeys: Sendable, Hashable {
    /// Keys are strings everywhere.
    case nowhere
    /// The names of arguments stand bare, keys within their values do not.
    case outermost
    /// No key has marks.
    case everywhere
  }

  /// Meanings of a backslash in a string.
  public enum Escapes: Sendable, Hashable {
    /// Those of JSON.
    case json
    /// Those of Python.
    case python
    /// None: a backslash is a character.
    case none
  }

  /// The character before all arguments.
  public var opening: UInt8
  /// The character after all arguments.
  public var closing: UInt8
  /// The character between the name of an argument and its value.
  public var assignment: UInt8
  /// Places where a key stands without marks.
  public var bareKeys: BareKeys
  /// Marks of which one stands on both sides of a string; written is the first.
  ///
  /// The first character of a mark occurs in it once.
  public var quotes: [String]
  /// Meanings of a backslash in a string.
  public var escapes: Escapes
  /// Spellings of `true`, `false` and `null`, in this order.
  public var words: [String]

  /// A notation; what is left out is JSON's.
  public init(
    opening: UInt8 = UInt8(ascii: "{"), closing: UInt8 = UInt8(ascii: "}"),
    assignment: UInt8 = UInt8(ascii: ":"), bareKeys: BareKeys = .nowhere, quotes: [String] = ["\""],
    escapes: Escapes = .json, words: [String] = ["true", "false", "null"]
  ) {
    self.opening = opening
    self.closing = closing
    self.assignment = assignment
    self.bareKeys = bareKeys
    self.quotes = quotes
    self.escapes = escapes
    self.words = words
  }

  /// A JSON object.
  public static let json = ArgumentNotation()

  /// Keyword arguments of Python: `(city="Oslo", days=3)`.
  public static let python = ArgumentNotation(
    opening: UInt8(ascii: "("), closing: UInt8(ascii: ")"), assignment: UInt8(ascii: "="),
    bareKeys: .outermost, quotes: ["\"", "'"], escapes: .python, words: ["True", "False", "None"])

  /// Bare keys, and strings between two marks: `{city:<escape>Oslo<escape>,days:3}`.
  public static let escaped = ArgumentNotation(
    bareKeys: .everywhere, quotes: ["<escape>"], escapes: .none)

  /// Tells whether a byte can stand in a name that has no marks around it.
  ///
  /// What opens, closes or parts something in any notation cannot.
  static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  /// Tells whether a text can stand without marks around it.
  static func isBare(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isBare) }
}

extension UInt8 {
  /// Tells whether this is white space of JSON.
  var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
