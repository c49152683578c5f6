import ModelSpec

// Names that several architectures give to experts.
extension WeightNaming {
  /// Llama's names, and a tensor for each matrix of each expert.
  static let llamaWithExperts = llama.replacing([
    .router: .whole("layers.{i}.mlp.gate.weight"),
    .expertGate: .experts("layers.{i}.mlp.experts.{e}.gate_proj.weight"),
    .expertUp: .experts("layers.{i}.mlp.experts.{e}.up_proj.weight"),
    .expertDown: .experts("layers.{i}.mlp.experts.{e}.down_proj.weight"),
  ])

  /// Llama's names, and all experts of a layer in two tensors, as newer versions of
  /// transformers write.
  static let llamaWithStackedExperts = llama.replacing([
    .router: .whole("layers.{i}.mlp.gate.weight"),
    .expertGate: .stackedPart("layers.{i}.mlp.experts.gate_up_proj", .gate),
    .expertUp: .stackedPart("layers.{i}.mlp.experts.gate_up_proj", .up),
    .expertDown: .whole("layers.{i}.mlp.experts.down_proj"),
  ])
}
