import ModelSpec

// As in llama.cpp a bias is what the file stores: any projection of any layer may have one, whatever the others have.
extension GGUFConfig {
  /// The biases that a layer's attention has in the file.
  func attentionBiases(layer: Int, isLatent: Bool) -> AttentionSpec.Biases {
    func has(_ name: String) -> Bool { file.contains("blk.\(layer).\(name).bias") }
    var biases: AttentionSpec.Biases = has("attn_qkv") ? .inputs : []
    let names: [(AttentionSpec.Biases, String)] = [
      (.query, isLatent ? "attn_q_a" : "attn_q"), (.key, isLatent ? "attn_kv_a_mqa" : "attn_k"),
      (.value, "attn_v"), (.output, "attn_output"),
    ]
    for (bias, name) in names where has(name) { biases.insert(bias) }
    return biases
  }

  /// A feed-forward part with the biases that the file has for it; those of experts have no names here.
  func biased(_ part: FeedForwardSpec, layer: Int) -> FeedForwardSpec {
    guard case .dense(var dense) = part else { return part }
    func has(_ name: String) -> Bool { file.contains("blk.\(layer).\(name).bias") }
    if has("ffn_up") { dense.biases.formUnion(architecture == .phi3 ? [.gate, .up] : .up) }
    if has("ffn_gate"), dense.isGated { dense.biases.insert(.gate) }
    if has("ffn_down") { dense.biases.insert(.down) }
    return .dense(dense)
  }
}
