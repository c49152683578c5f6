public import JSON
public import ModelSpec
import Tokenizers

/// A spec read from a file, with what had to be assumed.
public struct DescribedModel: Sendable {
  /// The model.
  public var spec: ModelSpec
  /// Fields that the file leaves out, and other things that a user should know.
  public var notes: [String]
  /// Reason that weights that come with this description are not read although the model is known,
  /// or `nil`.
  public var obstacleToReading: ConfigError?
  /// The tile of a matrix that shares one scale in weights that come with this description, if they
  /// are FP8.
  public var scaleBlock: ScaleBlock?
  /// Quantisation of the weights that come with this description, if they are quantised, as the
  /// configuration says.
  public var quantization: QuantizationScheme?
  /// The quantiser that a configuration names without telling its bits.
  var unknownQuantizer: String?
}

extension ModelSpec {
  /// The spec that a Hugging Face `config.json` describes.
  ///
  /// A multimodal file's `text_config` is used. A field that the file leaves out takes the default
  /// that transformers publishes for the model type, and is listed in the notes.
  /// - Throws: `ConfigError` for a missing, contradictory or unsupported field; `SpecError` for
  ///   impossible dimensions.
  public static func huggingFace(_ config: JSONValue, name: String) throws -> DescribedModel {
    guard let object = config.object else {
      throw ConfigError(key: nil, "expected a JSON object, got \(config.summary)")
    }
    let root = ConfigReader(object, modelType: "this model")
    let text = try root.nested("text_config")
    let type = try modelType(root)
    let (kind, definition, isInner) = try kind(type, root, text)
    var reader = ConfigReader(text?.object ?? object, modelType: kind)
    if text != nil { reader.note("this is a multimodal model; its text part is used") }
    if !isInner, kind != type {
      reader.note("model_type \"\(type)\" is read as \(kind), which \"architectures\" names")
    }
    var spec = try definition.huggingFace.config.read(
      &reader, as: definition.architecture)
    if text != nil, root.has("tie_word_embeddings") {
      var outer = root
      spec.head.isTied = try outer.flag("tie_word_embeddings", default: spec.head.isTied)
    }
    spec.vision = try reader.vision(
      besideModelOf: type, outputDimension: spec.modelDimension, in: root)
    spec.name = name
    try spec.validate()
    var described = DescribedModel(
      spec: spec, notes: reader.notes, obstacleToReading: reader.obstacle)
    if isInner {
      described.obstacleToReading = ConfigError(
        key: "model_type",
        "\"\(type)\" is counted as the \(kind) that it holds, but its weights are not read")
    }
    try described.readQuantization(root)
    return described
  }

  /// Kind of model of a model type; for an unknown one, what the class in `architectures` says, or
  /// the text model that it holds.
  private static func kind(
    _ type: String, _ root: ConfigReader, _ text: ConfigReader?
  ) throws -> (name: String, definition: ArchitectureDefinition, isInner: Bool) {
    if let (name, definition) = try known(type, root) { return (name, definition, false) }
    if let text, let (name, definition) = try known(text.string("model_type"), text) {
      return (name, definition, true)
    }
    throw ConfigError(
      key: "model_type",
      "\"\(type)\" is not an architecture that Carat knows; known are "
        + supportedModelTypes.joined(separator: ", "))
  }

  /// The kind of a configuration, by its model type, else by the class of its authors' code.
  ///
  /// Makers publish models of a known class under a `model_type` of their own (`kimi_k2` is a
  /// `DeepseekV3ForCausalLM`). A class counts only beside the dimensions that it reads: others use
  /// its name with keys of their own (`phi-msft`).
  private static func known(_ type: String?, _ reader: ConfigReader) throws
    -> (name: String, definition: ArchitectureDefinition)?
  {
    let registry = ArchitectureRegistry.current
    if let type, let definition = registry.definition(modelType: type) { return (type, definition) }
    for name in try reader.strings("architectures") ?? [] {
      // A class that joins several kinds of input keeps its dimensions elsewhere.
      guard let kind = registry.modelType(classStem: stem(ofClass: name)),
        registry.widthKeys.contains(where: reader.has),
        let definition = registry.definition(modelType: kind)
      else { continue }
      return (kind, definition)
    }
    return nil
  }

  /// The part of a class name that tells the kind of model, in lower case: `deepseekv3`
  /// of `DeepseekV3ForCausalLM`.
  private static func stem(ofClass name: String) -> String {
    var stem = name[...]
    if let range = stem.firstRange(of: /For[A-Z]/) {
      stem = stem[..<range.lowerBound]
    } else if let suffix = ["LMHeadModel", "TextModel", "Model"].first(where: stem.hasSuffix) {
      stem = stem.dropLast(suffix.count)
    }
    return stem.lowercased()
  }

  /// `model_type`, or what the class name says where it is missing.
  private static func modelType(_ root: ConfigReader) throws -> String {
    let classes = try root.strings("architectures") ?? []
    let registry = ArchitectureRegistry.current
    if let type = classes.lazy.compactMap(registry.modelType(claiming:)).first { return type }
    if let type = try root.string("model_type") { return type }
    guard let first = classes.first else {
      throw ConfigError(key: "model_type", "missing, and there is no \"architectures\" either")
    }
    let stem = stem(ofClass: first)
    return registry.modelType(classStem: stem) ?? stem
  }

  /// The `model_type` names that Carat reads.
  public static var supportedModelTypes: [String] { ArchitectureRegistry.current.modelTypes }

  /// Refuses a dimension that no model has, under the key that names it.
  static func require(_ value: Int, _ key: String) throws {
    guard value >= 1, value <= ModelSpec.largestDimension else {
      throw ConfigError(
        key: key, "expected between 1 and \(ModelSpec.largestDimension), got \(value)")
    }
  }
}

extension ConfigReader {
  /// The nonlinearity under one of the names that transformers uses.
  mutating func activation(_ key: String, default fallback: String) throws -> Activation {
    let name = try string(key) ?? fallback
    switch name {
    case "silu", "swish": return .silu
    case "gelu_pytorch_tanh", "gelu_new", "gelu_fast", "gelu_tanh": return .geluTanh
    case "gelu": return .gelu
    case "relu": return .relu
    case "quick_gelu": return .geluSigmoid
    default:
      throw ConfigError(
        key: key,
        "the activation \"\(name)\" is not known; known are silu, gelu_pytorch_tanh, "
          + "gelu_new, gelu, relu and quick_gelu")
    }
  }

  /// Tells of each layer whether it has a sliding window, from `layer_types` or by `isSliding`.
  func slidingLayers(count: Int, isSliding: (Int) -> Bool) throws -> [Bool] {
    guard let types = try strings("layer_types") else { return (0..<count).map(isSliding) }
    guard types.count == count else {
      throw ConfigError(
        key: "layer_types", "has \(types.count) entries for \(count) layers")
    }
    return try types.map { type in
      switch type {
      case "sliding_attention": true
      case "full_attention": false
      default:
        throw ConfigError(
          key: "layer_types",
          "\"\(type)\" is not known; known are full_attention and sliding_attention")
      }
    }
  }

  /// Says that layers named sliding have no window, since the file switches windows off.
  mutating func noteNoWindow(_ reason: String) {
    note("layer_types names sliding layers, but \(reason): no layer has a window")
  }

  /// Checks a count before anything is sized by it.
  func layerCount(_ count: Int, key: String) throws -> Int {
    guard (1...4096).contains(count) else {
      throw ConfigError(key: key, "expected between 1 and 4096 layers, got \(count)")
    }
    return count
  }
}
