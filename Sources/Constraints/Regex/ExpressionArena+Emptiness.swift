extension ExpressionArena {
  /// Tells whether a language has no text.
  ///
  /// - Throws: `ConstraintError.tooLarge` if it takes more expressions than may be kept.
  func isEmpty(_ number: Int32) throws(ConstraintError) -> Bool {
    if let known = emptiness[number] ?? structuralEmptiness(number) { return known }
    // What leads to a language with a text has one too, so that each way is searched once.
    var from: [Int32: Int32] = [:]
    var open = [number]
    while let next = open.popLast() {
      if emptiness[next] ?? structuralEmptiness(next) == false {
        var state: Int32? = next
        while let known = state {
          emptiness[known] = false
          state = from[known]
        }
        return false
      }
      for scalar in representatives(next) {
        let rest = derivative(next, scalar)
        guard !isFull else {
          throw .tooLarge(pointer: "", reason: "a pattern has too many states")
        }
        if rest != nothing, emptiness[rest] != true, rest != number, from[rest] == nil {
          from[rest] = next
          open.append(rest)
        }
      }
    }
    for state in from.keys { emptiness[state] = true }
    emptiness[number] = true
    return true
  }

  /// One scalar for each of a language's derivatives.
  func representatives(_ number: Int32) -> [UInt32] {
    // A surrogate stands for those after it too, but no text has one.
    boundaries(number).map { $0 == 0xD800 ? 0xE000 : $0 }
  }

  /// Emptiness as the form of an expression tells it; `nil` where its texts must be looked for.
  private func structuralEmptiness(_ number: Int32) -> Bool? {
    if number == nothing { return true }
    if isNullable[Int(number)] { return false }
    switch kinds[Int(number)] {
    case .scalar(let set):
      return set.ranges.allSatisfy { $0.lowerBound >= 0xD800 && $0.upperBound <= 0xDFFF }
    case .texts(_, let range, _): return range.isEmpty
    case .pair(let first, let second):
      let parts = [first, second].map { emptiness[$0] ?? structuralEmptiness($0) }
      if parts.contains(true) { return true }
      return parts.contains(nil) ? nil : false
    case .union(let members):
      let parts = members.map { emptiness[$0] ?? structuralEmptiness($0) }
      if parts.contains(false) { return false }
      return parts.contains(nil) ? nil : true
    case .repetition(let inner, _, _): return emptiness[inner] ?? structuralEmptiness(inner)
    case .multiple: return false
    case .intersection, .complement: return nil
    }
  }
}

extension RegularExpression {
  /// Tells whether the language has no text.
  ///
  /// - Throws: `ConstraintError.tooLarge` if that takes too many states to find out.
  package func isEmpty() throws(ConstraintError) -> Bool {
    let arena = ExpressionArena(limit: 50_000)
    return try arena.isEmpty(arena.number(of: node))
  }

  /// Tells whether a text belongs to the language.
  ///
  /// - Throws: `ConstraintError.tooLarge` if that takes too many states to find out.
  package func contains(_ text: String) throws(ConstraintError) -> Bool {
    let arena = ExpressionArena(limit: 200_000)
    var state = arena.number(of: node)
    for scalar in text.unicodeScalars {
      state = arena.derivative(state, scalar.value)
      if state == arena.nothing { return false }
      guard !arena.isFull else {
        throw .tooLarge(pointer: "", reason: "a pattern has too many states")
      }
    }
    return arena.isNullable[Int(state)]
  }
}
