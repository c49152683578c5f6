/// The white space of JSON.
enum JSONSpace {
  /// Tells whether a byte is white space.
  static func contains(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// All of them.
  static let bytes: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]
}

extension PushdownAutomaton {
  /// Tells whether nothing but strings go on, each of them between two characters.
  func isInStrings(_ state: State) -> Bool {
    stacks(of: state).allSatisfy { stack in
      switch stacks.top(stack) {
      case .string(_, _, let step): step.isBetween
      case .stringLexeme(let lexeme, let state): lexemes.isBetweenCharacters(lexeme, state)
      default: false
      }
    }
  }

  /// The state after what is on top of a stack.
  mutating func state(below stack: Stack) -> State {
    var reached: [Stack] = []
    resume(stacks.below(stack), into: &reached)
    return self.state(of: reached, spaces: 0)
  }

  /// The state after white space, but as if none had come: of readings that take none, such as that
  /// of a number that goes on, nothing is left.
  mutating func withoutSpaces(_ state: State) -> State {
    self.state(of: stacks(of: state).filter { stacks.top($0).allowsSpace }, spaces: 0)
  }

  /// Tells whether white space may come, and is without meaning in all readings.
  mutating func isSpaceFree(_ state: State) -> Bool {
    guard allowsSpace[Int(state)] else { return false }
    var reached: [Stack] = []
    for stack in stacks(of: state) where !stacks.top(stack).allowsSpace {
      for byte in JSONSpace.bytes { step(stack, byte, into: &reached) }
    }
    return reached.isEmpty
  }

  /// A state that most bytes lead to and do not leave again, if it is another one.
  mutating func base(of state: State) -> State? {
    var counts: [State: Int] = [:]
    for byte in Self.probes { counts[next(state, byte), default: 0] += 1 }
    guard let (base, count) = counts.max(by: { $0.value < $1.value }), base >= 0, base != state,
      count * 2 > Self.probes.count
    else { return nil }
    var staying = 0
    for byte in Self.probes where next(base, byte) == base { staying += 1 }
    return staying * 2 > Self.probes.count ? base : nil
  }

  /// Bytes of different kinds, few of which begin the rest of a word.
  private static let probes: [UInt8] = Array("zQ#j~7^%".utf8)
}
