public import ModelSpec
import Tensors

extension ModelSpec {
  /// The spec that a GGUF file's metadata and tensor list describe.
  ///
  /// GGUF stores query and key rows of Llama and InternLM2 in the order of adjacent pairs, and norm factors of Gemma with
  /// their one already added; the spec says the former, the weight map knows the latter.
  /// - Throws: `ModelFileError` for missing or mistyped keys; `SpecError` for impossible dimensions.
  public static func gguf(_ file: GGUFFile) throws -> DescribedModel {
    try gguf(GGUFContents(file))
  }

  /// The same for a file that may be only about to be written.
  static func gguf(_ file: GGUFContents) throws -> DescribedModel {
    let reader = try GGUFConfig(file)
    var described = try reader.describe()
    if let name = try file.metadata.string(ifPresent: "general.name") { described.spec.name = name }
    try described.spec.validate()
    return described
  }
}

/// Reads the keys that start with the architecture's name.
struct GGUFConfig {
  let file: GGUFContents
  let architecture: Architecture
  let prefix: String

  init(_ file: GGUFContents) throws {
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
        softcap: try cap("final_logit_softcapping", default: architecture == .gemma2 ? 30 : nil)))
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
    guard let shape = file.shape("token_embd.weight"), shape.count == 2 else {
      throw ModelFileError(
        .missing, path: file.path, "the tensor 'token_embd.weight' is missing or is not a matrix")
    }
    return shape[0]
  }

  private func embedding(width: Int, context: Int) throws -> EmbeddingSpec {
    switch architecture {
    case .gemma, .gemma2, .gemma3: return EmbeddingSpec(multiplier: Double(width).squareRoot())
    case .gpt2:
      return EmbeddingSpec(learnedPositions: file.shape("position_embd.weight")?.first ?? context)
    default:
      let fallback = architecture == .grok1 ? 78.38367176906169 : 1
      return EmbeddingSpec(multiplier: try number(ifPresent: "embedding_scale") ?? fallback)
    }
  }

  /// A soft cap; 0 stands for none.
  func cap(_ name: String, default fallback: Double?) throws -> Double? {
    guard let value = try number(ifPresent: name) else { return fallback }
    return value > 0 ? value : nil
  }

  private func feedForward(notes: inout [String]) throws -> FeedForwardSpec {
    var activation = architecture.publishedActivation
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

extension Architecture {
  /// The nonlinearity where a file does not name one.
  var publishedActivation: Activation {
    switch self {
    case .gemma, .gemma2, .gemma3, .gpt2, .grok1: .geluTanh
    default: .silu
    }
  }

  /// The name in `general.architecture`; Mistral and Mixtral are Llamas there.
  var nameInGGUF: String {
    switch self {
    case .mistral, .mixtral: Architecture.llama.rawValue
    default: rawValue
    }
  }

  /// How GGUF files order the rows of queries and keys.
  var pairingInGGUF: RotarySpec.Pairing {
    [.llama, .internlm2, .mistral, .mixtral].contains(self) ? .adjacent : .halves
  }
}

/// What a description is read from: a file, or the contents of one that is about to be written.
struct GGUFContents {
  /// The file, for messages.
  var path: String
  /// Keys and values.
  var metadata: GGUFMetadata
  /// The shape of a tensor, if it is there.
  var shape: (String) -> [Int]?
  /// The values of a tensor of F32 that is there.
  var values: (String) throws -> [Float]

  /// The contents of a file.
  init(_ file: GGUFFile) {
    path = file.path
    metadata = file.metadata
    shape = { file.entry(named: $0)?.shape }
    values = { name in
      let tensor = try file.tensor(named: name)
      guard tensor.format == .f32, tensor.elementCount <= ModelSpec.largestDimension else {
        throw ModelFileError(
          .mismatched, path: file.path, "the tensor \(quoted(name))", expected: "a vector of F32",
          got: "\(tensor.elementCount) values of \(tensor.format.name)")
      }
      return tensor.values()
    }
  }

  /// Contents that are made in memory.
  init(
    path: String, metadata: GGUFMetadata, shape: @escaping (String) -> [Int]?,
    values: @escaping (String) throws -> [Float]
  ) {
    self.path = path
    self.metadata = metadata
    self.shape = shape
    self.values = values
  }

  /// Whether there is a tensor of this name.
  func contains(_ name: String) -> Bool { shape(name) != nil }
}
