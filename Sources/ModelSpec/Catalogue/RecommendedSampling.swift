/// The maker's recommendation for sampling; `nil` where the source is silent.
public struct RecommendedSampling: Sendable, Hashable {
  /// The models of one shape that a recommendation is for.
  public enum Tuning: Sendable, Hashable {
    /// Those whose name has a word for conversations (`-Instruct`, `-Chat`, `-it`).
    case named
    /// All but those whose name says `-Base`.
    case unlessBase
  }

  /// Temperature of the draw.
  public var temperature: Double?
  /// Number of the likeliest tokens that are kept.
  public var topK: Int?
  /// Cumulative probability that is kept.
  public var topP: Double?
  /// Divisor of the logits of tokens that occurred.
  public var repetitionPenalty: Double?
  /// The models that it is for.
  public var tuning: Tuning
  /// Place where the maker says so, and whether that has been looked up.
  public var source: String

  /// A recommendation.
  public init(
    temperature: Double? = nil, topK: Int? = nil, topP: Double? = nil,
    repetitionPenalty: Double? = nil, tuning: Tuning = .named, source: String
  ) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.repetitionPenalty = repetitionPenalty
    self.tuning = tuning
    self.source = source
  }
}

extension Catalogue {
  /// The published model that goes by one of these names and has this shape.
  ///
  /// A name must be the maker's own, give or take an owner, a word for tuning or for what it was
  /// trained on (`-Coder`), a version, and a format at its end (`SmolLM2-135M-Instruct.Q4_K_M`): a
  /// model that others trained further has another name, and none is found.
  /// - Parameters:
  ///   - names: What the model is called: in its file, by its file, in a library.
  ///   - spec: What it is.
  /// - Returns: The model, and the name by which it was found, its format taken off.
  public static func model(calledOneOf names: [String], shapedAs spec: ModelSpec)
    -> (model: PublishedModel, name: String)?
  {
    for name in names {
      let plain = CatalogueName.withoutFormat(name)
      let found = model(named: CatalogueName.withoutPurpose(plain)) ?? model(named: name)
      guard let model = found, let known = model.spec,
        known.layers.count == spec.layers.count, known.modelDimension == spec.modelDimension,
        known.layers.first?.attention.queryHeads == spec.layers.first?.attention.queryHeads
      else { continue }
      return (model, plain)
    }
    return nil
  }

  /// The parts of a model's name, in lower case.
  package static func words(of name: String) -> [String] { CatalogueName.words(name) }

  /// A model's name without the format and the suffix at its end.
  package static func withoutFormat(_ name: String) -> String { CatalogueName.withoutFormat(name) }

  /// Recommendation of a model's maker, if it is one that the catalogue knows and tuned as the
  /// recommendation asks.
  public static func recommendedSampling(calledOneOf names: [String], shapedAs spec: ModelSpec)
    -> RecommendedSampling?
  {
    guard let (model, _) = model(calledOneOf: names, shapedAs: spec),
      let recommended = model.sampling
    else { return nil }
    // A folder that is called "chat" says nothing of the model in it.
    let own = names.filter {
      self.model(calledOneOf: [$0], shapedAs: spec)?.model.name == model.name
    }
    let words = Set(own.flatMap(CatalogueName.words))
    if words.contains("base") || words.contains("pt") { return nil }
    let isNamed = !words.isDisjoint(with: ["instruct", "chat", "it"])
    return recommended.tuning == .unlessBase || isNamed ? recommended : nil
  }
}

extension Sequence<PublishedModel> {
  /// The same models with a recommendation of their maker.
  func recommending(_ sampling: RecommendedSampling) -> [PublishedModel] {
    map { model in
      var model = model
      model.sampling = sampling
      return model
    }
  }
}

extension RecommendedSampling {
  /// Text behind a source that is named by memory: nobody has held the values against it.
  static let unchecked = " (by memory, not looked up)"

  static let smolLM2 = RecommendedSampling(
    temperature: 0.2, topP: 0.9, source: "model cards of HuggingFaceTB/SmolLM2-Instruct")
  static let qwen2 = RecommendedSampling(
    temperature: 0.7, topK: 20, topP: 0.8, repetitionPenalty: 1.05,
    source: "generation_config.json of Qwen/Qwen2.5-Instruct")
  static let qwen3 = RecommendedSampling(
    temperature: 0.6, topK: 20, topP: 0.95, tuning: .unlessBase,
    source: "generation_config.json of Qwen/Qwen3" + unchecked)
  static let gemma3 = RecommendedSampling(
    temperature: 1, topK: 64, topP: 0.95,
    source: "generation_config.json of google/gemma-3-it" + unchecked)
  static let llama2 = RecommendedSampling(
    temperature: 0.6, topP: 0.9, source: "example_chat_completion.py of meta-llama/llama")
  static let llama3 = RecommendedSampling(
    temperature: 0.6, topP: 0.9, source: "chat_completion() of Meta's llama-models")
  static let tinyLlama = RecommendedSampling(
    temperature: 0.7, topK: 50, topP: 0.95,
    source: "model card of TinyLlama-1.1B-Chat-v1.0" + unchecked)
  static let internLM2 = RecommendedSampling(
    temperature: 0.8, topP: 0.8, source: "chat() of internlm/internlm2-chat" + unchecked)
}
