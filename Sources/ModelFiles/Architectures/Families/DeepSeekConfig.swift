import ModelSpec

/// The `config.json` of DeepSeek-V2 and V3: latent attention, many small experts beside shared
/// ones, some dense layers first.
///
/// Numbers are what transformers' configuration class sets where a file is silent, here that
/// of DeepSeek-V2.
struct DeepSeekConfig: ConfigForm {
  var names = DimensionNames()
  var vocabulary = 102_400
  var width = 4096
  var hidden = 11008
  /// Width of an expert.
  var expertHidden = 1407
  var layers = 32
  var heads = 32
  var experts = 64
  /// Chosen experts; a file must name them if `nil`.
  var expertsPerToken: Int?
  var sharedExperts = 2
  var denseLayers = 0
  var context = 2048
  var renormalizes = false
  /// Method of choosing experts.
  var selection = "greedy"
  var predictionModules = 0
  /// Tells whether a word tells which columns of a head turn together; else they lie side by side.
  var namesPairing = false

  func read(_ reader: inout ConfigReader, as architecture: Architecture) throws -> ModelSpec {
    let count = try reader.layerCount(
      reader.integer(names.layers, default: layers), key: names.layers)
    let context = try reader.integer(names.context, default: context)
    let norm = NormSpec(.rms, epsilon: try reader.number(names.epsilon, default: 1e-6))
    let attention = try attention(&reader, context: context)
    let feedForwards = try feedForwards(&reader, layers: count)
    var spec = ModelSpec(
      name: architecture.rawValue, architecture: architecture,
      vocabularySize: try reader.integer(names.vocabulary, default: vocabulary),
      modelDimension: try reader.integer(names.width, default: width),
      contextLength: context,
      layers: feedForwards.map {
        LayerSpec(attention: attention, feedForward: $0, norm: norm)
      },
      finalNorm: norm,
      head: HeadSpec(isTied: try reader.flag("tie_word_embeddings", default: false)))
    spec.predictionModules = try readPredictionModules(&reader)
    return spec
  }

  /// Modules for further tokens, under the authors' name or that of transformers.
  private func readPredictionModules(_ reader: inout ConfigReader) throws -> Int {
    if let count = try reader.optionalInteger("num_nextn_predict_layers") { return count }
    if let count = try reader.optionalInteger("num_mtp_layers") { return count }
    guard predictionModules > 0 else { return 0 }
    return try reader.integer("num_nextn_predict_layers", default: predictionModules)
  }

  private func attention(_ reader: inout ConfigReader, context: Int) throws -> AttentionSpec {
    let heads = try reader.integer(names.heads, default: heads)
    if let keyValueHeads = try reader.optionalInteger(names.keyValueHeads), keyValueHeads != heads {
      throw ConfigError(
        key: names.keyValueHeads,
        "latent attention makes one key for each of the \(heads) heads, got \(keyValueHeads)")
    }
    let latent = LatentAttentionSpec(
      queryRank: reader.isNull("q_lora_rank")
        ? nil : try reader.integer("q_lora_rank", default: 1536),
      keyValueRank: try reader.integer("kv_lora_rank", default: 512),
      plainDimension: try reader.integer("qk_nope_head_dim", default: 128),
      rotaryDimension: try reader.integer("qk_rope_head_dim", default: 64),
      valueDimension: try reader.integer("v_head_dim", default: 128))
    try ModelSpec.require(latent.plainDimension, "qk_nope_head_dim")
    try ModelSpec.require(latent.rotaryDimension, "qk_rope_head_dim")
    var rotary = try reader.rotary(
      headDimension: latent.rotaryDimension, defaultTheta: 10_000, contextLength: context)
    let interleaves = namesPairing ? try reader.flag("rope_interleave", default: true) : true
    rotary.pairing = interleaves ? .adjacent : .halves
    let bias = try reader.flag("attention_bias", default: false)
    let dimension = latent.plainDimension + latent.rotaryDimension
    return AttentionSpec(
      queryHeads: heads, keyValueHeads: heads, headDimension: dimension,
      scale: try reader.latentScale(headDimension: dimension, rotary), rotary: rotary,
      hasInputBias: bias, hasOutputBias: bias, latent: latent)
  }

  private func feedForwards(_ reader: inout ConfigReader, layers: Int) throws -> [FeedForwardSpec] {
    guard try !reader.flag("mlp_bias", default: false) else {
      throw ConfigError(
        key: "mlp_bias", "true is not known for \(reader.modelType); expected false")
    }
    let activation = try reader.activation(names.activation, default: "silu")
    let first = try reader.integer("first_k_dense_replace", default: denseLayers)
    let step = try reader.optionalInteger("moe_layer_freq") ?? 1
    guard first >= 0 else {
      throw ConfigError(key: "first_k_dense_replace", "expected 0 or more, got \(first)")
    }
    guard step >= 1 else {
      throw ConfigError(key: "moe_layer_freq", "expected 1 or more, got \(step)")
    }
    let isDense = reader.isNull("n_routed_experts")
    let sparse = (0..<layers).map { !isDense && $0 >= first && $0.isMultiple(of: step) }
    let mixture = sparse.contains(true) ? try self.mixture(&reader, activation) : nil
    guard sparse.contains(false) else { return sparse.compactMap { _ in mixture } }
    let dense = DenseSpec(
      hiddenDimension: try reader.integer(names.hidden, default: hidden),
      activation: activation)
    return sparse.map { $0 ? mixture ?? .dense(dense) : .dense(dense) }
  }

  private func mixture(_ reader: inout ConfigReader, _ activation: Activation) throws
    -> FeedForwardSpec
  {
    let width = try reader.integer("moe_intermediate_size", default: expertHidden)
    try ModelSpec.require(width, "moe_intermediate_size")
    let shared =
      reader.isNull("n_shared_experts")
      ? 0 : try reader.integer("n_shared_experts", default: sharedExperts)
    guard (0...4096).contains(shared) else {
      throw ConfigError(key: "n_shared_experts", "expected between 0 and 4096, got \(shared)")
    }
    let perToken =
      if let expertsPerToken {
        try reader.integer("num_experts_per_tok", default: expertsPerToken)
      } else { try reader.integer("num_experts_per_tok") }
    let selection = try reader.string("topk_method") ?? selection
    return .mixture(
      MixtureSpec(
        expertCount: try reader.integer("n_routed_experts", default: experts),
        expertsPerToken: perToken,
        expert: DenseSpec(hiddenDimension: width, activation: activation),
        renormalizesShares: try reader.flag("norm_topk_prob", default: renormalizes),
        sharedExpert: shared > 0
          ? DenseSpec(hiddenDimension: width * shared, activation: activation) : nil,
        hasSelectionBias: selection == "noaux_tc"))
  }

  /// Nothing: latent attention is not written.
  func write(to config: inout ConfigWriter) {}
}

extension ConfigReader {
  /// One over the root of a head's columns; with a scaled rotary embedding, times the square of the
  /// magnitude that the file asks for (DeepSeek's `mscale_all_dim`).
  fileprivate func latentScale(headDimension: Int, _ rotary: RotarySpec) throws -> Double {
    let plain = 1 / Double(headDimension).squareRoot()
    guard case .yarn(let yarn) = rotary.scaling,
      let parameters = try nested("rope_parameters") ?? nested("rope_scaling"),
      let all = try parameters.optionalNumber("mscale_all_dim"), all != 0
    else { return plain }
    let magnitude = YarnScaling.magnitude(factor: yarn.factor, mscale: all)
    return plain * magnitude * magnitude
  }
}

extension WeightNaming {
  /// Llama's names, those of latent attention and of experts beside shared ones.
  static let deepSeek = llamaWithExperts.replacing([
    .queryDown: .whole("layers.{i}.self_attn.q_a_proj.weight"),
    .queryDownBias: .whole("layers.{i}.self_attn.q_a_proj.bias"),
    .queryDownNorm: .whole("layers.{i}.self_attn.q_a_layernorm.weight"),
    .queryUp: .whole("layers.{i}.self_attn.q_b_proj.weight"),
    .keyValueDown: .whole("layers.{i}.self_attn.kv_a_proj_with_mqa.weight"),
    .keyValueDownBias: .whole("layers.{i}.self_attn.kv_a_proj_with_mqa.bias"),
    .keyValueDownNorm: .whole("layers.{i}.self_attn.kv_a_layernorm.weight"),
    .keyValueUp: .whole("layers.{i}.self_attn.kv_b_proj.weight"),
    .routerBias: .whole("layers.{i}.mlp.gate.e_score_correction_bias"),
    .sharedGate: .whole("layers.{i}.mlp.shared_experts.gate_proj.weight"),
    .sharedUp: .whole("layers.{i}.mlp.shared_experts.up_proj.weight"),
    .sharedDown: .whole("layers.{i}.mlp.shared_experts.down_proj.weight"),
  ])
}
