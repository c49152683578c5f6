import ModelSpec

/// A measurement of the time of all that a layer does to one row beside its matrix products: norms,
/// rotation, a short attention, activation, additions.
///
/// The rows are narrow, so that what is timed is starting these operations and not what they read.
public struct LayerProbe: Sendable {
  private let device: CPUDevice
  private let attention = AttentionSpec(
    queryHeads: 4, keyValueHeads: 2, headDimension: 32,
    rotary: RotarySpec(dimensions: 32, theta: 10_000))
  private let stream: Matrix
  private let branch: Matrix
  private let keys: Matrix
  private let weight: Vector
  private let angles: RotaryTable
  private let store: KeyValueStore
  private let scratch: AttentionScratch
  private static let columns = 128
  private static let positions = 32

  /// Rows of 128 values and a cache of 32 positions.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  public init(_ device: CPUDevice) throws {
    self.device = device
    func row(_ columns: Int) throws -> Matrix {
      Matrix(storage: try Storage(allocating: columns * 4), rows: 1, columns: columns)
    }
    stream = try row(Self.columns)
    branch = try row(Self.columns)
    keys = try row(attention.keyValueDimension)
    weight = try device.vector(Array(repeating: 1, count: Self.columns))
    angles = try device.rotaryTable(rows: 1, pairs: 16)
    device.setAngles(
      angles, rows: 0..<1, from: 3, frequencies: Array(repeating: 0.1, count: 16), magnitude: 1)
    store = try device.keyValueStore(
      format: .f16, heads: attention.keyValueHeads, headDimension: attention.headDimension,
      slots: Self.positions)
    scratch = try device.attentionScratch(attention, context: Self.positions)
  }

  /// Seconds of one layer, the mean of a hundred.
  public func seconds() -> Double {
    let norm = NormSpec(.rms, epsilon: 1e-6)
    let tiles = [
      AttentionTile(row: 0, count: 1, position: Self.positions - 1, blocks: 0, firstBlock: 0)
    ]
    let (slots, blocks): ([Int32], [Int32]) = ([0], [0])
    let start = ContinuousClock.now
    for _ in 0..<100 {
      device.normalize(stream, norm, weight: weight, into: branch)
      device.rotate(branch, headDimension: 32, pairing: .halves, table: angles)
      device.rotate(keys, headDimension: 32, pairing: .halves, table: angles)
      device.store(keys: keys, values: keys, slots: slots, in: store)
      device.attend(
        branch, attention, tiles: tiles, blocks: blocks, store: store, into: stream,
        scratch: scratch)
      device.add(branch, to: stream)
      device.normalize(stream, norm, weight: weight, into: branch)
      device.activate(branch, .silu, up: stream)
      device.add(branch, to: stream)
    }
    return (ContinuousClock.now - start) / .seconds(100)
  }
}
