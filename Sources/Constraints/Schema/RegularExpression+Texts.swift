extension RegularExpression {
  /// The greatest length of texts that are listed.
  private static let lengthLimit = 4_096

  /// Every text of the language in the order of lengths, or `nil` if there are more than a limit.
  ///
  /// - Throws: `ConstraintError.tooLarge` if that takes too many states to find out.
  func texts(upTo limit: Int) throws(ConstraintError) -> [String]? {
    let arena = ExpressionArena(limit: 50_000)
    var found: [String] = []
    var open = [(prefix: "", state: arena.number(of: node))]
    for _ in 0...Self.lengthLimit {
      var next: [(prefix: String, state: Int32)] = []
      for (prefix, state) in open {
        if arena.isNullable[Int(state)] { found.append(prefix) }
        // Every beginning that is kept is the beginning of a text, so many of them are many texts.
        let isListed = try arena.add(
          to: &next, after: prefix, state, room: limit - found.count - next.count)
        if !isListed { return nil }
      }
      if found.count > limit { return nil }
      if next.isEmpty { return found }
      open = next
    }
    throw .tooLarge(pointer: "", reason: "few texts, but longer than \(Self.lengthLimit)")
  }
}

extension ExpressionArena {
  /// Adds the beginnings that are longer by one scalar, unless there are more than there is room
  /// for.
  fileprivate func add(
    to list: inout [(prefix: String, state: Int32)], after prefix: String, _ state: Int32,
    room: Int
  ) throws(ConstraintError) -> Bool {
    var room = room
    let starts = boundaries(state)
    for (place, start) in starts.enumerated() {
      let end = place + 1 < starts.count ? starts[place + 1] : 0x11_0000
      let first = start == 0xD800 ? 0xE000 : start
      let rest = derivative(state, first)
      guard !isFull else {
        throw .tooLarge(pointer: "", reason: "a pattern has too many states")
      }
      if try isEmpty(rest) { continue }
      room -= Int(end) - Int(first)
      if room < 0 { return false }
      for scalar in first..<end {
        guard let scalar = Unicode.Scalar(scalar) else { continue }
        list.append((prefix + String(scalar), rest))
      }
    }
    return true
  }
}
