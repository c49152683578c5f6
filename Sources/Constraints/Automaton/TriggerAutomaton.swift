/// An automaton that finds the first of some triggers in free text (Aho and Corasick, 1975).
struct TriggerAutomaton: Sendable {
  /// The state after each byte in each state, 256 to a state.
  private let transitions: [Int32]
  /// Tells whether the text ends with a trigger.
  ///
  /// If not, it has none, and may end anywhere.
  let endsText: Bool
  private let isTrigger: [Bool]
  /// The bytes from each state to a trigger.
  private let rests: [[UInt8]]

  /// The automaton of triggers that are not empty.
  init(_ triggers: [[UInt8]], endsText: Bool) {
    self.endsText = endsText
    var next: [[UInt8: Int32]] = [[:]]
    var isTrigger = [false]
    var rests: [[UInt8]] = [triggers.min { $0.count < $1.count } ?? []]
    for trigger in triggers.sorted(by: { $0.count < $1.count }) where !trigger.isEmpty {
      var state = 0
      for (place, byte) in trigger.enumerated() {
        if let known = next[state][byte] {
          state = Int(known)
          continue
        }
        next[state][byte] = Int32(next.count)
        state = next.count
        next.append([:])
        isTrigger.append(false)
        rests.append(Array(trigger[(place + 1)...]))
      }
      isTrigger[state] = true
    }
    var table = [Int32](repeating: 0, count: next.count * 256)
    var failures = [Int](repeating: 0, count: next.count)
    var open = [0]
    var place = 0
    while place < open.count {
      let state = open[place]
      place += 1
      if isTrigger[failures[state]] { isTrigger[state] = true }
      for byte in 0..<256 {
        let beyond = state == 0 ? 0 : table[failures[state] * 256 + byte]
        if let child = next[state][UInt8(byte)] {
          table[state * 256 + byte] = child
          failures[Int(child)] = Int(beyond)
          open.append(Int(child))
        } else {
          table[state * 256 + byte] = beyond
        }
      }
    }
    transitions = table
    self.isTrigger = isTrigger
    self.rests = rests
  }

  /// The state after a byte.
  func next(_ state: Int32, _ byte: UInt8) -> Int32 {
    transitions[Int(state) * 256 + Int(byte)]
  }

  /// Tells whether a trigger has just ended.
  func hasEnded(_ state: Int32) -> Bool { isTrigger[Int(state)] }

  /// The bytes from a state to the end of a trigger.
  func rest(_ state: Int32) -> [UInt8] { rests[Int(state)] }
}
