import CKernels
import ModelSpec

extension Tensor {
  /// All values as float32, copied; meant for small tensors such as norms and biases.
  public func values() -> [Float] {
    guard let table = ck_kernels_for(CK_SCALAR), let base = bytes.baseAddress, columns > 0 else {
      return []
    }
    let (columns, stride) = (columns, bytesPerRow)
    return [Float](unsafeUninitializedCapacity: elementCount) { buffer, count in
      guard let out = buffer.baseAddress else { return }
      for row in 0..<rows {
        ck_dequantize(table, format.code, columns, base + row * stride, out + row * columns)
      }
      count = rows * columns
    }
  }

  /// A copy in memory of its own with rows in another order: row `i` of the copy is row `order[i]`
  /// of this tensor.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  package func reordered(rows order: [Int], shape: [Int]) throws(StorageError) -> Tensor {
    let stride = bytesPerRow
    let storage = try Storage(allocating: order.count * stride)
    for (index, row) in order.enumerated() {
      storage.mutableBytes[(index * stride)..<(index + 1) * stride]
        .copyBytes(from: bytes[(row * stride)..<(row + 1) * stride])
    }
    return Self.owned(storage, shape: shape, format: format)
  }

  /// A transposed copy of a matrix of plain numbers, of which only the columns `range` are taken.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  package func transposed(columns range: Range<Int>) throws(StorageError) -> Tensor {
    precondition(!format.isQuantized && shape.count == 2 && range.upperBound <= columns)
    let size = format.bytesPerBlock
    let (rows, stride) = (rows, bytesPerRow)
    let storage = try Storage(allocating: range.count * rows * size)
    let (source, target) = (bytes, storage.mutableBytes)
    for row in 0..<rows {
      for (index, column) in range.enumerated() {
        let from = row * stride + column * size
        let to = (index * rows + row) * size
        for byte in 0..<size { target[to + byte] = source[from + byte] }
      }
    }
    return Self.owned(storage, shape: [range.count, rows], format: format)
  }

  private static func owned(_ storage: Storage, shape: [Int], format: StorageFormat) -> Tensor {
    guard let tensor = Tensor(storage: storage, offset: 0, shape: shape, format: format) else {
      preconditionFailure("the storage was sized for the tensor")
    }
    return tensor
  }
}
