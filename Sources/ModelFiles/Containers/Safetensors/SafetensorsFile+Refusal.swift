extension SafetensorsFile {
  /// Why this model is not read, if it is packed in a way that is known by name: FP8, GPTQ, AWQ and others.
  ///
  /// Tensors that are not weights, such as masks and rotary tables, may be of any type and refuse nothing.
  public var refusal: ModelFileError? {
    guard let (method, entry) = packing else { return nil }
    return ModelFileError(
      .unsupported, path: path, "this model is packed by \(method), which is not read",
      got: "tensor \(quoted(entry.name)) of \(entry.formatName)",
      advice: "use the model's BF16, F16 or F32 weights, or a GGUF file of it")
  }

  /// The method by which weights are packed, and the first tensor that bears its marks.
  var packing: (method: String, entry: WeightEntry)? {
    for entry in entries {
      if let method = method(of: entry) { return (method, entry) }
    }
    return nil
  }

  /// The method whose marks a tensor bears.
  private func method(of entry: WeightEntry) -> String? {
    let name = entry.name
    if let type = SafetensorsType(rawValue: entry.formatName), type.isNarrowFloat {
      return type.bits == 8
        ? "FP8 (\(type.rawValue))" : "a \(type.bits)-bit float (\(type.rawValue))"
    }
    if let base = removing(".qweight", from: name) {
      // AutoAWQ packs along the outputs and has no group index; AutoGPTQ writes one.
      return contains("\(base).g_idx") ? "GPTQ" : isAWQ(base, entry) ? "AWQ" : "GPTQ"
    }
    if name.contains(".quant_state.bitsandbytes__") || name.hasSuffix(".SCB")
      || name.hasSuffix(".weight.absmax")
    {
      return "bitsandbytes"
    }
    if name.hasSuffix(".weight_packed") { return "compressed-tensors" }
    if name.hasSuffix("_blocks"), entry.formatName == "U8",
      let base = removing("_blocks", from: name), contains("\(base)_scales")
    {
      return "MXFP4"
    }
    if let base = removing(".weight", from: name), entry.formatName == "U32",
      contains("\(base).scales"), contains("\(base).biases")
    {
      return "MLX quantization"
    }
    return nil
  }

  /// Whether packed weights have one row for each input and an eighth of the outputs, as `scales` has the outputs.
  private func isAWQ(_ base: String, _ packed: WeightEntry) -> Bool {
    guard let scales = entry(named: "\(base).scales"), let outputs = scales.shape.last,
      let packedOutputs = packed.shape.last
    else { return false }
    return outputs > 0 && packedOutputs == outputs / 8
  }

  private func removing(_ suffix: String, from name: String) -> String? {
    name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
  }
}
