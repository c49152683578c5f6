/// The state of a frame of a stack: the text that it waits for.
///
/// The frame on top takes the next byte; those below go on when it is through.
enum AutomatonNode: Equatable, Sendable {
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

extension AutomatonNode {
  /// A hash of the frame.
  var fingerprint: UInt64 {
    var hash = NumberHash()
    func add(_ kind: UInt64, _ first: Int32, _ second: Int32 = 0) {
      hash.combine(kind)
      hash.combine(
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second)))
    }
    func add(_ position: TextPosition) {
      hash.combine(UInt64(UInt32(position.low)) << 32 | UInt64(UInt32(position.high)))
      hash.combine(UInt64(UInt32(position.offset)) << 8 | UInt64(position.step.rawValue))
      hash.combine(position.escape.fingerprint)
    }
    switch self {
    case .end: add(0, 0)
    case .expression(let part): add(1, part)
    case .again(let part, let count): add(2, part, count)
    case .text(let text, let offset): add(3, text, offset)
    case .lexeme(let lexeme, let state): add(4, lexeme, state)
    case .freeText(let triggers, let state, let step):
      add(5 | UInt64(step.rawValue) << 8, triggers, state)
    case .value(let shape, let isSpaced): add(6, shape, isSpaced ? 1 : 0)
    case .string(let minimum, let maximum, let step):
      add(7 | UInt64(step.rawValue) << 8, minimum, maximum ?? -1)
    case .stringLexeme(let lexeme, let state): add(8, lexeme, state)
    case .stringOf(let set, let position):
      add(9, set)
      add(position)
    case .object(let progress, let phase): add(10, progress, phase.rawValue)
    case .name(let progress, let position):
      add(11, progress)
      add(position)
    case .colon(let shape): add(12, shape)
    case .array(let progress, let phase): add(13, progress, phase.rawValue)
    }
    return hash.value
  }
}

/// A place between the members of an object, or between the elements of an array.
enum MemberPhase: Int32, Sendable {
  /// After the opening bracket.
  case opened
  /// After a comma, before the name of a member.
  case afterComma
  /// After a member or an element.
  case afterMember
}
