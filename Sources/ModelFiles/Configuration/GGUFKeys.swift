import ModelSpec

/// The keys and the small tensors that describe a model in a GGUF file: what `GGUFConfig`
/// reads, written.
///
/// Names are llama.cpp's where it has one. Keys of our own say what it has no name for; a reader
/// that does not know them takes what the architecture publishes.
struct GGUFKeys {
  /// Keys and values in their order.
  private(set) var entries: [(key: String, value: GGUFValue)] = []
  /// Vectors of F32 by name.
  private(set) var vectors: [(name: String, values: [Float])] = []
  private let spec: ModelSpec
  private let form: GGUFForm

  /// Describes a model that is arranged for GGUF.
  init(_ spec: ModelSpec) throws {
    self.spec = spec
    form = spec.architecture.definition.gguf
    guard let first = spec.layers.first else { throw ConversionError("the model has no layers") }
    dimensions(first)
    norm(first.norm)
    multipliers()
    attention(first.attention)
    windows(first.attention)
    feedForward(spec.layers.map(\.feedForward))
    let full = spec.layers.first { $0.attention.window == nil } ?? first
    if let rotary = full.attention.rotary { self.rotary(rotary) }
    if form.localTheta != nil,
      let local = spec.layers.first(where: { $0.attention.window != nil }),
      let theta = local.attention.rotary?.theta
    {
      add("rope.freq_base_swa", theta)
    }
  }

  private mutating func add(_ key: String, _ value: Int) {
    add(key, .uint32(UInt32(clamping: value)))
  }

  private mutating func add(_ key: String, _ value: Double) {
    add(key, .float32(Float(value)))
  }

  private mutating func add(_ key: String, _ value: GGUFValue) {
    entries.append(("\(form.name).\(form.keyNames[key] ?? key)", value))
  }

  private mutating func dimensions(_ layer: LayerSpec) {
    add("block_count", spec.layers.count)
    add("context_length", spec.contextLength)
    add("embedding_length", spec.modelDimension)
    add("vocab_size", spec.vocabularySize)
    add("attention.head_count", layer.attention.queryHeads)
    add("attention.head_count_kv", layer.attention.keyValueHeads)
    add("attention.key_length", layer.attention.headDimension)
    add("attention.value_length", layer.attention.headDimension)
  }

  private mutating func norm(_ norm: NormSpec) {
    switch norm.kind {
    case .rms: add("attention.layer_norm_rms_epsilon", norm.epsilon)
    case .layer: add("attention.layer_norm_epsilon", norm.epsilon)
    }
  }

  private mutating func multipliers() {
    if case .stored(let fallback) = form.embedding,
      fallback != 1 || spec.embedding.multiplier != 1
    {
      add("embedding_scale", spec.embedding.multiplier)
    }
    if form.headMultiplier != 1 || spec.head.multiplier != 1 {
      add("logit_scale", spec.head.multiplier)
    }
    cap("final_logit_softcapping", spec.head.softcap, default: form.logitCap)
  }

  /// A soft cap; 0 says that there is none where readers would take another.
  private mutating func cap(_ key: String, _ cap: Double?, default fallback: Double?) {
    if let cap = cap ?? fallback.map({ _ in 0 }) { add(key, cap) }
  }

  private mutating func attention(_ attention: AttentionSpec) {
    cap("attn_logit_softcapping", attention.softcap, default: form.scoreCap)
    let published = form.publishedScale(
      headDimension: attention.headDimension, width: spec.modelDimension,
      heads: attention.queryHeads, layers: spec.layers.count)
    if case .stored(let key, _) = form.scale {
      add(key, attention.scale)
    } else if Float(attention.scale) != Float(published) {
      add("attention.scale", attention.scale)
    }
    if spec.layers.count > 1, Float(spec.layers[1].attention.scale * 2) == Float(attention.scale) {
      add("attention.scale_by_inverse_layer", .bool(true))
    }
  }

  private mutating func windows(_ attention: AttentionSpec) {
    let windows = spec.layers.map(\.attention.window)
    guard let window = windows.lazy.compactMap({ $0 }).first else {
      if form.alternatesWindows { add("attention.sliding_window", 0) }
      return
    }
    add("attention.sliding_window", window)
    let isSliding = windows.map { $0 != nil }
    guard isSliding != form.publishedWindows(layers: isSliding.count),
      let pattern = try? GGUFArray(isSliding)
    else { return }
    add("attention.sliding_window_pattern", .array(pattern))
  }

  private mutating func feedForward(_ parts: [FeedForwardSpec]) {
    let mixture = parts.lazy.compactMap(\.experts).first
    guard let dense = parts.lazy.compactMap(\.network).first ?? mixture?.expert else { return }
    if let mixture {
      add("expert_count", mixture.expertCount)
      add("expert_used_count", mixture.expertsPerToken)
      if mixture.expert.hiddenDimension != dense.hiddenDimension || form.namesExpertWidth {
        add("expert_feed_forward_length", mixture.expert.hiddenDimension)
      }
      if mixture.renormalizesShares != form.renormalizesShares {
        add("expert_weights_norm", .bool(mixture.renormalizesShares))
      }
    }
    add("feed_forward_length", dense.hiddenDimension)
    if dense.activation != form.activation {
      add("feed_forward.activation", .string(dense.activation.rawValue))
    }
  }

  private mutating func rotary(_ rotary: RotarySpec) {
    add("rope.dimension_count", rotary.dimensions)
    add("rope.freq_base", rotary.theta)
    switch rotary.scaling {
    case .none, .llama3: break
    case .divisors(let divisors): vectors.append(("rope_freqs.weight", divisors))
    case .linear(let factor):
      add("rope.scaling.type", .string("linear"))
      add("rope.scaling.factor", factor)
    case .dynamic(let factor, let trained):
      // llama.cpp ends its process when it reads a type that it does not know.
      add("rope.scaling.dynamic_factor", factor)
      add("rope.scaling.original_context_length", trained)
    case .yarn(let yarn): self.yarn(yarn)
    case .longRope(let long):
      add("rope.scaling.original_context_length", long.trainedContext)
      add("rope.scaling.attn_factor", long.attentionFactor)
      vectors.append(("rope_factors_long.weight", long.long.map { Float($0) }))
      vectors.append(("rope_factors_short.weight", long.short.map { Float($0) }))
    }
  }

  private mutating func yarn(_ yarn: YarnScaling) {
    add("rope.scaling.type", .string("yarn"))
    add("rope.scaling.factor", yarn.factor)
    add("rope.scaling.original_context_length", yarn.trainedContext)
    let magnitude = YarnScaling.magnitude(factor: yarn.factor)
    if Float(yarn.attentionFactor) != Float(magnitude) {
      add("rope.scaling.attn_factor", yarn.attentionFactor / magnitude)
    }
    if yarn.betaFast != 32 { add("rope.scaling.yarn_beta_fast", yarn.betaFast) }
    if yarn.betaSlow != 1 { add("rope.scaling.yarn_beta_slow", yarn.betaSlow) }
    if !yarn.truncates { add("rope.scaling.yarn_truncate", .bool(false)) }
  }
}
