/// A set of characters in a splitting pattern: a bit map for ASCII, a rule for the rest.
struct CharacterSet: Sendable, Hashable {
  /// A condition on characters: classes, ranges and their combinations.
  indirect enum Rule: Sendable, Hashable {
    case ranges([ClosedRange<UInt32>])
    case categories(UInt32)
    case whitespace
    case not(Rule)
    case union([Rule])
    case intersection(Rule, Rule)

    func contains(_ scalar: UInt32) -> Bool {
      switch self {
      case .ranges(let ranges): ranges.contains { $0.contains(scalar) }
      case .categories(let mask): UnicodeCategory.bit(of: scalar) & mask != 0
      case .whitespace: UnicodeCategory.isWhitespace(scalar)
      case .not(let rule): !rule.contains(scalar)
      case .union(let rules): rules.contains { $0.contains(scalar) }
      case .intersection(let left, let right): left.contains(scalar) && right.contains(scalar)
      }
    }
  }

  /// Condition that the members of the set fulfil.
  let rule: Rule
  /// The set's ASCII members.
  let ascii: ASCIISet

  init(_ rule: Rule) {
    self.rule = rule
    var ascii = ASCIISet()
    for scalar in 0..<UInt32(128) where rule.contains(scalar) { ascii.insert(scalar) }
    self.ascii = ascii
  }

  @inline(__always)
  func contains(_ scalar: UInt32) -> Bool {
    scalar < 128 ? ascii.contains(UInt8(truncatingIfNeeded: scalar)) : rule.contains(scalar)
  }
}

/// A set of ASCII characters in 128 bits.
struct ASCIISet: Sendable, Hashable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// Every ASCII character.
  static let all = ASCIISet(low: .max, high: .max)

  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  init() {}

  mutating func insert(_ scalar: UInt32) {
    if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar & 63) }
  }

  func union(_ other: ASCIISet) -> ASCIISet {
    ASCIISet(low: low | other.low, high: high | other.high)
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 != 0
  }
}
