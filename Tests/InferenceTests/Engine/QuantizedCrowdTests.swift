import Generation
import Inference
import ModelFiles
import ModelSpec
import Tensors
import Testing
import _TestSupport

/// Weights in blocks of 256, with caches in numbers and in blocks: what others do, what came before
/// and what was drafted leave every answer its tokens and the bits of their log-probabilities.
@Suite("Engine: a crowd with weights and caches in blocks", .timeLimit(.minutes(5)))
struct QuantizedCrowdTests {
  private static let formats = [StorageFormat.q4_k, .q5_k, .q6_k]
  private static let caches = [StorageFormat.f16, .q8_0]
  private static let schema = """
    {"type": "object", "properties": {"name": {"type": "string", "maxLength": 8},
     "kind": {"enum": ["person", "place"]}}, "required": ["kind"], "additionalProperties": false}
    """

  /// Requests that begin alike in fours.
  ///
  /// Of each four one is greedy, one draws, one repeats parts of its prompt and one is held to a
  /// schema.
  private static let requests: [any Asking] = (0..<16).map { index -> any Asking in
    let prompt =
      EngineFixtures.prompt(36, seed: UInt64(index / 4))
      + EngineFixtures.prompt(1 + index % 3, seed: UInt64(50 + index))
    var request = EngineFixtures.greedy(prompt, 40)
    request.seed = UInt64(index)
    switch index % 4 {
    case 1: request.sampling = Sampling(temperature: 0.9, topK: 0, topP: 0.95)
    case 2:
      var forced = Speculating.forced(seed: UInt64(index / 4))
      forced.request.seed = 1
      return forced
    case 3:
      request.ignoresEndOfText = false
      request.sampling = index % 8 == 3 ? .greedy : Sampling(temperature: 2, topK: 0, topP: 1)
      request.constraint = .jsonSchema(schema)
    default: break
    }
    return request
  }

  /// Models of two layers whose rows are blocks of 256.
  private static let models = Dictionary(
    uniqueKeysWithValues: formats.map { format in
      var model = TinyModel()
      (model.width, model.hidden, model.keyValueHeads, model.headWidth) = (256, 512, 4, 32)
      return (format, Result { [model] in try EngineFixtures.converted(model, to: format) })
    })

  private func model(_ format: StorageFormat) throws -> LanguageModel {
    try #require(Self.models[format]).get()
  }

  private func engine(
    _ format: StorageFormat, _ cache: StorageFormat, sequences: Int = 1, cacheBytes: Int? = nil,
    rows: Int = 512, speculation: Speculation? = nil,
    onStep: (@Sendable (StepReport) -> Void)? = nil
  ) throws -> Engine {
    try Engine(
      model(format),
      options: EngineOptions(
        threads: 2, context: 128, cacheFormat: cache, sequences: sequences, cacheBytes: cacheBytes,
        rows: rows, speculation: speculation, onStep: onStep))
  }

  private func alone(
    _ format: StorageFormat, _ cache: StorageFormat, _ requests: [any Asking] = requests
  ) async throws -> [Transcript] {
    var answers: [Transcript] = []
    for request in requests {
      answers.append(try await Transcript(of: try engine(format, cache), request))
    }
    return answers
  }

  private func expectSame(_ got: [Transcript], _ expected: [Transcript], _ place: String) {
    for (index, (one, other)) in zip(got, expected).enumerated() {
      let difference = one.difference(from: other, sharingCache: false)
      #expect(difference == nil, "\(place), request \(index)")
    }
  }

  @Test("all matrices are in the format, and a cache in blocks is smaller", arguments: formats)
  func stored(format: StorageFormat) throws {
    let model = try model(format)
    let weights = try model.checkpoint.weightMap()
    for tensor in model.spec.tensors where tensor.shape.count == 2 {
      #expect(try weights.tensor(tensor).format == format, "\(tensor.role)")
    }
    #expect(try engine(format, .q8_0).cacheBytes < engine(format, .f16).cacheBytes)
  }

  @Test(
    "an answer is to the bit what it is alone, among fifteen others and again", arguments: formats,
    caches)
  func amongOthers(format: StorageFormat, cache: StorageFormat) async throws {
    let expected = try await alone(format, cache)
    for rows in [20, 48, 512] {
      let engine = try engine(format, cache, sequences: 16, rows: rows)
      for round in 0..<2 {
        expectSame(
          try await Transcript.all(of: engine, Self.requests), expected,
          "\(rows) rows, round \(round)")
      }
    }
  }

  @Test("a pool that is too small for all changes nothing", arguments: formats, caches)
  func preempted(format: StorageFormat, cache: StorageFormat) async throws {
    let log = StepLog()
    let one = try engine(format, cache).cacheBytes
    let expected = try await alone(format, cache)
    let engine = try engine(
      format, cache, sequences: 12, cacheBytes: 2 * one, rows: 40, onStep: { log.append($0) })
    for round in 0..<3 {
      expectSame(
        try await Transcript.all(of: engine, Self.requests), expected, "round \(round)")
    }
    #expect(log.all.contains { $0.preempted > 0 })
  }

  @Test("a shared beginning is computed once and held once", arguments: formats, caches)
  func sharedBeginning(format: StorageFormat, cache: StorageFormat) async throws {
    let log = StepLog()
    let engine = try engine(format, cache, sequences: 16, rows: 64, onStep: { log.append($0) })
    let beginning = EngineFixtures.prompt(96, seed: 4)
    let requests = (0..<16).map { index in
      var request = EngineFixtures.greedy(beginning + [3 + index, 40 + index], 8)
      request.seed = 1
      return request
    }
    let answers = try await Transcript.all(of: engine, requests)
    expectSame(answers, try await alone(format, cache, requests), "\(format.name)")
    #expect(log.prefillRows == 96 + 16 * 2)
    #expect(log.sharedTokens == 15 * 96)
  }

  @Test("drafts change nothing", arguments: formats, caches)
  func drafts(format: StorageFormat, cache: StorageFormat) async throws {
    let expected = try await alone(format, cache)
    let one = try engine(format, cache).cacheBytes
    for (sequences, bytes) in [(1, nil), (6, nil), (6, 2 * one)] as [(Int, Int?)] {
      let engine = try engine(
        format, cache, sequences: sequences, cacheBytes: bytes, rows: 40,
        speculation: .lookup(tokens: 6))
      let got = try await Transcript.all(of: engine, Self.requests)
      expectSame(got, expected, "\(sequences) sequences")
      let accepted = got.reduce(0) { $0 + ($1.report?.speculation?.acceptedTokens ?? 0) }
      #expect(accepted > 0)
    }
  }
}
