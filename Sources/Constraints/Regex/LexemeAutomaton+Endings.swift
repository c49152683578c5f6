extension LexemeAutomaton {
  /// A text from a state to one where a text of the language ends: of the fewest characters, once
  /// the one that is partly read is through.
  ///
  /// The partly read one becomes the first of a shortest text where it can, so that each byte of an
  /// ending leads to a state whose own ending is shorter.
  mutating func shortest(from state: Int32) -> [UInt8] {
    let first = shortestThroughFirst(state)
    guard !isBetween(states[Int(state)]) else { return first ?? [] }
    let other = shortestThroughAny(state)
    guard let first, first.count <= other.count else { return other }
    return first
  }

  /// A shortest text of what was left before the character that is partly read, without what is
  /// read of it; `nil` if it begins with another character.
  private func shortestThroughFirst(_ state: Int32) -> [UInt8]? {
    let state = states[Int(state)]
    let text = arena.shortest(state.language)
    if isBetween(state) { return text.flatMap(spelling) }
    guard let first = text.first else { return nil }
    let ending: [UInt8]
    if state.escape != .none {
      guard state.escape.canStand(for: first) else { return nil }
      ending = state.escape.ending(for: first)
    } else {
      guard state.character.isKnown, state.character.scalars.contains(first),
        let scalar = Unicode.Scalar(first)
      else { return nil }
      ending = Array(Array(String(scalar).utf8).suffix(state.character.bytesLeft))
    }
    return ending + text.dropFirst().flatMap(spelling)
  }

  private mutating func shortestThroughAny(_ state: Int32) -> [UInt8] {
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
      return [0x5C] + EscapeProgress.begun.ending(for: scalar)
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
