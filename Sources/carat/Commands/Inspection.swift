import JSON
import ModelFiles
import ModelSpec
import PlainText
import Reports
import Tokenizers

/// The facts in a model's files, for `inspect`.
struct Inspection {
  let path: String
  /// The model's own name, or the file's.
  let name: String
  /// The model, or `nil` if its kind is not known.
  let spec: ModelSpec?
  let weights: WeightFile
  let parameters: ParameterCount?
  /// Parameters as far as headers tell.
  let storedParameters: Int
  /// Layout in which a quantiser packed the matrices, such as `GPTQ 4 bits, groups of 128`.
  let layout: String?
  let tokenizer: Tokenizer?
  let notes: [String]

  /// Reads headers and configuration; a model that Carat does not run yet is described all
  /// the same.
  ///
  /// A tokenizer that cannot be used is a note, not the end.
  init(_ path: String) throws {
    let description = try ModelDescription(reading: path)
    guard let stored = description.stored else {
      // What is missing is said as it is for all commands that need the weights.
      let checkpoint = try Checkpoint(opening: path)
      throw CommandError("\(checkpoint.path) does not say what model it holds")
    }
    self.path = path
    (spec, weights) = (description.spec, stored.file)
    name = description.spec.map(stored.file.title) ?? description.name
    parameters = spec.map { ParameterCount($0) }
    layout = stored.layoutName
    storedParameters = stored.parameterCount
    var notes = description.notes
    do {
      // A model whose weights are not read has its tokenizer all the same.
      tokenizer =
        try (try? Checkpoint(opening: path))?.tokenizer() ?? Checkpoint.tokenizer(at: path)
      notes += tokenizer?.notes ?? ["there is no tokenizer"]
    } catch {
      tokenizer = nil
      notes.append("the tokenizer cannot be used: \(error)")
    }
    let unread = Set(weights.unsupported.map(\.formatName)).sorted()
    if !unread.isEmpty {
      notes.append("tensors in \(unread.joined(separator: ", ")) are listed but cannot be read")
    }
    if let obstacle = description.obstacleToRunning {
      notes.append("Carat does not run this model: \(obstacle)")
    }
    notes += (description.audit?.findings ?? []).map(\.explanation)
    self.notes = notes
  }

  private var storedBytes: Int { weights.entries.reduce(0) { $0 + $1.byteCount } }

  private var format: String {
    switch weights {
    case .gguf: "gguf"
    case .safetensors: "safetensors"
    }
  }

  private var formatVersion: Int? {
    if case .gguf(let file) = weights { file.version } else { nil }
  }

  var members: KeyValuePairs<String, JSONValue> {
    [
      "name": .string(name),
      "storedName": .optional(weights.storedName),
      "path": .string(path),
      "architecture": .optional(spec?.architecture.rawValue),
      "format": .string(format),
      "formatVersion": .optional(formatVersion),
      "quantization": .string(weights.quantizationName),
      "bitsPerWeight": .optional(weights.bitsPerWeight),
      "license": .optional(weights.licenseName),
      "layout": .optional(layout),
      "parameters": parameters?.json ?? .members(["total": .integer(storedParameters)]),
      "storedBytes": .integer(storedBytes),
      "fileBytes": .integer(weights.fileBytes),
      "contextLength": .optional(spec?.contextLength),
      "vocabularySize": .optional(spec?.vocabularySize),
      "modelDimension": .optional(spec?.modelDimension),
      "layers": .optional(spec?.layers.count),
      "queryHeads": .optional(spec?.layers.first?.attention.queryHeads),
      "keyValueHeads": .optional(spec?.layers.first?.attention.keyValueHeads),
      "headDimension": .optional(spec?.layers.first?.attention.headDimension),
      "slidingWindow": .optional(spec?.layers.compactMap(\.attention.window).first),
      "isHeadTied": spec.map { .bool($0.head.isTied) } ?? .null,
      "tokenizer": tokenizerJSON,
      "tensors": .array(
        weights.entries.map {
          .members([
            "name": .string($0.name), "shape": .integers($0.shape),
            "format": .string($0.formatName),
            "bytes": .integer($0.byteCount),
          ])
        }),
      "notes": .strings(notes),
    ]
  }

  private var tokenizerJSON: JSONValue {
    let description = tokenizer?.description
    return .members([
      "kind": .optional(description?.model.rawValue),
      "vocabularySize": .optional(tokenizer?.vocabularySize),
      "beginningOfText": .optional(description?.beginningOfText),
      "endOfText": .optional(description?.endOfText),
      "addsBeginningOfText": description.map { .bool($0.addsBeginningOfText) } ?? .null,
      "hasChatTemplate": description.map { .bool($0.chatTemplate != nil) } ?? .null,
    ])
  }

  func text(listsTensors: Bool) -> String {
    var table = Table([.left, .left])
    table.add("architecture", spec?.architecture.displayName ?? "not known")
    table.add("format", formatVersion.map { "GGUF version \($0)" } ?? "safetensors")
    table.add("quantisation", quantization)
    if let layout { table.add("layout", layout.oneLine) }
    table.add("parameters", parameters?.text ?? NumberText.grouped(storedParameters))
    table.add("stored", NumberText.bytes(storedBytes))
    table.add("file size", NumberText.bytes(weights.fileBytes))
    table.add("licence", (weights.licenseName ?? "not named").oneLine)
    if let stored = weights.storedName, stored != name {
      table.add("title in the file", stored.oneLine)
    }
    if let spec {
      table.add("context", "\(NumberText.grouped(spec.contextLength)) tokens")
      table.add("layers", Self.layers(spec))
      table.add("attention", Self.attention(spec))
      table.add("feed-forward", Self.feedForward(spec))
      table.add("head", spec.head.isTied ? "the token embedding" : "its own matrix")
    }
    table.add("tokenizer", tokenizerText)
    var text = TextStyle.output.bold(name.oneLine) + "\n" + table.text(indent: 2)
    text +=
      "\n" + TextStyle.output.bold("Tensors") + "\n" + (listsTensors ? tensorTable : formatTable)
    if !notes.isEmpty {
      text += "\n" + TextStyle.output.bold("Notes") + "\n"
      text += notes.map { "  \($0.oneLine)\n" }.joined()
    }
    return text
  }

  private var quantization: String {
    let name = weights.quantizationName.oneLine
    guard let bits = weights.bitsPerWeight else { return name }
    return "\(name), \(NumberText.fixed(bits, 2)) bits a weight"
  }

  private static func layers(_ spec: ModelSpec) -> String {
    "\(spec.layers.count) of width \(NumberText.grouped(spec.modelDimension))"
  }

  private static func attention(_ spec: ModelSpec) -> String {
    guard let attention = spec.layers.first?.attention else { return "-" }
    var text = "\(attention.queryHeads) query and \(attention.keyValueHeads) key/value heads of "
    text += "\(attention.headDimension)"
    let windows = spec.layers.compactMap(\.attention.window)
    if let window = windows.first {
      text += ", window of \(NumberText.grouped(window)) in \(windows.count) layers"
    }
    return text
  }

  private static func feedForward(_ spec: ModelSpec) -> String {
    switch spec.layers.first?.feedForward {
    case .dense(let dense): Self.text(dense)
    case .mixture(let mixture):
      "\(mixture.expertCount) experts, \(mixture.expertsPerToken) for each token, "
        + Self.text(mixture.expert)
    case nil: "-"
    }
  }

  private static func text(_ dense: DenseSpec) -> String {
    "\(NumberText.grouped(dense.hiddenDimension)) wide, \(dense.activation.rawValue)"
      + (dense.isGated ? ", gated" : "")
  }

  private var tokenizerText: String {
    guard let tokenizer else { return "none" }
    let hasTemplate = tokenizer.description.chatTemplate != nil
    return
      "\(tokenizer.description.model.rawValue), \(NumberText.grouped(tokenizer.vocabularySize)) "
      + "pieces, \(hasTemplate ? "with" : "without") a chat template"
  }

  private var tensorTable: String {
    var table = Table([.left, .left, .left, .right])
    for entry in weights.entries {
      table.add(
        entry.name.oneLine, entry.shape.map(String.init).joined(separator: " x "),
        entry.formatName.oneLine, NumberText.decimalBytes(entry.byteCount))
    }
    return table.text(indent: 2)
  }

  private var formatTable: String {
    var sums: [String: (count: Int, bytes: Int)] = [:]
    for entry in weights.entries {
      let sum = sums[entry.formatName] ?? (0, 0)
      sums[entry.formatName] = (sum.count + 1, sum.bytes + entry.byteCount)
    }
    var table = Table([.left, .right, .right])
    for (name, sum) in sums.sorted(by: { ($1.value.bytes, $0.key) < ($0.value.bytes, $1.key) }) {
      table.add(
        name.oneLine, NumberText.count(sum.count, "tensor"),
        NumberText.decimalBytes(sum.bytes))
    }
    return table.text(indent: 2)
  }
}
