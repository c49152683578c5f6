extension PatternParser {
  private static let digits = ScalarSet([48...57])
  private static let word = ScalarSet([48...57, 65...90, 95...95, 97...122])
  /// White space and line ends of ECMA 262.
  private static let space = ScalarSet([
    9...13, 32...32, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])

  /// The rest of a class, after its `[`.
  mutating func characterClass() throws(ConstraintError) -> ScalarSet {
    var isInverted = false
    if next == "^" {
      index += 1
      isInverted = true
    }
    var ranges: [ClosedRange<UInt32>] = []
    while let scalar = next, scalar != "]" {
      ranges += try classMember()
    }
    guard next == "]" else { throw error("a '[' without its ']'") }
    index += 1
    let set = ScalarSet(ranges)
    return isInverted ? set.inverted : set
  }

  private mutating func classMember() throws(ConstraintError) -> [ClosedRange<UInt32>] {
    let first = try classAtom()
    guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]",
      let low = Self.single(first)
    else { return first.ranges }
    let dash = index
    index += 1
    let second = try classAtom()
    guard let high = Self.single(second) else {
      // As in `[a-\d]`: the dash stands for itself.
      return first.ranges + second.ranges + [0x2D...0x2D]
    }
    guard low <= high else {
      index = dash
      throw error("a range whose end comes before its beginning")
    }
    return [low...high]
  }

  private static func single(_ set: ScalarSet) -> UInt32? {
    guard set.ranges.count == 1, let range = set.ranges.first, range.count == 1 else { return nil }
    return range.lowerBound
  }

  private mutating func classAtom() throws(ConstraintError) -> ScalarSet {
    guard let scalar = next else { throw error("a '[' without its ']'") }
    index += 1
    return scalar == "\\" ? try escape(inClass: true) : ScalarSet(scalar)
  }

  /// That which stands after a backslash.
  mutating func escape(inClass: Bool) throws(ConstraintError) -> ScalarSet {
    guard let scalar = next else { throw error("a backslash at the end") }
    index += 1
    switch scalar {
    case "d": return Self.digits
    case "D": return Self.digits.inverted
    case "w": return Self.word
    case "W": return Self.word.inverted
    case "s": return Self.space
    case "S": return Self.space.inverted
    case "n": return ScalarSet("\n")
    case "r": return ScalarSet("\r")
    case "t": return ScalarSet("\t")
    case "f": return ScalarSet("\u{C}")
    case "v": return ScalarSet("\u{B}")
    case "0": return ScalarSet("\0")
    case "b" where inClass: return ScalarSet("\u{8}")
    case "b", "B": throw unsupported("\\\(scalar)", "word boundaries are not known")
    case "1"..."9", "k": throw unsupported("\\\(scalar)", "back references are no regular language")
    case "A", "Z", "z", "G":
      throw unsupported("\\\(scalar)", "this is no escape of ECMA 262")
    case "c": return try control()
    case "x": return try hexadecimal(2)
    case "u": return try unicode()
    case "p", "P":
      let set = try property()
      return scalar == "P" ? set.inverted : set
    default: return ScalarSet(scalar)
    }
  }

  private mutating func control() throws(ConstraintError) -> ScalarSet {
    guard let letter = next, letter.isASCII, letter.properties.isAlphabetic else {
      throw error("'\\c' without a letter")
    }
    index += 1
    return ScalarSet([letter.value & 31...letter.value & 31])
  }

  private mutating func number(_ digits: Int) throws(ConstraintError) -> UInt32 {
    guard index + digits <= scalars.count else { throw error("an escape that is cut off") }
    let text = String(String.UnicodeScalarView(scalars[index..<index + digits]))
    guard let value = UInt32(text, radix: 16) else {
      throw error("an escape that is not \(digits) hexadecimal digits")
    }
    index += digits
    return value
  }

  private mutating func hexadecimal(_ digits: Int) throws(ConstraintError) -> ScalarSet {
    let value = try number(digits)
    return ScalarSet([value...value])
  }

  private mutating func unicode() throws(ConstraintError) -> ScalarSet {
    if next == "{" {
      guard let end = scalars[index...].firstIndex(of: "}"),
        let value = UInt32(
          String(String.UnicodeScalarView(scalars[index + 1..<end])), radix: 16),
        value <= 0x10FFFF
      else { throw error("'\\u{' without a code point and '}'") }
      index = end + 1
      return ScalarSet([value...value])
    }
    let value = try number(4)
    // A pair of surrogates is one character.
    guard (0xD800...0xDBFF).contains(value), index + 6 <= scalars.count, next == "\\",
      scalars[index + 1] == "u"
    else { return ScalarSet([value...value]) }
    index += 2
    let low = try number(4)
    guard (0xDC00...0xDFFF).contains(low) else {
      throw error("the first half of a surrogate pair without the second")
    }
    let scalar = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    return ScalarSet([scalar...scalar])
  }

  private mutating func property() throws(ConstraintError) -> ScalarSet {
    guard next == "{", let end = scalars[index...].firstIndex(of: "}") else {
      throw error("'\\p' without a property in braces")
    }
    let name = String(String.UnicodeScalarView(scalars[index + 1..<end]))
    guard let set = UnicodeProperty.scalars(of: name) else {
      throw unsupported("\\p{\(name)}", "only general categories and a few properties are known")
    }
    index = end + 1
    return set
  }
}
