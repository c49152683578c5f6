import Tensors

/// A value that a device computed, too far from what the plain reference gives.
package struct Discrepancy: Sendable, Hashable, CustomStringConvertible {
  /// Operation that the device was asked for.
  package var operation: DeviceOperation
  /// Conditions of the case: shape, format, and the place of the value.
  package var name: String
  /// Value that the reference gives.
  package var expected: Double
  /// Value that the device gave.
  package var got: Double
  /// Greatest allowed distance between the two.
  package var tolerance: Double

  /// A value, and how far it should have been from what.
  package init(
    operation: DeviceOperation, name: String, expected: Double, got: Double, tolerance: Double
  ) {
    self.operation = operation
    self.name = name
    self.expected = expected
    self.got = got
    self.tolerance = tolerance
  }

  /// All of it.
  package var description: String {
    "\(operation.rawValue), \(name): expected \(expected) within \(tolerance), got \(got)"
  }
}

/// The findings so far: of each case the value that is furthest beyond its tolerance.
struct Findings {
  private(set) var list: [Discrepancy] = []

  /// Compares single numbers.
  mutating func expect(
    _ operation: DeviceOperation, _ name: String, _ got: Int, equals expected: Int
  ) {
    guard got != expected else { return }
    list.append(
      Discrepancy(
        operation: operation, name: name, expected: Double(expected), got: Double(got), tolerance: 0
      ))
  }

  /// Compares rows, value by value; NaN is never close to anything.
  mutating func expect(
    _ operation: DeviceOperation, _ name: String, _ got: [[Float]], near expected: [[Double]],
    within tolerance: (_ row: Int, _ column: Int) -> Double = { _, _ in 0 }
  ) {
    expect(operation, name + ", rows", got.count, equals: expected.count)
    var (worst, excess): (Discrepancy?, Double) = (nil, 0)
    for (row, (got, expected)) in zip(got, expected).enumerated() {
      expect(operation, name + ", columns of row \(row)", got.count, equals: expected.count)
      for (column, (got, expected)) in zip(got, expected).enumerated() {
        let limit = tolerance(row, column)
        let error = abs(Double(got) - expected) - limit
        if error <= 0 || (!error.isNaN && error <= excess) { continue }
        excess = error.isNaN ? .infinity : error
        worst = Discrepancy(
          operation: operation, name: "\(name), row \(row), column \(column)", expected: expected,
          got: Double(got), tolerance: limit)
      }
    }
    if let worst { list.append(worst) }
  }

  /// Notes what a device has written around its result.
  mutating func expectIntact(
    _ operation: DeviceOperation, _ name: String, _ matrix: FramedMatrix, on device: some Device
  ) {
    expect(operation, name + ", values around the result", matrix.spoilt(on: device), equals: 0)
  }
}
