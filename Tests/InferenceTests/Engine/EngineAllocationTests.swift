import Foundation
import ModelFiles
import ModelSpec
import Testing
import _TestSupport

@testable import Inference
@testable import Tensors

/// The fate of a plan when the system gives less than it said.
@Suite("Engine: memory that is refused when it is asked for")
struct EngineAllocationTests {
  /// A model whose context takes tens of megabytes: a golden that was made for 8,192 positions.
  private func plan(
    context: Int? = nil, gives limit: Int
  ) throws -> (plan: EnginePlan, asked: [Int]) {
    let folder = try TemporaryFolder()
    let golden = URL(filePath: EngineFixtures.path("llama"))
    let config = try Data(contentsOf: golden.appending(path: "config.json"))
    var shape = try #require(JSONSerialization.jsonObject(with: config) as? [String: Any])
    shape["max_position_embeddings"] = 8192
    try JSONSerialization.data(withJSONObject: shape)
      .write(to: URL(filePath: folder("config.json")))
    try FileManager.default.copyItem(
      atPath: golden.appending(path: "model.safetensors").path, toPath: folder("model.safetensors"))
    let checkpoint = try Checkpoint(opening: folder("."))
    let options = EngineOptions(threads: 1, context: context, memoryLimit: 1 << 40)
    var asked: [Int] = []
    let (plan, _) = try EnginePlan(checkpoint, options).allocating(for: checkpoint, options) {
      asked.append($0.bytes)
      if $0.bytes > limit { throw StorageError(requested: $0.bytes, code: ENOMEM) }
    }
    return (plan, asked)
  }

  @Test("the context shrinks until it fits, and no further than by an eighth at a time")
  func shrinks() throws {
    let whole = try plan(gives: .max)
    #expect(whole.plan.memory.context == 8192 && whole.asked.count == 1)
    let limit = whole.plan.bytes / 3
    let (plan, asked) = try plan(gives: limit)
    #expect(plan.bytes <= limit && plan.memory.context >= 1024)
    #expect(asked.count > 2 && asked == asked.sorted(by: >))
  }

  @Test("a context that was asked for is refused with one that was to be had")
  func refuses() throws {
    let limit = try plan(gives: .max).plan.bytes / 3
    let error = #expect(throws: EngineError.self) { _ = try plan(context: 8192, gives: limit) }
    guard case .memory(let needed, let available, .context(let fitting))? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(needed > limit && available <= limit)
    #expect(try plan(context: fitting, gives: limit).asked.count == 1)
  }

  @Test("where nothing is given the error says so")
  func nothing() throws {
    #expect(throws: EngineError.self) { _ = try plan(gives: 0) }
    #expect(throws: EngineError.self) { _ = try plan(context: 512, gives: 0) }
  }
}
