extension AutomatonProgram {
  /// Adds a grammar and returns the part that its root is.
  ///
  /// - Throws: `ConstraintError` that names the place in the grammar, or the rule.
  mutating func add(grammar text: String) throws(ConstraintError) -> Int32 {
    var parser = GrammarParser(text)
    let rules = try parser.rules()
    var places: [String: Int32] = [:]
    for rule in rules {
      guard places[rule.name] == nil else {
        throw .grammar(place: "rule \(rule.name)", reason: "there is another rule of this name")
      }
      // A place for the rule, which others may name before it is read.
      let place = add(.union([]))
      places[rule.name] = place
      names[place] = rule.name
    }
    guard let root = places["root"] else {
      throw .grammar(place: "the end", reason: "there is no rule 'root'")
    }
    for rule in rules {
      guard let place = places[rule.name] else { continue }
      parts[Int(place)] = .union([try part(rule.expression, of: rule.name, places)])
    }
    return root
  }

  private mutating func part(
    _ expression: GrammarExpression, of rule: String, _ places: [String: Int32]
  ) throws(ConstraintError) -> Int32 {
    if let language = expression.language {
      if case .text(let text) = expression { return self.text(Array(text.utf8)) }
      if try language.isEmpty() { return add(.union([])) }
      languages.append(Language(expression: language, isString: false))
      return add(.lexeme(Int32(languages.count - 1)))
    }
    switch expression {
    case .rule(let name):
      guard let place = places[name] else {
        throw .grammar(place: "rule \(rule)", reason: "there is no rule '\(name)'")
      }
      return place
    case .sequence(let members): return add(.sequence(try parts(members, of: rule, places)))
    case .alternatives(let members):
      return add(.union(try parts(GrammarExpression.factored(members), of: rule, places)))
    case .repetition(let inner, let minimum, let maximum):
      let part = try part(inner, of: rule, places)
      return add(.repetition(part, minimum: minimum, maximum: maximum))
    case .text, .character: return add(.union([]))
    }
  }

  private mutating func parts(
    _ members: [GrammarExpression], of rule: String, _ places: [String: Int32]
  ) throws(ConstraintError) -> [Int32] {
    var parts: [Int32] = []
    for member in members { parts.append(try part(member, of: rule, places)) }
    return parts
  }
}
