import Foundation
import Generation
import Inference
import ModelFiles
import ModelSpec
import Testing
import _TestSupport

/// Engines with tiny random models.
enum EngineFixtures {
  /// The folder of a golden.
  static func path(_ golden: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Goldens/\(golden)").path
  }

  /// An engine with a golden; F32 keys, so that what two engines compute can be compared.
  ///
  /// The context is 128 unless told otherwise, or what GPT-2's table of positions has.
  static func golden(
    _ name: String, context: Int? = nil, sequences: Int = 1, cacheBytes: Int? = nil,
    rows: Int = 512, speculation: Speculation? = nil,
    onStep: (@Sendable (StepReport) -> Void)? = nil
  ) throws -> Engine {
    try Engine(
      opening: path(name),
      options: EngineOptions(
        threads: 2, context: context ?? (name.hasPrefix("gpt2") ? 64 : 128), cacheFormat: .f32,
        sequences: sequences, cacheBytes: cacheBytes, rows: rows, speculation: speculation,
        onStep: onStep))
  }

  /// An engine with a byte-level tokenizer.
  static func tiny(
    _ model: TinyModel = TinyModel(), context: Int = 512, sequences: Int = 1, rows: Int = 512,
    cacheBytes: Int? = nil, speculation: Speculation? = nil, forcedTokens: ForcedTokens = .text,
    onStep: (@Sendable (StepReport) -> Void)? = nil
  ) throws -> Engine {
    let folder = try TemporaryFolder()
    try model.write(to: folder("tiny.gguf"))
    // The file stays mapped when the folder goes.
    return try Engine(
      opening: folder("tiny.gguf"),
      options: EngineOptions(
        threads: 2, context: context, sequences: sequences, cacheBytes: cacheBytes, rows: rows,
        speculation: speculation, forcedTokens: forcedTokens, onStep: onStep))
  }

  /// A model whose matrices are converted to a format.
  static func converted(_ model: TinyModel, to format: StorageFormat) throws -> LanguageModel {
    let folder = try TemporaryFolder()
    try model.write(to: folder("tiny.gguf"))
    try ModelConverter(Checkpoint(opening: folder("tiny.gguf")))
      .convert(to: folder("converted.gguf"), format: .uniform(format))
    // The file stays mapped when the folder goes.
    return try LanguageModel(opening: folder("converted.gguf"))
  }

  /// Token ids of a golden's vocabulary that no end token is among.
  static func prompt(_ count: Int, seed: UInt64 = 1) -> [Int] {
    var random = RandomValues(seed: seed)
    return (0..<count).map { _ in Int.random(in: 3..<90, using: &random) }
  }

  /// A greedy request that only its length ends.
  static func greedy(_ prompt: [Int], _ count: Int) -> GenerationRequest {
    GenerationRequest(
      .tokens(prompt), sampling: .greedy, maximumTokens: count, topLogProbabilities: 2,
      ignoresEndOfText: true)
  }
}

/// All events of a request.
struct Transcript {
  var started: PromptReport?
  var tokens: [GeneratedToken] = []
  var report: GenerationReport?
  /// Tells whether an event came after the one that it must not follow.
  var isOutOfOrder = false

  var ids: [Int] { tokens.map(\.id) }
  var text: String { tokens.map(\.text).joined() + (report?.remainingText ?? "") }

  init() {}

  init(of engine: Engine, _ asked: any Asking) async throws {
    let events =
      asked.rule.map { engine.generate(asked.request, rule: $0) } ?? engine.generate(asked.request)
    for try await event in events { take(event) }
  }

  /// The answers to requests that are all in work at once, in their order.
  static func all(of engine: Engine, _ requests: [any Asking]) async throws -> [Transcript] {
    try await withThrowingTaskGroup(of: (Int, Transcript).self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask { (index, try await Transcript(of: engine, request)) }
      }
      var answers = requests.map { _ in Transcript() }
      for try await (index, answer) in group { answers[index] = answer }
      return answers
    }
  }

  /// Takes the next event.
  mutating func take(_ event: GenerationEvent) {
    switch event {
    case .started(let report):
      if started != nil || !tokens.isEmpty || self.report != nil { isOutOfOrder = true }
      started = report
    case .token(let token):
      if started == nil || report != nil { isOutOfOrder = true }
      tokens.append(token)
    case .finished(let report):
      if self.report != nil { isOutOfOrder = true }
      self.report = report
    }
  }
}

/// A request, maybe with a rule of the test's own.
protocol Asking: Sendable {
  var request: GenerationRequest { get set }
  var rule: (any TokenRule)? { get }
}

extension GenerationRequest: Asking {
  var request: GenerationRequest {
    get { self }
    set { self = newValue }
  }
  var rule: (any TokenRule)? { nil }
}

/// A request for one given sequence of tokens, after which any may follow if some were forced.
struct Scripted: Asking {
  var request: GenerationRequest
  let tokens: [Int]
  let forcedPeriod: Int?
  var rule: (any TokenRule)? { Script(tokens, forcedPeriod: forcedPeriod) }

  /// - Parameter forcedPeriod: Of each so many tokens all but the first are forced; `nil` for none.
  init(_ tokens: [Int], _ request: GenerationRequest, forcedPeriod: Int? = nil) {
    self.tokens = tokens
    self.forcedPeriod = forcedPeriod
    self.request = request
  }
}

/// Permits one given sequence of tokens, after which any may follow if some were forced.
struct Script: TokenRule {
  private var rest: ArraySlice<Int>
  private let forcedPeriod: Int?

  init(_ tokens: [Int], forcedPeriod: Int? = nil) {
    rest = tokens[...]
    self.forcedPeriod = forcedPeriod
  }

  func permits(_ token: Int) -> Bool {
    rest.first.map { $0 == token } ?? (forcedPeriod != nil)
  }
  mutating func accept(_ token: Int) { rest = rest.dropFirst() }

  func forcedTokens() -> [Int] {
    guard let forcedPeriod else { return [] }
    let next = (rest.startIndex + forcedPeriod - 1) / forcedPeriod * forcedPeriod
    return Array(rest[..<min(next, rest.endIndex)])
  }
}
