/// The meaning of a rule of a grammar.
indirect enum GrammarExpression: Hashable, Sendable {
  /// A text.
  case text(String)
  /// One character of a set.
  case character(ScalarSet)
  /// The meaning of the rule of this name.
  case rule(String)
  /// Expressions one after another.
  case sequence([GrammarExpression])
  /// One of some expressions.
  case alternatives([GrammarExpression])
  /// An expression so many times over.
  case repetition(GrammarExpression, minimum: Int, maximum: Int?)

  /// The texts as a regular language, if no rule is named.
  var language: RegularExpression? {
    switch self {
    case .text(let text): return .literal(text)
    case .character(let set): return RegularExpression(.scalar(set))
    case .rule: return nil
    case .sequence(let members): return Self.languages(of: members).map { .concatenation($0) }
    case .alternatives(let members): return Self.languages(of: members).map { .union($0) }
    case .repetition(let inner, let minimum, let maximum):
      return inner.language.map { $0.repeated(minimum, maximum) }
    }
  }

  /// Alternatives in which what several of them begin with stands once.
  ///
  /// Else each of them would be a way of its own to read what they have in common, and within
  /// itself as many ways again.
  static func factored(_ members: [GrammarExpression]) -> [GrammarExpression] {
    var firsts: [GrammarExpression] = []
    var rests: [GrammarExpression: [[GrammarExpression]]] = [:]
    for member in members {
      var parts = [member]
      if case .sequence(let own) = member { parts = own }
      let first = parts.first ?? .text("")
      if rests[first] == nil { firsts.append(first) }
      rests[first, default: []].append(Array(parts.dropFirst()))
    }
    return firsts.map { first in
      let rests = rests[first] ?? []
      if rests.count == 1 { return rests[0].isEmpty ? first : .sequence([first] + rests[0]) }
      let endings = rests.map { $0.count == 1 ? $0[0] : .sequence($0) }
      return .sequence([first, .alternatives(factored(endings))])
    }
  }

  private static func languages(of members: [GrammarExpression]) -> [RegularExpression]? {
    var languages: [RegularExpression] = []
    for member in members {
      guard let language = member.language else { return nil }
      languages.append(language)
    }
    return languages
  }
}

/// A rule of a grammar: a name, and what it stands for.
struct GrammarRule: Hashable, Sendable {
  /// The name.
  var name: String
  /// The texts that it stands for.
  var expression: GrammarExpression
}
