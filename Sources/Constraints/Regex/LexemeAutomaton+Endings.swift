extension LexemeAutomaton {
  /// A text from a state to one where a text of the language ends: of the fewest characters, once
  /// the one that is partly read is through.
  mutating func shortest(from state: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var state = state
    // No state is a dead end, so any way through a character leads on.
    while !isBetween(states[Int(state)]) {
      guard let byte = (UInt8.min...UInt8.max).first(where: { next(state, $0) >= 0 }) else { break }
      bytes.append(byte)
      state = next(state, byte)
    }
    return bytes + arena.shortest(states[Int(state)].language).flatMap(spelling)
  }

  private func isBetween(_ state: State) -> Bool {
    state.character.isBetween && state.escape == .none
  }

  private func spelling(of scalar: UInt32) -> [UInt8] {
    if form == .stringBody, scalar < 0x20 || scalar == 0x22 || scalar == 0x5C {
      let digits = String(scalar, radix: 16)
      return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
    }
    guard let scalar = Unicode.Scalar(scalar) else { return [] }
    return Array(String(scalar).utf8)
  }
}

extension ExpressionArena {
  /// A text of the fewest scalars of a language that has one; the empty one where it takes too many
  /// states to find.
  func shortest(_ language: Int32) -> [UInt32] {
    var from: [Int32: (language: Int32, scalar: UInt32)] = [:]
    var open = [language]
    var index = 0
    while index < open.count, !isFull {
      var current = open[index]
      index += 1
      if isNullable[Int(current)] {
        var text: [UInt32] = []
        while current != language, let step = from[current] {
          text.append(step.scalar)
          current = step.language
        }
        return text.reversed()
      }
      for scalar in plainRepresentatives(current) {
        let rest = derivative(current, scalar)
        guard rest != nothing, rest != language, from[rest] == nil else { continue }
        from[rest] = (current, scalar)
        open.append(rest)
      }
    }
    return []
  }

  /// One scalar for each of a language's derivatives: a letter where there is one, else one that
  /// needs no escape.
  private func plainRepresentatives(_ language: Int32) -> [UInt32] {
    let boundaries = boundaries(language)
    return boundaries.indices.map { index in
      let low = boundaries[index]
      let end = index + 1 < boundaries.count ? boundaries[index + 1] : 0x110000
      for wish: UInt32 in [0x61, 0x30, 0x20, 0x23, 0x5D] where low <= wish && wish < end {
        return wish
      }
      return low == 0xD800 ? 0xE000 : low
    }
  }
}
