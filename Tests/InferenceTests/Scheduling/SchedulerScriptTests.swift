import Generation
import ModelSpec
import Models
import Tensors
import Testing
import _TestSupport

@testable import Inference

@Suite("Scheduler: random scripts", .timeLimit(.minutes(10)))
struct SchedulerScriptTests {
  /// Prompts of which many begin alike, and their answers by an engine that nobody else uses.
  private struct Prompts {
    static let answer = 6
    var tokens: [[Int]] = []
    var answers: [[GeneratedToken]] = []

    init(_ model: LanguageModel, device: any Device) async throws {
      let stems = (0..<3).map { EngineFixtures.prompt(80, seed: UInt64($0)) }
      for stem in stems {
        for (length, own) in [(80, 3), (80, 9), (64, 1), (40, 20), (7, 2), (32, 1)] {
          tokens.append(
            Array(stem.prefix(length)) + EngineFixtures.prompt(own, seed: UInt64(100 + own)))
        }
      }
      for prompt in tokens {
        let alone = try SchedulerScript(
          model, context: 128, sequences: 1, rows: 128, device: device)
        let pending = try alone.submit(prompt, Self.answer)
        #expect(alone.finish(within: 100))
        answers.append(try await Transcript(pending.stream).tokens)
      }
    }
  }

  private static func model(window: Int?) throws -> LanguageModel {
    let folder = try TemporaryFolder()
    var tiny = TinyModel()
    (tiny.layers, tiny.width, tiny.window) = (1, 32, window)
    try tiny.write(to: folder("tiny.gguf"))
    return try LanguageModel(opening: folder("tiny.gguf"))
  }

  @Test(
    "whoever comes and goes, answers are those of the model alone, and every block comes back",
    arguments: [nil, 20] as [Int?])
  func scripts(window: Int?) async throws {
    let seed = UInt64(window ?? 1)
    var random = RandomValues(seed: seed)
    let model = try Self.model(window: window)
    let device = try CPUDevice(threads: 1)
    let prompts = try await Prompts(model, device: device)
    for number in 0..<5_000 {
      let script = try SchedulerScript(
        model, context: 128, sequences: Int.random(in: 1...6, using: &random),
        rows: [8, 24, 64, 128].randomElement(using: &random) ?? 64,
        cacheShare: Double.random(in: 0.1...1, using: &random), device: device)
      var pending: [SchedulerScript.Pending] = []
      for _ in 0..<Int.random(in: 4...16, using: &random) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0, 1:
          let prompt = Int.random(in: prompts.tokens.indices, using: &random)
          pending.append(
            try script.submit(
              prompts.tokens[prompt], Prompts.answer, number: prompt,
              client: ["a", "b", "c"].randomElement(using: &random) ?? "a"))
        case 2 where !pending.isEmpty:
          let index = Int.random(in: pending.indices, using: &random)
          pending[index].isCancelled = true
          pending[index].cancellation.cancel()
        default: script.step()
        }
      }
      // Nobody starves: far fewer passes than any wait for another would take.
      #expect(script.finish(within: 500), "script \(number) of seed \(seed) does not end")
      let blocks = script.state.pool.counts
      #expect(blocks.held == 0, "script \(number) of seed \(seed) keeps blocks")
      #expect(
        blocks.idle + blocks.free == script.state.cache.blockCounts.reduce(0, +),
        "script \(number) of seed \(seed) loses blocks")
      for entry in pending {
        let transcript = try await Transcript(entry.stream)
        let expected = prompts.answers[entry.prompt]
        #expect(
          entry.isCancelled
            ? expected.starts(with: transcript.tokens) : transcript.tokens == expected,
          "script \(number) of seed \(seed)")
      }
    }
  }

  @Test("a full pool takes the blocks of the newest, which is computed again to the same answer")
  func preemption() async throws {
    let model = try Self.model(window: nil)
    let device = try CPUDevice(threads: 1)
    // Each grows from two blocks to four, and there are eight for six of them.
    let script = try SchedulerScript(
      model, context: 128, sequences: 6, rows: 128, cacheShare: 1.0 / 3, device: device)
    let prompts = (0..<6).map { EngineFixtures.prompt(40, seed: UInt64($0)) }
    var pending: [SchedulerScript.Pending] = []
    for prompt in prompts { pending.append(try script.submit(prompt, 80)) }
    #expect(script.finish(within: 2_000))
    #expect(script.reports.reduce(0) { $0 + $1.preempted } > 0)
    for (prompt, entry) in zip(prompts, pending) {
      let alone = try SchedulerScript(model, context: 128, sequences: 1, rows: 128, device: device)
      let expected = try alone.submit(prompt, 80)
      #expect(alone.finish(within: 200))
      #expect(
        try await Transcript(entry.stream).tokens == Transcript(expected.stream).tokens)
    }
  }

  @Test("what prompts share is computed once, however they arrive")
  func once() async throws {
    var random = RandomValues(seed: 5)
    let model = try Self.model(window: nil)
    let device = try CPUDevice(threads: 1)
    let prompts = try await Prompts(model, device: device)
    for number in 0..<500 {
      let script = try SchedulerScript(
        model, context: 128, sequences: Int.random(in: 1...6, using: &random),
        rows: [8, 24, 64, 128].randomElement(using: &random) ?? 64, cacheShare: 20,
        device: device)
      var (blocks, tails) = (Set<[Int]>(), 0)
      for _ in 0..<Int.random(in: 2...10, using: &random) {
        let prompt = prompts.tokens[Int.random(in: prompts.tokens.indices, using: &random)]
        _ = try script.submit(prompt, 2)
        let whole = (prompt.count - 1) / 32
        for count in 0..<whole { blocks.insert(Array(prompt.prefix(32 * (count + 1)))) }
        tails += prompt.count - 32 * whole
        for _ in 0..<Int.random(in: 0...2, using: &random) { script.step() }
      }
      #expect(script.finish(within: 500))
      let rows = script.reports.reduce(0) { $0 + $1.prefillRows }
      #expect(rows <= 32 * blocks.count + tails, "script \(number)")
    }
  }
}
