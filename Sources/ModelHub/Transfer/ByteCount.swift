import JSON
import ModelFiles

/// Numbers of bytes as sources state them: read here, once, and within bounds from then on.
enum ByteCount {
  /// Reads decimal digits, as they stand in a header; `nil` for anything else and for sizes that no
  /// file has.
  static func read(_ text: some StringProtocol) -> Int? {
    guard (1...19).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(text).flatMap(bounded)
  }

  /// Reads a number of a JSON document, which may be written as 5000.0 or 5e3; `nil` as above.
  static func read(_ value: JSONValue) -> Int? {
    switch value {
    case .integer(let count): bounded(count)
    case .number(let count): Int(exactly: count).flatMap(bounded)
    default: nil
    }
  }

  private static func bounded(_ count: Int) -> Int? {
    (0...ModelLibrary.largestFile).contains(count) ? count : nil
  }

  /// The sum of sizes, `nil` if one is not known.
  static func sum(_ counts: some Sequence<Int?>) -> Int? {
    var total = 0
    for count in counts {
      guard let count else { return nil }
      let (sum, isTooLarge) = total.addingReportingOverflow(count)
      total = isTooLarge ? .max : sum
    }
    return total
  }
}
