import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing
import _DeviceConformance

/// The transformer on a device of plain Swift, whose memory nobody can look into and which computes
/// when it is read back.
@Suite("A second device")
struct SecondDeviceTests {
  @Test("gives the authors' log-probabilities", arguments: GoldenModel.names)
  func goldens(name: String) throws {
    let golden = try GoldenModel(name)
    for sequence in golden.sequences {
      let plan = MemoryPlan(context: 256, rows: 128, cacheFormat: .f32)
      let runner = try GoldenRunner(golden.checkpoint, on: ReferenceDevice(), plan: plan)
      let error = golden.largestError(of: runner.logProbabilities(sequence.tokens), in: sequence)
      #expect(error <= golden.tolerance, "\(name): off by \(error)")
    }
  }

  @Test(
    "reads pieces as well as the whole, over a window's ring of blocks and with experts",
    arguments: ["gemma3", "mistral", "mixtral-window", "qwen3-moe"])
  func pieces(name: String) throws {
    let golden = try GoldenModel(name)
    let sequence = golden.sequences[0]
    let plan = MemoryPlan(context: 256, rows: 7, cacheFormat: .f32)
    let runner = try GoldenRunner(golden.checkpoint, on: ReferenceDevice(), plan: plan)
    let rows = runner.logProbabilities(sequence.tokens, step: 7)
    #expect(golden.largestError(of: rows, in: sequence) <= golden.tolerance)
  }

  @Test("is not waited for before somebody reads back, but by a router")
  func laziness() throws {
    for (name, waits) in [("gemma3", false), ("mixtral", true)] {
      let golden = try GoldenModel(name)
      let device = ReferenceDevice()
      let plan = MemoryPlan(context: 64, rows: 8, cacheFormat: .f16)
      let runner = try GoldenRunner(golden.checkpoint, on: device, plan: plan)
      var batch = ForwardBatch(groups: runner.cache.groups.count)
      batch.append(golden.sequences[0].tokens[..<5], position: 0, length: 5)
      for (group, count) in runner.cache.blockCounts.enumerated() {
        batch.setRing(0...0, base: 0, count: Int32(count), group: group)
      }
      let hidden = try #require(runner.transformer.forward(batch, cache: runner.cache))
      let operations = device.operations
      #expect(operations.submitted > 10 * golden.checkpoint.spec.layers.count)
      #expect((operations.pending < operations.submitted) == waits, "\(name)")
      device.readBack(hidden) { values in #expect(values.count == hidden.rows * hidden.columns) }
      #expect(device.operations.pending == 0)
    }
  }
}
