package import ModelSpec
package import Tensors

/// Sequences of random keys, values and queries, put into blocks, and what attention must make
/// of them.
package struct AttentionCase: Sendable, CustomStringConvertible {
  /// Rows of one sequence that are computed, and the positions before them.
  package struct Sequence: Sendable {
    /// Positions before them.
    package var past: Int
    /// Rows that are computed.
    package var rows: Int
  }

  /// The layout of the logical blocks of a sequence.
  package enum Placement: Sendable {
    /// One after another.
    case contiguous
    /// Anywhere.
    case scattered
    /// In as many blocks as the window and the rows need, used over and over.
    case ring
  }

  /// Remark on what is special about it.
  package let name: String
  /// The heads.
  package var spec: AttentionSpec
  /// Numbers of the cache.
  package var format = StorageFormat.f32
  /// Sequences that attend.
  package var sequences: [Sequence]
  /// Layout of the blocks.
  package var placement = Placement.scattered

  /// Remark on what is special about it.
  package var description: String { name }

  /// A case; `sequences` are positions before the rows, and rows.
  package init(
    _ name: String, heads: Int, group: Int, width: Int, window: Int? = nil, softcap: Double? = nil,
    _ format: StorageFormat = .f32, _ placement: Placement = .scattered, _ sequences: (Int, Int)...
  ) {
    self.name = name
    spec = AttentionSpec(
      queryHeads: heads * group, keyValueHeads: heads, headDimension: width, softcap: softcap,
      window: window, rotary: nil)
    self.format = format
    self.placement = placement
    self.sequences = sequences.map { Sequence(past: $0.0, rows: $0.1) }
  }

  /// Positions of the longest sequence.
  package var context: Int { sequences.map { $0.past + $0.rows }.max() ?? 0 }
  /// Rows that are computed.
  package var rows: Int { sequences.reduce(0) { $0 + $1.rows } }
}

/// The random numbers of a case and the block table, made once for all instruction sets.
package struct AttentionInputs {
  /// `[rows, queryHeads * headDimension]`.
  package let queries: [[Float]]
  /// Keys of each sequence, `[positions, keyValueHeads * headDimension]`.
  package let keys: [[[Float]]]
  /// Values of each sequence, shaped as the keys.
  package let values: [[[Float]]]
  /// The rows, in tiles.
  package var tiles: [AttentionTile] = []
  /// Physical blocks of all sequences.
  package var blocks: [Int32] = []
  /// Physical block of each logical one, for each sequence.
  private(set) var tables: [[Int]] = []
  /// Slots of the store.
  package let slots: Int

  /// The inputs of a case that a seed repeats.
  package init(_ test: AttentionCase, seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    let spec = test.spec
    queries = random.rows(test.rows, spec.queryDimension, limit: 2)
    keys = test.sequences.map { random.rows($0.past + $0.rows, spec.keyValueDimension, limit: 2) }
    values = test.sequences.map { random.rows($0.past + $0.rows, spec.keyValueDimension) }
    let size = KeyValueStore.positionsPerBlock
    let counts = test.sequences.map { ($0.past + $0.rows + size - 1) / size }
    var base = 0
    for (sequence, count) in zip(test.sequences, counts) {
      var physical = count
      if test.placement == .ring, let window = spec.window {
        physical = min(count, (window + sequence.rows + size - 1) / size + 1)
      }
      tables.append((0..<count).map { base + $0 % physical })
      base += physical
    }
    if test.placement == .scattered {
      let order = (0..<base).shuffled(using: &random)
      tables = tables.map { $0.map { order[$0] } }
    }
    slots = base * size
    addTiles(test)
  }

  private mutating func addTiles(_ test: AttentionCase) {
    let size = KeyValueStore.positionsPerBlock
    var row = 0
    for (sequence, table) in zip(test.sequences, tables) {
      let first = test.spec.window.map { max(0, sequence.past - $0 + 1) / size } ?? 0
      let start = blocks.count
      blocks += table[first...].map { Int32($0) }
      for offset in stride(from: 0, to: sequence.rows, by: AttentionTile.limit) {
        tiles.append(
          AttentionTile(
            row: row + offset, count: min(AttentionTile.limit, sequence.rows - offset),
            position: sequence.past + offset, blocks: start, firstBlock: first))
      }
      row += sequence.rows
    }
  }

  func slots(of sequence: Int) -> [Int32] {
    let size = KeyValueStore.positionsPerBlock
    return keys[sequence].indices.map {
      Int32(tables[sequence][$0 / size] * size + $0 % size)
    }
  }
}

extension AttentionCase {
  /// Stores the keys and values and attends.
  ///
  /// - Parameters:
  ///   - copies: Whether it attends to copies of the blocks that were stored.
  package func run(
    _ inputs: AttentionInputs, on device: some Device, copies: Bool = false
  ) throws -> [[Float]] {
    let store = try device.keyValueStore(
      format: format, heads: spec.keyValueHeads, headDimension: spec.headDimension,
      slots: copies ? 2 * inputs.slots : inputs.slots)
    let size = KeyValueStore.positionsPerBlock
    var blocks = inputs.blocks
    for sequence in sequences.indices {
      // Block by block: a ring's slots are written again and again, and in one call each only once.
      let slots = inputs.slots(of: sequence)
      for first in stride(from: 0, to: slots.count, by: size) {
        let rows = first..<min(first + size, slots.count)
        device.store(
          keys: try device.matrix(Array(inputs.keys[sequence][rows])),
          values: try device.matrix(Array(inputs.values[sequence][rows])),
          slots: Array(slots[rows]), in: store)
      }
    }
    if copies {
      let stored = (0..<Int32(inputs.slots / size)).map { $0 }
      // The other half, in the opposite order.
      device.copyBlocks(stored, to: stored.map { 2 * Int32(stored.count) - 1 - $0 }, in: store)
      blocks = blocks.map { 2 * Int32(stored.count) - 1 - $0 }
    }
    let output = try device.zeros(rows, spec.queryDimension)
    device.attend(
      try device.matrix(inputs.queries), spec, tiles: inputs.tiles, blocks: blocks,
      store: store, into: output,
      scratch: try device.attentionScratch(spec, context: context))
    return device.values(of: output)
  }

  /// Values of the formula for the keys and values as they are stored, and bounds on
  /// rounding errors.
  package func truth(_ inputs: AttentionInputs) throws -> (values: [[Double]], limits: [[Double]]) {
    var (result, limits): ([[Double]], [[Double]]) = ([], [])
    var row = 0
    for (index, sequence) in sequences.enumerated() {
      let keys = try stored(inputs.keys[index])
      let values = try stored(inputs.values[index])
      let queries = inputs.queries[row..<row + sequence.rows].map(\.doubles)
      result += Reference.attend(queries, from: sequence.past, keys: keys, values: values, spec)
      let magnitudes = values.map { $0.map(abs) }
      let weighted = Reference.attend(
        queries, from: sequence.past, keys: keys, values: magnitudes, spec)
      limits += weighted.enumerated().map { offset, sums in
        let error = scoreError(queries[offset], at: sequence.past + offset, keys)
        return sums.map { $0 * (2 * error + Rounding.gamma(sequence.past + offset + 24)) }
      }
      row += sequence.rows
    }
    return (result, limits)
  }

  /// Bound on the error of a score, and with it of the logarithm of a weight.
  ///
  /// γ of the terms times the largest sum of magnitudes; the cap adds the error of its tanh; `exp`
  /// that of its argument, a difference of two scores, and its own.
  private func scoreError(_ query: [Double], at position: Int, _ keys: [[Double]]) -> Double {
    let width = spec.headDimension
    let group = spec.queryHeads / spec.keyValueHeads
    let magnitudes = query.map(abs)
    var largest = 0.0
    for index in max(0, position + 1 - (spec.window ?? position + 1))...position {
      for head in 0..<spec.queryHeads {
        var sum = 0.0
        for column in 0..<width {
          sum +=
            magnitudes[head * width + column] * abs(keys[index][head / group * width + column])
        }
        largest = max(largest, sum * spec.scale)
      }
    }
    let cap = spec.softcap.map { Rounding.gamma(Rounding.elementary) * $0 } ?? 0
    return Rounding.gamma(width + 2) * largest + cap + 2 * Rounding.unit * largest
      + Rounding.gamma(Rounding.elementary)
  }

  /// Rows of keys or values as the cache's format rounds them.
  func stored(_ rows: [[Float]]) throws -> [[Double]] {
    let width = spec.headDimension
    let heads = rows.flatMap { row in
      (0..<spec.keyValueHeads).map { Array(row[$0 * width..<($0 + 1) * width]) }
    }
    let values = try Tensor(heads, format: format).values().map(Double.init)
    return rows.indices.map { row in
      Array(values[row * spec.keyValueDimension..<(row + 1) * spec.keyValueDimension])
    }
  }
}

extension AttentionTile {
  /// Each of its rows as a tile of its own.
  package var rows: [AttentionTile] {
    (0..<Int(count)).map {
      AttentionTile(
        row: Int(row) + $0, count: 1, position: Int(position) + $0, blocks: Int(blocks),
        firstBlock: Int(firstBlock))
    }
  }
}
