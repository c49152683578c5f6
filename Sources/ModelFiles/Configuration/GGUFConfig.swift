public import ModelSpec

extension ModelSpec {
  /// The spec that a GGUF file's metadata and tensor list describe.
  ///
  /// GGUF stores query and key rows of Llama and InternLM2 in the order of adjacent pairs, and norm factors of Gemma with
  /// their one already added; the spec says the former, the weight map knows the latter.
  /// - Throws: `ModelFileError` for missing or mistyped keys; `SpecError` for impossible dimensions.
  public static func gguf(_ file: GGUFFile) throws -> DescribedModel {
    let reader = try GGUFConfig(file)
    var described = try reader.describe()
    if let name = try file.metadata.string(ifPresent: "general.name") { described.spec.name = name }
    try described.spec.validate()
    return described
  }
}

/// Reads the keys that start with the architecture's name.
struct GGUFConfig {
  let file: GGUFFile
  let architecture: Architecture
  let prefix: String

  init(_ file: GGUFFile) throws {
    self.file = file
    prefix = try file.metadata.string("general.architecture")
    guard let architecture = Architecture(rawValue: prefix),
      !["mistral", "mixtral"].contains(prefix)
    else {
      let known = Architecture.allCases.map(\.rawValue).filter {
        !["mistral", "mixtral"].contains($0)
      }
      throw ModelFileError(
        .unsupported, path: file.path,
        "the architecture \(quoted(prefix)) is not known; known are \(known.joined(separator: ", "))"
      )
    }
    self.architecture = architecture
  }

  func key(_ name: String) -> String { "\(prefix).\(name)" }
  func integer(_ name: String) throws -> Int { try file.metadata.integer(key(name)) }
  func integer(ifPresent name: String) throws -> Int? {
    try file.metadata.integer(ifPresent: key(name))
  }
  func number(ifPresent name: String) throws -> Double? {
    try file.metadata.number(ifPresent: key(name))
  }

  func describe() throws -> DescribedModel {
    var notes: [String] = []
    let layers = try integer("block_count")
    guard (1...4096).contains(layers) else {
      throw ModelFileError(
        .mismatched, path: file.path, "the key \(quoted(key("block_count")))",
        expected: "between 1 and 4096", got: "\(layers)")
    }
    let width = try integer("embedding_length")
    let norm = try norm()
    let feedForward = try feedForward(notes: &notes)
    let sliding = try slidingLayers(count: layers)
    let context = try integer("context_length")
    let full = try attention(width: width, layers: layers, norm: norm, isSliding: false)
    let local = try attention(width: width, layers: layers, norm: norm, isSliding: true)
    let placement: LayerSpec.NormPlacement =
      [.gemma2, .gemma3, .grok1].contains(architecture) ? .beforeAndAfter : .before
    let isTied = !file.contains("output.weight")
    let spec = ModelSpec(
      name: prefix, architecture: kind(feedForward: feedForward, sliding: sliding),
      vocabularySize: try vocabularySize(),
      modelDimension: width, contextLength: context,
      embedding: try embedding(width: width, context: context),
      layers: sliding.enumerated().map { index, isSliding in
        var attention = isSliding ? local : full
        if let byLayer = scaleByLayer(index) { attention.scale *= byLayer }
        return LayerSpec(
          attention: attention, feedForward: feedForward, norm: norm, normPlacement: placement)
      },
      finalNorm: norm,
      head: HeadSpec(
        isTied: isTied,
        multiplier: try number(ifPresent: "logit_scale")
          ?? (architecture == .grok1 ? 0.5773502691896257 : 1),
        softcap: try positive("final_logit_softcapping") ?? (architecture == .gemma2 ? 30 : nil)))
    return DescribedModel(spec: spec, notes: notes)
  }

  /// GGUF calls Mistral and Mixtral "llama".
  private func kind(feedForward: FeedForwardSpec, sliding: [Bool]) -> Architecture {
    guard architecture == .llama else { return architecture }
    if case .mixture = feedForward { return .mixtral }
    return sliding.contains(true) ? .mistral : .llama
  }

  private func scaleByLayer(_ index: Int) -> Double? {
    guard case .bool(true)? = file.metadata[key("attention.scale_by_inverse_layer")] else {
      return nil
    }
    return 1 / Double(index + 1)
  }

  private func norm() throws -> NormSpec {
    if architecture == .gpt2 {
      return NormSpec(.layer, epsilon: try epsilon("attention.layer_norm_epsilon"))
    }
    return NormSpec(.rms, epsilon: try epsilon("attention.layer_norm_rms_epsilon"))
  }

  /// A file holds float32; 1e-6 is meant where 9.99999997e-07 stands.
  private func epsilon(_ name: String) throws -> Double {
    let stored = try file.metadata.number(key(name))
    return Double(Float(stored).description) ?? stored
  }

  private func vocabularySize() throws -> Int {
    let embedding = file.entries.first { $0.name == "token_embd.weight" }
    guard let shape = embedding?.shape, shape.count == 2 else {
      throw ModelFileError(
        .missing, path: file.path, "the tensor 'token_embd.weight' is missing or is not a matrix")
    }
    return shape[0]
  }

  private func embedding(width: Int, context: Int) throws -> EmbeddingSpec {
    switch architecture {
    case .gemma, .gemma2, .gemma3: return EmbeddingSpec(multiplier: Double(width).squareRoot())
    case .gpt2:
      let table = file.entries.first { $0.name == "position_embd.weight" }?.shape.first
      return EmbeddingSpec(learnedPositions: table ?? context)
    default:
      let fallback = architecture == .grok1 ? 78.38367176906169 : 1
      return EmbeddingSpec(multiplier: try number(ifPresent: "embedding_scale") ?? fallback)
    }
  }

  private func positive(_ name: String) throws -> Double? {
    guard let value = try number(ifPresent: name), value > 0 else { return nil }
    return value
  }

  private func feedForward(notes: inout [String]) throws -> FeedForwardSpec {
    let published: Activation =
      switch architecture {
      case .gemma, .gemma2, .gemma3, .gpt2, .grok1: .geluTanh
      default: .silu
      }
    var activation = published
    if let name = try file.metadata.string(ifPresent: key("feed_forward.activation")) {
      guard let own = Activation(rawValue: name) else {
        throw ModelFileError(
          .unsupported, path: file.path, "the activation \(quoted(name)) is not known")
      }
      activation = own
    }
    let dense = DenseSpec(
      hiddenDimension: try integer("feed_forward_length"), activation: activation,
      isGated: architecture != .gpt2, hasBias: file.contains("blk.0.ffn_down.bias"))
    let experts = try integer(ifPresent: "expert_count") ?? 0
    guard experts > 0 else { return .dense(dense) }
    var expert = dense
    expert.hiddenDimension =
      try integer(ifPresent: "expert_feed_forward_length") ?? dense.hiddenDimension
    return .mixture(
      MixtureSpec(
        expertCount: experts, expertsPerToken: try integer("expert_used_count"), expert: expert,
        renormalizesShares: architecture != .grok1))
  }
}
