/// A way of placing values on an axis.
public enum AxisScale: Sendable, Hashable {
  /// Equal distances for equal differences.
  case linear
  /// Equal distances for doublings; values above zero only.
  case log2
  /// Equal distances for factors of ten; values above zero only.
  case log10
}

/// One axis of a line chart.
public struct Axis: Sendable, Hashable {
  /// Quantity that the axis counts.
  public var title: String
  /// Unit in which its values are written.
  public var unit: ValueUnit
  /// Scale on which its values are placed.
  public var scale: AxisScale
  /// Tells whether a linear axis shows zero even if no value is near it.
  public var includesZero: Bool

  /// An axis; linear and only as long as the values need, unless told otherwise.
  public init(
    _ title: String, unit: ValueUnit = .plain, scale: AxisScale = .linear,
    includesZero: Bool = false
  ) {
    self.title = title
    self.unit = unit
    self.scale = scale
    self.includesZero = includesZero
  }
}
