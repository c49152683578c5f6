import Foundation
import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing
import _TestSupport

/// The scales that are stated without published weights, with random ones.
@Suite("Catalogue models with random weights")
struct CatalogueModelTests {
  @Test("japanese-small runs in full")
  func smallest() throws {
    let spec = try #require(Catalogue.model(named: "japanese-small")?.spec)
    try expectRuns(spec)
  }

  @Test(
    "a layer of each scale runs, with all its heads and widths",
    arguments: ["internlm-tiny", "internlm-large", "japanese-large"])
  func oneLayer(name: String) throws {
    var spec = try #require(Catalogue.model(named: name)?.spec)
    spec.layers = [spec.layers[0]]
    spec.vocabularySize = 500
    if case .dense(var dense) = spec.layers[0].feedForward, dense.hiddenDimension > 16_384 {
      // What half a gigabyte of one matrix would add is time.
      dense.hiddenDimension = 1_000
      spec.layers[0].feedForward = .dense(dense)
    }
    try expectRuns(spec)
  }

  /// Reads some tokens at once and one by one: finite log-probabilities that agree.
  private func expectRuns(_ spec: ModelSpec) throws {
    try spec.validate()
    let folder = try TemporaryFolder()
    let path = folder("model.safetensors")
    try RandomWeights.write(spec, to: path, seed: 7)
    let file = try WeightFile(opening: path)
    #expect(
      file.entries.reduce(0) { $0 + $1.shape.reduce(1, *) }
        == spec.tensors.reduce(0) { $0 + $1.elementCount })
    let map = try WeightMap(spec, file: file)
    let plan = MemoryPlan(context: 64, rows: 8, cacheFormat: .f32)
    let device = try CPUDevice(threads: 2)
    let transformer = try Transformer(
      spec, weights: ModelWeights(map, device: device), device: device, plan: plan)
    let cache = try KeyValueCache(spec, plan: plan, device: device)
    let runner = GoldenRunner(transformer: transformer, cache: cache)
    let tokens = [1, 499, 17, 3, 200, 41]
    let whole = runner.logProbabilities(tokens)
    #expect(whole.count == tokens.count)
    for row in whole {
      #expect(row.allSatisfy { $0.isFinite && $0 <= 0 })
      #expect(abs(row.reduce(0) { $0 + exp($1) } - 1) < 1e-9)
    }
    // Of logits with a deviation near one, float32 leaves this much after a few dozen layers' worth
    // of sums.
    #expect(largestDifference(runner.logProbabilities(tokens, step: 1), whole) < 1e-4)
  }
}
