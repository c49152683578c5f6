/// The rows of a pass that go to each expert, in memory of a device.
public struct Routes: Sendable {
  /// The memory; how it is laid out is the device's own affair.
  public let storage: Storage
  /// Most rows of a pass.
  public let rows: Int
  /// Most experts of a layer.
  public let experts: Int
  /// Most experts of a row.
  public let perToken: Int

  /// Routes whose memory a device has allocated.
  public init(_ storage: Storage, rows: Int, experts: Int, perToken: Int) {
    self.storage = storage
    self.rows = rows
    self.experts = experts
    self.perToken = perToken
  }

  /// Bytes that are allocated.
  public var byteCount: Int { storage.count }
}

/// The same, read back: the rows of each expert, in order, and the expert's share in each.
///
/// The arrays keep their capacity, so that reading into the same value again allocates nothing.
public struct Routing: Sendable, Hashable {
  /// Start of each expert's rows, and the end of the last one's; `[experts + 1]`.
  public private(set) var starts: [Int32] = [0]
  /// Rows, grouped by expert.
  public private(set) var rows: [Int32] = []
  /// The share of the expert in each of `rows`.
  public private(set) var shares: [Float] = []

  /// Routes of no rows.
  public init() {}

  /// The places in `rows` and `shares` that are an expert's.
  public func places(of expert: Int) -> Range<Int> {
    Int(starts[expert])..<Int(starts[expert + 1])
  }

  /// Takes other routes in the place of these.
  ///
  /// - Parameters:
  ///   - starts: From 0 on, ascending, to the number of `rows`; and as many `shares`.
  public mutating func replace(starts: Span<Int32>, rows: Span<Int32>, shares: Span<Float>) {
    precondition(rows.count == shares.count && starts.count > 0)
    self.starts.removeAll(keepingCapacity: true)
    self.rows.removeAll(keepingCapacity: true)
    self.shares.removeAll(keepingCapacity: true)
    for index in starts.indices { self.starts.append(starts[index]) }
    for index in rows.indices {
      self.rows.append(rows[index])
      self.shares.append(shares[index])
    }
  }
}
