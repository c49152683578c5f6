/// The way in which a model writes calls of tools, as data.
///
/// All calls of an answer stand in a block:
///
///     opening  callOpening body callClosing  separator  callOpening body callClosing  closing
///
/// White space in a mark is written as it stands; any, or none, is read. A syntax that is not among
/// the known ones is one more value of this type: parser, writer and constraint read nothing else.
public struct ToolCallSyntax: Sendable, Hashable {
  /// The place of a block in an answer, and the mark that it begins with.
  public enum Opening: Sendable, Hashable {
    /// Anywhere, behind this mark; it may be empty if `callOpening` is not.
    case mark(String)
    /// At the start of the answer only, where this mark, or nothing, tells it from text.
    case start(String)
    /// Anywhere behind this mark, and at the start of the answer without it.
    case markOrStart(String)
  }

  /// The way in which calls follow each other.
  public enum Arrangement: Sendable, Hashable {
    /// In brackets, with commas between them.
    case list
    /// One after another, with this mark between them; white space alone will do.
    case separated(String)
  }

  /// The way in which a call is written.
  public enum Form: Sendable, Hashable {
    /// A JSON object with members for the name, the arguments and perhaps an id.
    case object(name: String, arguments: String, id: String?)
    /// The bare name, perhaps an id behind a mark, a mark, and the arguments.
    case named(id: String?, between: String, ArgumentNotation)
  }

  /// The name of the syntax, for reports.
  public var name: String
  /// The place and first mark of a block.
  public var opening: Opening
  /// The way in which calls follow each other.
  public var arrangement: Arrangement
  /// The mark behind all calls.
  public var closing: String
  /// The mark before each call.
  public var callOpening: String
  /// The mark behind each call.
  public var callClosing: String
  /// The way in which a call is written.
  public var form: Form
  /// Parts of marks that a vocabulary may have as control tokens, which no text spells.
  public var controlMarks: [String]
  /// The number of letters and digits that an id has; `nil` leaves it open.
  public var idLength: Int?

  /// A syntax; what is left out is empty.
  public init(
    name: String, opening: Opening, arrangement: Arrangement = .separated("\n"),
    closing: String = "", callOpening: String = "", callClosing: String = "", form: Form,
    controlMarks: [String] = [], idLength: Int? = nil
  ) {
    self.name = name
    self.opening = opening
    self.arrangement = arrangement
    self.closing = closing
    self.callOpening = callOpening
    self.callClosing = callClosing
    self.form = form
    self.controlMarks = controlMarks
    self.idLength = idLength
  }

  /// All marks that stand around calls and between their parts.
  package var marks: [String] {
    var marks = [openingMark, closing, callOpening, callClosing]
    if case .separated(let mark) = arrangement { marks.append(mark) }
    if case .named(let id, let between, let notation) = form {
      marks += [id ?? "", between] + notation.quotes
    }
    return marks.filter { !$0.isEmpty }
  }

  /// Takes away a token that ends an answer from the end of the last mark, and from the control
  /// marks: generation ends with it, so no constraint has it and no parser reads it.
  package mutating func removeEnd(_ tokens: [String]) {
    func withoutEnd(_ mark: String) -> String {
      let text = mark.trimmed
      let end = tokens.filter { !$0.isEmpty && text.hasSuffix($0) }.max { $0.count < $1.count }
      return end.map { String(text.dropLast($0.count)) } ?? mark
    }
    closing = withoutEnd(closing)
    if closing.isEmpty { callClosing = withoutEnd(callClosing) }
    controlMarks = controlMarks.map(withoutEnd).filter { !$0.isEmpty }
  }

  /// The mark of the opening.
  var openingMark: String {
    switch opening {
    case .mark(let mark), .start(let mark), .markOrStart(let mark): mark
    }
  }

  /// Tells whether a block may begin without its mark.
  var isMarkOptional: Bool { if case .markOrStart = opening { true } else { false } }

  /// Tells whether a call can be told from text by a mark alone.
  var isMarked: Bool { if case .mark = opening { true } else { false } }
}
