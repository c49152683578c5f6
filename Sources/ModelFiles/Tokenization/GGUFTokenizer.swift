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
  /// - Throws: `ModelFileError` for a kind of tokenizer that is not known and for lists that do not fit together.
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
    description.scores = try metadata.floats(ifPresent: key("scores")) ?? []
    description.kinds = try pieceKinds()
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
  /// Converters to GGUF write the symbol of two spaces, `▁▁` in the SentencePiece model, as two spaces; all other pieces keep
  /// their marks.
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

  private func pieceKinds() throws -> [PieceKind] {
    guard let numbers = try metadata.integers(ifPresent: key("token_type")) else { return [] }
    var kinds: [PieceKind] = []
    kinds.reserveCapacity(numbers.count)
    for number in numbers {
      guard let raw = UInt8(exactly: number), let kind = PieceKind(rawValue: raw) else {
        throw ModelFileError(
          .malformed, path: path, "an entry of the key \(quoted(key("token_type")))",
          expected: "1 to 6", got: "\(number)")
      }
      kinds.append(kind)
    }
    return kinds
  }

  private func readIDs(_ description: inout TokenizerDescription) throws {
    description.beginningOfText = try metadata.integer(ifPresent: key("bos_token_id"))
    description.endOfText = try metadata.integer(ifPresent: key("eos_token_id"))
    description.endOfTurn = try metadata.integer(ifPresent: key("eot_token_id"))
    description.unknown = try metadata.integer(ifPresent: key("unknown_token_id"))
    description.padding = try metadata.integer(ifPresent: key("padding_token_id"))
    if let eom = try metadata.integer(ifPresent: key("eom_token_id")) {
      description.additionalEndOfGeneration.insert(eom)
    }
    // A vocabulary without such a token names one past its end, or all ones.
    let count = description.pieces.count
    func known(_ id: Int?) -> Int? { id.flatMap { $0 >= 0 && $0 < count ? $0 : nil } }
    description.padding = known(description.padding)
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
