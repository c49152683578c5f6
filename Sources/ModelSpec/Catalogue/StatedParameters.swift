/// Parameters as a source states them.
public struct StatedParameters: Sendable, Hashable {
  /// Parameters of the token embedding, and of a head of its own where the source counts it there.
  public var embedding: StatedCount?
  /// Parameters of everything else.
  public var nonEmbedding: StatedCount?
  /// Parameters of the whole model, a vision tower included.
  public var total: StatedCount?
  /// Source of the counts, if not the same as that of the dimensions, and what they cover.
  public var note: String?

  /// Stated counts; those that the source leaves out are `nil`.
  public init(
    embedding: StatedCount? = nil, nonEmbedding: StatedCount? = nil, total: StatedCount? = nil,
    note: String? = nil
  ) {
    self.embedding = embedding
    self.nonEmbedding = nonEmbedding
    self.total = total
    self.note = note
  }
}

/// A count that someone states, exact or to some digit.
public struct StatedCount: Sendable, Hashable, ExpressibleByIntegerLiteral,
  CustomStringConvertible
{
  /// The number.
  public var value: Int
  /// Unit that the number is given to: 1 if it is exact, 10^9 for `175B`.
  public var unit: Int

  /// A count given to the `unit`.
  public init(_ value: Int, toTheNearest unit: Int) {
    self.value = value
    self.unit = unit
  }

  /// An exact count.
  public init(integerLiteral value: Int) { self.init(value, toTheNearest: 1) }

  /// Billions, to the whole billion.
  static func billions(_ count: Int) -> StatedCount {
    StatedCount(count * 1_000_000_000, toTheNearest: 1_000_000_000)
  }

  /// Billions with one decimal, counted in tenths: `65.2B` is 652.
  static func tenthsOfBillions(_ count: Int) -> StatedCount {
    StatedCount(count * 100_000_000, toTheNearest: 100_000_000)
  }

  /// Millions, to the whole million.
  static func millions(_ count: Int) -> StatedCount {
    StatedCount(count * 1_000_000, toTheNearest: 1_000_000)
  }

  /// Tells whether the count is given to the last digit.
  public var isExact: Bool { unit == 1 }

  /// Tells whether a computed count is this one: equal if exact, else less than one unit away,
  /// since makers round and cut.
  public func agrees(with computed: Int) -> Bool {
    isExact ? value == computed : (value - computed).magnitude < unit.magnitude
  }

  /// The number with separators, `about` before it if it is rounded.
  public var description: String { (isExact ? "" : "about ") + value.grouped }
}
