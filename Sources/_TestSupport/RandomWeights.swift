import ModelFiles
package import ModelSpec

/// Random weights of any Llama or InternLM2 shape, written as safetensors in BF16.
package enum RandomWeights {
  /// Writes one file with every tensor of a spec.
  ///
  /// Matrices keep the variance of what they multiply; norm factors are near one.
  package static func write(_ spec: ModelSpec, to path: String, seed: UInt64) throws {
    let declarations = spec.tensors.compactMap { tensor in
      declaration(tensor, of: spec)
    }
    let writer = try SafetensorsWriter(creating: path, tensors: declarations)
    var random = RandomValues(seed: seed)
    for entry in writer.tensors {
      let count = entry.shape.reduce(1, *)
      let columns = entry.shape.last ?? 1
      let isVector = entry.shape.count == 1
      let limit = isVector ? 0.2 : (3 / Float(columns)).squareRoot()
      // A pool of values that is read from another place for each piece: quick, and no two
      // rows alike.
      let pool = (0..<min(count, 1 << 16)).map { _ in
        bfloat16((isVector ? 1 : 0) + random.value(limit: limit))
      }
      var left = count
      while left > 0 {
        let start = Int.random(in: 0..<pool.count, using: &random)
        let piece = Array(pool[start..<min(pool.count, start + left)])
        try writer.append(piece.span.bytes)
        left -= piece.count
      }
    }
    try writer.finish()
  }

  private static func bfloat16(_ value: Float) -> UInt16 { UInt16(value.bitPattern >> 16) }

  /// The name and shape under which the makers' files hold a tensor, or `nil` for those that lie
  /// inside another.
  private static func declaration(_ tensor: TensorSpec, of spec: ModelSpec) -> TensorDeclaration? {
    let packs = spec.architecture == .internlm2
    var shape = tensor.shape
    let name: String
    switch tensor.role {
    case .tokenEmbedding: name = packs ? "model.tok_embeddings.weight" : "model.embed_tokens.weight"
    case .finalNorm: name = "model.norm.weight"
    case .positionEmbedding, .finalNormBias, .headBias: return nil
    case .head: name = packs ? "output.weight" : "lm_head.weight"
    case .layer(let index, let part):
      let names = packs ? internlm2 : llama
      guard let suffix = names[part] else { return nil }
      name = "model.layers.\(index).\(suffix).weight"
      if packs, part == .query {
        shape[0] += 2 * spec.layers[index].attention.keyValueDimension
      }
    }
    return TensorDeclaration(name: name, shape: shape, format: .bf16)
  }

  private static let llama: [LayerTensor: String] = [
    .attentionNorm: "input_layernorm", .query: "self_attn.q_proj", .key: "self_attn.k_proj",
    .value: "self_attn.v_proj", .attentionOutput: "self_attn.o_proj",
    .feedForwardNorm: "post_attention_layernorm", .gate: "mlp.gate_proj", .up: "mlp.up_proj",
    .down: "mlp.down_proj",
  ]

  private static let internlm2: [LayerTensor: String] = [
    .attentionNorm: "attention_norm", .query: "attention.wqkv", .attentionOutput: "attention.wo",
    .feedForwardNorm: "ffn_norm", .gate: "feed_forward.w1", .up: "feed_forward.w3",
    .down: "feed_forward.w2",
  ]
}
