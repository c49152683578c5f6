import ModelSpec

extension StorageLedger {
  /// Kind of a tensor that is no parameter, by its name and neighbours.
  func kind(of entry: WeightEntry) -> StorageFinding.Kind {
    let name = entry.name
    if name.hasSuffix(".weight_scale_inv") { return .blockScale }
    if matrices.isQuantizerState(name) { return .quantizerState }
    if entry.isCausalMask { return .causalMask }
    if entry.isRotaryTable { return .rotaryTable }
    if let layer = name.layerNumber, layer >= spec.layers.count {
      guard spec.predictionModules > 0 else { return .unrecognized }
      return layer >= spec.layers.count + spec.predictionModules
        ? .unrecognized : name.isSharedWithDecoder ? .duplicate : .predictionModule
    }
    if entry.isOfTower { return .visionTower }
    if WeightNaming.headNames.contains(name), spec.head.isTied { return .duplicateHead }
    if name.hasSuffix("attn_k_b.weight") || name.hasSuffix("attn_v_b.weight") { return .duplicate }
    return .unrecognized
  }
}

extension WeightEntry {
  /// GPT-2 keeps a triangle for each layer, and the number that hidden scores get.
  var isCausalMask: Bool {
    (name.hasSuffix("attn.bias") && shape.count == 4) || name.hasSuffix("attn.masked_bias")
  }

  /// Frequencies, sines, cosines or factors of a rotary embedding.
  var isRotaryTable: Bool {
    if [".inv_freq", ".cos_cached", ".sin_cached"].contains(where: name.hasSuffix) { return true }
    return ["rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"]
      .contains(name)
  }

  /// Tells whether the tensor belongs to a tower for images or sound, or leads from it into
  /// the decoder.
  var isOfTower: Bool {
    let stem = name.hasPrefix("model.") ? name.dropFirst("model.".count) : Substring(name)
    return [
      "vision_tower.", "vision_model.", "visual.", "multi_modal_projector.", "audio_tower.",
      "mm_projector.", "vision_encoder.", "embed_vision.", "embed_audio.",
    ].contains(where: stem.hasPrefix)
  }
}

extension String {
  /// The number after `layers.`, `blk.` or `h.`.
  fileprivate var layerNumber: Int? {
    let parts = split(separator: ".")
    for (index, part) in parts.enumerated().dropLast()
    where ["layers", "blk", "h"].contains(part) {
      return Int(parts[index + 1])
    }
    return nil
  }

  /// Tells whether a prediction module stores what the decoder has too: its embedding or its head.
  fileprivate var isSharedWithDecoder: Bool {
    [
      ".embed_tokens.weight", ".shared_head.head.weight", ".nextn.embed_tokens.weight",
      ".nextn.shared_head_head.weight",
    ].contains(where: hasSuffix)
  }
}
