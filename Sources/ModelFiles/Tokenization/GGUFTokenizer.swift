import ModelSpec
package import Tokenizers

/// Reads the tokenizer that a GGUF file carries in its metadata.
package struct GGUFTokenizer {
  private let metadata: GGUFMetadata
  private let path: String

  package init(_ file: GGUFFile) {
    metadata = file.metadata
    path = file.path
  }

  /// The description, or `nil` if the file carries no tokenizer.
  ///
  /// - Throws: `ModelFileError` for a kind of tokenizer that is not known and for lists that do not
  ///   fit together.
  package func description() throws -> TokenizerDescription? {
    guard let model = try metadata.string(ifPresent: key("model")), model != "none",
      let (bytes, ends) = try metadata.packedStrings(ifPresent: key("tokens"))
    else { return nil }
    let kinds: [String: TokenizerDescription.Model] = [
      "llama": .sentencePieceBPE, "t5": .unigram, "gpt2": .byteLevelBPE, "gemma4": .characterBPE,
    ]
    guard let kind = kinds[model] else {
      throw ModelFileError(
        .unsupported, path: path, "the tokenizer kind \(quoted(model))",
        expected: kinds.keys.sorted().joined(separator: ", "))
    }
    var description = TokenizerDescription(
      model: kind, pieces: try PieceList(bytes: bytes, ends: ends))
    try readKinds(&description)
    try readScores(&description)
    if kind == .sentencePieceBPE || kind == .unigram { Self.escapeSymbols(&description) }
    if let (bytes, ends) = try metadata.packedStrings(ifPresent: key("merges")) {
      description.merges = MergeList(lines: try PieceList(bytes: bytes, ends: ends))
    }
    try readIDs(&description)
    try readRules(&description)
    description.unknownSurface = try metadata.string(ifPresent: key("unknown_surface"))
    description.chatTemplate = try metadata.string(ifPresent: "tokenizer.chat_template")
    return description
  }

  /// Writes spaces in user-defined symbols as SentencePiece does.
  ///
  /// Converters to GGUF write the symbol of two spaces, `▁▁` in the SentencePiece model, as two
  /// spaces; all other pieces keep their marks.
  private static func escapeSymbols(_ description: inout TokenizerDescription) {
    let space = UInt8(ascii: " ")
    let spaced = description.kinds.indices.filter { id in
      description.kinds[id] == .userDefined && id < description.pieces.count
        && description.pieces[id].contains(space)
    }
    description.pieces.replace(space, with: Array("\u{2581}".utf8), in: spaced)
  }

  private func key(_ name: String) -> String { "tokenizer.ggml.\(name)" }

  /// Every key that is read here.
  static let readKeys: Set<String> = Set(
    [
      "model", "pre", "tokens", "scores", "token_type", "merges", "bos_token_id", "eos_token_id",
      "eot_token_id", "eom_token_id", "unknown_token_id", "padding_token_id", "add_bos_token",
      "add_eos_token", "add_space_prefix", "remove_extra_whitespaces", "precompiled_charsmap",
      "unknown_surface",
    ].map { "tokenizer.ggml.\($0)" } + ["tokenizer.chat_template"])

  /// The kind of each piece; a number that names none counts as ordinary text.
  private func readKinds(_ description: inout TokenizerDescription) throws {
    guard let numbers = try metadata.integers(ifPresent: key("token_type")) else { return }
    var unknown = 0
    description.kinds = numbers.map { number in
      if let kind = UInt8(exactly: number).flatMap(PieceKind.init(rawValue:)) { return kind }
      unknown += 1
      return .normal
    }
    guard unknown > 0 else { return }
    let tokens = unknown == 1 ? "1 token has" : "\(unknown) tokens have"
    description.notes.append(
      "\(tokens) a type other than 1 to 6 and count as ordinary text, as in llama.cpp")
  }

  /// Scores; merging by score takes 0 for all where there are none, as llama.cpp does.
  private func readScores(_ description: inout TokenizerDescription) throws {
    description.scores = try metadata.floats(ifPresent: key("scores")) ?? []
    guard description.scores.isEmpty,
      description.model == .sentencePieceBPE || description.model == .unigram
    else { return }
    description.scores = [Float](repeating: 0, count: description.pieces.count)
    description.notes.append("the file has no scores of tokens; 0 is taken for all")
  }

  /// The ids that llama.cpp takes where a file names none.
  private static func defaultID(_ name: String, _ description: TokenizerDescription) -> Int? {
    let ids: [String: Int]
    switch description.model {
    case .sentencePieceBPE: ids = ["bos": 1, "eos": 2, "unknown": 0]
    case .unigram: ids = ["eos": 1, "unknown": 2, "padding": 0]
    case .byteLevelBPE: ids = ["bos": 11, "eos": 11]
    case .characterBPE: ids = [:]
    }
    guard let id = ids[name], id < description.pieces.count else { return nil }
    // In the vocabulary of GPT-2, 11 is a comma: a beginning or an end only where the file types
    // it so.
    let isControl = id < description.kinds.count && description.kinds[id] == .control
    return description.model == .byteLevelBPE && !isControl ? nil : id
  }

  private func readIDs(_ description: inout TokenizerDescription) throws {
    let count = description.pieces.count
    var notes: [String] = []
    func id(_ name: String) throws -> Int? {
      let stated = try statedID(name)
      if let stated = stated.flatMap({ Int(exactly: $0) }), (0..<count).contains(stated) {
        return stated
      }
      let id = Self.defaultID(name, description)
      // A vocabulary without padding names one past its end, or all ones.
      if name == "padding" { return nil }
      let found = stated.map { "the \(name) token is \($0), but ids run from 0 to \(count - 1)" }
      if let id {
        let piece = quoted(String(decoding: description.pieces[id], as: UTF8.self))
        let reason = found ?? "the file names no \(name) token"
        notes.append("\(reason); \(id), \(piece), is taken, as in llama.cpp")
      } else if let found {
        notes.append("\(found): it is left out")
      }
      return id
    }
    description.beginningOfText = try id("bos")
    description.endOfText = try id("eos")
    description.endOfTurn = try id("eot")
    description.unknown = try id("unknown")
    description.padding = try id("padding")
    if let eom = try id("eom") { description.additionalEndOfGeneration.insert(eom) }
    description.notes += notes
  }

  /// The id that a file names, inside or outside the vocabulary; an unsigned one may be beyond all
  /// integers here.
  private func statedID(_ name: String) throws -> Int128? {
    let key = key("\(name)_token_id")
    if case .uint64(let id)? = metadata[key] { return Int128(id) }
    return try metadata.integer(ifPresent: key).map { Int128($0) }
  }

  private func readRules(_ description: inout TokenizerDescription) throws {
    let addsBeginning = try metadata.bool(ifPresent: key("add_bos_token"))
    description.addsEndOfText = try metadata.bool(ifPresent: key("add_eos_token")) ?? false
    switch description.model {
    case .byteLevelBPE:
      let name = try metadata.string(ifPresent: key("pre")) ?? "default"
      description.preTokenization = .rule(name)
      description.addsBeginningOfText =
        addsBeginning ?? SplitRule.named(name)?.addsBeginningOfText ?? false
    case .sentencePieceBPE, .unigram:
      description.escapesWhitespace = true
      description.byteFallback = true
      let isPrefixed = try metadata.bool(ifPresent: key("add_space_prefix")) ?? true
      description.spacePrefix =
        isPrefixed ? (description.model == .unigram ? .atStart : .everySection) : .never
      description.removesExtraWhitespace =
        try metadata.bool(ifPresent: key("remove_extra_whitespaces")) ?? false
      description.characterMap =
        try metadata.integers(ifPresent: key("precompiled_charsmap"))?.map {
          UInt8(truncatingIfNeeded: $0)
        } ?? []
      description.addsBeginningOfText = addsBeginning ?? (description.model == .sentencePieceBPE)
    case .characterBPE:
      description.escapesWhitespace = true
      description.byteFallback = true
      description.preTokenization = .rule("gemma-4")
      description.addsBeginningOfText = addsBeginning ?? true
    }
  }
}
