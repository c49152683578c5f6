import ModelSpec
import Testing

@testable import Sizing

@Suite("Resident memory")
struct ResidentEstimateTests {
  private func estimate(
    _ name: String, positions: Int, promptTokens: Int = 512, lookedUp: Int = 600
  ) throws -> ResidentEstimate {
    let spec = try #require(Catalogue.model(named: name)?.spec)
    let weights = try WeightStorage(spec, .blocks(.uniform(.q8_0)))
    return ResidentEstimate(
      spec, InferenceRequest(weights: weights, context: 8192, threads: 2),
      programBytes: 25_000_000, fileBytes: weights.totalBytes + 1_000_000,
      vocabulary: (50_000, 50_000), promptTokens: promptTokens, positions: positions,
      lookedUp: lookedUp)
  }

  @Test("only positions that are used count, not the context that is reserved")
  func cache() throws {
    let (few, many) = (
      try estimate("smollm2-135m", positions: 512), try estimate("smollm2-135m", positions: 1024)
    )
    #expect(few.cacheBytes == 512 * 23_040)
    #expect(many.totalBytes - few.totalBytes == 512 * 23_040)
  }

  @Test("of an embedding beside a head of its own only the rows that are looked up are read")
  func lookUps() throws {
    let spec = try #require(Catalogue.model(named: "llama-3-8b")?.spec)
    let weights = try WeightStorage(spec, .blocks(.uniform(.q8_0)))
    let one = try estimate("llama-3-8b", positions: 64, lookedUp: 100)
    #expect(one.fileBytes == weights.totalBytes + 1_000_000 - weights.lookedUpBytes + 100 * 65_536)
    let all = try estimate("llama-3-8b", positions: 64, lookedUp: 1_000_000)
    #expect(all.fileBytes == weights.totalBytes + 1_000_000)
    // A tied embedding is the head, which is read whole.
    let tied = try estimate("smollm2-135m", positions: 64, lookedUp: 0)
    let small = try #require(Catalogue.model(named: "smollm2-135m")?.spec)
    #expect(
      tied.fileBytes == (try WeightStorage(small, .blocks(.uniform(.q8_0)))).totalBytes + 1_000_000)
  }

  @Test("work buffers count by the rows of the prompt, and logits by the rows that are wanted")
  func workspace() throws {
    let short = try estimate("smollm2-135m", positions: 512, promptTokens: 16)
    let long = try estimate("smollm2-135m", positions: 512, promptTokens: 512)
    #expect(short.workspaceBytes < long.workspaceBytes / 4)
    let spec = try #require(Catalogue.model(named: "smollm2-135m")?.spec)
    let plan = MemoryPlan(context: 8192)
    let reserved = WorkspaceSizes(spec).byteCount(plan: plan, scratch: CPUScratchSizes(threads: 2))
    #expect(long.workspaceBytes < reserved)
  }
}
