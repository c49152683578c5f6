import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing
import _DeviceConformance

@Suite("Predicted memory")
struct MemoryTests {
  static let plans = [
    MemoryPlan(context: 1, rows: 1, cacheFormat: .f32),
    MemoryPlan(context: 33, sequences: 3, rows: 7, cacheFormat: .f16),
    MemoryPlan(context: 2048, sequences: 2, rows: 64, cacheFormat: .bf16),
    MemoryPlan(context: 256, sequences: 5, rows: 256, cacheFormat: .f32),
  ]

  @Test(
    "of the cache and the work buffers is, to the byte, what is allocated",
    arguments: GoldenModel.names, plans)
  func exact(name: String, plan: MemoryPlan) throws {
    let golden = try GoldenModel(name)
    let spec = golden.checkpoint.spec
    let devices: [any Device] = [
      try CPUDevice(threads: 1), try CPUDevice(threads: 3), ReferenceDevice(),
    ]
    for device in devices {
      let cache = try KeyValueCache(spec, plan: plan, device: device)
      #expect(spec.cacheBytes(plan: plan) == cache.byteCount)
      let weights = try ModelWeights(golden.checkpoint.weightMap(), device: device)
      let transformer = try Transformer(spec, weights: weights, device: device, plan: plan)
      let predicted = Transformer.workspaceBytes(spec, plan: plan, scratch: device.scratchSizes)
      #expect(predicted == transformer.workspaceBytes)
    }
  }
}
