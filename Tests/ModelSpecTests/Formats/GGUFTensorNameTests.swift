import Testing

@testable import ModelSpec

@Suite("Names of tensors in GGUF files")
struct GGUFTensorNameTests {
  @Test(
    "tensors that mixes have rules for are called as the model's own are",
    arguments: [
      (LayerTensor.value, GGUFTensorName.Kind.value), (.key, .key),
      (.attentionOutput, .attentionOutput), (.down, .down), (.expertDown, .expertDown),
    ])
  func kinds(tensor: LayerTensor, kind: GGUFTensorName.Kind) {
    let name = GGUFTensorName("blk.12.\(tensor.plainNameInGGUF)")
    #expect(name.kind == kind && name.layer == 12 && name.isMatrix)
  }

  @Test("the head and the embedding have no layer")
  func outer() {
    #expect(GGUFTensorName("output.weight").kind == .head)
    #expect(GGUFTensorName("token_embd.weight").kind == .tokenEmbedding)
    #expect(GGUFTensorName("blk.3.attn_qkv.weight").kind == .packedAttention)
  }

  @Test(
    "other matrices have no rule", arguments: ["blk.0.attn_q.weight", "blk.x.attn_v.weight", ""])
  func others(name: String) {
    #expect(GGUFTensorName(name).kind == nil)
  }

  @Test(
    "norms, biases, routers and positions are no matrices",
    arguments: [
      "blk.0.attn_norm.weight", "blk.0.attn_v.bias", "blk.0.ffn_gate_inp.weight",
      "position_embd.weight",
    ])
  func small(name: String) {
    #expect(!GGUFTensorName(name).isMatrix)
  }
}
