extension TensorRole {
  /// The name of the tensor in a GGUF file of this model; parts of packed tensors have the name of
  /// the whole.
  package func nameInGGUF(_ spec: ModelSpec) -> String {
    switch self {
    case .tokenEmbedding: "token_embd.weight"
    case .positionEmbedding: "position_embd.weight"
    case .finalNorm: "output_norm.weight"
    case .finalNormBias: "output_norm.bias"
    case .head: "output.weight"
    case .headBias: "output.bias"
    case .layer(let index, let tensor): "blk.\(index).\(tensor.nameInGGUF(spec.architecture))"
    }
  }
}

extension LayerTensor {
  /// The name after the layer's number, with the parts of packed tensors told apart only by what
  /// they are packed in.
  func nameInGGUF(_ architecture: Architecture) -> String {
    let packing = architecture.packingInGGUF
    switch self {
    case .query, .key, .value:
      if packing.contains(.queryKeyValue) { return "attn_qkv.weight" }
    case .queryBias, .keyBias, .valueBias:
      if packing.contains(.queryKeyValue) { return "attn_qkv.bias" }
    case .gate where packing.contains(.gateUp): return "ffn_up.weight"
    default: break
    }
    return plainNameInGGUF
  }

  /// The name after the layer's number, of a tensor that stands alone.
  package var plainNameInGGUF: String {
    switch self {
    case .attentionNorm: "attn_norm.weight"
    case .attentionNormBias: "attn_norm.bias"
    case .query: "attn_q.weight"
    case .key: "attn_k.weight"
    case .value: "attn_v.weight"
    case .queryBias: "attn_q.bias"
    case .keyBias: "attn_k.bias"
    case .valueBias: "attn_v.bias"
    case .queryNorm: "attn_q_norm.weight"
    case .keyNorm: "attn_k_norm.weight"
    case .queryNormBias: "attn_q_norm.bias"
    case .keyNormBias: "attn_k_norm.bias"
    case .queryDown: "attn_q_a.weight"
    case .queryDownBias: "attn_q_a.bias"
    case .keyValueDownBias: "attn_kv_a_mqa.bias"
    case .queryDownNorm: "attn_q_a_norm.weight"
    case .queryUp: "attn_q_b.weight"
    case .keyValueDown: "attn_kv_a_mqa.weight"
    case .keyValueDownNorm: "attn_kv_a_norm.weight"
    case .keyValueUp: "attn_kv_b.weight"
    case .attentionOutput: "attn_output.weight"
    case .attentionOutputBias: "attn_output.bias"
    case .attentionPostNorm: "post_attention_norm.weight"
    case .attentionPostNormBias: "post_attention_norm.bias"
    case .feedForwardNorm: "ffn_norm.weight"
    case .feedForwardNormBias: "ffn_norm.bias"
    case .gate: "ffn_gate.weight"
    case .up: "ffn_up.weight"
    case .down: "ffn_down.weight"
    case .gateBias: "ffn_gate.bias"
    case .upBias: "ffn_up.bias"
    case .downBias: "ffn_down.bias"
    case .router: "ffn_gate_inp.weight"
    case .routerBias: "exp_probs_b.bias"
    case .sharedGate: "ffn_gate_shexp.weight"
    case .sharedUp: "ffn_up_shexp.weight"
    case .sharedDown: "ffn_down_shexp.weight"
    case .sharedScale: "ffn_gate_inp_shexp.weight"
    case .expertGate: "ffn_gate_exps.weight"
    case .expertUp: "ffn_up_exps.weight"
    case .expertDown: "ffn_down_exps.weight"
    case .feedForwardPostNorm: "post_ffw_norm.weight"
    case .feedForwardPostNormBias: "post_ffw_norm.bias"
    }
  }
}
