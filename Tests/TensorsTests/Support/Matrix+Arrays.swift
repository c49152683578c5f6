import ModelSpec
import Tensors

extension Matrix {
  /// A matrix of its own with these rows; between them, `stride` leaves room that holds `filler`.
  init(_ rows: [[Float]], stride: Int? = nil, filler: Float = 0) throws {
    let columns = rows.first?.count ?? 0
    let stride = stride ?? columns
    let storage = try Storage(allocating: max(1, rows.count * stride) * 4)
    self.init(storage: storage, rows: rows.count, columns: columns, stride: stride)
    if stride > columns {
      let all = Matrix(storage: storage, rows: rows.count, columns: stride)
      for row in rows.indices {
        all.withMutableRow(row) { span in for column in span.indices { span[column] = filler } }
      }
    }
    for (index, row) in rows.enumerated() {
      withMutableRow(index) { span in for column in row.indices { span[column] = row[column] } }
    }
  }

  /// A matrix of zeros.
  init(zeros rows: Int, _ columns: Int) throws {
    self.init(
      storage: try Storage(allocating: max(1, rows * columns) * 4), rows: rows, columns: columns)
  }

  var arrays: [[Float]] {
    (0..<rows).map { row in withRow(row) { span in span.indices.map { span[$0] } } }
  }
}

extension [[Float]] {
  var doubles: [[Double]] { map { $0.map(Double.init) } }
}

extension [Float] {
  var doubles: [Double] { map(Double.init) }
}

extension Tensor {
  /// `[rows, columns]` as 64-bit floats.
  var arrays: [[Double]] {
    let all = values()
    return (0..<rows).map { row in all[row * columns..<(row + 1) * columns].map(Double.init) }
  }
}
