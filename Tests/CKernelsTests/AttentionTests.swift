import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One random attention problem: queries that read the same keys and values, each a range of
/// the positions.
private struct Problem {
  let format: Format
  let n: Int
  var ranges: [Range<Int>]
  let count: Int
  let cap: Float
  var query: [Float]
  let keys: [Float]
  let values: [Float]

  var heads: Int { ranges.count }

  init(
    _ format: Format, n: Int, ranges: [Range<Int>], cap: Float = 0, scale: Float = 1, seed: UInt64
  ) {
    var random = SeededGenerator(seed: seed)
    (self.format, self.n, self.ranges, self.cap) = (format, n, ranges, cap)
    count = ranges.map(\.upperBound).max() ?? 0
    query = random.floats(ranges.count * n, scale: scale)
    keys = random.floats(count * n)
    values = random.floats(count * n)
  }

  init(
    _ format: Format, n: Int, heads: Int, count: Int, cap: Float = 0, scale: Float = 1,
    seed: UInt64
  ) {
    self.init(
      format, n: n, ranges: Array(repeating: 0..<count, count: heads), cap: cap, scale: scale,
      seed: seed)
  }

  /// Keys in transposed blocks and values in rows; what no position fills is NaN, which must
  /// not matter.
  private func blocks(_ isa: InstructionSet) throws -> (keys: GuardedBytes, values: GuardedBytes) {
    let size = Int(CK_KV_BLOCK)
    let (blocks, row) = ((count + size - 1) / size, format.bytes(n))
    var keys = [UInt8](repeating: 0xff, count: blocks * size * row)
    var values = keys
    let table = try isa.table
    for position in 0..<count {
      let elements = position * n..<(position + 1) * n
      keys.withUnsafeMutableBytes { keys in
        guard let base = keys.baseAddress else { return }
        ck_store_key(
          table, format.code, n, Array(self.keys[elements]),
          base + position / size * size * row, position % size)
      }
      let value = try isa.quantize(format, Array(self.values[elements]))
      values.replaceSubrange(position * row..<(position + 1) * row, with: value)
    }
    return (try GuardedBytes(keys), try GuardedBytes(values))
  }

  /// The outputs, divided by their totals.
  func run(_ isa: InstructionSet) throws -> [Float] {
    let function = try #require(isa.table.pointee.attend)
    let (keys, values) = try blocks(isa)
    var maximum = [Float](repeating: -.infinity, count: heads)
    var total = [Float](repeating: 0, count: heads)
    var output = [Float](repeating: 0, count: heads * n)
    let (size, tile, row) = (Int(CK_KV_BLOCK), Int(CK_KV_TILE), format.bytes(n))
    for first in stride(from: 0, to: count, by: tile) {
      let seen = ranges.map {
        ck_kv_range(
          first: UInt16(min(max($0.lowerBound - first, 0), tile)),
          end: UInt16(min(max($0.upperBound - first, 0), tile)))
      }
      func block(_ base: UnsafeRawPointer, _ index: Int) -> UnsafeRawPointer? {
        let position = first + index * size
        return position < count ? base + position * row : nil
      }
      withExtendedLifetime((keys, values)) {
        var run = ck_kv_tile(
          keys: (
            block(keys.pointer, 0), block(keys.pointer, 1), block(keys.pointer, 2),
            block(keys.pointer, 3)
          ),
          values: (
            block(values.pointer, 0), block(values.pointer, 1), block(values.pointer, 2),
            block(values.pointer, 3)
          ))
        function(format.code, n, heads, query, cap, &run, seen, &maximum, &total, &output)
      }
    }
    return (0..<heads * n).map { output[$0] / total[$0 / n] }
  }

  /// The largest difference from attention in double.
  func error(_ got: [Float]) throws -> Double {
    func stored(_ x: [Float]) throws -> [Double] {
      let bytes = try InstructionSet.scalar.quantize(format, x)
      return try InstructionSet.scalar.dequantize(format, bytes, count: x.count).map(Double.init)
    }
    let (keys, values) = (try stored(self.keys), try stored(self.values))
    var worst = 0.0
    for (h, range) in ranges.enumerated() {
      let scores = range.map { t in
        let dot = (0..<n).reduce(0.0) { $0 + Double(query[h * n + $1]) * keys[t * n + $1] }
        return cap > 0 ? Double(cap) * tanh(dot / Double(cap)) : dot
      }
      let greatest = scores.max() ?? 0
      let weights = scores.map { exp($0 - greatest) }
      let total = weights.reduce(0, +)
      for i in 0..<n {
        let sum = zip(weights, range).reduce(0.0) { $0 + $1.0 * values[$1.1 * n + i] }
        let expected = sum / total
        let error = abs(Double(got[h * n + i]) - expected)
        worst = error <= worst ? worst : error
      }
    }
    return worst
  }
}

@Suite("Attention")
struct AttentionTests {
  private static let dimensions = [1, 7, 24, 64, 80, 96, 100, 128, 192, 256]

  @Test(
    "outputs agree with double arithmetic at every head size", arguments: InstructionSet.available,
    Format.cached)
  func accuracy(isa: InstructionSet, format: Format) throws {
    var seed: UInt64 = 20
    for n in Self.dimensions where n % format.blockValues == 0 {
      for (heads, count, cap) in [
        (1, 1, Float(0)), (2, 63, 0), (3, 64, 5), (4, 65, 0), (8, 130, 2), (9, 17, 0),
      ] {
        seed += 1
        let problem = Problem(format, n: n, heads: heads, count: count, cap: cap, seed: seed)
        #expect(
          try problem.error(problem.run(isa)) < 4e-6,
          "n \(n), heads \(heads), count \(count), seed \(seed)")
      }
    }
  }

  @Test(
    "each query sees its own range of positions", arguments: InstructionSet.available,
    Format.cached)
  func ranges(isa: InstructionSet, format: Format) throws {
    let ranges = [
      0..<1, 5..<6, 0..<300, 31..<33, 32..<64, 127..<129, 128..<256, 100..<290, 299..<300,
      200..<201,
      0..<128,
    ]
    for n in [32, 96] {
      let problem = Problem(format, n: n, ranges: ranges, seed: 77)
      #expect(try problem.error(problem.run(isa)) < 4e-6, "n \(n)")
    }
  }

  @Test("scores far apart neither overflow nor vanish", arguments: InstructionSet.available)
  func farApart(isa: InstructionSet) throws {
    // Scores spread over some +-2,000: nearly all weight falls on one position, whatever its place.
    for seed in UInt64(1)...4 {
      let problem = Problem(.f32, n: 64, heads: 4, count: 200, cap: 0, scale: 500, seed: seed)
      #expect(try problem.error(problem.run(isa)) < 1e-3, "seed \(seed)")
    }
  }

  @Test(
    "a query's bits do not depend on the queries beside it", arguments: InstructionSet.available,
    Format.cached)
  func alone(isa: InstructionSet, format: Format) throws {
    let ranges = (0..<19).map { max(0, 40 * $0 - 300)..<40 * $0 + 1 }
    let group = Problem(format, n: 128, ranges: ranges, cap: 3, seed: 5)
    let together = try group.run(isa)
    for (index, range) in ranges.enumerated() {
      var problem = group
      problem.ranges = [range]
      problem.query = Array(group.query[index * 128..<(index + 1) * 128])
      let alone = try problem.run(isa)
      #expect(alone == Array(together[index * 128..<(index + 1) * 128]), "query \(index)")
    }
  }
}
