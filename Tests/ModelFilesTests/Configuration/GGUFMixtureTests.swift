import ModelSpec
import Testing

@testable import ModelFiles

/// A header of a GGUF file in memory, from keys without the architecture's name and shapes
/// of tensors.
private func described(
  _ architecture: String, _ keys: [String: GGUFValue], _ shapes: [String: [Int]]
) throws -> ModelSpec {
  var metadata = GGUFMetadata(path: "x.gguf")
  let common: [String: GGUFValue] = [
    "context_length": .uint32(64), "embedding_length": .uint32(32),
    "attention.head_count": .uint32(4), "feed_forward_length": .uint32(48),
  ]
  _ = metadata.append(
    .init(key: "general.architecture", value: .string(architecture), offset: 0))
  for (key, value) in common.merging(keys, uniquingKeysWith: { $1 }) {
    _ = metadata.append(.init(key: "\(architecture).\(key)", value: value, offset: 0))
  }
  var shapes = shapes
  shapes["token_embd.weight"] = [100, 32]
  let contents = GGUFContents(
    path: "x.gguf", metadata: metadata, shape: { shapes[$0] }, values: { _ in [] })
  return try ModelSpec.gguf(contents).spec
}

private let rms: [String: GGUFValue] = ["attention.layer_norm_rms_epsilon": .float32(1e-6)]

@Suite("Mixtures, latent attention and Phi in GGUF")
struct GGUFMixtureTests {
  private let latentKeys: [String: GGUFValue] = rms.merging([
    "block_count": .uint32(4), "attention.head_count_kv": .uint32(1),
    "attention.kv_lora_rank": .uint32(12), "attention.q_lora_rank": .uint32(16),
    "attention.key_length": .uint32(16), "attention.value_length": .uint32(12),
    "attention.key_length_mla": .uint32(12), "attention.value_length_mla": .uint32(6),
    "rope.dimension_count": .uint32(4), "leading_dense_block_count": .uint32(1),
    "expert_count": .uint32(6), "expert_used_count": .uint32(2),
    "expert_feed_forward_length": .uint32(20), "expert_shared_count": .uint32(2),
    "expert_weights_norm": .bool(true),
  ]) { $1 }

  private let headShape: [String: [Int]] = [
    "output.weight": [100, 32], "blk.1.exp_probs_b.bias": [6],
  ]

  @Test("DeepSeek's keys give the model that its configuration gives")
  func deepSeek() throws {
    let spec = try described("deepseek2", latentKeys, headShape)
    var expected = try ModelSpec.huggingFace(
      ConfigChange("", of: "deepseek_v3", #""num_nextn_predict_layers": 0"#).config(), name: ""
    ).spec
    expected.contextLength = 64
    #expect(spec.difference(from: expected) == nil)
    #expect(spec.architecture == .deepSeek3)
    #expect(ParameterCount(spec).total == ParameterCount(expected).total)
  }

  @Test("older files name a head's columns without a suffix, and a lite model has no query rank")
  func older() throws {
    var keys = latentKeys
    for key in ["attention.key_length_mla", "attention.value_length_mla", "attention.q_lora_rank"] {
      keys[key] = nil
    }
    keys["attention.key_length"] = .uint32(12)
    keys["attention.value_length"] = .uint32(6)
    let spec = try described("deepseek2", keys, ["output.weight": [100, 32]])
    #expect(spec.architecture == .deepSeek2)
    let latent = try #require(spec.layers[0].attention.latent)
    #expect(latent.queryRank == nil)
    #expect((latent.plainDimension, latent.rotaryDimension, latent.valueDimension) == (8, 4, 6))
    #expect(spec.layers[0].feedForward.experts == nil)
    #expect(spec.layers[1].feedForward.experts?.sharedExpert?.hiddenDimension == 40)
  }

  @Test("layers of a module for further tokens are not the decoder's")
  func predictionModules() throws {
    var keys = latentKeys
    keys["block_count"] = .uint32(5)
    keys["nextn_predict_layers"] = .uint32(1)
    var shapes = headShape
    let without = try described("deepseek2", keys, shapes)
    #expect((without.layers.count, without.predictionModules) == (5, 0))
    shapes["blk.4.nextn.eh_proj.weight"] = [32, 64]
    let with = try described("deepseek2", keys, shapes)
    #expect((with.layers.count, with.predictionModules) == (4, 1))
  }

  @Test("Qwen2-MoE has a shared expert of its own width with a gate")
  func qwen2() throws {
    let keys = rms.merging([
      "block_count": .uint32(2), "expert_count": .uint32(4), "expert_used_count": .uint32(2),
      "expert_feed_forward_length": .uint32(20),
      "expert_shared_feed_forward_length": .uint32(28),
    ]) { $1 }
    let spec = try described(
      "qwen2moe", keys,
      ["blk.0.ffn_gate_inp_shexp.weight": [32], "blk.0.attn_q.bias": [32]])
    let mixture = try #require(spec.layers[1].feedForward.experts)
    #expect(spec.architecture == .qwen2MoE)
    #expect(mixture.sharedExpert?.hiddenDimension == 28 && mixture.hasSharedGate)
    #expect(!mixture.renormalizesShares && mixture.expert.hiddenDimension == 20)
    #expect(spec.layers[0].attention.biases == .query && spec.layers[1].attention.biases == [])
  }

  @Test("Qwen3-MoE has norms of heads and shares that add up to one unless the file says otherwise")
  func qwen3() throws {
    var keys = rms.merging([
      "block_count": .uint32(2), "expert_count": .uint32(4), "expert_used_count": .uint32(2),
      "expert_feed_forward_length": .uint32(20),
    ]) { $1 }
    let spec = try described("qwen3moe", keys, ["blk.1.ffn_up.weight": [48, 32]])
    #expect(spec.layers[0].feedForward.experts?.renormalizesShares == true)
    #expect(spec.layers[1].feedForward.network?.hiddenDimension == 48)
    #expect(spec.layers[0].attention.queryKeyNorm != nil)
    #expect(spec.obstacleToRunning == nil)
    keys["expert_weights_norm"] = .bool(false)
    let other = try described("qwen3moe", keys, [:])
    #expect(other.layers[0].feedForward.experts?.renormalizesShares == false)
  }

  @Test("Phi's sub-layers share a norm, and its head has a bias")
  func phi() throws {
    let spec = try described(
      "phi2",
      [
        "block_count": .uint32(2), "attention.layer_norm_epsilon": .float32(1e-5),
        "rope.dimension_count": .uint32(4),
      ],
      [
        "output.weight": [100, 32], "output.bias": [100],
        "blk.0.attn_qkv.bias": [96], "blk.1.attn_qkv.bias": [96],
        "blk.0.attn_output.bias": [32], "blk.1.attn_output.bias": [32],
        "blk.0.ffn_up.bias": [48], "blk.1.ffn_up.bias": [48],
        "blk.0.ffn_down.bias": [32], "blk.1.ffn_down.bias": [32],
      ])
    var expected = try ModelSpec.huggingFace(ConfigChange("", of: "phi", "").config(), name: "")
      .spec
    expected.contextLength = 64
    #expect(spec.difference(from: expected) == nil)
  }

  @Test(
    "contradicting keys are refused by name",
    arguments: [
      ("rope.dimension_count", GGUFValue.uint32(12), "rope.dimension_count"),
      ("attention.kv_lora_rank", .uint32(0), "key/value rank"),
      ("expert_shared_count", .uint64(1 << 60), "expert_shared_count"),
      ("expert_used_count", .uint32(7), "experts per token"),
      ("leading_dense_block_count", .uint32(4), "leading_dense_block_count"),
      ("expert_count", .uint32(100_000), "experts"),
    ])
  func refused(key: String, value: GGUFValue, words: String) {
    var keys = latentKeys
    keys[key] = value
    let error = #expect(throws: (any Error).self) {
      _ = try described("deepseek2", keys, headShape)
    }
    #expect(error.map { "\($0)".contains(words) } == true, "\(String(describing: error))")
  }

  @Test("tables of the rotary embedding and biases without values are as if they were not there")
  func emptyTables() throws {
    let keys = rms.merging(["block_count": .uint32(1)]) { $1 }
    let names = [
      "rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight",
      "blk.0.attn_q.bias", "blk.0.ffn_up.bias", "output.bias",
    ]
    let shapes = Dictionary(uniqueKeysWithValues: names.map { ($0, [0]) })
    #expect(try described("llama", keys, shapes) == described("llama", keys, [:]))
  }

  @Test("a name that GGUF does not use is not known")
  func unknownName() {
    #expect(throws: ModelFileError.self) { _ = try described("deepseek3", latentKeys, headShape) }
  }
}
