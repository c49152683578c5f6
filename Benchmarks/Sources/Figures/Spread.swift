/// The spread of several measurements of one thing: the least, the middle and the greatest.
public struct Spread: Sendable, Hashable {
  /// The least value.
  public let minimum: Double
  /// The middle value, or the mean of the two in the middle.
  public let median: Double
  /// The greatest value.
  public let maximum: Double
  /// Number of values.
  public let count: Int

  /// The spread of these values, or `nil` where there are none or one of them is not finite.
  public init?(_ values: [Double]) {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    minimum = sorted[0]
    maximum = sorted[sorted.count - 1]
    median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    count = sorted.count
  }
}
