import ModelSpec

/// The words in which a `config.json` describes models of one architecture, read and written.
protocol ConfigForm: Sendable {
  /// The names of dimensions.
  var names: DimensionNames { get }

  /// Reads a spec.
  ///
  /// - Throws: `ConfigError` for a missing, contradictory or unsupported field.
  func read(_ reader: inout ConfigReader, as architecture: Architecture) throws -> ModelSpec

  /// Writes what `read` reads, but the size of the vocabulary and whether the head is tied.
  func write(to config: inout ConfigWriter)

  /// The biases that these words give to all layers of a model that has those of the spec.
  func biases(for spec: ModelSpec) -> (attention: AttentionSpec.Biases, dense: Bool)
}

extension ConfigForm {
  /// None: there is no word for a bias.
  func biases(for spec: ModelSpec) -> (attention: AttentionSpec.Biases, dense: Bool) { ([], false) }
}

/// The keys under which a `config.json` keeps dimensions; those that most classes of transformers
/// have, where no other is given.
struct DimensionNames: Sendable {
  var vocabulary = "vocab_size"
  /// Width of the residual stream.
  var width = "hidden_size"
  var layers = "num_hidden_layers"
  var heads = "num_attention_heads"
  var keyValueHeads = "num_key_value_heads"
  var headDimension = "head_dim"
  var context = "max_position_embeddings"
  /// Added to the variance in norms.
  var epsilon = "rms_norm_eps"
  /// Width between up and down.
  var hidden = "intermediate_size"
  var activation = "hidden_act"
}
