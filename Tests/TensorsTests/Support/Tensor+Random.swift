import CKernels
import ModelSpec
import Tensors
import Testing

extension Tensor {
  /// Rows in a format, rounded by the scalar kernels.
  init(_ rows: [[Float]], format: StorageFormat) throws {
    let columns = rows.first?.count ?? 0
    let stride = try #require(format.bytes(forElements: columns))
    let storage = try Storage(allocating: rows.count * stride)
    let table = try #require(ck_kernels_for(CK_SCALAR))
    let base = try #require(storage.mutableBytes.baseAddress)
    for (index, row) in rows.enumerated() {
      ck_quantize(table, ck_format(format.rawValue), columns, row, base + index * stride)
    }
    let tensor = Tensor(
      storage: storage, offset: 0, shape: [rows.count, columns], format: format)
    self = try #require(tensor)
  }

  /// Random values in any format: rounded to it, or, for those that are only read, random codes under moderate scales.
  static func random(
    _ rows: Int, _ columns: Int, format: StorageFormat, using random: inout RandomNumbers
  ) throws -> Tensor {
    guard format == .q2_k || format == .q3_k else {
      return try Tensor(random.rows(rows, columns), format: format)
    }
    // The half floats at the end of a block: scale and minimum of Q2_K, the scale of Q3_K.
    let halves = format == .q2_k ? 2 : 1
    var bytes: [UInt8] = []
    for _ in 0..<rows * columns / format.elementsPerBlock {
      for _ in 0..<format.bytesPerBlock - 2 * halves {
        bytes.append(.random(in: 0...255, using: &random))
      }
      for _ in 0..<halves {
        // Between 2^-8 and 2^-7.
        let half = UInt16(7 << 10) | UInt16.random(in: 0..<1024, using: &random)
        bytes += [UInt8(half & 255), UInt8(half >> 8)]
      }
    }
    let storage = try Storage(copying: bytes)
    let tensor = Tensor(storage: storage, offset: 0, shape: [rows, columns], format: format)
    return try #require(tensor)
  }
}
