import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One random attention problem: query heads that share a key/value head.
private struct Problem {
  let format: Format
  let n: Int
  let heads: Int
  let count: Int
  let cap: Float
  let query: [Float]
  let keys: [UInt8]
  let values: [UInt8]

  init(_ format: Format, n: Int, heads: Int, count: Int, cap: Float, scale: Float = 1, seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    (self.format, self.n, self.heads, self.count, self.cap) = (format, n, heads, count, cap)
    query = random.floats(heads * n, scale: scale)
    keys = try InstructionSet.scalar.quantize(format, random.floats(count * n))
    values = try InstructionSet.scalar.quantize(format, random.floats(count * n))
  }

  /// The outputs, divided by their totals, after runs that end at each of `cuts` and at the last position.
  func run(_ isa: InstructionSet, cuts: [Int] = []) throws -> [Float] {
    let function = try #require(isa.table.pointee.attend)
    let (keys, values) = (try GuardedBytes(self.keys), try GuardedBytes(self.values))
    let stride = format.bytes(n)
    var maximum = [Float](repeating: -.infinity, count: heads)
    var total = [Float](repeating: 0, count: heads)
    let outputStride = n + 3
    var output = [Float](repeating: 0, count: heads * outputStride)
    var first = 0
    for end in cuts + [count] {
      withExtendedLifetime((keys, values)) {
        var run = ck_kv_run(
          keys: keys.pointer + first * stride, values: values.pointer + first * stride,
          stride: stride, count: end - first)
        function(
          format.code, n, heads, query, n, cap, &run, &maximum, &total, &output, outputStride)
      }
      first = end
    }
    return (0..<heads).flatMap { h in
      #expect(output[h * outputStride + n..<(h + 1) * outputStride].allSatisfy { $0 == 0 })
      return (0..<n).map { output[h * outputStride + $0] / total[h] }
    }
  }

  /// The largest difference from attention in double.
  func error(_ got: [Float]) throws -> Double {
    let keys = try InstructionSet.scalar.dequantize(format, self.keys, count: count * n).map(
      Double.init)
    let values = try InstructionSet.scalar.dequantize(format, self.values, count: count * n).map(
      Double.init)
    var worst = 0.0
    for h in 0..<heads {
      let scores = (0..<count).map { t in
        let dot = (0..<n).reduce(0.0) { $0 + Double(query[h * n + $1]) * keys[t * n + $1] }
        return cap > 0 ? Double(cap) * tanh(dot / Double(cap)) : dot
      }
      let greatest = scores.max() ?? 0
      let weights = scores.map { exp($0 - greatest) }
      let total = weights.reduce(0, +)
      for i in 0..<n {
        let expected = (0..<count).reduce(0.0) { $0 + weights[$1] * values[$1 * n + i] } / total
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
        let problem = try Problem(format, n: n, heads: heads, count: count, cap: cap, seed: seed)
        #expect(
          try problem.error(problem.run(isa)) < 4e-6,
          "n \(n), heads \(heads), count \(count), seed \(seed)")
      }
    }
  }

  @Test("one run after another equals one call", arguments: InstructionSet.available, Format.cached)
  func runs(isa: InstructionSet, format: Format) throws {
    let problem = try Problem(format, n: 96, heads: 5, count: 300, cap: 0, seed: 77)
    for cuts in [[1], [64, 128], [10, 10, 75, 299]] {
      #expect(try problem.error(problem.run(isa, cuts: cuts)) < 4e-6, "cuts \(cuts)")
    }
  }

  @Test("scores far apart neither overflow nor vanish", arguments: InstructionSet.available)
  func farApart(isa: InstructionSet) throws {
    // Scores spread over some +-2,000: nearly all weight falls on one position, whatever its place.
    for seed in UInt64(1)...4 {
      let problem = try Problem(.f32, n: 64, heads: 4, count: 200, cap: 0, scale: 500, seed: seed)
      #expect(try problem.error(problem.run(isa)) < 1e-3, "seed \(seed)")
    }
  }

  @Test(
    "a head's output does not depend on the heads beside it", arguments: InstructionSet.available,
    Format.cached)
  func headsAlone(isa: InstructionSet, format: Format) throws {
    let group = try Problem(format, n: 128, heads: 7, count: 90, cap: 0, seed: 5)
    let together = try group.run(isa)
    let first = try Problem(format, n: 128, heads: 7, count: 90, cap: 0, seed: 5).prefix(heads: 1)
      .run(isa)
    #expect(first == Array(together[0..<128]))
  }
}

extension Problem {
  fileprivate init(_ other: Problem, heads: Int) {
    format = other.format
    n = other.n
    self.heads = heads
    count = other.count
    cap = other.cap
    query = Array(other.query[0..<heads * other.n])
    keys = other.keys
    values = other.values
  }

  fileprivate func prefix(heads: Int) -> Problem { Problem(self, heads: heads) }
}
