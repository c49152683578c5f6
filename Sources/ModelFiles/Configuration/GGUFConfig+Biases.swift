import ModelSpec

// As in llama.cpp a bias is what the file stores: any projection of any layer may have one,
// whatever the others have.
extension GGUFConfig {
  /// The biases that a layer's attention has in the file.
  func attentionBiases(layer: Int, isLatent: Bool) -> AttentionSpec.Biases {
    var biases: AttentionSpec.Biases =
      file.contains("blk.\(layer).attn_qkv.bias") ? .inputs : []
    let tensors: [(AttentionSpec.Biases, LayerTensor)] = [
      (.query, isLatent ? .queryDownBias : .queryBias),
      (.key, isLatent ? .keyValueDownBias : .keyBias),
      (.value, .valueBias), (.output, .attentionOutputBias),
    ]
    for (bias, tensor) in tensors where contains(.layer(layer, tensor)) { biases.insert(bias) }
    return biases
  }

  /// A feed-forward part with the biases that the file has for it; those of experts have no
  /// names here.
  func biased(_ part: FeedForwardSpec, layer: Int) -> FeedForwardSpec {
    guard case .dense(var dense) = part else { return part }
    func has(_ tensor: LayerTensor) -> Bool { contains(.layer(layer, tensor)) }
    if has(.upBias) {
      dense.biases.formUnion(architecture.packingInGGUF.contains(.gateUp) ? [.gate, .up] : .up)
    }
    if has(.gateBias), dense.isGated { dense.biases.insert(.gate) }
    if has(.downBias) { dense.biases.insert(.down) }
    return .dense(dense)
  }
}
