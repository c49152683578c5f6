/// General categories of Unicode as bits, and the few scripts and properties that splitting
/// patterns name.
enum UnicodeCategory {
  /// The bit of each two-letter category; the order is that of the standard's table 4-4.
  static let names: [String: UInt32] = {
    let order = [
      "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe",
      "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]
    var names: [String: UInt32] = [:]
    for (bit, name) in order.enumerated() {
      names[name] = 1 << UInt32(bit)
      names[String(name.prefix(1)), default: 0] |= 1 << UInt32(bit)
    }
    return names
  }()

  /// The categories of a letter (L), a mark (M), a decimal digit (Nd) and a connector (Pc).
  static let word: UInt32 = ["L", "M", "Nd", "Pc"].reduce(0) { $0 | (names[$1] ?? 0) }
  static let decimalDigit: UInt32 = names["Nd"] ?? 0
  static let number: UInt32 = names["N"] ?? 0
  static let punctuation: UInt32 = names["P"] ?? 0
  static let letter: UInt32 = names["L"] ?? 0

  /// The bit number of each scalar that UTF-8 writes in at most two bytes, from Latin to Arabic:
  /// many texts need no other, and one look-up takes hundreds of instructions.
  private static let shortScalars: [UInt8] = (0..<0x800).map { lookUp($0) }
  /// The bit number of each scalar of the Basic Multilingual Plane, where nearly all other
  /// text lies.
  private static let basicPlane: [UInt8] = (0..<0x10000).map { lookUp($0) }

  /// The category of a scalar, as one bit.
  @inline(__always)
  static func bit(of scalar: UInt32) -> UInt32 {
    if scalar < 0x800 { return 1 << UInt32(shortScalars[Int(scalar)]) }
    return scalar < 0x10000 ? 1 << UInt32(basicPlane[Int(scalar)]) : 1 << UInt32(lookUp(scalar))
  }

  /// The bit number of a scalar.
  static func lookUp(_ value: UInt32) -> UInt8 {
    switch value {
    // Stretches without exception: ideographs, Hangul syllables, surrogates and private use.
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: 4
    case 0xD800...0xDFFF: 27
    case 0xE000...0xF8FF: 28
    default: property(value)
    }
  }

  /// The bit number of a scalar, as the standard library tells it.
  static func property(_ value: UInt32) -> UInt8 {
    guard let scalar = Unicode.Scalar(value) else { return 27 }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter: 0
    case .lowercaseLetter: 1
    case .titlecaseLetter: 2
    case .modifierLetter: 3
    case .otherLetter: 4
    case .nonspacingMark: 5
    case .spacingMark: 6
    case .enclosingMark: 7
    case .decimalNumber: 8
    case .letterNumber: 9
    case .otherNumber: 10
    case .connectorPunctuation: 11
    case .dashPunctuation: 12
    case .openPunctuation: 13
    case .closePunctuation: 14
    case .initialPunctuation: 15
    case .finalPunctuation: 16
    case .otherPunctuation: 17
    case .mathSymbol: 18
    case .currencySymbol: 19
    case .modifierSymbol: 20
    case .otherSymbol: 21
    case .spaceSeparator: 22
    case .lineSeparator: 23
    case .paragraphSeparator: 24
    case .control: 25
    case .format: 26
    case .surrogate: 27
    case .privateUse: 28
    case .unassigned: 29
    @unknown default: 29
    }
  }

  /// The property White_Space.
  @inline(__always)
  static func isWhitespace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }

  /// Script=Han (Unicode 16, Scripts.txt).
  static let han: [ClosedRange<UInt32>] = [
    0x2E80...0x2E99, 0x2E9B...0x2EF3, 0x2F00...0x2FD5, 0x3005...0x3005, 0x3007...0x3007,
    0x3021...0x3029, 0x3038...0x303B, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFA6D,
    0xFA70...0xFAD9, 0x16FE2...0x16FE3, 0x16FF0...0x16FF1, 0x20000...0x2A6DF, 0x2A700...0x2B739,
    0x2B740...0x2B81D, 0x2B820...0x2CEA1, 0x2CEB0...0x2EBE0, 0x2EBF0...0x2EE5D, 0x2F800...0x2FA1D,
    0x30000...0x3134A, 0x31350...0x323AF,
  ]
}
