import ModelSpec

/// The architectures that files are read and written for, found by each of their names.
struct ArchitectureRegistry: Sendable {
  /// The known architectures, in the order in which messages name them.
  static let known = ArchitectureRegistry([
    .gemma, .gemma2, .gemma3, .llama, .mistral, .qwen2, .qwen3, .qwen2MoE, .qwen3MoE, .internlm2,
    .phi, .phi3, .gpt2, .mixtral, .grok1, .deepSeek2, .deepSeek3,
  ])

  /// The registry in use: the known architectures, but where a test brings one of its own.
  @TaskLocal static var current = known

  /// All definitions.
  let definitions: [ArchitectureDefinition]
  /// The names of output heads that are stored apart.
  let headNames: [String]
  /// The keys of a `config.json` that hold a width.
  let widthKeys: [String]
  /// The towers that are counted.
  let towers: [HuggingFaceForm.Tower]
  private let places: [Architecture: Int]
  private let modelTypePlaces: [String: Int]

  /// A registry of these definitions.
  init(_ definitions: [ArchitectureDefinition]) {
    self.definitions = definitions
    places = Dictionary(
      definitions.enumerated().map { ($1.architecture, $0) },
      uniquingKeysWith: { first, _ in first })
    modelTypePlaces = Dictionary(
      definitions.enumerated().flatMap { place, definition in
        definition.huggingFace.modelTypes.map { ($0, place) }
      }, uniquingKeysWith: { first, _ in first })
    widthKeys = Set(definitions.map(\.huggingFace.config.names.width)).sorted()
    towers = definitions.compactMap(\.huggingFace.tower)
    let common = [
      "lm_head.weight", "output.weight", "language_model.lm_head.weight", "model.lm_head.weight",
    ]
    headNames = definitions.reduce(into: common) { names, definition in
      let own = definition.huggingFace.head
      if !names.contains(own) { names.append(own) }
    }
  }

  /// The definition of an architecture.
  subscript(architecture: Architecture) -> ArchitectureDefinition? {
    places[architecture].map { definitions[$0] }
  }

  /// The values of `model_type` that are read, sorted.
  var modelTypes: [String] { modelTypePlaces.keys.sorted() }

  /// The definition that a `model_type` names.
  func definition(modelType: String) -> ArchitectureDefinition? {
    modelTypePlaces[modelType].map { definitions[$0] }
  }

  /// The `model_type` that the stem of a class name stands for: `deepseek_v3` for `deepseekv3`.
  func modelType(classStem: String) -> String? {
    modelTypes.first { $0.filter { $0 != "_" } == classStem }
  }

  /// The `model_type` that a class stands for whatever a file's own says.
  func modelType(claiming className: String) -> String? {
    definitions.first { definition in
      definition.huggingFace.classPrefix.map(className.hasPrefix) ?? false
    }?.huggingFace.modelTypes.first
  }

  /// The values of `general.architecture` that are read.
  var namesInGGUF: [String] {
    definitions.filter { $0.gguf.isMeant == nil }.map(\.gguf.name)
  }

  /// The definition that `general.architecture` names; that of the more general one where several
  /// share a name.
  func definition(namedInGGUF name: String) -> ArchitectureDefinition? {
    definitions.first { $0.gguf.name == name && $0.gguf.isMeant == nil }
  }

  /// The architecture of a GGUF file among those that share its name, by what its layers have.
  func architecture(namedInGGUF name: String, having layers: GGUFForm.Layers) -> Architecture? {
    let special = definitions.first {
      $0.gguf.name == name && ($0.gguf.isMeant.map { $0(layers) } ?? false)
    }
    return (special ?? definition(namedInGGUF: name))?.architecture
  }
}
