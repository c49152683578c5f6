import Foundation
import Inference
import ModelFiles
import ModelSpec
import Sizing
import Tensors
import Testing

/// A plan's predictions from headers, held against what the engine allocates.
@Suite("Predicted and allocated memory")
struct PredictedMemoryTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens").path

  static let goldens: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/golden.json") }
      .sorted()
  }()

  @Test("bytes of weights, cache and work buffers are those that are allocated", arguments: goldens)
  func equal(name: String) throws {
    let path = "\(Self.folder)/\(name)"
    try expectEqual(path, context: 40, sequences: 1)
    try expectEqual(path, context: 24, sequences: 3)
  }

  @Test(
    "the same for GGUF files in mixed formats", arguments: ["llama", "gemma3", "phi3", "mixtral"])
  func converted(name: String) throws {
    let checkpoint = try Checkpoint(opening: "\(Self.folder)/\(name)")
    let target = FileManager.default.temporaryDirectory.appending(
      path: "predicted-\(UUID().uuidString).gguf"
    ).path
    defer { try? FileManager.default.removeItem(atPath: target) }
    try ModelConverter(checkpoint).convert(to: target, format: .uniform(.q8_0))
    try expectEqual(target, context: 40, sequences: 2)
  }

  @Test("the same for SmolLM2", .enabled(if: RealModel.smolLM2 != nil))
  func real() throws {
    try expectEqual(try #require(RealModel.smolLM2), context: 2048, sequences: 2)
  }

  private func expectEqual(_ path: String, context: Int, sequences: Int) throws {
    let description = try ModelDescription(reading: path)
    let spec = try #require(description.spec)
    let file = try #require(description.stored?.file)
    let weights = try WeightStorage(spec, storedIn: file)
    let engine = try Engine(
      opening: path,
      options: EngineOptions(threads: 2, context: context, cacheFormat: .f16, sequences: sequences))
    let bill = try InferenceBill(
      spec,
      InferenceRequest(weights: weights, context: context, sequences: sequences, threads: 2))
    #expect(bill.cacheBytes == engine.cacheBytes)
    #expect(bill.cacheBytesPerToken == engine.cacheBytesPerToken)
    #expect(
      weights.totalBytes - weights.besideBytes - weights.vectorBytes == engine.weightBytes.matrices)
    #expect(4 * weights.vectorElements == engine.weightBytes.vectors)
    #expect(bill.activationBytes == engine.workspaceBytes + engine.weightBytes.vectors)
  }
}
