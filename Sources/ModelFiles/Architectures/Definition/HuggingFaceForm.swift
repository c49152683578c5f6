import ModelSpec

/// The form in which folders in the Hugging Face layout name, describe and store models of
/// one architecture.
struct HuggingFaceForm: Sendable {
  /// The values of `model_type` that mean it; the first is written.
  var modelTypes: [String]
  /// The class that is written to `architectures`.
  var className: String
  /// Beginning of the class names that mean it whatever `model_type` says.
  var classPrefix: String?
  /// The tower that is counted beside it.
  var tower: Tower?
  /// The words of `config.json`.
  var config: any ConfigForm
  /// The tensors as they are written, each below `prefix`.
  var tensors = WeightNaming.llama
  /// Names that files of this architecture may have instead.
  var otherTensors: [OtherNaming] = []
  /// Prefix of each name but the head's where files are written.
  var prefix = "model."
  /// The head where files are written.
  var head = "lm_head.weight"
  /// Offset that stored factors of RMS norms lack.
  var normOffset: Float = 0

  /// A tower that turns images into embeddings, beside a model of some type.
  struct Tower: Sendable {
    /// The `model_type` of the whole.
    var modelType: String
    /// The `model_type` of its `vision_config`.
    var visionType: String
  }

  /// Prefixes that each name may have where files are read.
  var prefixes: [String] {
    let common = ["model.", "model.language_model.", "language_model.model.", "transformer.", ""]
    return common.contains(prefix) ? common : [prefix] + common
  }

  /// The names that a file has.
  func naming(layers: Int, contains: (String) -> Bool) -> WeightNaming {
    otherTensors.first { $0.isUsed(layers: layers, contains: contains) }?.naming ?? tensors
  }
}

/// Names that some files have in place of those that are written.
struct OtherNaming: Sendable {
  /// The tensor by which such files are known; `{i}` stands for any layer.
  var marker: String
  /// Their names.
  var naming: WeightNaming

  /// Tells whether a file has them.
  func isUsed(layers: Int, contains: (String) -> Bool) -> Bool {
    guard marker.contains("{i}") else { return contains(marker) }
    return (0..<layers).contains { contains(marker.replacingFirst("{i}", with: String($0))) }
  }
}
