public import ModelSpec

/// A tensor: storage, offset, shape and format of its values; a value that is cheap to copy.
///
/// `shape` is row-major, outermost dimension first, as PyTorch and safetensors write it; the last
/// dimension is contiguous and, for quantised formats, a whole number of blocks.
public struct Tensor: Sendable {
  /// The bytes that hold the values.
  public let storage: Storage
  /// Bytes from the start of the storage.
  public let offset: Int
  /// Extent of each dimension, outermost first.
  public let shape: [Int]
  /// Storage format of the values.
  public let format: StorageFormat
  /// Bytes that the values occupy.
  public let byteCount: Int

  /// Describes a tensor within a storage.
  ///
  /// - Returns: `nil` if a dimension is negative, the size overflows, a row does not fill whole
  ///   blocks, or the values do not lie within the storage.
  public init?(storage: Storage, offset: Int, shape: [Int], format: StorageFormat) {
    guard let byteCount = Self.byteCount(shape: shape, format: format), offset >= 0,
      offset <= storage.count, byteCount <= storage.count - offset
    else { return nil }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.format = format
    self.byteCount = byteCount
  }

  /// Bytes of a tensor of this shape, or `nil` if it overflows, is negative, or a row does not fill
  /// whole blocks.
  public static func byteCount(shape: [Int], format: StorageFormat) -> Int? {
    guard let row = format.bytes(forElements: shape.last ?? 1) else { return nil }
    var total = row
    for extent in shape.dropLast() {
      guard extent >= 0 else { return nil }
      let (product, overflow) = total.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      total = product
    }
    return total
  }

  /// Number of values.
  public var elementCount: Int { shape.reduce(1, *) }
  /// Extent of the contiguous dimension.
  public var columns: Int { shape.last ?? 1 }
  /// Number of contiguous rows.
  public var rows: Int { shape.dropLast().reduce(1, *) }
  /// Bytes of one contiguous row.
  public var bytesPerRow: Int { rows == 0 ? 0 : byteCount / rows }

  /// The values' bytes.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage.bytes[offset..<offset + byteCount])
  }

  /// Rows `range` along the outermost dimension of the flattened `[rows, columns]` matrix.
  package func rows(_ range: Range<Int>, shape: [Int]? = nil) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    guard
      let part = Tensor(
        storage: storage, offset: offset + range.lowerBound * bytesPerRow,
        shape: shape ?? [range.count, columns], format: format)
    else { preconditionFailure("rows of a valid tensor are valid") }
    return part
  }
}
