import Generation
import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing
import _TestSupport

@testable import Inference

/// A scheduler without threads, driven pass by pass.
final class SchedulerScript {
  let model: LanguageModel
  let state: SchedulerState
  let context: Int
  /// The reports of its passes.
  private(set) var reports: [StepReport] = []

  /// A request on its way.
  struct Pending {
    let prompt: Int
    let stream: AsyncThrowingStream<GenerationEvent, any Error>
    let cancellation: Cancellation
    var isCancelled = false
  }

  /// - Parameter cacheBytes: The bound of the cache as a share of what all sequences could take.
  init(
    _ model: LanguageModel, context: Int, sequences: Int, rows: Int, cacheShare: Double = 1,
    device: any Device
  ) throws {
    self.model = model
    self.context = context
    var plan = MemoryPlan(
      context: context, sequences: sequences, rows: rows,
      positionsPerBlock: KeyValueStore.positionsPerBlock, cacheFormat: .f32)
    let all = try #require(model.spec.cacheBytes(plan: plan))
    plan.cacheBytes = Int(cacheShare * Double(all))
    let weights = try ModelWeights(model.checkpoint.weightMap(), device: device)
    state = SchedulerState(
      transformer: try Transformer(model.spec, weights: weights, device: device, plan: plan),
      cache: try KeyValueCache(model.spec, plan: plan, device: device), drafter: nil)
  }

  /// Submits a greedy request for `count` tokens.
  func submit(
    _ prompt: [Int], _ count: Int, number: Int = 0, client: String = "", priority: Int = 0
  ) throws -> Pending {
    let (stream, output) = AsyncThrowingStream<GenerationEvent, any Error>.makeStream()
    let cancellation = Cancellation()
    let request = EngineFixtures.greedy(prompt, count)
    let answer = try Answer(
      request, prompt: prompt, model: model, context: context, speculation: nil,
      cancellation: cancellation, output: output, onPrefill: nil)
    let sequence = TokenSequence(
      .generate(answer), tokens: prompt, cancellation: cancellation, client: client,
      priority: priority)
    state.accept(WaitingQueue.Entry(sequences: [sequence]))
    return Pending(prompt: number, stream: stream, cancellation: cancellation)
  }

  /// Computes a pass.
  @discardableResult
  func step() -> StepReport? {
    let report = state.step()
    if let report { reports.append(report) }
    return report
  }

  /// Computes until nothing is left to do.
  ///
  /// - Returns: Whether it came to an end within so many passes.
  func finish(within limit: Int) -> Bool {
    for _ in 0..<limit where !state.isIdle { step() }
    return state.isIdle
  }
}

extension Transcript {
  /// The events of a stream.
  init(_ stream: AsyncThrowingStream<GenerationEvent, any Error>) async throws {
    self.init()
    for try await event in stream { take(event) }
  }
}
