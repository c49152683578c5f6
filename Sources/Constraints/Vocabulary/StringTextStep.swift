/// The automaton of the text of a JSON string, between its quotes: raw characters in UTF-8, and
/// escapes, of which surrogates come in pairs.
///
/// The state `plain` lies between two characters, and so does `plainName`, from which no character
/// of ASCII is escaped that needs no escape. The closing quote is not part of the text.
struct StringTextStep: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt8

  /// Between two characters.
  static let plain = Self(rawValue: 0)
  /// No text goes on this way.
  static let dead = Self(rawValue: 255)
  /// Between two characters of a text without needless escapes.
  static let plainName = Self(rawValue: nameBit)
  /// The bit of states in a text without needless escapes.
  private static let nameBit: UInt8 = 32
  /// The number of rows of the table.
  private static let count = 64

  /// Tells whether it lies between two characters.
  var isBetween: Bool { self == .plain || self == .plainName }

  private static let escape = Self(rawValue: 1)
  private static let firstDigit = Self(rawValue: 2)
  /// After `\u` with three, two and one digits to come.
  private static let digits = [Self(rawValue: 5), Self(rawValue: 4), Self(rawValue: 3)]
  private static let digitAfterD = Self(rawValue: 6)
  private static let highDigits = [Self(rawValue: 8), Self(rawValue: 7)]
  private static let pairBackslash = Self(rawValue: 9)
  private static let pairLetter = Self(rawValue: 10)
  private static let pairD = Self(rawValue: 11)
  private static let lowDigit = Self(rawValue: 12)
  private static let lowDigits = [Self(rawValue: 14), Self(rawValue: 13)]
  /// One, two and three continuation bytes to come.
  private static let continuations = [
    Self(rawValue: 15), Self(rawValue: 16), Self(rawValue: 17),
  ]
  private static let afterE0 = Self(rawValue: 18)
  private static let afterED = Self(rawValue: 19)
  private static let afterF0 = Self(rawValue: 20)
  private static let afterF4 = Self(rawValue: 21)
  /// After `\u0` and `\u00` in a text without needless escapes.
  private static let zeros = [Self(rawValue: 22), Self(rawValue: 23)]
  /// After `\u002`, `\u005` and `\u007`, which have to become a quote, a backslash and DEL.
  private static let marks = [Self(rawValue: 24), Self(rawValue: 25), Self(rawValue: 26)]

  /// The state after a byte.
  ///
  /// A closing quote is `dead`.
  func next(_ byte: UInt8) -> Self {
    guard self != .dead else { return .dead }
    return Self.table[Int(rawValue) * 256 + Int(byte)]
  }

  /// A shortest text from here to `plain`.
  var shortestRest: [UInt8] {
    var state = self
    var text: [UInt8] = []
    while !state.isBetween, state != .dead, text.count < 16 {
      // Digits, letters and continuation bytes: of these, one always leads on by one byte.
      let choices: [UInt8] = [0x6E, 0x30, 0x80, 0xA0, 0x90, 0x5C, 0x75, 0x44, 0x43, 0x32, 0x66]
      guard let byte = choices.first(where: { state.next($0) != .dead }) else { break }
      text.append(byte)
      state = state.next(byte)
    }
    return text
  }

  private static let table: [Self] = (0..<count).flatMap { state in
    (0..<256).map { Self(rawValue: UInt8(state)).computedNext(UInt8($0)) }
  }

  private func computedNext(_ byte: UInt8) -> Self {
    guard rawValue & Self.nameBit != 0 else { return anyNext(byte) }
    let next = Self(rawValue: rawValue & ~Self.nameBit).nameNext(byte)
    return next == .dead ? .dead : Self(rawValue: next.rawValue | Self.nameBit)
  }

  /// The state after a byte in a text without needless escapes, both without their bit.
  private func nameNext(_ byte: UInt8) -> Self {
    switch (rawValue, byte) {
    case (Self.escape.rawValue, 0x2F): return .dead
    case (Self.firstDigit.rawValue, 0x30): return Self.zeros[0]
    case (Self.zeros[0].rawValue, 0x30): return Self.zeros[1]
    case (Self.zeros[0].rawValue, _): return Self.isDigit(byte) ? Self.digits[1] : .dead
    case (Self.zeros[1].rawValue, 0x32): return Self.marks[0]
    case (Self.zeros[1].rawValue, 0x35): return Self.marks[1]
    case (Self.zeros[1].rawValue, 0x37): return Self.marks[2]
    case (Self.zeros[1].rawValue, 0x33...0x36): return .dead
    case (Self.zeros[1].rawValue, _): return Self.isDigit(byte) ? Self.digits[0] : .dead
    case (Self.marks[0].rawValue, _): return byte == 0x32 ? .plain : .dead
    case (Self.marks[1].rawValue, _): return byte | 0x20 == 0x63 ? .plain : .dead
    case (Self.marks[2].rawValue, _): return byte | 0x20 == 0x66 ? .plain : .dead
    default: return anyNext(byte)
    }
  }

  private func anyNext(_ byte: UInt8) -> Self {
    switch self {
    case .plain: return Self.start(byte)
    case .escape:
      if byte == 0x75 { return .firstDigit }
      return Array(#""\/bfnrt"#.utf8).contains(byte) ? .plain : .dead
    case .firstDigit:
      if byte | 0x20 == 0x64 { return .digitAfterD }
      return Self.isDigit(byte) ? Self.digits[2] : .dead
    case .digitAfterD:
      if (0x30...0x37).contains(byte) { return Self.digits[1] }
      if (0x38...0x39).contains(byte) || (0x61...0x62).contains(byte | 0x20) {
        return Self.highDigits[1]
      }
      return .dead
    case .pairBackslash: return byte == 0x5C ? .pairLetter : .dead
    case .pairLetter: return byte == 0x75 ? .pairD : .dead
    case .pairD: return byte | 0x20 == 0x64 ? .lowDigit : .dead
    case .lowDigit: return (0x63...0x66).contains(byte | 0x20) ? Self.lowDigits[1] : .dead
    case .afterE0: return (0xA0...0xBF).contains(byte) ? Self.continuations[0] : .dead
    case .afterED: return (0x80...0x9F).contains(byte) ? Self.continuations[0] : .dead
    case .afterF0: return (0x90...0xBF).contains(byte) ? Self.continuations[1] : .dead
    case .afterF4: return (0x80...0x8F).contains(byte) ? Self.continuations[1] : .dead
    default: return inRun(byte)
    }
  }

  /// The state after a byte in a run of digits or of continuation bytes.
  private func inRun(_ byte: UInt8) -> Self {
    switch rawValue {
    case 3...5, 7...8, 13...14:
      guard Self.isDigit(byte) else { return .dead }
      if rawValue == 5 || rawValue == 14 { return .plain }
      return Self(rawValue: rawValue + 1)
    case 15: return (0x80...0xBF).contains(byte) ? .plain : .dead
    case 16...17: return (0x80...0xBF).contains(byte) ? Self(rawValue: rawValue - 1) : .dead
    default: return .dead
    }
  }

  private static func start(_ byte: UInt8) -> Self {
    switch byte {
    case 0x5C: .escape
    case 0x22, 0..<0x20: .dead
    case 0x20..<0x80: .plain
    case 0xC2...0xDF: continuations[0]
    case 0xE0: afterE0
    case 0xED: afterED
    case 0xE1...0xEF: continuations[1]
    case 0xF0: afterF0
    case 0xF1...0xF3: continuations[2]
    case 0xF4: afterF4
    default: .dead
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }
}
