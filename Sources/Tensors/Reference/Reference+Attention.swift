package import ModelSpec

extension Reference {
  /// `exp(x) / Σ exp(x)`, shifted by the maximum so that nothing overflows.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func softmax<Number: BinaryFloatingPoint>(_ x: [Number]) -> [Number] {
    guard let maximum = x.max() else { return [] }
    let powers = x.map { Number(exponential(Double($0 - maximum))) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  /// Causal attention (arXiv 1706.03762, equation 1) of rows that follow each other in
  /// one sequence.
  ///
  /// Query head `h` reads key/value head `h / (queryHeads / keyValueHeads)` (arXiv 2305.13245); a
  /// row sees itself and, with a window, `window - 1` positions before it; scores are capped as
  /// Gemma 2 does before the softmax.
  /// - Parameters:
  ///   - queries: `[rows, queryHeads * headDimension]`.
  ///   - position: Position of the first row.
  ///   - keys: `[positions, keyValueHeads * headDimension]` from position 0 on; `values` alike.
  /// - Returns: `[rows, queryHeads * headDimension]`.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func attend<Number: BinaryFloatingPoint>(
    _ queries: [[Number]], from position: Int, keys: [[Number]], values: [[Number]],
    _ spec: AttentionSpec
  ) -> [[Number]] {
    let width = spec.headDimension
    let group = spec.queryHeads / spec.keyValueHeads
    return queries.enumerated().map { row, query in
      let last = position + row
      let seen = max(0, last + 1 - (spec.window ?? last + 1))...last
      return (0..<spec.queryHeads).flatMap { head in
        let shared = head / group * width..<(head / group + 1) * width
        let own = Array(query[head * width..<(head + 1) * width])
        let scores = seen.map { index -> Number in
          let score = dot(own, Array(keys[index][shared])) * Number(spec.scale)
          return spec.softcap.map { softcap(score, cap: Number($0)) } ?? score
        }
        let weights = softmax(scores)
        return shared.map { column in
          zip(weights, seen).reduce(0) { $0 + $1.0 * values[$1.1][column] }
        }
      }
    }
  }
}
