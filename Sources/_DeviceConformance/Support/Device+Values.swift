package import Tensors

// How a test gives a device values and gets them back: by its list of operations alone.
extension Device {
  /// A matrix of its own with these rows.
  package func matrix(_ rows: [[Float]]) throws -> Matrix {
    let values = try vector(rows.flatMap { $0 })
    return Matrix(storage: values.storage, rows: rows.count, columns: rows.first?.count ?? 0)
  }

  /// A matrix of zeros.
  package func zeros(_ rows: Int, _ columns: Int) throws -> Matrix {
    Matrix(storage: try allocate(rows * columns * 4), rows: rows, columns: columns)
  }

  /// All values of a matrix.
  package func values(of x: Matrix) -> [[Float]] {
    (0..<x.rows).map { row in
      var values: [Float] = []
      readBack(x, row: row) { span in values = span.indices.map { span[$0] } }
      return values
    }
  }
}

/// A matrix among values that are not its own, and must stay as they are.
package struct FramedMatrix {
  /// The matrix: further rows follow, and other values stand before it and between its rows.
  package let view: Matrix
  private let whole: Matrix
  private static let filler: Float = 7.25

  /// A matrix with these rows, in the device's memory.
  package init(
    _ rows: [[Float]], on device: some Device, offset: Int = 3, gap: Int = 2
  ) throws {
    let columns = rows.first?.count ?? 0
    var values = [Float](repeating: Self.filler, count: offset)
    for row in rows { values += row + [Float](repeating: Self.filler, count: gap) }
    values += [Float](repeating: Self.filler, count: columns)
    let storage = try device.vector(values).storage
    whole = Matrix(storage: storage, rows: 1, columns: values.count)
    view = Matrix(
      storage: storage, offset: offset, rows: rows.count, columns: columns, stride: columns + gap)
  }

  /// A matrix that a device is to fill.
  package init(
    toFill rows: Int, _ columns: Int, on device: some Device, offset: Int = 3, gap: Int = 2
  ) throws {
    let row = [Float](repeating: -Self.filler, count: columns)
    try self.init(
      [[Float]](repeating: row, count: rows), on: device, offset: offset, gap: gap)
  }

  /// Values around the matrix that are no longer what they were.
  package func spoilt(on device: some Device) -> Int {
    let all = device.values(of: whole)[0]
    return all.indices.count { index in
      let place = index - view.offset
      let isInside =
        place >= 0 && place / view.stride < view.rows && place % view.stride < view.columns
      return !isInside && all[index] != Self.filler
    }
  }
}
