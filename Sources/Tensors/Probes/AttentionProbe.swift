public import ModelSpec

/// A measurement of the time that attention of one shape takes over a sequence that is in
/// the cache.
public struct AttentionProbe: Sendable {
  /// The shape of the heads.
  public let attention: AttentionSpec
  /// Positions of the sequence.
  public let positions: Int
  private let device: CPUDevice
  private let store: KeyValueStore
  private let blocks: [Int32]
  private let queries: Matrix
  private let output: Matrix
  private let scratch: AttentionScratch

  /// Fills a cache of `positions` positions.
  ///
  /// - Parameters:
  ///   - format: One of `KeyValueStore.formats`.
  /// - Throws: `StorageError` if the memory cannot be had.
  public init(
    _ device: CPUDevice, _ attention: AttentionSpec, format: StorageFormat, positions: Int
  )
    throws(StorageError)
  {
    self.device = device
    self.attention = attention
    let size = KeyValueStore.positionsPerBlock
    let count = max(1, (positions + size - 1) / size)
    self.positions = count * size
    blocks = (0..<count).map { Int32($0) }
    store = try device.keyValueStore(
      format: format, heads: attention.keyValueHeads, headDimension: attention.headDimension,
      slots: count * size)
    func matrix(_ columns: Int) throws(StorageError) -> Matrix {
      let storage = try Storage(allocating: count * size * columns * 4)
      let matrix = Matrix(storage: storage, rows: count * size, columns: columns)
      for row in 0..<matrix.rows {
        matrix.withMutableRow(row) { span in
          for column in span.indices { span[column] = Float((row + column) % 17) / 17 - 0.5 }
        }
      }
      return matrix
    }
    queries = try matrix(attention.queryDimension)
    output = Matrix(
      storage: try Storage(allocating: count * size * attention.queryDimension * 4),
      rows: count * size, columns: attention.queryDimension)
    let keys = try matrix(attention.keyValueDimension)
    scratch = try device.attentionScratch(attention, context: count * size)
    device.store(
      keys: keys, values: keys, slots: (0..<count * size).map { Int32($0) }, in: store)
  }

  /// Bytes of the keys and values of all positions.
  public var byteCount: Int { store.byteCount }

  /// Seconds for one query row of each head that sees all positions.
  public func secondsOfLastRow() -> Double {
    seconds(rows: 1, from: positions - 1)
  }

  /// Seconds for all rows, each of which sees those before it.
  public func secondsOfAllRows() -> Double { seconds(rows: positions, from: 0) }

  /// Operations that `secondsOfAllRows` are spent on; a multiplication and its addition are two.
  public var operationsOfAllRows: Double {
    4 * Double(attention.queryDimension) * Double(positions) * Double(positions + 1) / 2
  }

  private func seconds(rows: Int, from position: Int) -> Double {
    var tiles: [AttentionTile] = []
    var row = 0
    while row < rows {
      let count = min(AttentionTile.limit, rows - row)
      tiles.append(
        AttentionTile(row: row, count: count, position: position + row, blocks: 0, firstBlock: 0))
      row += count
    }
    let start = ContinuousClock.now
    device.attend(
      queries.prefix(rows), attention, tiles: tiles, blocks: blocks, store: store,
      into: output.prefix(rows), scratch: scratch)
    return (ContinuousClock.now - start) / .seconds(1)
  }
}
