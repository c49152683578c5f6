/// A count that is never wrong: once a sum or product leaves 64 bits, it and all that follows from
/// it are unknown.
struct ExactCount: Sendable, Hashable, ExpressibleByIntegerLiteral {
  private var value: Int?

  init(_ value: Int) { self.value = value }

  init(integerLiteral value: Int) { self.value = value }

  private init(checked value: Int?) { self.value = value }

  static func + (left: Self, right: Self) -> Self {
    guard let a = left.value, let b = right.value else { return Self(checked: nil) }
    let (sum, overflow) = a.addingReportingOverflow(b)
    return Self(checked: overflow ? nil : sum)
  }

  static func * (left: Self, right: Self) -> Self {
    guard let a = left.value, let b = right.value else { return Self(checked: nil) }
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return Self(checked: overflow ? nil : product)
  }

  static func * (left: Self, right: Int) -> Self { left * Self(right) }

  static func += (left: inout Self, right: Self) { left = left + right }

  /// The largest of `parts` equal shares.
  func share(of parts: Int) -> Self {
    guard let value else { return self }
    return Self(checked: value / parts + (value % parts == 0 ? 0 : 1))
  }

  /// Rest that is left once `part` is taken away, at least 0; unknown if either is.
  func excess(over part: Self) -> Self {
    guard let a = value, let b = part.value else { return Self(checked: nil) }
    return Self(checked: a > b ? a - b : 0)
  }

  /// The smaller of both; unknown if this is.
  func limited(to limit: Int) -> Self { Self(checked: value.map { min($0, limit) }) }

  /// The larger of both; unknown if either is.
  static func larger(_ left: Self, _ right: Self) -> Self {
    guard let a = left.value, let b = right.value else { return Self(checked: nil) }
    return Self(max(a, b))
  }

  /// The count.
  ///
  /// - Throws: If it left 64 bits.
  func known(_ what: String) throws(SizingError) -> Int {
    guard let value else {
      throw SizingError(
        what, expected: "below 2^63", got: "more",
        advice: "Lower the sequence, the batch, or the dimensions.")
    }
    return value
  }
}
