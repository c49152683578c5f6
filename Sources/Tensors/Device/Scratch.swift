/// Memory that projections work in, made by their device for the largest of them.
public struct ProjectionScratch: Sendable {
  /// The memory; what it holds is the device's own affair.
  public let storage: Storage
  /// Most rows of a product.
  public let rows: Int
  /// Most columns of a row.
  public let columns: Int

  /// Scratch whose memory a device has allocated.
  public init(_ storage: Storage, rows: Int, columns: Int) {
    self.storage = storage
    self.rows = rows
    self.columns = columns
  }

  /// Bytes that are allocated.
  public var byteCount: Int { storage.count }
}

/// Memory that attention works in, made by its device for the largest of them.
public struct AttentionScratch: Sendable {
  /// The memory; what it holds is the device's own affair.
  public let storage: Storage
  /// Bytes from the part of one of the device's workers to that of the next, if it has such parts.
  public let bytesPerWorker: Int

  /// Scratch whose memory a device has allocated.
  public init(_ storage: Storage, bytesPerWorker: Int) {
    self.storage = storage
    self.bytesPerWorker = bytesPerWorker
  }

  /// Bytes that are allocated.
  public var byteCount: Int { storage.count }
}
