import JSON
import ModelSpec

// A key that changes nothing in what is read from the rest, and is not written either, is dropped.
extension ConversionNotes {
  /// Keys of `config.json` and `generation_config.json` that a GGUF file does not carry.
  static func droppedKeys(of checkpoint: Checkpoint) throws -> [String] {
    var notes: [String] = []
    if let config = checkpoint.config?.object {
      notes += dropped(ConfigKeys(config, checkpoint.spec).dropped, "config.json")
    }
    if let bytes = try checkpoint.sidecar("generation_config.json"),
      let settings = try? JSONValue(parsing: bytes).object
    {
      notes += dropped(
        settings.keys.filter { !carriedSettings.contains($0) }, "generation_config.json")
    }
    return notes
  }

  /// Keys of `generation_config.json` that `ModelSettings` and the tokenizer read.
  private static let carriedSettings: Set<String> = [
    "do_sample", "temperature", "top_k", "top_p", "min_p", "repetition_penalty", "bos_token_id",
    "eos_token_id", "pad_token_id",
  ]

  /// Keys of a GGUF file that a folder does not carry.
  static func droppedKeys(of file: GGUFFile, spec: ModelSpec) -> [String] {
    let written = Set(
      ((try? GGUFKeys(spec.arrangedForGGUF))?.entries ?? []).map(\.key) + carriedMetadata)
    let all = GGUFContents(file)
    guard let with = try? ModelSpec.gguf(all).spec else { return [] }
    let keys = file.metadata.entries.map(\.key).filter { key in
      if written.contains(key) || key.hasPrefix("split.") { return false }
      if key.hasPrefix("tokenizer.") { return !GGUFTokenizer.readKeys.contains(key) }
      var rest = all
      rest.metadata = GGUFMetadata(path: file.path)
      for entry in file.metadata.entries where entry.key != key { _ = rest.metadata.append(entry) }
      guard var without = try? ModelSpec.gguf(rest).spec else { return false }
      without.name = with.name
      return with == without
    }
    return dropped(keys, "the file")
  }

  /// Keys whose meaning is in the new files, under other names.
  private static let carriedMetadata = [
    "general.architecture", "general.type", "general.alignment", "general.file_type",
    "general.quantization_version", "general.size_label", "general.sampling.temp",
    "general.sampling.top_k", "general.sampling.top_p", "general.sampling.min_p",
    "general.sampling.penalty_repeat",
  ]

  private static func dropped(_ keys: [String], _ source: String) -> [String] {
    guard !keys.isEmpty else { return [] }
    let names = keys.map(plainText).joined(separator: ", ")
    return ["\(keys.count == 1 ? "1 key" : "\(keys.count) keys") of \(source) left out: \(names)"]
  }

  /// A name without what would not print.
  static func plainText(_ name: String) -> String {
    String(quoted(name).dropFirst().dropLast())
  }
}

/// The keys of a `config.json` that say something about the text model.
private struct ConfigKeys {
  private let config: JSONObject
  private let described: ModelSpec?
  private let written: Set<String>
  /// Parts that describe the text model key by key.
  private static let nested = ["text_config"]

  init(_ config: JSONObject, _ spec: ModelSpec) {
    self.config = config
    described = Self.described(config)
    let keys = try? HuggingFaceKeys(spec.arrangedForHuggingFace, format: .f32)
    written = Set(keys?.config.keys ?? []).union(Self.nested)
  }

  /// Those that say nothing about it, a key of a part after the part's name.
  var dropped: [String] {
    var names = config.keys.filter { key in
      guard isOpen(key, config[key]) else { return false }
      var rest = config
      rest[key] = nil
      return changesNothing(rest)
    }
    for part in Self.nested {
      guard let object = config[part]?.object else { continue }
      names += object.keys.filter { key in
        guard isOpen(key, object[key]) else { return false }
        var (rest, inner) = (config, object)
        inner[key] = nil
        rest[part] = .object(inner)
        return changesNothing(rest)
      }.map { "\(part).\($0)" }
    }
    return names
  }

  /// Tells whether a key has a value, and is none that the new file has a word for.
  private func isOpen(_ key: String, _ value: JSONValue?) -> Bool {
    value?.isNull == false && !written.contains(key)
  }

  private func changesNothing(_ rest: JSONObject) -> Bool {
    described != nil && Self.described(rest) == described
  }

  /// The text model that is described; towers and modules beside it are not written.
  private static func described(_ config: JSONObject) -> ModelSpec? {
    guard var spec = try? ModelSpec.huggingFace(.object(config), name: "").spec else { return nil }
    (spec.vision, spec.predictionModules) = (nil, 0)
    return spec
  }
}
