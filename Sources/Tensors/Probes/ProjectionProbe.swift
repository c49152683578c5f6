public import ModelSpec

/// A measurement of the time of matrix products of one format and shape: what a calibration of the
/// kernels is made of.
public struct ProjectionProbe: Sendable {
  /// Format of the weights.
  public let format: StorageFormat
  /// Rows and columns of a weight, `[outputs, inputs]`.
  public let shape: [Int]
  private let device: CPUDevice
  private let weights: [Tensor]
  private let input: Matrix
  private let output: Matrix
  private let scratch: ProjectionScratch

  /// Allocates as many weights as `byteCount` holds, at least one, so that a pass reads them from
  /// memory and not from a cache.
  ///
  /// - Parameters:
  ///   - outputs: Rows of a weight.
  ///   - inputs: Columns of a weight; whole blocks of the format.
  ///   - rows: Most rows of activations of a pass.
  /// - Throws: `StorageError` if the memory cannot be had.
  public init(
    _ device: CPUDevice, format: StorageFormat, outputs: Int, inputs: Int, rows: Int, byteCount: Int
  ) throws(StorageError) {
    guard let row = format.bytes(forElements: inputs) else {
      preconditionFailure("rows fill whole blocks of the format")
    }
    self.device = device
    self.format = format
    shape = [outputs, inputs]
    let copies = max(1, byteCount / (outputs * row))
    let storage = try Storage(allocating: copies * outputs * row)
    try Self.fill(storage, format: format, columns: inputs, rowBytes: row, on: device)
    weights = (0..<copies).compactMap { copy in
      Tensor(
        storage: storage, offset: copy * outputs * row, shape: [outputs, inputs], format: format)
    }
    input = Matrix(
      storage: try Storage(allocating: rows * inputs * 4), rows: rows, columns: inputs)
    output = Matrix(
      storage: try Storage(allocating: rows * outputs * 4), rows: rows, columns: outputs)
    scratch = try device.projectionScratch(rows: rows, columns: inputs)
    for row in 0..<rows {
      input.withMutableRow(row) { span in
        for index in span.indices { span[index] = Self.value(row &* 31 &+ index) }
      }
    }
  }

  /// Bytes of all weights.
  public var byteCount: Int { weights.reduce(0) { $0 + $1.byteCount } }

  /// Seconds of one product, the mean over all weights, with this many rows of activations.
  public func seconds(rows: Int) -> Double {
    let (x, y) = (input.prefix(rows), output.prefix(rows))
    let start = ContinuousClock.now
    for weight in weights {
      device.project(x, Projection(weight, into: y), scratch: scratch)
    }
    return (ContinuousClock.now - start) / .seconds(1) / Double(weights.count)
  }

  /// Something between -0.5 and 0.5 that has no pattern a kernel could profit from.
  private static func value(_ index: Int) -> Float {
    Float((index &* 7919 &+ 104_729) % 1021) / 1021 - 0.5
  }

  /// Repeats a few rows of values in the format; speed does not depend on which they are.
  private static func fill(
    _ storage: Storage, format: StorageFormat, columns: Int, rowBytes: Int, on device: CPUDevice
  ) throws(StorageError) {
    let pattern = min(16, storage.count / rowBytes)
    let values = Matrix(
      storage: try Storage(allocating: pattern * columns * 4), rows: pattern, columns: columns)
    for row in 0..<pattern {
      values.withMutableRow(row) { span in
        for column in span.indices { span[column] = value(row &* 37 &+ column) }
      }
    }
    guard CPUDevice.canWrite(format), format != .f32,
      let source = Tensor(
        storage: values.storage, offset: 0, shape: [pattern, columns], format: .f32)
    else { return fillBytes(storage, format: format, values: values) }
    try device.convert(source, rows: 0..<pattern, to: format, into: storage)
    storage.mutableBytes.repeatPrefix(pattern * rowBytes)
  }

  /// Formats that are not written get blocks of small numbers; their scales are small too.
  private static func fillBytes(_ storage: Storage, format: StorageFormat, values: Matrix) {
    let bytes = storage.mutableBytes
    if format == .f32 {
      let source = values.storage.bytes
      let count = min(source.count, bytes.count)
      for index in 0..<count { bytes[index] = source[index] }
      return bytes.repeatPrefix(count)
    }
    for index in 0..<min(bytes.count, format.bytesPerBlock) { bytes[index] = 0x11 }
    bytes.repeatPrefix(min(bytes.count, format.bytesPerBlock))
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Copies the first bytes over all that follow, again and again.
  fileprivate func repeatPrefix(_ count: Int) {
    guard let base = baseAddress, count > 0 else { return }
    var filled = count
    while filled < self.count {
      let piece = Swift.min(filled, self.count - filled)
      (base + filled).copyMemory(from: base, byteCount: piece)
      filled += piece
    }
  }
}
