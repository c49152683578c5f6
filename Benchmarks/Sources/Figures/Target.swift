/// The aim of a comparison.
public struct Target: Sendable, Hashable {
  /// The least ratio.
  public let ratio: Double
  /// The least ratio where theirs already reads nearly as fast as memory can, or `nil` where that
  /// changes nothing.
  public let ratioAtBandwidth: Double?

  /// Theirs counts as at the bandwidth from this share of it on.
  public static let nearBandwidth = 0.85

  /// A least ratio, and another for when theirs is at the bandwidth of memory.
  public init(_ ratio: Double, atBandwidth: Double? = nil) {
    self.ratio = ratio
    ratioAtBandwidth = atBandwidth
  }

  /// The least ratio, given the share of the bandwidth that theirs uses; `nil` where that
  /// is unknown.
  public func least(theirBandwidthFraction: Double?) -> Double {
    guard let ratioAtBandwidth, let theirBandwidthFraction,
      theirBandwidthFraction >= Self.nearBandwidth
    else { return ratio }
    return ratioAtBandwidth
  }
}
