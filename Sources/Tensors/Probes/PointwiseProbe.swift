import ModelSpec

/// A measurement of the time of what is no matrix product: norms, activations, additions.
public struct PointwiseProbe: Sendable {
  private let device: CPUDevice
  private let stream: Matrix
  private let branch: Matrix
  private let weight: Vector

  /// Rows of some width.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  public init(_ device: CPUDevice, rows: Int, columns: Int) throws {
    self.device = device
    func matrix() throws -> Matrix {
      Matrix(storage: try Storage(allocating: rows * columns * 4), rows: rows, columns: columns)
    }
    (stream, branch) = (try matrix(), try matrix())
    weight = try device.vector(Array(repeating: 1, count: columns))
  }

  /// Seconds of a norm, a gated activation and an addition, for each value of a row.
  public func secondsPerValue() -> Double {
    let start = ContinuousClock.now
    device.normalize(
      stream, NormSpec(.rms, epsilon: 1e-6), weight: weight, into: branch)
    device.activate(branch, .silu, up: stream)
    device.add(branch, to: stream)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    // A gated activation reads two values and counts for two.
    return seconds / Double(4 * stream.rows * stream.columns)
  }
}
