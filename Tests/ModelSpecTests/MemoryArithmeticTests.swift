import ModelSpec
import Testing

@Suite("Memory arithmetic")
struct MemoryArithmeticTests {
  @Test("a window needs its positions and one pass, and never more than the context")
  func windowBlocks() {
    var spec = WrongSpec.valid
    spec.layers[1].attention.window = 100
    #expect(spec.cacheGroups.map(\.window) == [nil, 100])
    #expect(spec.cacheGroups.map(\.layers) == [[0], [1]])
    let windowed = spec.cacheGroups[1]
    let long = MemoryPlan(context: 4096, rows: 64)
    #expect(spec.cacheBlocks(spec.cacheGroups[0], plan: long) == 128)
    #expect(spec.cacheBlocks(windowed, plan: long) == (100 + 64 + 31) / 32 + 1)
    #expect(spec.cacheBlocks(windowed, plan: MemoryPlan(context: 65, rows: 64)) == 3)
  }

  @Test("a format whose blocks do not fit a head has no cache")
  func oddHeads() {
    let plan = MemoryPlan(context: 64, cacheFormat: .q8_0)
    #expect(WrongSpec.valid.cacheBytes(plan: plan) == nil)
    #expect(WrongSpec.valid.cacheBytesPerToken(format: .q8_0) == nil)
  }

  @Test("a cache beyond all machines is a number and no trap")
  func saturates() throws {
    var spec = WrongSpec.valid
    spec.layers = Array(repeating: spec.layers[0], count: 4096)
    for index in spec.layers.indices {
      spec.layers[index].attention = AttentionSpec(
        queryHeads: 1 << 14, keyValueHeads: 1 << 14, headDimension: 1 << 14, rotary: nil)
    }
    let plan = MemoryPlan(context: 1 << 24, sequences: 256, cacheFormat: .f32)
    #expect(spec.cacheBytes(plan: plan) == Int.max / 2)
  }

  @Test("the formula: 2 · layers · key/value heads · head dimension · bytes, a position")
  func perToken() {
    #expect(WrongSpec.valid.cacheBytesPerToken(format: .f16) == 2 * 2 * 2 * 8 * 2)
    let plan = MemoryPlan(context: 64, sequences: 3, cacheFormat: .f32)
    #expect(WrongSpec.valid.cacheBytes(plan: plan) == 3 * 64 * 2 * 2 * 2 * 8 * 4)
  }
}
