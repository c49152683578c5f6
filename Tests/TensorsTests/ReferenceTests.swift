import Foundation
import ModelSpec
import Tensors
import Testing
import _DeviceConformance

/// The references against numbers that were worked out by hand, or by another form of the formula.
@Suite("References")
struct ReferenceTests {
  private func expect(_ got: [Double], _ wanted: [Double], within tolerance: Double = 1e-12) {
    #expect(got.count == wanted.count)
    for (one, other) in zip(got, wanted) { #expect(abs(one - other) <= tolerance, "\(got)") }
  }

  @Test("products, embeddings and norms of small numbers")
  func small() {
    #expect(
      Reference.project([[1.0, 2], [0, 1]], [[3, 4], [5, 6], [7, 8]], bias: [1, 0, -1])
        == [[12, 17, 22], [5, 6, 7]])
    #expect(
      Reference.embed([1, 0], table: [[1.0, 2], [3, 4]], multiplier: 2) == [[6, 8], [2, 4]])
    expect(
      Reference.rmsNorm([3, 4], weight: [1, 2], epsilon: 0),
      [3 / 12.5.squareRoot(), 8 / 12.5.squareRoot()])
    expect(
      Reference.layerNorm([1, 3], weight: [2, 2], bias: [10, 20], epsilon: 0), [8, 22])
  }

  @Test("a quarter turn moves the first of a pair to the second, in either pairing")
  func quarterTurn() {
    let quarter = [Double.pi / 2, 0]
    let x = [1.0, 2, 3, 4, 5]
    expect(
      Reference.rotate(x, position: 1, frequencies: quarter, pairing: .halves), [-3, 2, 1, 4, 5])
    expect(
      Reference.rotate(x, position: 1, frequencies: quarter, magnitude: 2, pairing: .adjacent),
      [-4, 2, 6, 8, 5])
  }

  @Test("activations at points that are known")
  func activations() {
    expect(
      [Activation.silu, .gelu, .geluTanh, .relu, .geluSigmoid].map { Reference.activate(1.0, $0) },
      // σ(1), Φ(1), its approximation, 1, σ(1.702).
      [0.7310585786, 0.8413447461, 0.8411919906, 1, 0.8457957659], within: 1e-9)
    expect(Reference.gate([-1, 2], .relu, up: [5, 5]), [0, 10])
    expect([Reference.softcap(1e9, cap: 30), Reference.softcap(0, cap: 30)], [30, 0])
  }

  @Test("attention: equal scores average, a window forgets, groups share a head")
  func attention() {
    var spec = AttentionSpec(queryHeads: 2, keyValueHeads: 1, headDimension: 1, rotary: nil)
    let values = [[6.0], [2], [1]]
    let even = [[0.0], [0], [0]]
    expect(
      Reference.attend([[1, 1]], from: 2, keys: even, values: values, spec)[0], [3, 3])
    spec.window = 2
    expect(
      Reference.attend([[1, 1], [1, 1]], from: 1, keys: even, values: values, spec).flatMap { $0 },
      [4, 4, 1.5, 1.5])
    spec.window = nil
    // Scores ln 3 and 0 weigh 3 to 1; the second head's scores are the negatives.
    let keys = [[log(3.0)], [0]]
    expect(
      Reference.attend([[1, -1]], from: 1, keys: keys, values: [[8], [4]], spec)[0], [7, 5])
  }

  @Test("routing keeps the largest shares, of equal ones the first, and renormalises if told")
  func routing() {
    let expert = DenseSpec(hiddenDimension: 1, activation: .silu)
    var spec = MixtureSpec(
      expertCount: 4, expertsPerToken: 2, expert: expert, renormalizesShares: true)
    let logits = [log(2.0), log(5.0), log(2.0), log(1.0)]
    expect(Reference.route(logits, spec), [2.0 / 7, 5.0 / 7, 0, 0])
    spec.renormalizesShares = false
    expect(Reference.route(logits, spec), [0.2, 0.5, 0, 0])
    expect(Reference.mix([0.25, 0.75], outputs: [[4, 8], [0, 4]]), [1, 5])
  }

  @Test("in Float they differ from Double by rounding, not by more and not by nothing")
  func precision() {
    var random = RandomNumbers(seed: 61)
    let (x, weight) = (random.rows(5, 300), random.rows(7, 300))
    let narrow = Reference.project(x, weight).doubles
    let wide = Reference.project(x.doubles, weight.doubles)
    var largest = 0.0
    for row in wide.indices {
      for output in wide[row].indices {
        let size = zip(x[row], weight[output]).reduce(0) { $0 + abs(Double($1.0 * $1.1)) }
        let error = abs(narrow[row][output] - wide[row][output])
        #expect(error <= Rounding.gamma(301) * size)
        largest = max(largest, error)
      }
    }
    #expect(largest > 0)
  }
}
