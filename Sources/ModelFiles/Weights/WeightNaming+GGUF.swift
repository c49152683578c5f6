import ModelSpec

extension WeightNaming {
  /// The names in a GGUF file: one scheme for all architectures, with query, key and value, or gate
  /// and up, together in some.
  static func gguf(_ spec: ModelSpec, contains: (String) -> Bool) -> WeightNaming {
    let packing = spec.architecture.packingInGGUF
    var naming = spec.architecture.definition.gguf.naming(
      layers: spec.layers.count, contains: contains)
    func stores(_ names: String...) -> Bool {
      spec.layers.indices.contains { layer in
        names.contains { contains("blk.\(layer).\($0)") }
      }
    }
    let isPacked =
      packing.contains(.queryKeyValue) && !stores("attn_q.weight")
      || stores("attn_qkv.weight")
    if isPacked {
      naming.layer[.query] = .packed("blk.{i}.attn_qkv.weight", .query)
      naming.layer[.key] = .packed("blk.{i}.attn_qkv.weight", .key)
      naming.layer[.value] = .packed("blk.{i}.attn_qkv.weight", .value)
    }
    // Biases may be apart where the matrices are together.
    if stores("attn_qkv.bias")
      || isPacked && !stores("attn_q.bias", "attn_k.bias", "attn_v.bias")
    {
      naming.layer[.queryBias] = .packed("blk.{i}.attn_qkv.bias", .query)
      naming.layer[.keyBias] = .packed("blk.{i}.attn_qkv.bias", .key)
      naming.layer[.valueBias] = .packed("blk.{i}.attn_qkv.bias", .value)
    }
    if packing.contains(.gateUp) {
      naming.layer[.gate] = .packed("blk.{i}.ffn_up.weight", .gate)
      naming.layer[.up] = .packed("blk.{i}.ffn_up.weight", .up)
      naming.layer[.gateBias] = .packed("blk.{i}.ffn_up.bias", .gate)
      naming.layer[.upBias] = .packed("blk.{i}.ffn_up.bias", .up)
    }
    return naming
  }

  /// The names that llama.cpp gives to the tensors of all architectures.
  static let ggufPlain = WeightNaming(
    outer: [
      .tokenEmbedding: .whole("token_embd.weight"),
      .positionEmbedding: .whole("position_embd.weight"),
      .finalNorm: .whole("output_norm.weight"), .finalNormBias: .whole("output_norm.bias"),
      .head: .whole("output.weight"), .headBias: .whole("output.bias"),
    ],
    layer: Dictionary(
      uniqueKeysWithValues: LayerTensor.allCases.map {
        ($0, .whole("blk.{i}.\($0.plainNameInGGUF)"))
      }))
}
