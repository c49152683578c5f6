/// The state of a frame of a stack: the text that it waits for.
///
/// The frame on top takes the next byte; those below go on when it is through.
enum AutomatonNode: Hashable, Sendable {
  /// The end of the answer.
  case end
  /// A part of the definition that has not begun. Takes no byte itself: it is unfolded.
  case expression(Int32)
  /// A part that may come again, after so many times.
  case again(expression: Int32, count: Int32)
  /// The rest of a text.
  case text(Int32, offset: Int32)
  /// The rest of a text of a language, in a state of its automaton.
  case lexeme(Int32, state: Int32)
  /// Free text up to a trigger.
  case freeText(Int32, state: Int32, step: StringTextStep)
  /// A JSON value of a shape, perhaps after white space.
  case value(Int32, isSpaced: Bool)
  /// The rest of a string of any text of so many more characters, with its closing quote.
  case string(minimum: Int32, maximum: Int32?, step: StringTextStep)
  /// The rest of a string of a language, with its closing quote.
  case stringLexeme(Int32, state: Int32)
  /// The rest of a string that is one of some texts, with its closing quote.
  case stringOf(Int32, TextPosition)
  /// An object between members.
  case object(Int32, MemberPhase)
  /// The name of a member that is known by name, or of any other where the object has those too.
  case name(Int32, TextPosition)
  /// The colon before a value of a shape.
  case colon(Int32)
  /// An array between elements.
  case array(Int32, MemberPhase)

  /// Tells whether JSON white space may come here, without meaning.
  var allowsSpace: Bool {
    switch self {
    case .value(_, let isSpaced): isSpaced
    case .object, .array: true
    default: false
    }
  }
}

/// A place between the members of an object, or between the elements of an array.
enum MemberPhase: Hashable, Sendable {
  /// After the opening bracket.
  case opened
  /// After a comma, before the name of a member.
  case afterComma
  /// After a member or an element.
  case afterMember
}
