import ModelSpec

@testable import ModelFiles

/// A Llama of two layers whose matrices are stored as a quantiser stores them: headers over values
/// that take no room.
struct PackedModel {
  /// Writes the tensors of one matrix `[outputs, inputs]` under its module.
  typealias Matrix = (inout SparseModel, _ module: String, _ outputs: Int, _ inputs: Int) -> Void

  static let (width, hidden, vocabulary, layers) = (256, 512, 512, 2)
  /// Parameters of the model, whatever stores it.
  static let parameters = 1_574_144

  /// The matrices of a layer.
  static let linear: [(String, Int, Int)] = [
    ("self_attn.q_proj", width, width), ("self_attn.k_proj", width, width),
    ("self_attn.v_proj", width, width), ("self_attn.o_proj", width, width),
    ("mlp.gate_proj", hidden, width), ("mlp.up_proj", hidden, width),
    ("mlp.down_proj", width, hidden),
  ]

  /// The layers' matrices by one rule, embedding and head by another or plainly.
  static func tensors(_ matrix: Matrix, vocabulary packsVocabulary: Bool = false) -> SparseModel {
    var model = SparseModel()
    for name in ["model.embed_tokens", "lm_head"] {
      if packsVocabulary {
        matrix(&model, name, vocabulary, width)
      } else {
        model.add("\(name).weight", [vocabulary, width], "F16")
      }
    }
    model.add("model.norm.weight", [width], "F16")
    for layer in 0..<layers {
      for norm in ["input_layernorm", "post_attention_layernorm"] {
        model.add("model.layers.\(layer).\(norm).weight", [width], "F16")
      }
      for (name, outputs, inputs) in linear {
        matrix(&model, "model.layers.\(layer).\(name)", outputs, inputs)
      }
    }
    return model
  }

  /// The configuration with further members.
  static func config(_ more: String = "") -> String {
    """
    {"model_type": "llama", "num_hidden_layers": \(layers), "hidden_size": \(width),
     "num_attention_heads": 4, "intermediate_size": \(hidden), "vocab_size": \(vocabulary),
     "tie_word_embeddings": false, "torch_dtype": "float16"\(more.isEmpty ? "" : ", " + more)}
    """
  }

  /// A folder with configuration and weights, described.
  static func describe(_ model: SparseModel, _ more: String = "", in folder: TemporaryFolder) throws
    -> ModelDescription
  {
    try folder.write(Array(config(more).utf8), to: "config.json")
    try model.write(to: folder("model.safetensors"))
    return try ModelDescription(reading: folder.path)
  }
}
