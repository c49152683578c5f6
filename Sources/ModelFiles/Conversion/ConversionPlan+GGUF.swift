import JSON
import ModelSpec
import Tokenizers

extension ConversionPlan {
  /// A GGUF file of a folder in the Hugging Face layout.
  static func gguf(arranging checkpoint: Checkpoint, target: TargetFormat) throws -> ConversionPlan
  {
    let arrangement = try ModelArrangement.gguf(checkpoint.weightMapForWriting())
    let layout = arrangement.layout
    var description = GGUFDescription(layout.spec, target: target)
    var notes = checkpoint.notes
    notes += ConversionNotes.loss(checkpoint.weights, target: target)
    notes += ConversionNotes.unused(arrangement.map)
    notes += try ConversionNotes.droppedKeys(of: checkpoint)
    try description.addSampling(checkpoint.settings())
    notes += try description.addTokenizer { try checkpoint.tokenizer() }
    let rules = FormatRules(target, for: layout.spec)
    let tensors = arrangement.tensors(format: rules.format)
    notes += ConversionNotes.substitutes(tensors, rules: rules)
    return try description.plan(tensors, notes: notes)
  }

  /// A GGUF file of random weights.
  static func gguf(
    random spec: ModelSpec, companions: ModelCompanions?, target: TargetFormat,
    content: (TensorLayout.Entry) -> TensorContent
  ) throws -> ConversionPlan {
    let layout = try TensorLayout.gguf(spec)
    let rules = FormatRules(target, for: layout.spec)
    let tensors = layout.tensors.map { entry in
      PlannedTensor(
        declaration: TensorDeclaration(
          name: entry.name, shape: entry.shape, format: rules.format(entry.name, shape: entry.shape)
        ),
        content: content(entry))
    }
    var description = GGUFDescription(layout.spec, target: target)
    var notes = ConversionNotes.random(spec) + ConversionNotes.substitutes(tensors, rules: rules)
    if let companions {
      notes += companions.notes
      if companions.files.contains(where: { $0.name == "generation_config.json" }) {
        notes.append(
          "generation_config.json is left out: random weights need no sampling of theirs")
      }
      if companions.tokenizer != nil {
        notes += try description.addTokenizer { companions.tokenizer }
      }
      description.addTokens(companions)
    }
    return try description.plan(tensors, notes: notes)
  }

  /// The same GGUF file with matrices in other formats; keys, values and order stay.
  static func gguf(recasting checkpoint: Checkpoint, file: GGUFFile, target: TargetFormat) throws
    -> ConversionPlan
  {
    let needed = try checkpoint.weightMap().names
    if let unread = file.unsupported.first(where: { needed.contains($0.name) }) {
      _ = try file.tensor(named: unread.name)
    }
    let rules = FormatRules(target, for: checkpoint.spec)
    let tensors = file.entries.filter { $0.format != nil && $0.elementCount > 0 }.map { entry in
      PlannedTensor(
        declaration: TensorDeclaration(
          name: entry.name, shape: entry.shape, format: rules.format(entry.name, shape: entry.shape)
        ),
        content: .rows({ [RowRun(tensor: try file.tensor(named: entry.name))] }, adding: 0))
    }
    var notes = checkpoint.notes + ConversionNotes.parts(file)
    notes += ConversionNotes.unread(checkpoint.weights) + ConversionNotes.empty(checkpoint.weights)
    notes += ConversionNotes.loss(checkpoint.weights, target: target)
    notes += ConversionNotes.substitutes(tensors, rules: rules)
    let changed: [(key: String, value: GGUFValue)] = [
      ("general.file_type", .uint32(target.fileType)), ("general.quantization_version", .uint32(2)),
    ]
    var metadata: [(key: String, value: GGUFValue)] = []
    for entry in file.metadata.entries where !entry.key.hasPrefix("split.") {
      metadata.append((entry.key, changed.first { $0.key == entry.key }?.value ?? entry.value))
    }
    metadata += changed.filter { !file.metadata.contains($0.key) }
    return ConversionPlan(
      container: .gguf(metadata: metadata), tensors: tensors, notes: notes)
  }
}

/// The part of a GGUF file before the tensors, which describes a model.
struct GGUFDescription {
  /// Keys and values in their order.
  var entries: [(key: String, value: GGUFValue)]
  private let spec: ModelSpec

  /// Describes a model that is arranged for GGUF.
  init(_ spec: ModelSpec, target: TargetFormat) {
    self.spec = spec
    entries = [
      ("general.architecture", .string(spec.architecture.definition.gguf.name)),
      ("general.type", .string("model")),
      ("general.name", .string(spec.name)),
      ("general.size_label", .string(Self.sizeLabel(spec))),
      ("general.file_type", .uint32(target.fileType)),
      ("general.quantization_version", .uint32(2)),
    ]
  }

  /// Adds the settings that the model's authors recommend.
  mutating func addSampling(_ settings: ModelSettings) {
    func add(_ name: String, _ value: Double?) {
      if let value { entries.append(("general.sampling.\(name)", .float32(Float(value)))) }
    }
    add("temp", settings.draws == false ? 0 : settings.temperature)
    if let count = settings.topK {
      entries.append(("general.sampling.top_k", .int32(Int32(clamping: count))))
    }
    add("top_p", settings.topP)
    add("min_p", settings.minP)
    add("penalty_repeat", settings.repetitionPenalty)
    guard settings.repetitionPenalty != nil else { return }
    // The whole text, as transformers; without this key llama.cpp looks at 64 tokens.
    let window = Int32(clamping: settings.penaltyTokens ?? -1)
    entries.append(("general.sampling.penalty_last_n", .int32(window)))
  }

  /// Adds a tokenizer; returns what a user should know about it.
  mutating func addTokenizer(_ load: () throws -> Tokenizer?) throws -> [String] {
    do {
      guard let tokenizer = try load() else {
        return ["the folder has no tokenizer, so the file has none"]
      }
      let writing = try GGUFTokenizerKeys(
        tokenizer.description, vocabularySize: spec.vocabularySize)
      entries += writing.entries
      return writing.notes
    } catch let error as TokenizerError {
      return ["the file has no tokenizer, because the folder's cannot be carried over: \(error)"]
    }
  }

  /// Names the special tokens that no tokenizer has named.
  mutating func addTokens(_ companions: ModelCompanions) {
    for token in ModelCompanions.SpecialToken.allCases {
      let value = companions.id(token)
      guard let id = value?.integer ?? value?.array?.first?.integer,
        (0..<spec.vocabularySize).contains(id),
        !entries.contains(where: { $0.key == token.nameInGGUF })
      else { continue }
      entries.append((token.nameInGGUF, .uint32(UInt32(clamping: id))))
    }
  }

  /// The whole plan, after a check that readers will find the same model in it.
  func plan(_ tensors: [PlannedTensor], notes: [String]) throws -> ConversionPlan {
    let keys = try GGUFKeys(spec)
    let vectors = keys.vectors.map { vector in
      PlannedTensor(
        declaration: TensorDeclaration(
          name: vector.name, shape: [vector.values.count], format: .f32),
        content: .values(vector.values))
    }
    var metadata = entries
    metadata.insert(contentsOf: keys.entries, at: min(entries.count, 6))
    if !metadata.contains(where: { $0.key == "tokenizer.ggml.model" }) {
      metadata.append(("tokenizer.ggml.model", .string("none")))
    }
    let planned = vectors + tensors
    try check(metadata, planned, keys)
    return ConversionPlan(container: .gguf(metadata: metadata), tensors: planned, notes: notes)
  }

  /// Reads the description back before anything is written.
  private func check(
    _ metadata: [(key: String, value: GGUFValue)], _ tensors: [PlannedTensor], _ keys: GGUFKeys
  ) throws {
    var read = GGUFMetadata(path: spec.name)
    for (key, value) in metadata {
      _ = read.append(GGUFMetadata.Entry(key: key, value: value, offset: 0))
    }
    var shapes: [String: [Int]] = [:]
    for tensor in tensors { shapes[tensor.declaration.name] = tensor.declaration.shape }
    let contents = GGUFContents(path: spec.name, metadata: read, shape: { shapes[$0] }) { name in
      keys.vectors.first { $0.name == name }?.values ?? []
    }
    let described = try ModelSpec.gguf(contents).spec
    var expected = spec
    // GGUF has one name for Llama, and for Mistral, which without a window is the same model.
    if spec.architecture.definition.gguf.name == described.architecture.definition.gguf.name {
      expected.architecture = described.architecture
    }
    if let difference = expected.difference(from: described) {
      throw ConversionError("\(spec.name) cannot be described in a GGUF file: \(difference)")
    }
  }

  /// Parameters as names show them, such as `135M`, or `8x7B` for experts.
  private static func sizeLabel(_ spec: ModelSpec) -> String {
    let total = spec.tensors.reduce(0) { $0 + $1.elementCount }
    guard case .mixture(let mixture)? = spec.layers.first?.feedForward else { return size(total) }
    let experts = spec.tensors.filter { $0.shape.count == 3 }.reduce(0) { $0 + $1.elementCount }
    let single = total - experts + experts / max(mixture.expertCount, 1)
    return "\(mixture.expertCount)x\(size(single))"
  }

  private static func size(_ count: Int) -> String {
    for (unit, scale) in [("T", 1e12), ("B", 1e9), ("M", 1e6)] where Double(count) >= scale {
      let value = Double(count) / scale
      let rounded = value < 10 ? (value * 10).rounded() / 10 : value.rounded()
      return rounded == rounded.rounded() ? "\(Int(rounded))\(unit)" : "\(rounded)\(unit)"
    }
    return "\((count + 500) / 1000)K"
  }
}
