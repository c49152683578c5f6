/// An escape of a JSON string that is partly read, with what is known of its character.
struct EscapeProgress: Hashable, Sendable {
  /// A step within an escape.
  private enum Phase: Hashable, Sendable {
    case none, backslash
    /// After `\u` and so many digits.
    case digits(UInt8)
    /// After the first half of a surrogate pair.
    case half, halfBackslash
    /// In the second half, after so many digits.
    case lowDigits(UInt8)
  }

  /// The escape after a byte.
  enum Outcome {
    /// No escape goes on this way.
    case dead
    /// There is more to come.
    case open(EscapeProgress)
    /// The escape is through, and stands for this scalar value.
    case scalar(UInt32)
  }

  private var phase = Phase.none
  private var high: UInt32 = 0
  private var value: UInt32 = 0

  /// No escape.
  static let none = Self()
  /// An escape after its backslash.
  static let begun = Self(phase: .backslash)

  private init(phase: Phase = .none, high: UInt32 = 0, value: UInt32 = 0) {
    self.phase = phase
    self.high = high
    self.value = value
  }

  /// A hash of the escape.
  var fingerprint: UInt64 {
    let place: UInt64 =
      switch phase {
      case .none: 0
      case .backslash: 1
      case .half: 2
      case .halfBackslash: 3
      case .digits(let count): 4 + UInt64(count)
      case .lowDigits(let count): 8 + UInt64(count)
      }
    return place << 48 | UInt64(high) << 24 | UInt64(value)
  }

  /// The escape after a byte.
  func next(_ byte: UInt8) -> Outcome {
    switch phase {
    case .none: return .dead
    case .backslash:
      if byte == 0x75 { return .open(Self(phase: .digits(0))) }
      return Self.short[byte].map(Outcome.scalar) ?? .dead
    case .digits(let count):
      guard let digit = Self.digit(byte) else { return .dead }
      let value = value << 4 | digit
      if count < 3 { return .open(Self(phase: .digits(count + 1), value: value)) }
      if (0xDC00...0xDFFF).contains(value) { return .dead }
      if (0xD800...0xDBFF).contains(value) { return .open(Self(phase: .half, high: value)) }
      return .scalar(value)
    case .half: return byte == 0x5C ? .open(Self(phase: .halfBackslash, high: high)) : .dead
    case .halfBackslash:
      return byte == 0x75 ? .open(Self(phase: .lowDigits(0), high: high)) : .dead
    case .lowDigits(let count):
      guard let digit = Self.digit(byte) else { return .dead }
      let value = value << 4 | digit
      if count < 3 { return .open(Self(phase: .lowDigits(count + 1), high: high, value: value)) }
      guard (0xDC00...0xDFFF).contains(value) else { return .dead }
      return .scalar(0x10000 + (high - 0xD800) << 10 + (value - 0xDC00))
    }
  }

  /// The scalar values that the escape can come to stand for.
  var scalars: [ClosedRange<UInt32>] {
    let pairs: ClosedRange<UInt32> = 0x10000...0x10FFFF
    switch phase {
    case .none: return []
    case .backslash: return [0...0xD7FF, 0xE000...0xFFFF, pairs]
    case .digits(let count):
      let shift = 4 * (4 - UInt32(count))
      let range = value << shift...(value + 1) << shift - 1
      // Those that begin pairs stand for what the whole pair does.
      let low = max(range.lowerBound, 0xD800)
      let high = min(range.upperBound, 0xDBFF)
      guard low <= high else { return [range] }
      let first = 0x10000 + (low - 0xD800) << 10
      return [range, first...0x10000 + (high - 0xD800) << 10 + 0x3FF]
    case .half, .halfBackslash:
      let first = 0x10000 + (high - 0xD800) << 10
      return [first...first + 0x3FF]
    case .lowDigits(let count):
      let shift = 4 * (4 - UInt32(count))
      let range = value << shift...(value + 1) << shift - 1
      let low = max(range.lowerBound, 0xDC00)
      let most = min(range.upperBound, 0xDFFF)
      guard low <= most else { return [] }
      let first = 0x10000 + (high - 0xD800) << 10
      return [first + low - 0xDC00...first + most - 0xDC00]
    }
  }

  /// The number of bytes to come if the escape is to stand for a scalar value.
  func rest(for scalar: UInt32) -> Int {
    let second = scalar >= 0x10000 ? 6 : 0
    switch phase {
    case .none: return 0
    case .backslash: return Self.short.values.contains(scalar) ? 1 : 5 + second
    case .digits(let count): return 4 - Int(count) + second
    case .half: return 6
    case .halfBackslash: return 5
    case .lowDigits(let count): return 4 - Int(count)
    }
  }

  /// The bytes to come if the escape is to stand for a scalar value, as it can.
  func ending(for scalar: UInt32) -> [UInt8] {
    if phase == .backslash, let byte = Self.short.first(where: { $0.value == scalar })?.key {
      return [byte]
    }
    let isPair = scalar >= 0x10000
    var text = "u" + Self.hexadecimal(isPair ? 0xD800 + (scalar - 0x10000) >> 10 : scalar)
    if isPair { text += "\\u" + Self.hexadecimal(0xDC00 + (scalar - 0x10000) & 0x3FF) }
    return Array(Array(text.utf8).suffix(rest(for: scalar)))
  }

  /// Four digits.
  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Tells whether the escape can come to stand for a scalar value.
  func canStand(for scalar: UInt32) -> Bool {
    let isPair = scalar >= 0x10000
    let first = isPair ? 0xD800 + (scalar - 0x10000) >> 10 : scalar
    let second = isPair ? 0xDC00 + (scalar - 0x10000) & 0x3FF : 0
    switch phase {
    case .none, .backslash: return true
    case .digits(let count): return first >> (4 * (4 - UInt32(count))) == value
    case .half, .halfBackslash: return isPair && first == high
    case .lowDigits(let count):
      return isPair && first == high && second >> (4 * (4 - UInt32(count))) == value
    }
  }

  private static let short: [UInt8: UInt32] = [
    0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
  ]

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41) + 10
    case 0x61...0x66: UInt32(byte - 0x61) + 10
    default: nil
    }
  }
}
