/// Models that are known by name without a file.
public enum Catalogue {
  /// All of them, in the order of their families.
  public static let models: [PublishedModel] = {
    let families = [
      gemma1, gemma2, gemma3.recommending(.gemma3), llama1, llama2.recommending(.llama2),
      llama3.recommending(.llama3), tinyLlama.recommending(.tinyLlama), mistral, mixtral,
      qwen2.recommending(.qwen2), qwen3.recommending(.qwen3),
      qwen3Mixtures.recommending(.qwen3), internLM2.recommending(.internLM2),
      smolLM2.recommending(.smolLM2), phi, phi3, gpt2, gpt3, grok, deepSeek, llmJP,
      statedInternLM, statedJapanese, undisclosed,
    ]
    return families.flatMap { $0 }
  }()

  /// The model of this name or alias, in any case.
  ///
  /// An owner before the name (`google/gemma-2b`) and words for tuning (`Qwen2.5-7B-Instruct`) are
  /// left out if the rest is a name.
  public static func model(named name: String) -> PublishedModel? {
    let wanted = CatalogueName(name)
    guard let index = places[wanted.full] ?? places[wanted.shape] else { return nil }
    return models[index]
  }

  /// Names of models that a mistyped name may have meant, the nearest first, each at most once.
  public static func suggestions(for name: String, limit: Int = 5) -> [String] {
    let near = NameDistance.nearest(
      to: CatalogueName(name).full, among: Array(places.keys), limit: places.count)
    var names: [String] = []
    for match in near {
      guard names.count < limit, let index = places[match] else { continue }
      let found = models[index].name
      if !names.contains(found) { names.append(found) }
    }
    return names
  }

  /// Index of the model of each name and alias.
  private static let places: [String: Int] = {
    var places: [String: Int] = [:]
    for (index, model) in models.enumerated() {
      for name in [model.name] + model.aliases { places[name] = index }
    }
    return places
  }()
}
