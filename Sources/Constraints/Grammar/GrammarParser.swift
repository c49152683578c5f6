/// A reader of grammars in llama.cpp's notation (GBNF): rules `name ::= alternatives`, of which
/// `root` is the whole.
///
/// A rule ends with its line, unless a parenthesis is open or an alternative is still to come.
struct GrammarParser {
  var scalars: [Unicode.Scalar]
  var index = 0
  /// The number of groups that are open.
  private var depth = 0

  private static let depthLimit = 200
  /// The greatest number in a repetition.
  private static let countLimit = 100_000

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The rules in their order.
  ///
  /// - Throws: `ConstraintError.grammar` with line and column.
  mutating func rules() throws(ConstraintError) -> [GrammarRule] {
    var rules: [GrammarRule] = []
    skipSpace(acrossLines: true)
    while index < scalars.count {
      let name = try self.name()
      skipSpace(acrossLines: false)
      guard take("::=") else { throw error("'::=' has to follow the name of a rule") }
      skipSpace(acrossLines: true)
      rules.append(GrammarRule(name: name, expression: try alternatives()))
      guard index == scalars.count || isLineEnd else {
        throw error("'\(scalars[index])' does not belong here")
      }
      skipSpace(acrossLines: true)
    }
    return rules
  }

  private mutating func alternatives() throws(ConstraintError) -> GrammarExpression {
    var members = [try sequence()]
    while true {
      let end = index
      skipSpace(acrossLines: true)
      guard take("|") else {
        // Lines are what rules end with, so they are left where they are.
        if depth == 0 { index = end }
        break
      }
      skipSpace(acrossLines: true)
      members.append(try sequence())
    }
    return members.count == 1 ? members[0] : .alternatives(members)
  }

  private mutating func sequence() throws(ConstraintError) -> GrammarExpression {
    var members: [GrammarExpression] = []
    while index < scalars.count, !isLineEnd, scalars[index] != "|", scalars[index] != ")" {
      members.append(try repeated(try atom()))
      skipSpace(acrossLines: depth > 0)
    }
    return members.count == 1 ? members[0] : .sequence(members)
  }

  private mutating func atom() throws(ConstraintError) -> GrammarExpression {
    switch scalars[index] {
    case "\"": return .text(try text())
    case "[": return .character(try characterClass())
    case ".":
      index += 1
      return .character(.all)
    case "(":
      index += 1
      depth += 1
      guard depth <= Self.depthLimit else { throw error("groups lie too deep in each other") }
      skipSpace(acrossLines: true)
      let inner = try alternatives()
      guard take(")") else { throw error("')' is missing") }
      depth -= 1
      return inner
    case "<", "!":
      throw .unsupported(
        keyword: "<token>", pointer: place, reason: "a grammar is of characters, not of tokens")
    default: return .rule(try name())
    }
  }

  private mutating func repeated(_ atom: GrammarExpression) throws(ConstraintError)
    -> GrammarExpression
  {
    var expression = atom
    while index < scalars.count {
      switch scalars[index] {
      case "*": expression = .repetition(expression, minimum: 0, maximum: nil)
      case "+": expression = .repetition(expression, minimum: 1, maximum: nil)
      case "?": expression = .repetition(expression, minimum: 0, maximum: 1)
      case "{":
        expression = try counted(expression)
        continue
      default: return expression
      }
      index += 1
    }
    return expression
  }

  private mutating func counted(_ inner: GrammarExpression) throws(ConstraintError)
    -> GrammarExpression
  {
    index += 1
    skipSpace(acrossLines: false)
    let minimum = try number()
    skipSpace(acrossLines: false)
    var maximum: Int? = minimum
    if take(",") {
      skipSpace(acrossLines: false)
      maximum = index < scalars.count && scalars[index] == "}" ? nil : try number()
      skipSpace(acrossLines: false)
    }
    guard take("}") else { throw error("'}' is missing") }
    if let maximum, maximum < minimum { throw error("a repetition's maximum is below its minimum") }
    return .repetition(inner, minimum: minimum, maximum: maximum)
  }

  private mutating func number() throws(ConstraintError) -> Int {
    var value = 0
    let start = index
    while index < scalars.count, ("0"..."9").contains(scalars[index]) {
      value = value * 10 + Int(scalars[index].value - 0x30)
      guard value <= Self.countLimit else {
        throw error("a repetition may have at most \(Self.countLimit) rounds")
      }
      index += 1
    }
    guard index > start else { throw error("a number is missing") }
    return value
  }

  private mutating func name() throws(ConstraintError) -> String {
    var name = String.UnicodeScalarView()
    while index < scalars.count, Self.isName(scalars[index]) {
      name.append(scalars[index])
      index += 1
    }
    guard !name.isEmpty else { throw error("the name of a rule is missing") }
    return String(name)
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      || scalar == "-" || scalar == "_"
  }
}
