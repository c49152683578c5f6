public import ModelSpec
import Tensors

extension ModelSpec {
  /// The spec that a GGUF file's metadata and tensor list describe.
  ///
  /// GGUF stores query and key rows of Llama and InternLM2 in the order of adjacent pairs, and norm
  /// factors of Gemma with their one already added; the spec says the former, the weight map knows
  /// the latter.
  /// - Throws: `ModelFileError` for missing or mistyped keys; `SpecError` for
  ///   impossible dimensions.
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
  /// Form that the file's name of the architecture means.
  let form: GGUFForm
  /// The most general architecture of that name.
  let architecture: Architecture
  let prefix: String

  init(_ file: GGUFContents) throws {
    self.file = file
    prefix = try file.metadata.string("general.architecture")
    let registry = ArchitectureRegistry.current
    guard let definition = registry.definition(namedInGGUF: prefix) else {
      let known = registry.namesInGGUF
      throw ModelFileError(
        .unsupported, path: file.path,
        "the architecture \(quoted(prefix)) is not known; known are \(known.joined(separator: ", "))"
      )
    }
    (form, architecture) = (definition.gguf, definition.architecture)
  }

  /// The whole key for a name of llama.cpp's list.
  func key(_ name: String) -> String { "\(prefix).\(form.keyNames[name] ?? name)" }
  func integer(_ name: String) throws -> Int { try file.metadata.integer(key(name)) }
  func integer(ifPresent name: String) throws -> Int? {
    try file.metadata.integer(ifPresent: key(name))
  }
  func number(ifPresent name: String) throws -> Double? {
    try file.metadata.number(ifPresent: key(name))
  }

  func describe() throws -> DescribedModel {
    let (layers, predictionModules) = try blockCounts()
    let width = try integer("embedding_length")
    let norm = try norm()
    let feedForwards = try feedForwards(count: layers)
    let sliding = try slidingLayers(count: layers)
    let context = try integer("context_length")
    let full = try attention(width: width, layers: layers, norm: norm, isSliding: false)
    let local = try attention(width: width, layers: layers, norm: norm, isSliding: true)
    let isTied = shape(.head) == nil
    var spec = ModelSpec(
      name: prefix, architecture: kind(feedForwards: feedForwards, sliding: sliding),
      vocabularySize: try vocabularySize(),
      modelDimension: width, contextLength: context,
      embedding: try embedding(width: width, context: context),
      layers: zip(sliding, feedForwards).enumerated().map { index, parts in
        var attention = parts.0 ? local : full
        if let byLayer = scaleByLayer(index) { attention.scale *= byLayer }
        attention.biases = attentionBiases(layer: index, isLatent: attention.latent != nil)
        return LayerSpec(
          attention: attention, feedForward: biased(parts.1, layer: index), norm: norm,
          normPlacement: form.normPlacement)
      },
      finalNorm: norm,
      head: HeadSpec(
        isTied: isTied,
        multiplier: try number(ifPresent: "logit_scale") ?? form.headMultiplier,
        softcap: try cap("final_logit_softcapping", default: form.logitCap),
        hasBias: contains(.headBias)))
    spec.predictionModules = predictionModules
    let obstacle = try rotaryObstacle()
    let notes = obstacle.map { ["\($0.problem): the model is counted, not run"] } ?? []
    return DescribedModel(spec: spec, notes: notes, obstacleToReading: obstacle)
  }

  /// The decoder's layers, and modules for further tokens that some files list as layers
  /// behind them.
  private func blockCounts() throws -> (layers: Int, predictionModules: Int) {
    let blocks = try integer("block_count")
    guard (1...4096).contains(blocks) else {
      throw ModelFileError(
        .mismatched, path: file.path, "the key \(quoted(key("block_count")))",
        expected: "between 1 and 4096", got: "\(blocks)")
    }
    let modules = try integer(ifPresent: "nextn_predict_layers") ?? 0
    guard file.contains("blk.\(blocks - 1).nextn.eh_proj.weight") else { return (blocks, 0) }
    guard (1..<blocks).contains(modules) else {
      throw ModelFileError(
        .mismatched, path: file.path, "the key \(quoted(key("nextn_predict_layers")))",
        expected: "between 1 and \(blocks - 1)", got: "\(modules)")
    }
    return (blocks - modules, modules)
  }

  /// Some architectures share a name: Mistral and Mixtral are Llamas there.
  private func kind(feedForwards: [FeedForwardSpec], sliding: [Bool]) -> Architecture {
    let layers = GGUFForm.Layers(
      mixture: feedForwards.lazy.compactMap(\.experts).first, hasWindow: sliding.contains(true))
    return ArchitectureRegistry.current.architecture(namedInGGUF: prefix, having: layers)
      ?? architecture
  }

  private func scaleByLayer(_ index: Int) -> Double? {
    guard case .bool(true)? = file.metadata[key("attention.scale_by_inverse_layer")] else {
      return nil
    }
    return 1 / Double(index + 1)
  }

  private func norm() throws -> NormSpec {
    switch form.norm {
    case .layer: NormSpec(.layer, epsilon: try epsilon("attention.layer_norm_epsilon"))
    case .rms: NormSpec(.rms, epsilon: try epsilon("attention.layer_norm_rms_epsilon"))
    }
  }

  /// A file holds float32; 1e-6 is meant where 9.99999997e-07 stands.
  private func epsilon(_ name: String) throws -> Double {
    let stored = try file.metadata.number(key(name))
    return Double(Float(stored).description) ?? stored
  }

  private func vocabularySize() throws -> Int {
    guard let shape = shape(.tokenEmbedding), shape.count == 2 else {
      throw ModelFileError(
        .missing, path: file.path,
        "the tensor \(quoted(name(.tokenEmbedding))) is missing or is not a matrix")
    }
    return shape[0]
  }

  private func embedding(width: Int, context: Int) throws -> EmbeddingSpec {
    if form.hasLearnedPositions {
      return EmbeddingSpec(learnedPositions: shape(.positionEmbedding)?.first ?? context)
    }
    switch form.embedding {
    case .rootOfWidth: return EmbeddingSpec(multiplier: Double(width).squareRoot())
    case .stored(let fallback):
      return EmbeddingSpec(multiplier: try number(ifPresent: "embedding_scale") ?? fallback)
    }
  }

  /// The name of a tensor.
  func name(_ role: TensorRole) -> String {
    guard let (source, layer) = form.tensors.source(of: role) else { return "\(role)" }
    return source.name(layer: layer)
  }

  /// The shape of a tensor, if it is there.
  func shape(_ role: TensorRole) -> [Int]? { file.shape(name(role)) }

  /// Tells whether there is a tensor with values.
  func contains(_ role: TensorRole) -> Bool { file.contains(name(role)) }

  /// A soft cap; 0 stands for none.
  func cap(_ name: String, default fallback: Double?) throws -> Double? {
    guard let value = try number(ifPresent: name) else { return fallback }
    return value > 0 ? value : nil
  }
}

/// The source of a description: a file, or the contents of one that is about to be written.
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

  /// Tells whether there is a tensor of this name with values.
  func contains(_ name: String) -> Bool { shape(name)?.contains(0) == false }
}
