public import Generation
import ModelFiles
public import ModelSpec
import Models
public import Tensors
import Tokenizers

/// A model in memory that generates, scores and embeds: the `TextGenerator` of this process.
///
/// Requests may come from any task at once; one thread computes for all of them, some tokens of
/// each sequence in every pass. What requests begin with alike is computed and kept once. An
/// answer does not depend on who else is there, on what the cache still had, nor on how the prompt
/// was cut: it is the same to the bit.
public final class Engine: TextGenerator {
  /// The opened model.
  public let model: LanguageModel
  /// Positions of a sequence.
  public let context: Int
  /// Threads that compute; fewer than asked for where the system gives no more.
  public let threads: Int
  /// Kernels in use.
  public let instructionSet: InstructionSet
  /// The room that was allocated.
  public let memory: MemoryPlan
  /// Bytes of keys and values that are allocated.
  public let cacheBytes: Int
  /// Bytes of keys and values of one position, in layers that keep it.
  public let cacheBytesPerToken: Int
  /// Bytes of work buffers that are allocated.
  public let workspaceBytes: Int
  /// Bytes of the weights: matrices, most of them in the mapped file, and float32 copies of norms
  /// and biases.
  public let weightBytes: (matrices: Int, vectors: Int)
  /// Bytes of a draft model's keys, values and work buffers, which come on top; `nil` without one.
  public let draftBytes: Int?
  private let speculation: Speculation?
  private let priorities: ClosedRange<Int>
  private let blockCounts: [Int]
  private let scheduler: Scheduler
  private let forcedTokens: ForcedTokens
  /// The constraints of requests, compiled.
  let constraints: ConstraintStore

  /// Sets up an engine for an opened model.
  ///
  /// - Throws: `EngineError` if an option is out of range or memory does not suffice;
  ///   `ModelFileError` for weights that do not fit the description; `DeviceError` for kernels that
  ///   this machine lacks; `ThreadError` if the system gives no thread.
  public init(_ model: LanguageModel, options: EngineOptions = EngineOptions()) throws {
    try options.speculation?.validate(for: model)
    let first = try EnginePlan(model.checkpoint, options)
    // Before the device, which takes as many threads as there are.
    let thread = try WorkThread()
    let device = try CPUDevice(threads: first.threads, instructionSet: options.instructionSet)
    let map = try model.checkpoint.weightMap()
    let weights = try ModelWeights(map, device: device)
    let (plan, room) = try first.allocating(for: model.checkpoint, options) { plan in
      let transformer = try Transformer(
        model.spec, weights: weights, device: device, plan: plan.memory)
      let cache = try KeyValueCache(model.spec, plan: plan.memory, device: device)
      return (transformer, cache, try Self.draftModel(options.speculation, plan, device))
    }
    let (transformer, cache, draft) = room
    self.model = model
    context = plan.memory.context
    threads = device.threadCount
    instructionSet = device.instructionSet
    memory = plan.memory
    cacheBytes = cache.byteCount
    cacheBytesPerToken = cache.bytesPerPosition
    workspaceBytes = transformer.workspaceBytes
    weightBytes = (weights.matrixBytes, weights.vectorBytes)
    speculation = options.speculation
    draftBytes = draft.map { $0.cacheBytes + $0.workspaceBytes }
    let drafter = draft.map { Drafter.model($0) } ?? options.speculation.map { _ in .lookup }
    priorities = options.priorities
    forcedTokens = options.forcedTokens
    constraints = ConstraintStore(model, limits: options.constraintLimits)
    blockCounts = cache.blockCounts
    scheduler = Scheduler(
      state: SchedulerState(transformer: transformer, cache: cache, drafter: drafter),
      thread: thread,
      limits: QueueLimits(
        requests: options.queueRequests, tokens: options.queueTokens ?? Int.max),
      onStep: options.onStep)
  }

  private static func draftModel(
    _ speculation: Speculation?, _ plan: EnginePlan, _ device: any Device
  ) throws -> DraftModel? {
    guard case .draft(let model, _) = speculation, let room = plan.draft else { return nil }
    return try DraftModel(model, plan: room.memory(beside: plan.memory), device: device)
  }

  /// Opens a model file or folder and sets up an engine for it.
  public convenience init(opening path: String, options: EngineOptions = EngineOptions()) throws {
    try self.init(LanguageModel(opening: path), options: options)
  }

  /// Generates; events come as they happen, and cancelling the task that reads them
  /// stops generation.
  public func generate(
    _ request: GenerationRequest
  ) -> AsyncThrowingStream<GenerationEvent, any Error> {
    generate(request, onPrefill: nil)
  }

  /// Generates, and tells how much of the prompt is computed.
  ///
  /// - Parameter onPrefill: Called on the computing thread at the beginning and after each chunk of
  ///   the prompt, with the tokens that are computed and those of the whole prompt.
  public func generate(
    _ request: GenerationRequest, onPrefill: (@Sendable (Int, Int) -> Void)?
  ) -> AsyncThrowingStream<GenerationEvent, any Error> {
    let (stream, continuation) = AsyncThrowingStream<GenerationEvent, any Error>.makeStream()
    let cancellation = Cancellation()
    continuation.onTermination = { _ in cancellation.cancel() }
    // A cancelled task would say so only when it asks for the first event; a small model has
    // answered by then.
    if Task.isCancelled { cancellation.cancel() }
    guard let constraint = request.constraint, constraints.known(constraint) == nil else {
      begin(request, nil, cancellation, continuation, onPrefill)
      return stream
    }
    // To compile takes time, which the caller need not wait for.
    Task { begin(request, nil, cancellation, continuation, onPrefill) }
    return stream
  }

  /// Generates under a rule of the caller's own.
  package func generate(
    _ request: GenerationRequest, rule: any TokenRule
  ) -> AsyncThrowingStream<GenerationEvent, any Error> {
    let (stream, continuation) = AsyncThrowingStream<GenerationEvent, any Error>.makeStream()
    let cancellation = Cancellation()
    continuation.onTermination = { _ in cancellation.cancel() }
    begin(request, rule, cancellation, continuation, nil)
    return stream
  }

  private func begin(
    _ request: GenerationRequest, _ rule: (any TokenRule)?, _ cancellation: Cancellation,
    _ output: AsyncThrowingStream<GenerationEvent, any Error>.Continuation,
    _ onPrefill: (@Sendable (Int, Int) -> Void)?
  ) {
    do {
      let prompt = try tokens(of: request)
      let answer = try Answer(
        request, prompt: prompt, model: model, context: context, speculation: speculation,
        rule: try rule ?? self.rule(for: request, promptTokens: prompt.count),
        cancellation: cancellation, output: output, onPrefill: onPrefill)
      try submit([
        TokenSequence(
          .generate(answer), tokens: prompt, cancellation: cancellation, client: request.client,
          priority: clamped(request.priority))
      ])
    } catch {
      output.finish(throwing: error)
    }
  }

  /// The rule that a request's constraint makes.
  private func rule(
    for request: GenerationRequest, promptTokens: Int
  ) throws -> (any TokenRule)? {
    guard let constraint = request.constraint else { return nil }
    let setting = AnswerConstraint.Setting(
      constraint: constraint, store: constraints, tokenizer: try model.requireTokenizer(),
      ignoresEndOfText: request.ignoresEndOfText, forcing: forcedTokens)
    return try AnswerConstraint(
      constraints.compiled(constraint), setting,
      limit: min(request.maximumTokens ?? Int.max, context - promptTokens))
  }

  /// The prompt of a request.
  private func tokens(of request: GenerationRequest) throws -> [Int] {
    let prompt = try model.tokens(of: request.prompt, thinks: request.thinks)
    guard !prompt.isEmpty else { throw GenerationError.invalidRequest("the prompt is empty") }
    guard prompt.count < context else {
      throw GenerationError.promptTooLong(tokens: prompt.count, context: context)
    }
    if let maximum = request.maximumTokens, maximum < 0 {
      throw GenerationError.invalidRequest("max-tokens must be 0 or more, got \(maximum)")
    }
    return prompt
  }

  /// Log-probabilities of each token given those before it, and the `top` likeliest after the last.
  public func score(tokens: [Int], top: Int) async throws -> Score {
    try await score(tokens: tokens, top: top, onPrefill: nil)
  }

  /// Scores, and tells how far it is.
  ///
  /// - Parameters:
  ///   - first: The first token that is scored; the others' log-probabilities are `nil`, and what
  ///     the cache has of them need not be computed.
  ///   - client: The client that asks; clients take turns.
  ///   - priority: Precedence over others.
  ///   - onPrefill: Called on the computing thread after each chunk, with the tokens that
  ///     are computed.
  public func score(
    tokens: [Int], from first: Int = 0, top: Int, client: String? = nil, priority: Int = 0,
    onPrefill: (@Sendable (Int) -> Void)?
  ) async throws -> Score {
    try check(tokens)
    guard (0..<tokens.count).contains(first) else {
      throw GenerationError.invalidRequest(
        "the first token to score must be one of the \(tokens.count), got \(first)")
    }
    return try await withCancellation { cancellation, result in
      let scoring = Scoring(tokens, from: first, top: top, onPrefill: onPrefill, result: result)
      return [
        TokenSequence(
          .score(scoring), tokens: tokens, cancellation: cancellation, client: client,
          priority: clamped(priority))
      ]
    }
  }

  /// The mean of the last hidden states, normalised to length 1.
  public func embed(tokens: [Int]) async throws -> [Float] {
    try await embed(tokens: tokens, client: nil, priority: 0)
  }

  /// Embeds for a client.
  ///
  /// - Parameters:
  ///   - client: The client that asks; clients take turns.
  ///   - priority: Precedence over others.
  public func embed(tokens: [Int], client: String?, priority: Int) async throws -> [Float] {
    try check(tokens)
    return try await withCancellation { cancellation, result in
      let embedding = Embedding(count: tokens.count, dimension: model.spec.modelDimension) {
        result.resume(with: $0)
      }
      return [
        TokenSequence(
          .embed(embedding), tokens: tokens, cancellation: cancellation, client: client,
          priority: clamped(priority))
      ]
    }
  }

  /// Speeds of prefill and of decode, without sampling, on several sequences at once.
  public func measure(_ request: SpeedRequest) async throws -> SpeedReport {
    try request.validate(context: context, sequences: memory.sequences)
    try checkRoom(for: request)
    return try await withCancellation { cancellation, result in
      Measurement(request, vocabularySize: model.spec.vocabularySize, result: result)
        .sequences(cancellation)
    }
  }

  /// A measurement computes nothing twice, so all of its sequences must find room.
  private func checkRoom(for request: SpeedRequest) throws {
    var alone = memory
    alone.context = max(1, request.depth + max(request.promptTokens, request.generatedTokens))
    for (group, count) in zip(model.spec.cacheGroups, blockCounts) {
      let needed = request.sequences * model.spec.cacheBlocks(group, plan: alone)
      guard needed <= count else {
        throw GenerationError.invalidRequest(
          "\(request.sequences) sequences of \(alone.context) positions take \(needed) blocks of "
            + "the cache, which has \(count); take fewer, shorter ones, or a larger cache")
      }
    }
  }

  /// Token ids of a text; special tokens in it are plain text.
  public func tokenize(_ text: String, addSpecialTokens: Bool) throws -> [Int] {
    try model.requireTokenizer().encode(text, addSpecialTokens: addSpecialTokens)
  }

  /// The text of token ids.
  public func detokenize(_ tokens: [Int]) throws -> String {
    try model.requireTokenizer().decode(tokens)
  }

  /// Hands work to the computing thread; it ends early, with `CancellationError`, if the task
  /// is cancelled.
  private func withCancellation<Value: Sendable>(
    _ work: (Cancellation, CheckedContinuation<Value, any Error>) -> [TokenSequence]
  ) async throws -> Value {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { result in
        do {
          try submit(work(cancellation, result))
        } catch {
          result.resume(throwing: error)
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }

  private func submit(_ sequences: [TokenSequence]) throws(GenerationError) {
    try scheduler.submit(sequences)
  }

  private func clamped(_ priority: Int) -> Int {
    min(max(priority, priorities.lowerBound), priorities.upperBound)
  }

  private func check(_ tokens: [Int]) throws {
    guard !tokens.isEmpty else {
      throw GenerationError.invalidRequest("there are no tokens to read")
    }
    guard tokens.count <= context else {
      throw GenerationError.promptTooLong(tokens: tokens.count, context: context)
    }
    try model.check(tokens)
  }
}
