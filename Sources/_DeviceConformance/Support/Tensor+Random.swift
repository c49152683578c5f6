package import ModelSpec
package import Tensors

extension Tensor {
  /// Rows in a format, rounded by the scalar kernels, as a file holds them.
  package init(_ rows: [[Float]], format: StorageFormat) throws {
    let columns = rows.first?.count ?? 0
    guard let width = format.bytes(forElements: columns) else {
      preconditionFailure("rows fill whole blocks of the format")
    }
    let source = try Self.stored(
      Storage(copying: rows.flatMap { $0 }), [rows.count, columns], .f32)
    let storage = try Storage(allocating: rows.count * width)
    let writer = try CPUDevice(threads: 1, instructionSet: .scalar)
    try writer.convert(source, rows: 0..<rows.count, to: format, into: storage)
    self = Self.stored(storage, [rows.count, columns], format)
  }

  /// Random values in any format: rounded to it, or, for those that are only read, random codes
  /// under moderate scales.
  package static func random(
    _ rows: Int, _ columns: Int, format: StorageFormat, using random: inout RandomNumbers
  ) throws -> Tensor {
    guard !CPUDevice.canWrite(format) else {
      return try Tensor(random.rows(rows, columns), format: format)
    }
    let scales = format.traits.scaleBytes
    var bytes: [UInt8] = []
    for _ in 0..<rows * columns / format.elementsPerBlock {
      var block = (0..<format.bytesPerBlock - scales.count).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      for place in stride(from: scales.lowerBound, to: scales.upperBound, by: 2) {
        // Between 2^-8 and 2^-7.
        let half = UInt16(7 << 10) | UInt16.random(in: 0..<1024, using: &random)
        block.insert(contentsOf: [UInt8(half & 255), UInt8(half >> 8)], at: place)
      }
      bytes += block
    }
    return stored(try Storage(copying: bytes), [rows, columns], format)
  }

  private static func stored(
    _ storage: Storage, _ shape: [Int], _ format: StorageFormat
  ) -> Tensor {
    guard let tensor = Tensor(storage: storage, offset: 0, shape: shape, format: format) else {
      preconditionFailure("the storage was made for the tensor")
    }
    return tensor
  }

  /// `[rows, columns]` as 64-bit floats; of a tensor that lies in a file or in memory of
  /// this program.
  package var arrays: [[Double]] {
    let all = values()
    return (0..<rows).map { row in all[row * columns..<(row + 1) * columns].map(Double.init) }
  }
}
