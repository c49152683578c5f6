extension GrammarParser {
  /// A place in a grammar as a person counts: line and column.
  var place: String {
    let read = scalars[..<min(index, scalars.count)]
    let line = read.count { $0 == "\n" } + 1
    let column = read.count - (read.lastIndex(of: "\n") ?? -1)
    return "line \(line), column \(column)"
  }

  func error(_ reason: String) -> ConstraintError { .grammar(place: place, reason: reason) }

  /// Tells whether a line ends here.
  var isLineEnd: Bool {
    index < scalars.count && (scalars[index] == "\n" || scalars[index] == "\r")
  }

  /// Takes characters if they come next.
  mutating func take(_ text: String) -> Bool {
    let wanted = text.unicodeScalars
    guard scalars[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  /// Leaves out white space and comments.
  mutating func skipSpace(acrossLines: Bool) {
    while index < scalars.count {
      if scalars[index] == "#" {
        while index < scalars.count, !isLineEnd { index += 1 }
      } else if scalars[index] == " " || scalars[index] == "\t" || (acrossLines && isLineEnd) {
        index += 1
      } else {
        return
      }
    }
  }

  /// A text in quotes.
  mutating func text() throws(ConstraintError) -> String {
    index += 1
    var text = String.UnicodeScalarView()
    while index < scalars.count, scalars[index] != "\"", !isLineEnd {
      text.append(try character())
    }
    guard take("\"") else { throw error("the closing quote is missing") }
    return String(text)
  }

  /// The characters in brackets.
  mutating func characterClass() throws(ConstraintError) -> ScalarSet {
    index += 1
    let isInverted = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    while index < scalars.count, scalars[index] != "]", !isLineEnd {
      let first = try character().value
      var last = first
      let isRange = index + 1 < scalars.count && scalars[index] == "-" && scalars[index + 1] != "]"
      if isRange {
        index += 1
        last = try character().value
        guard first <= last else { throw error("a range ends before it begins") }
      }
      ranges.append(first...last)
    }
    guard take("]") else { throw error("']' is missing") }
    let set = ScalarSet(ranges)
    return isInverted ? set.inverted : set
  }

  private mutating func character() throws(ConstraintError) -> Unicode.Scalar {
    let scalar = scalars[index]
    index += 1
    guard scalar == "\\" else { return scalar }
    guard index < scalars.count else { throw error("an escape is not complete") }
    let letter = scalars[index]
    index += 1
    switch letter {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "x": return try escaped(digits: 2)
    case "u": return try escaped(digits: 4)
    case "U": return try escaped(digits: 8)
    case "\\", "\"", "[", "]", "-", "^", "/": return letter
    default:
      index -= 1
      throw error("'\\\(letter)' is no escape")
    }
  }

  private mutating func escaped(digits: Int) throws(ConstraintError) -> Unicode.Scalar {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard index < scalars.count, scalars[index].isASCII,
        let digit = Character(scalars[index]).hexDigitValue
      else { throw error("an escape needs \(digits) hexadecimal digits") }
      value = value &* 16 &+ UInt32(digit)
      index += 1
    }
    guard let scalar = Unicode.Scalar(value) else { throw error("there is no such character") }
    return scalar
  }
}
