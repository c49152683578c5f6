extension SafetensorsFile {
  /// Reason that this model is not read, if it is packed in a way that is known by name: FP8, GPTQ,
  /// AWQ and others.
  ///
  /// Tensors that are not weights, such as masks and rotary tables, may be of any type and
  /// refuse nothing.
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
    if let type = SafetensorsType(rawValue: entry.formatName), type.isNarrowFloat {
      return type.bits == 8
        ? "FP8 (\(type.rawValue))" : "a \(type.bits)-bit float (\(type.rawValue))"
    }
    return QuantizedLayout.of(entry, self.entry(named:))?.layout.method
  }
}
