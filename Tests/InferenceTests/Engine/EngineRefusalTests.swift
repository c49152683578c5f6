import Generation
import Inference
import ModelSpec
import Tensors
import Testing

@Suite("Engine: requests and options that are refused")
struct EngineRefusalTests {
  @Test("requests that make no sense throw before anything is computed")
  func requests() async throws {
    let engine = try EngineFixtures.golden("llama", context: 32)
    let vocabulary = engine.model.spec.vocabularySize
    let wrong: [(GenerationRequest, [String])] = [
      (GenerationRequest(.tokens([])), ["empty"]),
      (GenerationRequest(.tokens([5, vocabulary])), ["\(vocabulary)", "\(vocabulary - 1)"]),
      (GenerationRequest(.tokens([-1])), ["-1"]),
      (GenerationRequest(.tokens([Int.max])), ["\(Int.max)"]),
      (GenerationRequest(.tokens(EngineFixtures.prompt(32))), ["32"]),
      (GenerationRequest(.tokens(EngineFixtures.prompt(500))), ["500", "32"]),
      (GenerationRequest(.tokens([5]), maximumTokens: -1), ["max-tokens", "-1"]),
      (GenerationRequest(.tokens([5]), sampling: Sampling(temperature: -1)), ["temperature"]),
      (GenerationRequest(.tokens([5]), sampling: Sampling(topP: 0)), ["top-p"]),
    ]
    for (request, words) in wrong {
      let error = await #expect(throws: GenerationError.self) {
        _ = try await Transcript(of: engine, request)
      }
      for word in words { #expect(error?.description.contains(word) == true, "\(word)") }
    }
    #expect(try await Transcript(of: engine, EngineFixtures.greedy([5], 2)).tokens.count == 2)
  }

  @Test("scores and embeddings of nothing, of too much, and of unknown tokens throw")
  func scores() async throws {
    let engine = try EngineFixtures.golden("llama", context: 32)
    for tokens in [[], [-1], [engine.model.spec.vocabularySize], EngineFixtures.prompt(33)] {
      await #expect(throws: GenerationError.self) {
        _ = try await engine.score(tokens: tokens, top: 1)
      }
      await #expect(throws: GenerationError.self) { _ = try await engine.embed(tokens: tokens) }
    }
    #expect(try await engine.score(tokens: EngineFixtures.prompt(32), top: 1).top.count == 1)
  }

  @Test(
    "options out of range throw and name the range",
    arguments: [
      (EngineOptions(threads: 0), "threads"), (EngineOptions(threads: -1), "threads"),
      (EngineOptions(threads: .max), "threads"), (EngineOptions(context: 0), "context"),
      (EngineOptions(context: -5), "context"), (EngineOptions(context: .max), "context"),
      (EngineOptions(context: 1 << 25), "context"), (EngineOptions(sequences: 0), "sequences"),
      (EngineOptions(sequences: 257), "sequences"), (EngineOptions(rows: 0), "rows"),
      (EngineOptions(rows: .max), "rows"), (EngineOptions(cacheFormat: .q4_0), "cache format"),
      (EngineOptions(cacheFormat: .q8_0), "cache format"),
    ])
  func options(options: EngineOptions, word: String) {
    let error = #expect(throws: (any Error).self) {
      _ = try Engine(opening: EngineFixtures.path("llama"), options: options)
    }
    #expect(error.map { "\($0)" }?.contains(word) == true)
  }

  @Test("kernels that the machine lacks are refused by name")
  func instructionSet() throws {
    for isa in InstructionSet.allCases where !InstructionSet.available.contains(isa) {
      let error = #expect(throws: DeviceError.self) {
        _ = try Engine(
          opening: EngineFixtures.path("llama"), options: EngineOptions(instructionSet: isa))
      }
      #expect(error?.description.contains(isa.rawValue) == true)
    }
  }

  @Test("a context beyond a learned position table is refused")
  func positions() throws {
    let positions = try #require(
      LanguageModel(opening: EngineFixtures.path("gpt2")).spec.embedding.learnedPositions)
    let error = #expect(throws: EngineError.self) {
      _ = try EngineFixtures.golden("gpt2", context: positions + 1)
    }
    #expect(error?.description.contains("\(positions)") == true)
    #expect(try EngineFixtures.golden("gpt2", context: positions).context == positions)
  }

  @Test("too little memory tells what is needed, what there is, and which context fits both")
  func memory() throws {
    let path = EngineFixtures.path("llama")
    let wanted = 1 << 20
    let limit = 64 << 20
    func open(_ context: Int?, _ limit: Int) throws -> Engine {
      try Engine(
        opening: path,
        options: EngineOptions(threads: 1, context: context, cacheFormat: .f32, memoryLimit: limit))
    }
    let error = #expect(throws: EngineError.self) { _ = try open(wanted, limit) }
    guard case .memory(let needed, let available, .context(let fitting))? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(needed > limit && available == limit)
    #expect(error?.description.contains("64 MiB available") == true)
    let engine = try open(fitting, limit)
    #expect(engine.cacheBytes + engine.workspaceBytes <= limit)
    // More fits, but the model was made for no more.
    #expect(fitting == engine.model.spec.contextLength)
    for nothing in [0, 1, -1, Int.min] {
      #expect(throws: EngineError.self) { _ = try open(wanted, nothing) }
      #expect(throws: EngineError.self) { _ = try open(nil, nothing) }
    }
  }

  @Test("what is predicted for an engine is what it allocates")
  func prediction() throws {
    let engine = try EngineFixtures.golden("gemma3", context: 300, sequences: 3, rows: 40)
    #expect(engine.model.spec.cacheBytes(plan: engine.memory) == engine.cacheBytes)
  }
}
