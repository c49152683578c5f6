import ModelSpec
import Tensors
import _DeviceConformance

// Matrices of the processor, whose memory a test can look into.
extension Matrix {
  /// A matrix of its own with these rows; between them, `stride` leaves room that holds `filler`.
  init(_ rows: [[Float]], stride: Int? = nil, filler: Float = 0) throws {
    let columns = rows.first?.count ?? 0
    let stride = stride ?? columns
    let gap = [Float](repeating: filler, count: stride - columns)
    self.init(
      storage: try Storage(copying: rows.flatMap { $0 + gap } + [0]), rows: rows.count,
      columns: columns, stride: stride)
  }

  /// A matrix of zeros.
  init(zeros rows: Int, _ columns: Int) throws {
    self.init(
      storage: try Storage(allocating: max(1, rows * columns) * 4), rows: rows, columns: columns)
  }

  var arrays: [[Float]] {
    (0..<rows).map { row in
      let start = 4 * (offset + row * stride)
      return storage.words(in: start..<start + 4 * columns).map { Float(bitPattern: $0) }
    }
  }
}

extension Vector {
  init(_ values: [Float]) throws {
    self.init(try Storage(copying: values), count: values.count)
  }
}

extension AttentionCase {
  /// Stores the keys and values and attends.
  func run(_ inputs: AttentionInputs, isa: InstructionSet, threads: Int) throws -> [[Float]] {
    try run(inputs, on: CPUDevice(threads: threads, instructionSet: isa))
  }
}
