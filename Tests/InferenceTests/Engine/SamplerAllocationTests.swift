import Generation
import Testing
import _TestSupport

@testable import Inference

@Suite("Sampler: allocations", .enabled(if: AllocationCounter.isAvailable))
struct SamplerAllocationTests {
  @Test(
    "once its buffers have grown, a draw allocates nothing",
    arguments: [
      Sampling.greedy, Sampling(), Sampling(temperature: 1, topK: 0, topP: 1),
      Sampling(temperature: 1, topK: 0, topP: 0.9), Sampling(topK: 0, topP: 1, minP: 0.05),
      Sampling(repetitionPenalty: 1.1, presencePenalty: 0.2, frequencyPenalty: 0.1),
    ])
  func draws(sampling: Sampling) throws {
    var random = RandomValues(seed: 3)
    let tables = (0..<20).map { _ in (0..<3000).map { _ in random.value(limit: 8) } }
    var logits = tables[0]
    var sampler = try Sampler(sampling, vocabularySize: 3000, seed: 1)
    func draw(_ table: Int) throws {
      for index in logits.indices { logits[index] = tables[table][index] }
      var span = logits.mutableSpan
      var rule: (any TokenRule)?
      sampler.accept(try sampler.sample(&span, rule: &rule))
    }
    for round in 0..<200 { try draw(round % 20) }
    let count = try AllocationCounter.allocations { for round in 0..<50 { try draw(round % 20) } }
    #expect(count == 0)
  }
}
