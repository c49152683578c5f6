/// The better direction of a figure: more or less.
public enum Direction: String, Sendable, Hashable {
  /// Rates: tokens a second.
  case higherIsBetter
  /// Times and sizes.
  case lowerIsBetter
}

/// The lead of ours over theirs, from measurements taken in turn.
public struct Comparison: Sendable, Hashable {
  /// Our measurements.
  public let ours: Spread
  /// Theirs.
  public let theirs: Spread
  /// Ratio by which the median of ours is better than the median of theirs.
  public let ratio: Double
  /// The ratios of neighbours in time.
  public let paired: Spread

  /// Compares measurements of which those at the same index were taken one after the other.
  ///
  /// `nil` where there are none, the numbers of them differ, or a value is not positive.
  public init?(ours: [Double], theirs: [Double], _ direction: Direction = .higherIsBetter) {
    guard ours.count == theirs.count, (ours + theirs).allSatisfy({ $0 > 0 }),
      let ourSpread = Spread(ours), let theirSpread = Spread(theirs)
    else { return nil }
    func ratio(_ our: Double, _ their: Double) -> Double {
      direction == .higherIsBetter ? our / their : their / our
    }
    guard let paired = Spread(zip(ours, theirs).map(ratio)) else { return nil }
    self.ours = ourSpread
    self.theirs = theirSpread
    self.paired = paired
    self.ratio = ratio(ourSpread.median, theirSpread.median)
  }
}
