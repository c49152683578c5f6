/// Values that are each kept once and named by a number, found by a hash that the caller makes.
///
/// States of automata are looked up at every new step, so that a lookup has to cost a few
/// instructions; `Dictionary` hashes with a keyed function that takes longer than the step.
struct InternTable<Value: Equatable> {
  /// The values by number.
  private(set) var values: [Value] = []
  private var hashes: [UInt32] = []
  /// Numbers by hash, -1 where there is none; twice as many at least as there are values.
  private var slots = [Int32](repeating: -1, count: 64)

  /// The number of values.
  var count: Int { values.count }

  /// The number of a value, which becomes the next one if it is new.
  mutating func number(of value: Value, hash: UInt64) -> Int32 {
    let short = UInt32(truncatingIfNeeded: hash >> 32)
    var slot = Int(short) & (slots.count - 1)
    while slots[slot] >= 0 {
      let known = Int(slots[slot])
      if hashes[known] == short, values[known] == value { return Int32(known) }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(values.count)
    slots[slot] = number
    values.append(value)
    hashes.append(short)
    if values.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }
}

/// A hash of some numbers, made one after another.
struct NumberHash {
  /// The hash; its upper half is the better one.
  private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Takes a number.
  @inline(__always)
  mutating func combine(_ number: UInt64) {
    value = (value ^ number) &* 0xD6E8_FEB8_6659_FD93
    value ^= value >> 32
    value = value &* 0xD6E8_FEB8_6659_FD93
  }
}
