/// A model of which nothing is known but its size, such as `70B`.
public struct ReportedSize: Sendable, Hashable, CustomStringConvertible {
  /// Parameters.
  public let parameters: Int
  /// The size as it was written, in upper case.
  public let description: String

  /// Most parameters that a size may name, 10^15; more is a mistake.
  public static let largest = 1_000_000_000_000_000

  /// The size that a text such as `70B`, `1.5b`, `135M` or `0.5T` names: a number and a factor of
  /// 10^3 (K), 10^6, 10^9 or 10^12.
  ///
  /// - Returns: `nil` for a text that is no size.
  /// - Throws: `SpecError` for a size that no model has: negative, zero, no whole number of
  ///   parameters, or above `largest`.
  public init?(parsing text: String) throws(SpecError) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest = rest.dropFirst() }
    guard let letter = rest.popLast(), let digits = Self.digits(of: letter),
      let number = DecimalNumber(rest)
    else { return nil }
    guard !isNegative, let count = number.shifted(by: digits), count > 0, count <= Self.largest
    else {
      throw SpecError(
        "size", expected: "a whole number of parameters between 1 and 1000T, such as 70B",
        got: text)
    }
    parameters = count
    description = text.uppercased()
  }

  /// Zeros that a suffix stands for.
  private static func digits(of suffix: Character) -> Int? {
    switch suffix {
    case "K", "k": 3
    case "M", "m": 6
    case "B", "b": 9
    case "T", "t": 12
    default: nil
    }
  }
}

/// Digits with at most one point between them.
private struct DecimalNumber {
  var whole: Substring
  var fraction: Substring

  init?(_ text: Substring) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, Self.areDigits(first) else { return nil }
    if parts.count == 2 {
      guard Self.areDigits(parts[1]) else { return nil }
      fraction = parts[1]
    } else {
      fraction = ""
    }
    whole = first
  }

  private static func areDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// The number times a power of ten, or `nil` if that is no whole number or overflows.
  func shifted(by digits: Int) -> Int? {
    var fraction = fraction
    while fraction.last == "0" { fraction.removeLast() }
    guard fraction.utf8.count <= digits else { return nil }
    let zeros = String(repeating: "0", count: digits - fraction.utf8.count)
    return Int(whole + fraction + zeros)
  }
}
