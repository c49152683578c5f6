/// Cosines and sines by which rows are turned: `[rows, pairs]` each.
public struct RotaryTable: Sendable {
  /// The memory; how it is laid out is the device's own affair.
  public let storage: Storage
  /// Rows that fit.
  public let rows: Int
  /// Pairs of columns that turn.
  public let pairs: Int

  /// A table whose memory a device has allocated.
  public init(_ storage: Storage, rows: Int, pairs: Int) {
    self.storage = storage
    self.rows = rows
    self.pairs = pairs
  }

  /// Bytes that are allocated.
  public var byteCount: Int { storage.count }
}
