import JSON

extension AutomatonProgram {
  /// The program of a definition.
  ///
  /// - Throws: `ConstraintError` that says what in the definition is not supported.
  init(_ definition: ConstraintDefinition) throws(ConstraintError) {
    self.init()
    root = try part(definition)
    try removeUnproductive()
    try findNullable()
    try refuseLeftRecursion()
    try tellUniqueElements()
    try refuseCountedNames()
    try refuseLongCounts()
  }

  /// Refuses objects that must have several members whose names are free: states do not remember
  /// those names, and one name twice would count as two members.
  private func refuseCountedNames() throws(ConstraintError) {
    for shape in shapes {
      for object in shape.objects where object.minimumCount > 1 {
        let required = object.properties.count(where: \.isRequired)
        let takesOthers = object.additional != nil || object.patterns.contains { $0.shape != nil }
        guard takesOthers, object.minimumCount > required + 1 else { continue }
        throw .unsupported(
          keyword: "minProperties", pointer: "",
          reason: "names that came before are not told from new ones")
      }
    }
  }

  /// Refuses arrays of which a very large number of elements has to be counted.
  private func refuseLongCounts() throws(ConstraintError) {
    for shape in shapes {
      for array in shape.arrays {
        guard let counted = array.counted,
          max(array.minimumCount, counted.minimumCount) > Self.mostCounted
        else { continue }
        throw .tooLarge(
          pointer: "", reason: "'contains' beside more than \(Self.mostCounted) elements")
      }
    }
  }

  private static let mostCounted = 10_000

  private mutating func part(_ definition: ConstraintDefinition) throws(ConstraintError) -> Int32 {
    switch definition {
    case .jsonSchema(let schema): return add(.value(add(try ShapeTable(schema: schema))))
    case .jsonObject:
      let schema = JSONValue.members(["type": .string("object")])
      return add(.value(add(try ShapeTable(schema: schema))))
    case .regularExpression(let pattern):
      let expression = try RegularExpression.whole(pattern)
      guard try !expression.isEmpty() else {
        throw .unsatisfiable(pointer: "", reason: "no text matches \(pattern)")
      }
      languages.append(Language(expression: expression, isString: false))
      return add(.lexeme(Int32(languages.count - 1)))
    case .choice(let texts):
      guard !texts.isEmpty else {
        throw .unsatisfiable(pointer: "", reason: "there is nothing to choose from")
      }
      // One automaton for all of them, so that thousands are one way to read an answer.
      languages.append(Language(expression: .union(texts.map { .literal($0) }), isString: false))
      return add(.lexeme(Int32(languages.count - 1)))
    case .grammar(let text): return try add(grammar: text)
    case .text(let text): return self.text(Array(text.utf8))
    case .controlToken(let text): return self.text(ConstraintVocabulary.controlBytes(of: text))
    case .textUntil(let triggers): return try freeText(triggers, hasEnd: true)
    case .textWithout(let triggers): return try freeText(triggers, hasEnd: false)
    case .sequence(let definitions): return add(.sequence(try parts(definitions)))
    case .union(let definitions): return add(.union(try parts(definitions)))
    case .optional(let definition):
      return add(.repetition(try part(definition), minimum: 0, maximum: 1))
    case .repetition(let definition, let minimum, let maximum):
      guard minimum >= 0, maximum.map({ $0 >= minimum }) ?? true else {
        throw .unsatisfiable(pointer: "", reason: "a repetition has more rounds than it may have")
      }
      return add(.repetition(try part(definition), minimum: minimum, maximum: maximum))
    }
  }

  private mutating func parts(_ definitions: [ConstraintDefinition]) throws(ConstraintError)
    -> [Int32]
  {
    var parts: [Int32] = []
    for definition in definitions { parts.append(try part(definition)) }
    return parts
  }

  /// Adds a text.
  mutating func text(_ bytes: [UInt8]) -> Int32 {
    texts.append(bytes)
    return add(.text(Int32(texts.count - 1)))
  }

  private mutating func freeText(_ texts: [String], hasEnd: Bool) throws(ConstraintError) -> Int32 {
    guard !texts.contains(""), !(hasEnd && texts.isEmpty) else {
      throw .unsatisfiable(pointer: "", reason: "free text has an end that is empty or missing")
    }
    triggers.append(TriggerAutomaton(texts.map { Array($0.utf8) }, endsText: hasEnd))
    return add(.freeText(Int32(triggers.count - 1)))
  }

  /// Refuses parts that begin with themselves, on which unfolding would never end.
  private func refuseLeftRecursion() throws(ConstraintError) {
    // 0: not seen, 1: being looked into, 2: clear.
    var marks = [UInt8](repeating: 0, count: parts.count)
    for start in parts.indices where marks[start] == 0 {
      var open: [(part: Int, firsts: [Int32])] = [(start, firsts(of: start))]
      marks[start] = 1
      while let last = open.indices.last {
        guard let child = open[last].firsts.popLast() else {
          marks[open.removeLast().part] = 2
          continue
        }
        switch marks[Int(child)] {
        case 0:
          marks[Int(child)] = 1
          open.append((Int(child), firsts(of: Int(child))))
        case 1: throw leftRecursion(at: Int(child))
        default: break
        }
      }
    }
  }

  private func leftRecursion(at part: Int) -> ConstraintError {
    .grammar(
      place: names[Int32(part)].map { "rule \($0)" } ?? "a rule",
      reason: "it begins with itself; write it with a repetition instead")
  }

  /// Parts with which a part can begin.
  private func firsts(of part: Int) -> [Int32] {
    switch parts[part] {
    case .text, .lexeme, .freeText, .value: []
    case .union(let parts): parts
    case .repetition(let inner, _, _): [inner]
    case .sequence(let parts):
      Array(parts.prefix { isNullable[Int($0)] })
        + (parts.first { !isNullable[Int($0)] }.map { [$0] } ?? [])
    }
  }
}
