/// The grammar of JSON's numbers (RFC 8259, section 6).
enum NumberShape {
  /// Tells whether a text is a number, whatever its size.
  static func isNumber(_ text: [UInt8]) -> Bool {
    var rest = text[...]
    _ = take(&rest, "-")
    if !take(&rest, "0") {
      guard takeDigits(&rest) else { return false }
    }
    if take(&rest, ".") {
      guard takeDigits(&rest) else { return false }
    }
    if take(&rest, "e") || take(&rest, "E") {
      _ = take(&rest, "+") || take(&rest, "-")
      guard takeDigits(&rest) else { return false }
    }
    return rest.isEmpty
  }

  private static func take(_ rest: inout ArraySlice<UInt8>, _ character: UnicodeScalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest.removeFirst(digits.count)
    return !digits.isEmpty
  }
}
