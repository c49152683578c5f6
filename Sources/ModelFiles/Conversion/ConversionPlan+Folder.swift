import JSON
import ModelSpec
import Tokenizers

extension ConversionPlan {
  /// A folder in the Hugging Face layout of a GGUF file.
  static func folder(arranging checkpoint: Checkpoint, file: GGUFFile, format: StorageFormat) throws
    -> ConversionPlan
  {
    let arrangement = try ModelArrangement.huggingFace(checkpoint.weightMapForWriting())
    var keys = try HuggingFaceKeys(arrangement.layout.spec, format: format)
    var notes = checkpoint.notes + ConversionNotes.parts(file)
    notes += ConversionNotes.unused(arrangement.map)
    notes += ConversionNotes.droppedKeys(of: file, spec: checkpoint.spec)
    var sidecars: [(name: String, bytes: [UInt8])] = []
    var ends: Set<Int> = []
    do {
      if let tokenizer = try checkpoint.tokenizer() {
        keys.addTokens(tokenizer.description)
        notes += tokenizer.notes
        ends = tokenizer.endOfGeneration
        sidecars += TokenizerFiles(tokenizer, contextLength: checkpoint.spec.contextLength).files
      } else {
        notes.append("the file has no tokenizer, so the folder has none")
      }
    } catch let error as TokenizerError {
      notes.append(
        "the folder has no tokenizer, because the file's cannot be carried over: \(error)")
    }
    let settings = try checkpoint.settings().generationConfig(tokenIDs: keys.config, ends: ends)
    sidecars.insert(("config.json", Array(JSONValue.object(keys.config).indented.utf8)), at: 0)
    sidecars.append(("generation_config.json", Array(settings.indented.utf8)))
    return ConversionPlan(
      container: .folder(sidecars: sidecars),
      tensors: arrangement.tensors { _, _ in format }, notes: notes)
  }

  /// The same folder with values in another format; names and all other files stay.
  static func folder(recasting checkpoint: Checkpoint, format: StorageFormat) throws
    -> ConversionPlan
  {
    let weights = checkpoint.weights
    var notes = checkpoint.notes + ConversionNotes.unread(weights)
    let tensors = weights.entries.filter { $0.format != nil }.map { entry in
      PlannedTensor(
        declaration: TensorDeclaration(name: entry.name, shape: entry.shape, format: format),
        content: .rows({ [RowRun(tensor: try weights.tensor(named: entry.name))] }, adding: 0))
    }
    var sidecars: [(name: String, bytes: [UInt8])] = []
    if let config = checkpoint.config {
      let named = config.namingFormat(format)
      sidecars.append(("config.json", Array(named.indented.utf8)))
    }
    for name in ConversionPlace.companions {
      if let bytes = try checkpoint.sidecar(name) { sidecars.append((name, bytes)) }
    }
    notes += ConversionNotes.uncopied(checkpoint, written: sidecars.map(\.name))
    return ConversionPlan(container: .folder(sidecars: sidecars), tensors: tensors, notes: notes)
  }

  /// A folder of random weights.
  static func folder(
    random spec: ModelSpec, companions: ModelCompanions?, format: StorageFormat,
    content: (TensorLayout.Entry) -> TensorContent
  ) throws -> ConversionPlan {
    let layout = try TensorLayout.huggingFace(spec)
    var keys = try HuggingFaceKeys(layout.spec, format: format)
    if let companions { keys.addTokens(companions) }
    let tensors = layout.tensors.map { entry in
      PlannedTensor(
        declaration: TensorDeclaration(name: entry.name, shape: entry.shape, format: format),
        content: content(entry))
    }
    let config = Array(JSONValue.object(keys.config).indented.utf8)
    var sidecars = [("config.json", config)]
    sidecars += companions?.files.map { ($0.name, $0.bytes) } ?? []
    if let companions, companions.files.isEmpty, let tokenizer = companions.tokenizer {
      sidecars += TokenizerFiles(tokenizer, contextLength: spec.contextLength).files
    }
    return ConversionPlan(
      container: .folder(sidecars: sidecars), tensors: tensors,
      notes: ConversionNotes.random(spec) + (companions?.notes ?? []))
  }
}

/// The files of a folder that hold its tokenizer.
private struct TokenizerFiles {
  let files: [(name: String, bytes: [UInt8])]

  init(_ tokenizer: Tokenizer, contextLength: Int) {
    let description = tokenizer.description
    var config = JSONObject(["tokenizer_class": "PreTrainedTokenizerFast"])
    config["model_max_length"] = .integer(contextLength)
    config["clean_up_tokenization_spaces"] = .bool(false)
    let named = [
      ("bos_token", description.beginningOfText), ("eos_token", description.endOfText),
      ("unk_token", description.unknown), ("pad_token", description.padding),
    ]
    for (name, id) in named {
      if let id, let piece = tokenizer.piece(of: id) { config[name] = .string(piece) }
    }
    if let template = description.chatTemplate { config["chat_template"] = .string(template) }
    files = [
      ("tokenizer.json", Array(tokenizer.tokenizerJSON().serialized.utf8)),
      ("tokenizer_config.json", Array(JSONValue.object(config).indented.utf8)),
    ]
  }
}

extension ModelSettings {
  /// The `generation_config.json` that says this.
  fileprivate func generationConfig(tokenIDs config: JSONObject, ends: Set<Int>) -> JSONValue {
    var object = JSONObject()
    for key in ["bos_token_id", "eos_token_id", "pad_token_id"] {
      if let id = config[key], !id.isNull { object[key] = id }
    }
    if ends.count > 1 { object["eos_token_id"] = .array(ends.sorted().map { .integer($0) }) }
    if let temperature { object["do_sample"] = .bool(temperature > 0) }
    if let temperature, temperature > 0 { object["temperature"] = .number(temperature) }
    if let topK { object["top_k"] = .integer(topK) }
    if let topP { object["top_p"] = .number(topP) }
    if let minP { object["min_p"] = .number(minP) }
    if let repetitionPenalty { object["repetition_penalty"] = .number(repetitionPenalty) }
    return .object(object)
  }
}

extension JSONValue {
  /// A configuration with the name of its numbers changed, wherever it gives one.
  fileprivate func namingFormat(_ format: StorageFormat) -> JSONValue {
    let name = JSONValue.string([.f16: "float16", .bf16: "bfloat16"][format] ?? "float32")
    guard var object else { return self }
    for key in ["dtype", "torch_dtype"] where object[key] != nil { object[key] = name }
    for key in ["text_config", "vision_config"] {
      if let nested = object[key], nested.object != nil {
        object[key] = nested.namingFormat(format)
      }
    }
    return .object(object)
  }

  /// The document as JSON text for people, two spaces a level.
  var indented: String { indented("") + "\n" }

  private func indented(_ margin: String) -> String {
    let inner = margin + "  "
    switch self {
    case .object(let object) where object.count > 0:
      let members = object.map { key, value in
        "\(inner)\(JSONText.string(key)): \(value.indented(inner))"
      }
      return "{\n\(members.joined(separator: ",\n"))\n\(margin)}"
    case .array(let values) where !values.isEmpty:
      let elements = values.map { "\(inner)\($0.indented(inner))" }
      return "[\n\(elements.joined(separator: ",\n"))\n\(margin)]"
    default: return serialized
    }
  }
}
