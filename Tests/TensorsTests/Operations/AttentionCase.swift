import ModelSpec
import Tensors
import Testing

/// Sequences of random keys, values and queries, put into blocks, and what attention must make of them.
struct AttentionCase: Sendable, CustomTestStringConvertible {
  /// Rows of one sequence that are computed, and the positions before them.
  struct Sequence: Sendable {
    var past: Int
    var rows: Int
  }

  /// Where the logical blocks of a sequence lie.
  enum Placement: Sendable {
    /// One after another.
    case contiguous
    /// Anywhere.
    case scattered
    /// In as many blocks as the window and the rows need, used over and over.
    case ring
  }

  let name: String
  var spec: AttentionSpec
  var format = StorageFormat.f32
  var sequences: [Sequence]
  var placement = Placement.scattered

  var testDescription: String { name }

  init(
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

  var context: Int { sequences.map { $0.past + $0.rows }.max() ?? 0 }
  var rows: Int { sequences.reduce(0) { $0 + $1.rows } }
}

/// The random numbers of a case and the block table, made once for all instruction sets.
struct AttentionInputs {
  let queries: [[Float]]
  let keys: [[[Float]]]
  let values: [[[Float]]]
  var tiles: [AttentionTile] = []
  var blocks: [Int32] = []
  /// For each sequence the physical block of each logical one.
  private(set) var tables: [[Int]] = []
  let slots: Int

  init(_ test: AttentionCase, seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    let spec = test.spec
    queries = random.rows(test.rows, spec.queryDimension, limit: 2)
    keys = test.sequences.map { random.rows($0.past + $0.rows, spec.keyValueDimension, limit: 2) }
    values = test.sequences.map { random.rows($0.past + $0.rows, spec.keyValueDimension) }
    let size = Device.positionsPerBlock
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
    let size = Device.positionsPerBlock
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
    let size = Device.positionsPerBlock
    return keys[sequence].indices.map {
      Int32(tables[sequence][$0 / size] * size + $0 % size)
    }
  }
}

extension AttentionCase {
  /// Stores the keys and values and attends.
  func run(_ inputs: AttentionInputs, isa: InstructionSet, threads: Int) throws -> [[Float]] {
    let device = try Device(threads: threads, instructionSet: isa)
    let store = try KeyValueStore(
      format: format, heads: spec.keyValueHeads, headDimension: spec.headDimension,
      slots: inputs.slots)
    for sequence in sequences.indices {
      // Block by block: a ring's slots are written again and again, and in one call each only once.
      let slots = inputs.slots(of: sequence)
      for first in stride(from: 0, to: slots.count, by: Device.positionsPerBlock) {
        let rows = first..<min(first + Device.positionsPerBlock, slots.count)
        device.store(
          keys: try Matrix(Array(inputs.keys[sequence][rows])),
          values: try Matrix(Array(inputs.values[sequence][rows])), slots: Array(slots[rows]),
          in: store)
      }
    }
    let output = try Matrix(zeros: rows, spec.queryDimension)
    let scratch = try AttentionScratch(spec, context: context, threads: threads)
    device.attend(
      try Matrix(inputs.queries), spec, tiles: inputs.tiles, blocks: inputs.blocks, store: store,
      into: output, scratch: scratch)
    return output.arrays
  }

  /// What the formula gives for the keys and values as they are stored, and how far rounding may be from it.
  func truth(_ inputs: AttentionInputs) throws -> (values: [[Double]], limits: [[Double]]) {
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

  /// How far a score, and with it the logarithm of a weight, may be off.
  ///
  /// γ of the terms times the largest sum of magnitudes; the cap adds the error of its tanh; `exp` that of its argument, a
  /// difference of two scores, and its own.
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

  private func stored(_ rows: [[Float]]) throws -> [[Double]] {
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
