import Foundation
import Generation
import Testing

@testable import Inference

/// The record that `scripts/record_sampling_goldens.py` wrote.
private struct Golden: Decodable {
  struct Settings: Decodable {
    var temperature: Double?
    var topK: Int?
    var topP: Double?
    var minP: Double?
    var repetitionPenalty: Double?
  }
  struct Case: Decodable {
    var logits: String
    var settings: Settings
    var kept: [Int]
    var probabilities: [Double]
  }
  var before: [Int]
  var logits: [String: [Float?]]
  var cases: [Case]
}

@Suite("Sampler against transformers' logits processors")
struct SamplerGoldenTests {
  @Test("keeps the tokens that the processors keep, with their probabilities")
  func agrees() throws {
    let url = try #require(
      Bundle.module.url(forResource: "sampling", withExtension: "json", subdirectory: "Fixtures"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    #expect(golden.cases.count == 80)
    for (index, expected) in golden.cases.enumerated() {
      let settings = expected.settings
      let logits = try #require(golden.logits[expected.logits]).map { $0 ?? -.infinity }
      let sampling = Sampling.plain(
        temperature: settings.temperature ?? 1, topK: settings.topK ?? 0,
        topP: settings.topP ?? 1, minP: settings.minP ?? 0,
        repetitionPenalty: settings.repetitionPenalty ?? 1, penaltyWindow: 1000)
      var sampler = try Sampler(sampling, vocabularySize: logits.count, seed: 0)
      for token in golden.before { sampler.accept(token) }
      let got = try sampler.distribution(logits).sorted { $0.token < $1.token }
      let context: Comment = "case \(index), \(expected.logits), \(settings)"
      try #require(got.map(\.token) == expected.kept, context)
      // The record has ten digits; a penalised logit is rounded to single precision, 6e-8 of up
      // to 20.
      let relative = settings.repetitionPenalty == nil ? 1e-9 : 4e-6
      for (got, wanted) in zip(got, expected.probabilities) {
        try #require(abs(got.probability - wanted) <= relative * wanted, context)
      }
    }
  }
}
