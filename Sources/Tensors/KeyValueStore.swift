public import ModelSpec

/// Keys and values of one layer, for `slots` positions of any number of sequences.
///
/// Layout: for keys, then for values, `[keyValueHeads, blocks, ...]`. A block of values is `[32, headDimension]`; a block
/// of keys is transposed, `[headDimension, 32]`, which is how scores of neighbouring positions are computed side by
/// side. Blocks of one head that follow each other lie next to each other.
public struct KeyValueStore: Sendable {
  /// Numbers that keys and values are stored in.
  public let format: StorageFormat
  /// Heads of keys, and of values.
  public let heads: Int
  /// Columns of a head.
  public let headDimension: Int
  /// Positions that fit.
  public let slots: Int
  let storage: Storage
  let bytesPerRow: Int

  /// Formats that keys and values can be stored in.
  public static let formats: [StorageFormat] = [.f32, .f16, .bf16, .q8_0]

  /// Bytes of a store, or `nil` if a head does not fill whole blocks of the format.
  public static func byteCount(
    format: StorageFormat, heads: Int, headDimension: Int, slots: Int
  ) -> Int? {
    format.bytes(forElements: headDimension).map { 2 * heads * slots * $0 }
  }

  /// Room for `slots` positions.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  public init(format: StorageFormat, heads: Int, headDimension: Int, slots: Int)
    throws(StorageError)
  {
    guard Self.formats.contains(format), let row = format.bytes(forElements: headDimension) else {
      preconditionFailure("cache formats are checked before")
    }
    self.format = format
    self.heads = heads
    self.headDimension = headDimension
    self.slots = slots
    bytesPerRow = row
    precondition(slots % Device.positionsPerBlock == 0, "slots fill whole blocks")
    storage = try Storage(allocating: 2 * heads * slots * row)
  }

  /// Bytes that are allocated.
  public var byteCount: Int { storage.count }

  /// The block of keys that holds a slot.
  func keyBlock(head: Int, slot: Int) -> UnsafeMutableRawPointer {
    let size = Device.positionsPerBlock
    return storage.mutableBase + (head * slots + slot / size * size) * bytesPerRow
  }

  func values(head: Int, slot: Int) -> UnsafeMutableRawPointer {
    storage.mutableBase + ((heads + head) * slots + slot) * bytesPerRow
  }
}
