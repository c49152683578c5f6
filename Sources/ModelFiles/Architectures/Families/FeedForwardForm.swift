import ModelSpec

/// The words in which a Llama-like `config.json` describes feed-forward parts.
protocol FeedForwardForm: Sendable {
  /// The part of each layer.
  func read(_ reader: inout ConfigReader, _ config: LlamaConfig, layers: Int) throws
    -> [FeedForwardSpec]

  /// Writes what `read` reads.
  func write(to config: inout ConfigWriter, _ names: DimensionNames)
}

/// One network in each layer.
struct OneNetwork: FeedForwardForm {
  func read(_ reader: inout ConfigReader, _ config: LlamaConfig, layers: Int) throws
    -> [FeedForwardSpec]
  {
    Array(repeating: .dense(try network(&reader, config)), count: layers)
  }

  /// The network.
  func network(_ reader: inout ConfigReader, _ config: LlamaConfig) throws -> DenseSpec {
    DenseSpec(
      hiddenDimension: try reader.integer(config.names.hidden, default: config.hidden),
      activation: try reader.activation(config.names.activation, default: "silu"),
      hasBias: config.hasNetworkBiasFlag ? try reader.flag("mlp_bias", default: false) : false)
  }

  func write(to config: inout ConfigWriter, _ names: DimensionNames) {
    config.addFeedForward(names)
  }
}

/// Experts in each layer, each as wide as a network would be.
struct EqualExperts: FeedForwardForm {
  var experts: Int
  var perToken: Int
  /// The key that is written for the number of experts; both that transformers has used are read.
  var key = "num_local_experts"

  func read(_ reader: inout ConfigReader, _ config: LlamaConfig, layers: Int) throws
    -> [FeedForwardSpec]
  {
    let expert = try OneNetwork().network(&reader, config)
    let mixture = MixtureSpec(
      expertCount: try reader.expertCount(default: experts),
      expertsPerToken: try reader.integer("num_experts_per_tok", default: perToken),
      expert: expert, renormalizesShares: true)
    return Array(repeating: .mixture(mixture), count: layers)
  }

  func write(to config: inout ConfigWriter, _ names: DimensionNames) {
    config.addFeedForward(names, experts: key)
  }
}
