/// The numbers that a chart can draw.
///
/// Beyond 10^150 sums and ratios of two values could overflow; no quantity comes near it.
enum Amount {
  private static let largest = 1e150
  private static let smallest = 1e-150

  /// A length from zero: finite and not negative; `nil` is missing.
  static func length(_ value: Double?) -> Double? {
    guard let value, value >= 0, value <= largest else { return nil }
    return value < smallest ? 0 : value
  }

  /// A place on an axis: finite, and above zero if the axis is logarithmic; `nil` is missing.
  static func place(_ value: Double?, on scale: AxisScale) -> Double? {
    guard let value, abs(value) <= largest else { return nil }
    let place = abs(value) < smallest ? 0 : value
    return scale == .linear || place > 0 ? place : nil
  }
}
