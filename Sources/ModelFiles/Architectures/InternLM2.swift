import ModelSpec

extension ArchitectureDefinition {
  /// InternLM2: Llama with query, key and value in one matrix, grouped by key heads, and names of
  /// its own.
  static let internlm2 = ArchitectureDefinition(
    architecture: .internlm2,
    huggingFace: HuggingFaceForm(
      modelTypes: ["internlm2"], className: "InternLM2ForCausalLM",
      config: LlamaConfig(
        vocabulary: 103_168, attentionBias: .flag("bias", default: true), derivesHeads: true),
      tensors: .internlm2, head: "output.weight"),
    gguf: GGUFForm(name: "internlm2", pairing: .adjacent))
}

extension WeightNaming {
  fileprivate static let internlm2 = WeightNaming(
    outer: [.tokenEmbedding: .whole("tok_embeddings.weight"), .finalNorm: .whole("norm.weight")],
    layer: [
      .attentionNorm: .whole("layers.{i}.attention_norm.weight"),
      .query: .grouped("layers.{i}.attention.wqkv.weight", .query),
      .key: .grouped("layers.{i}.attention.wqkv.weight", .key),
      .value: .grouped("layers.{i}.attention.wqkv.weight", .value),
      .queryBias: .grouped("layers.{i}.attention.wqkv.bias", .query),
      .keyBias: .grouped("layers.{i}.attention.wqkv.bias", .key),
      .valueBias: .grouped("layers.{i}.attention.wqkv.bias", .value),
      .attentionOutput: .whole("layers.{i}.attention.wo.weight"),
      .attentionOutputBias: .whole("layers.{i}.attention.wo.bias"),
      .feedForwardNorm: .whole("layers.{i}.ffn_norm.weight"),
      .gate: .whole("layers.{i}.feed_forward.w1.weight"),
      .up: .whole("layers.{i}.feed_forward.w3.weight"),
      .down: .whole("layers.{i}.feed_forward.w2.weight"),
    ])
}
