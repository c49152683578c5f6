extension CompletionCosts {
  /// Works out the costs of all shapes: those that need no other first, then those that name them.
  mutating func settleShapes(_ automaton: inout PushdownAutomaton) {
    shapes = [Int](repeating: Self.unreachable, count: automaton.program.shapes.count)
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for shape in shapes.indices.reversed() {
        let cost = shapeCost(Int32(shape), &automaton)
        guard cost < shapes[shape] else { continue }
        shapes[shape] = cost
        hasChanged = true
      }
    }
  }

  private mutating func shapeCost(_ shape: Int32, _ automaton: inout PushdownAutomaton) -> Int {
    let openings = automaton.openings(of: shape)
    var least = Self.unreachable
    for node in openings.scalars { least = min(least, cost(of: node, &automaton)) }
    for node in openings.strings {
      least = min(least, Self.sum(1, cost(of: node, &automaton)))
    }
    for array in openings.arrays {
      least = min(least, Self.sum(1, arrayCost(array, .opened, automaton)))
    }
    for object in openings.objects {
      least = min(least, Self.sum(1, objectCost(object, .opened, &automaton)))
    }
    return least
  }

  /// Works out the costs of all parts of the definition.
  mutating func settleParts(_ automaton: inout PushdownAutomaton) {
    let program = automaton.program
    parts = [Int](repeating: Self.unreachable, count: program.parts.count)
    var leaves = parts
    for (place, part) in program.parts.enumerated() {
      if let cost = leafCost(part, &automaton) { leaves[place] = cost }
    }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (place, part) in program.parts.enumerated().reversed() {
        let cost = min(leaves[place], innerCost(part))
        guard cost < parts[place] else { continue }
        parts[place] = cost
        hasChanged = true
      }
    }
  }

  /// The cost of a part without parts of its own.
  private mutating func leafCost(
    _ part: ProgramPart, _ automaton: inout PushdownAutomaton
  ) -> Int? {
    switch part {
    case .text(let text): return automaton.program.texts[Int(text)].count
    case .lexeme(let place):
      let language = automaton.program.languages[Int(place)]
      let lexeme = automaton.lexeme(language.expression, isString: language.isString)
      return cost(of: .lexeme(lexeme, state: automaton.lexemes.start(lexeme)), &automaton)
    case .freeText(let triggers):
      return automaton.program.triggers[Int(triggers)].cost(from: 0, .plain)
    case .value(let shape): return shapes[Int(shape)]
    case .sequence, .union, .repetition: return nil
    }
  }

  private func innerCost(_ part: ProgramPart) -> Int {
    switch part {
    case .text, .lexeme, .freeText, .value: Self.unreachable
    case .sequence(let inner): inner.reduce(0) { Self.sum($0, parts[Int($1)]) }
    case .union(let inner): inner.reduce(Self.unreachable) { min($0, parts[Int($1)]) }
    case .repetition(let inner, let minimum, _): Self.product(minimum, parts[Int(inner)])
    }
  }
}
