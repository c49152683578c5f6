import Foundation
import Testing

@testable import Inference

@Suite("Draws' generator and weights")
struct SplitMix64Tests {
  @Test("gives the published values of seed 1234567")
  func published() {
    let values: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    var generator = SplitMix64(seed: 1_234_567)
    for (index, value) in values.enumerated() {
      #expect(generator.next() == value)
      #expect(SplitMix64.value(at: UInt64(index), seed: 1_234_567) == value)
    }
  }

  @Test("uniform values lie in [0, 1), and their mean is one half")
  func uniform() {
    let values = (0..<100_000).map { SplitMix64.uniform(at: UInt64($0), seed: .max) }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = values.reduce(0, +) / 100_000
    // Four standard errors of 100,000 values with variance 1/12.
    #expect(abs(mean - 0.5) < 0.00366)
  }

  @Test("the exponential is within 1 ulp of the C library's, 1 at 0, and zero far below")
  func exponentials() {
    #expect(exponential(0) == 1)
    #expect(exponential(-0.0) == 1)
    #expect(exponential(-709) == 0)
    #expect(exponential(-.infinity) == 0)
    var generator = SplitMix64(seed: 4)
    for _ in 0..<100_000 {
      let scale = [1e-9, 1, 50, 708][Int(generator.next() % 4)]
      let x = -scale * Double.random(in: 0...1, using: &generator)
      let expected = exp(x)
      #expect(abs(exponential(x) - expected) <= expected.ulp, "x = \(x)")
    }
  }

  @Test("order keys order as numbers do, and give them back")
  func orderKeys() {
    let values: [Float] = [
      -.infinity, -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, 0, 0x1p-130, 1, 3e38,
      .infinity,
    ]
    #expect(values.map(\.orderKey) == values.map(\.orderKey).sorted())
    #expect(Set(values.map(\.orderKey)).count == values.count)
    for value in values { #expect(Float(orderKey: value.orderKey) == value) }
    #expect((-0.0 as Float).orderKey == (0.0 as Float).orderKey)
    #expect(Candidate(key: (2.5 as Float).orderKey, token: 262_143).token == 262_143)
    #expect(Candidate(key: (-2.5 as Float).orderKey, token: 0).logit == -2.5)
  }
}
