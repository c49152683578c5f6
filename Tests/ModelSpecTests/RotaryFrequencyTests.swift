import Foundation
import ModelSpec
import Testing

/// The record that `scripts/record_rotary_goldens.py` wrote.
private struct RotaryGolden: Decodable {
  struct Parameters: Decodable {
    var ropeType: String
    var factor: Double?
    var lowFreqFactor: Double?
    var highFreqFactor: Double?
    var originalMaxPositionEmbeddings: Int?
    var betaFast: Double?
    var betaSlow: Double?
    var attentionFactor: Double?
    var truncate: Bool?
    var shortFactor: [Double]?
    var longFactor: [Double]?
  }
  struct Result: Decodable {
    var length: Int?
    var frequencies: [Double]
    var magnitude: Double
  }
  var name: String
  var dimensions: Int
  var theta: Double
  var contextLength: Int
  var parameters: Parameters
  var results: [Result]

  static func all() throws -> [RotaryGolden] {
    let url = try #require(
      Bundle.module.url(forResource: "rotary", withExtension: "json", subdirectory: "Fixtures"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([RotaryGolden].self, from: Data(contentsOf: url))
  }

  func scaling() throws -> RotaryScaling {
    let trained = parameters.originalMaxPositionEmbeddings ?? contextLength
    switch parameters.ropeType {
    case "default": return .none
    case "linear": return .linear(factor: try #require(parameters.factor))
    case "dynamic":
      return .dynamic(factor: try #require(parameters.factor), trainedContext: contextLength)
    case "llama3":
      return .llama3(
        factor: try #require(parameters.factor),
        lowFrequency: try #require(parameters.lowFreqFactor),
        highFrequency: try #require(parameters.highFreqFactor), trainedContext: trained)
    case "yarn":
      let factor = try #require(parameters.factor)
      return .yarn(
        YarnScaling(
          factor: factor, trainedContext: trained, betaFast: parameters.betaFast ?? 32,
          betaSlow: parameters.betaSlow ?? 1,
          attentionFactor: parameters.attentionFactor ?? YarnScaling.magnitude(factor: factor),
          truncates: parameters.truncate ?? true))
    default:
      return .longRope(
        LongRopeScaling(
          short: try #require(parameters.shortFactor), long: try #require(parameters.longFactor),
          trainedContext: trained,
          attentionFactor: LongRopeScaling.magnitude(
            factor: Double(contextLength) / Double(trained), trainedContext: trained)))
    }
  }
}

@Suite("Rotary frequencies")
struct RotaryFrequencyTests {
  @Test("equal those of transformers for every scaling")
  func goldens() throws {
    let goldens = try RotaryGolden.all()
    #expect(goldens.count == 8)
    for golden in goldens {
      let spec = RotarySpec(
        dimensions: golden.dimensions, theta: golden.theta, scaling: try golden.scaling())
      for result in golden.results {
        let got = spec.frequencies(sequenceLength: result.length ?? 1)
        try #require(got.radiansPerPosition.count == result.frequencies.count)
        #expect(abs(Double(got.magnitude) - result.magnitude) <= 1e-6, "\(golden.name)")
        for (mine, theirs) in zip(got.radiansPerPosition, result.frequencies) {
          // Theirs is a power in float32: a rounded exponent, times ln(theta), and a few
          // operations more.
          let relative = 0x1p-24 * (log(golden.theta) + 10)
          #expect(abs(Double(mine) - theirs) <= relative * theirs, "\(golden.name)")
        }
      }
    }
  }

  @Test("divisors divide, pair by pair")
  func divisors() {
    let plain = RotarySpec(dimensions: 8, theta: 10_000).frequencies(sequenceLength: 1)
    let divided = RotarySpec(dimensions: 8, theta: 10_000, scaling: .divisors([1, 2, 4, 8]))
      .frequencies(sequenceLength: 1)
    for (index, divisor) in [Float(1), 2, 4, 8].enumerated() {
      #expect(divided.radiansPerPosition[index] == plain.radiansPerPosition[index] / divisor)
    }
  }

  @Test("only dynamic scaling and LongRoPE change with the length, LongRoPE only at its border")
  func changes() {
    let long = LongRopeScaling(
      short: [1, 1], long: [2, 2], trainedContext: 64, attentionFactor: 1)
    let rotary = { RotarySpec(dimensions: 4, theta: 10_000, scaling: $0) }
    #expect(!rotary(.longRope(long)).changes(from: 10, to: 64))
    #expect(rotary(.longRope(long)).changes(from: 64, to: 65))
    #expect(rotary(.longRope(long)).changes(from: 65, to: 64))
    #expect(!rotary(.longRope(long)).changes(from: 65, to: 900))
    #expect(rotary(.dynamic(factor: 2, trainedContext: 64)).changes(from: 65, to: 66))
    #expect(!rotary(.dynamic(factor: 2, trainedContext: 64)).changes(from: 3, to: 64))
    #expect(!rotary(.linear(factor: 2)).changes(from: 1, to: 900))
  }
}
