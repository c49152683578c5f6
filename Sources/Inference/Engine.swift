public import Generation
import ModelFiles
public import ModelSpec
import Models
public import Tensors
import Tokenizers

/// A model in memory that generates, scores and embeds: the `TextGenerator` of this process.
///
/// Requests may come from any task at once; one thread computes for all of them, some tokens of
/// each sequence in every pass. What a sequence leaves in the cache serves the next request that
/// starts with the same tokens.
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
  private let scheduler: Scheduler

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
    scheduler = Scheduler(
      transformer: transformer, cache: cache, drafter: drafter, thread: thread)
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
    do {
      let job = try GenerationJob(
        request, model: model, context: context, speculation: speculation, output: continuation)
      job.onPrefill = onPrefill
      continuation.onTermination = { [cancellation = job.cancellation] _ in cancellation.cancel() }
      // A cancelled task would say so only when it asks for the first event; a small model has
      // answered by then.
      if Task.isCancelled { job.cancellation.cancel() }
      scheduler.submit(.generation(job))
    } catch {
      continuation.finish(throwing: error)
    }
    return stream
  }

  /// Log-probabilities of each token given those before it, and the `top` likeliest after the last.
  public func score(tokens: [Int], top: Int) async throws -> Score {
    try await score(tokens: tokens, top: top, onPrefill: nil)
  }

  /// Scores, and tells how far it is.
  ///
  /// - Parameter onPrefill: Called on the computing thread after each chunk, with the tokens that
  ///   are computed.
  public func score(
    tokens: [Int], top: Int, onPrefill: (@Sendable (Int) -> Void)?
  ) async throws -> Score {
    try check(tokens)
    return try await withCancellation { cancellation, result in
      .score(
        ScoreJob(
          tokens: tokens, cancellation: cancellation, top: top, onPrefill: onPrefill,
          result: result))
    }
  }

  /// The mean of the last hidden states, normalised to length 1.
  public func embed(tokens: [Int]) async throws -> [Float] {
    try check(tokens)
    return try await withCancellation { cancellation, result in
      .embedding(EmbeddingJob(tokens: tokens, cancellation: cancellation, result: result))
    }
  }

  /// Speeds of prefill and of decode, without sampling, on several sequences at once.
  public func measure(_ request: SpeedRequest) async throws -> SpeedReport {
    try request.validate(context: context, sequences: memory.sequences)
    return try await withCancellation { cancellation, result in
      .speed(SpeedJob(request: request, cancellation: cancellation, result: result))
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
    _ job: (Cancellation, CheckedContinuation<Value, any Error>) -> EngineJob
  ) async throws -> Value {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { scheduler.submit(job(cancellation, $0)) }
    } onCancel: {
      cancellation.cancel()
    }
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
