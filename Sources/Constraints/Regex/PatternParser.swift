/// Reads patterns as ECMA 262 has them (with the flag `u`, and what files write that it forbids).
struct PatternParser {
  /// Scalars that a pattern may have, and groups that may stand in each other.
  private static let (longest, deepest) = (20_000, 100)
  /// The most that a repetition may count to.
  private static let mostRepeated = 100_000

  let scalars: [Unicode.Scalar]
  var index = 0
  private var depth = 0

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  /// The next scalar.
  var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  func error(_ reason: String) -> ConstraintError { .pattern(offset: index, reason: reason) }

  func unsupported(_ what: String, _ reason: String) -> ConstraintError {
    .unsupported(
      keyword: what, pointer: "", reason: reason + " (character \(index) of the pattern)")
  }

  /// The whole pattern.
  mutating func parse() throws(ConstraintError) -> PatternPart {
    guard scalars.count <= Self.longest else {
      throw .tooLarge(pointer: "", reason: "a pattern of more than \(Self.longest) characters")
    }
    let part = try alternatives()
    guard next == nil else { throw error("a ')' without its '('") }
    return part
  }

  private mutating func alternatives() throws(ConstraintError) -> PatternPart {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw .tooLarge(pointer: "", reason: "groups of a pattern more than \(Self.deepest) deep")
    }
    var choices = [try sequence()]
    while next == "|" {
      index += 1
      choices.append(try sequence())
    }
    return choices.count == 1 ? choices[0] : .alternatives(choices)
  }

  private mutating func sequence() throws(ConstraintError) -> PatternPart {
    var parts: [PatternPart] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let part = try atom()
      parts.append(try quantified(part))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func quantified(_ part: PatternPart) throws(ConstraintError) -> PatternPart {
    let start = index
    guard let (minimum, maximum) = try quantifier() else { return part }
    // A lazy one matches the same texts; a possessive one is none of this language.
    if next == "?" { index += 1 }
    if next == "+" { throw unsupported("++", "possessive repetitions are not known") }
    guard maximum.map({ $0 >= minimum }) ?? true else {
      index = start
      throw error("a repetition whose greatest number is below its least")
    }
    return .repetition(part, minimum: minimum, maximum: maximum)
  }

  private mutating func quantifier() throws(ConstraintError) -> (Int, Int?)? {
    switch next {
    case "*":
      index += 1
      return (0, nil)
    case "+":
      index += 1
      return (1, nil)
    case "?":
      index += 1
      return (0, 1)
    case "{": return try counts()
    default: return nil
    }
  }

  /// `{n}`, `{n,}` or `{n,m}`; `nil` for a brace that is none of them, which stands for itself.
  private mutating func counts() throws(ConstraintError) -> (Int, Int?)? {
    guard let end = scalars[index...].firstIndex(of: "}") else { return nil }
    let text = String(String.UnicodeScalarView(scalars[index + 1..<end]))
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first, !first.isEmpty,
      parts.allSatisfy({ $0.unicodeScalars.allSatisfy { ("0"..."9").contains($0) } })
    else { return nil }
    let numbers = parts.map { $0.isEmpty ? nil : Int($0) ?? Int.max }
    guard numbers.allSatisfy({ $0 ?? 0 <= Self.mostRepeated }) else {
      throw .tooLarge(pointer: "", reason: "a repetition counts beyond \(Self.mostRepeated)")
    }
    index = end + 1
    guard let minimum = numbers[0] else { return nil }
    return (minimum, numbers.count == 1 ? minimum : numbers[1])
  }

  private mutating func atom() throws(ConstraintError) -> PatternPart {
    guard let scalar = next else { throw error("something is missing") }
    index += 1
    switch scalar {
    case "^": return .start
    case "$": return .end
    case ".":
      let ends = ScalarSet([10...10, 13...13, 0x2028...0x2029])
      return .language(RegularExpression(.scalar(ends.inverted)))
    case "(": return try group()
    case "[": return .language(RegularExpression(.scalar(try characterClass())))
    case "\\": return .language(RegularExpression(.scalar(try escape(inClass: false))))
    case "*", "+", "?":
      index -= 1
      throw error("a repetition of nothing")
    default: return .language(.literal(String(scalar)))
    }
  }

  private mutating func group() throws(ConstraintError) -> PatternPart {
    var lookahead: Bool?
    if next == "?" {
      index += 1
      lookahead = try groupKind()
    }
    let part = try alternatives()
    guard next == ")" else { throw error("a '(' without its ')'") }
    index += 1
    return lookahead.map { .lookahead(part, isNegative: $0) } ?? part
  }

  /// That which follows `(?`: whether it is a negative lookahead, or `nil` for a group.
  private mutating func groupKind() throws(ConstraintError) -> Bool? {
    if next == "P" { index += 1 }
    guard let kind = next else { throw error("a group that does not end") }
    index += 1
    switch kind {
    case ":": return nil
    case "=": return false
    case "!": return true
    case "<":
      if next == "=" || next == "!" {
        throw unsupported("(?<", "what stands before cannot be looked at")
      }
      guard let end = scalars[index...].firstIndex(of: ">") else {
        throw error("a group name without its '>'")
      }
      index = end + 1
      return nil
    default:
      index -= 1
      throw unsupported("(?\(kind)", "only groups and lookaheads are known")
    }
  }
}
