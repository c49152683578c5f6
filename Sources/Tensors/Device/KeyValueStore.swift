public import ModelSpec

/// Keys and values of one layer, for `slots` positions of any number of sequences; how they lie is
/// the device's own affair.
public struct KeyValueStore: Sendable {
  /// Numbers that keys and values are stored in.
  public let format: StorageFormat
  /// Heads of keys, and of values.
  public let heads: Int
  /// Columns of a head.
  public let headDimension: Int
  /// Positions that fit.
  public let slots: Int
  /// The memory.
  public let storage: Storage
  /// Bytes of one head of one position.
  let bytesPerRow: Int

  /// Formats that keys and values can be stored in.
  public static let formats: [StorageFormat] = [.f32, .f16, .bf16, .q8_0]
  /// Positions that a block of the table stands for.
  public static let positionsPerBlock = 32

  /// Bytes of a store, or `nil` if a head does not fill whole blocks of the format.
  public static func byteCount(
    format: StorageFormat, heads: Int, headDimension: Int, slots: Int
  ) -> Int? {
    format.bytes(forElements: headDimension).map { 2 * heads * slots * $0 }
  }

  /// A store whose memory a device has allocated.
  public init(
    _ storage: Storage, format: StorageFormat, heads: Int, headDimension: Int, slots: Int
  ) {
    guard Self.formats.contains(format), let row = format.bytes(forElements: headDimension) else {
      preconditionFailure("cache formats are checked before")
    }
    precondition(slots % Self.positionsPerBlock == 0, "slots fill whole blocks")
    self.storage = storage
    self.format = format
    self.heads = heads
    self.headDimension = headDimension
    self.slots = slots
    bytesPerRow = row
  }

  /// Bytes that are allocated.
  public var byteCount: Int { storage.count }
}
