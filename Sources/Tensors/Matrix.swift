/// A view of float32 values `[rows, columns]` in memory of a device; a value that is cheap to copy.
public struct Matrix: Sendable {
  /// The memory.
  public let storage: Storage
  /// Values from the start of the storage to the first row.
  public let offset: Int
  /// Number of rows.
  public let rows: Int
  /// Values of a row.
  public let columns: Int
  /// Values from one row to the next.
  public let stride: Int

  /// A view of `[rows, columns]` values.
  public init(storage: Storage, offset: Int = 0, rows: Int, columns: Int, stride: Int? = nil) {
    let stride = stride ?? columns
    precondition(rows >= 0 && columns >= 0 && stride >= columns && offset >= 0)
    precondition(
      rows == 0 || (offset + (rows - 1) * stride + columns) * 4 <= storage.count,
      "a matrix lies within its storage")
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// The first `count` rows.
  public func prefix(_ count: Int) -> Matrix {
    Matrix(storage: storage, offset: offset, rows: count, columns: columns, stride: stride)
  }

  /// Rows `range`.
  public func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    return Matrix(
      storage: storage, offset: offset + range.lowerBound * stride, rows: range.count,
      columns: columns, stride: stride)
  }

  /// The same memory as rows of another length; only where rows are contiguous.
  public func reshaped(rows: Int, columns: Int) -> Matrix {
    precondition(rows * columns <= storage.count / 4 - offset)
    return Matrix(storage: storage, offset: offset, rows: rows, columns: columns)
  }

  /// The values of a row, for writing on this machine.
  func withMutableRow(_ row: Int, _ body: (inout MutableSpan<Float>) -> Void) {
    precondition(row >= 0 && row < rows)
    var span = UnsafeMutableBufferPointer(start: pointer + row * stride, count: columns).mutableSpan
    body(&span)
  }

  /// The first value.
  var pointer: UnsafeMutablePointer<Float> {
    (storage.mutableBase + offset * 4).assumingMemoryBound(to: Float.self)
  }
}

/// A row of float32 values that stays as it is: a norm's weight, a bias.
public struct Vector: Sendable {
  /// The memory.
  public let storage: Storage
  /// Number of values.
  public let count: Int

  /// A vector whose memory a device has allocated and filled.
  public init(_ storage: Storage, count: Int) {
    precondition(count >= 0 && count <= storage.count / 4, "a vector lies within its storage")
    self.storage = storage
    self.count = count
  }

  var pointer: UnsafePointer<Float> {
    UnsafePointer(storage.mutableBase.assumingMemoryBound(to: Float.self))
  }
}
