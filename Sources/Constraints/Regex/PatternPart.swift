/// A part of a pattern, before it is a language.
indirect enum PatternPart {
  case language(RegularExpression)
  case sequence([PatternPart])
  case alternatives([PatternPart])
  case repetition(PatternPart, minimum: Int, maximum: Int?)
  /// `^`
  case start
  /// `$`
  case end
  /// `(?=...)`, or `(?!...)`
  case lookahead(PatternPart, isNegative: Bool)

  /// Tells whether it says something of the text around it.
  var asserts: Bool {
    switch self {
    case .language: false
    case .sequence(let parts), .alternatives(let parts): parts.contains(where: \.asserts)
    case .repetition(let part, _, _): part.asserts
    case .start, .end, .lookahead: true
    }
  }

  /// The language of a part that asserts nothing.
  fileprivate func plain() throws(ConstraintError) -> RegularExpression {
    switch self {
    case .language(let language): return language
    case .sequence(let parts):
      var members: [RegularExpression] = []
      for part in parts { members.append(try part.plain()) }
      return .concatenation(members)
    case .alternatives(let parts):
      var members: [RegularExpression] = []
      for part in parts { members.append(try part.plain()) }
      return .union(members)
    case .repetition(let part, let minimum, let maximum):
      return try part.plain().repeated(minimum, maximum)
    case .start, .end, .lookahead:
      throw .unsupported(
        keyword: "pattern", pointer: "", reason: "an assertion stands in a repetition")
    }
  }
}

/// The language of the whole texts in which a pattern is found.
struct PatternLanguage {
  /// The text before a part.
  enum Before {
    /// None.
    case start
    /// Any.
    case open
    /// That which the parts before have matched.
    case parts
  }

  /// The pieces that anchors and lookaheads may multiply a pattern into.
  private static let most = 2_000
  private var pieces = 0

  /// The language of texts that the parts match one after another.
  ///
  /// - Parameters:
  ///   - before: The text before the first.
  ///   - isOpenAfter: Whether any text may come after the last.
  mutating func texts(
    _ parts: ArraySlice<PatternPart>, before: Before, isOpenAfter: Bool
  ) throws(ConstraintError) -> RegularExpression {
    pieces += 1
    guard pieces <= Self.most else {
      throw .tooLarge(pointer: "", reason: "a pattern has too many anchors and lookaheads")
    }
    guard let first = parts.first else {
      return before == .open || isOpenAfter ? .anything : .empty
    }
    let rest = parts.dropFirst()
    switch first {
    case .start:
      guard before != .parts else {
        throw .unsupported(
          keyword: "pattern", pointer: "", reason: "'^' stands after something else")
      }
      return try texts(rest, before: .start, isOpenAfter: isOpenAfter)
    case .end:
      // Nothing may follow, whatever the pattern says.
      if rest.isEmpty { return before == .open ? .anything : .empty }
      let after = try texts(rest, before: .parts, isOpenAfter: isOpenAfter)
      let end = RegularExpression.intersection([after, .empty])
      return before == .open ? .concatenation([.anything, end]) : end
    case .lookahead(let part, let isNegative):
      let here = before == .start ? Before.start : .parts
      let ahead = try texts([part], before: here, isOpenAfter: true)
      let after = try texts(rest, before: here, isOpenAfter: isOpenAfter)
      let both = RegularExpression.intersection([after, isNegative ? ahead.complement : ahead])
      return before == .open ? .concatenation([.anything, both]) : both
    case .sequence(let own):
      return try texts(
        (own + rest)[...], before: before, isOpenAfter: isOpenAfter)
    case .alternatives(let choices) where first.asserts:
      var members: [RegularExpression] = []
      for choice in choices {
        members.append(
          try texts(
            ([choice] + rest)[...], before: before, isOpenAfter: isOpenAfter))
      }
      return .union(members)
    case .repetition(let part, 0, 1) where first.asserts:
      let with = try texts(
        ([part] + rest)[...], before: before, isOpenAfter: isOpenAfter)
      let without = try texts(rest, before: before, isOpenAfter: isOpenAfter)
      return .union([with, without])
    default: return try plain(parts, before: before, isOpenAfter: isOpenAfter)
    }
  }

  /// The same where the first parts assert nothing: these at once, however many.
  private mutating func plain(
    _ parts: ArraySlice<PatternPart>, before: Before, isOpenAfter: Bool
  ) throws(ConstraintError) -> RegularExpression {
    var members: [RegularExpression] = before == .open ? [.anything] : []
    var rest = parts
    while let part = rest.first, !part.asserts {
      members.append(try part.plain())
      rest = rest.dropFirst()
    }
    if rest.count == parts.count, let part = rest.first {
      // An assertion that is repeated.
      members.append(try part.plain())
      rest = rest.dropFirst()
    }
    if rest.isEmpty {
      if isOpenAfter { members.append(.anything) }
    } else {
      members.append(try texts(rest, before: .parts, isOpenAfter: isOpenAfter))
    }
    return .concatenation(members)
  }
}

extension RegularExpression {
  /// The texts in which a pattern is found (ECMA 262, flag `u`), as `pattern` of JSON Schema
  /// has it.
  ///
  /// - Throws: `ConstraintError`.
  package static func search(_ pattern: String) throws(ConstraintError) -> RegularExpression {
    try language(of: pattern, isOpen: true)
  }

  /// The texts that a pattern matches as a whole.
  ///
  /// - Throws: `ConstraintError`.
  package static func whole(_ pattern: String) throws(ConstraintError) -> RegularExpression {
    try language(of: pattern, isOpen: false)
  }

  private static func language(
    of pattern: String, isOpen: Bool
  ) throws(ConstraintError) -> RegularExpression {
    var parser = PatternParser(pattern)
    let part = try parser.parse()
    var language = PatternLanguage()
    return try language.texts([part], before: isOpen ? .open : .start, isOpenAfter: isOpen)
  }
}
