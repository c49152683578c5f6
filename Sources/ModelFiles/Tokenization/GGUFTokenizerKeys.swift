import Tensors
import Tokenizers

/// The keys that carry a tokenizer in a GGUF file: what `GGUFTokenizer` reads, written.
struct GGUFTokenizerKeys {
  /// Keys and values in their order.
  private(set) var entries: [(key: String, value: GGUFValue)] = []
  /// Notes on what could not be carried over.
  private(set) var notes: [String] = []
  private let description: TokenizerDescription
  /// Tokens that are written: as many as the embedding has rows, as llama.cpp expects.
  private let count: Int

  /// Expresses a tokenizer in the terms of GGUF.
  ///
  /// - Parameters:
  ///   - vocabularySize: Rows of the token embedding; the list of tokens is filled up to it,
  ///     or cut.
  /// - Throws: `TokenizerError` for one that splits or normalises text as no published rule does.
  init(_ description: TokenizerDescription, vocabularySize: Int) throws {
    self.description = try description.expressedForGGUF()
    count = vocabularySize
    try addModel()
    try addPieces()
    addIDs()
    try addRules()
    addNotes()
  }

  /// Adds notes on what GGUF has no word for, by name.
  private mutating func addNotes() {
    notes += description.notes
    if description.pieces.count > count {
      notes.append(
        "the tokenizer has \(description.pieces.count) tokens and the embedding \(count) rows: "
          + "tokens without a row are left out")
    }
    let ruled = description.addedTokens.filter {
      $0.takesSpaceBefore || $0.takesSpaceAfter || $0.isWholeWord
    }
    guard let first = ruled.first, first.id < description.pieces.count else { return }
    notes.append(
      "\(ruled.count) tokens, such as \(String(decoding: description.pieces[first.id], as: UTF8.self)), "
        + "take the spaces beside them or stand as words alone; GGUF has no key for that, and llama.cpp "
        + "sets it for models that it knows by name")
  }

  private mutating func add(_ key: String, _ value: GGUFValue) {
    entries.append(("tokenizer.ggml.\(key)", value))
  }

  private mutating func addModel() throws {
    let names: [TokenizerDescription.Model: String] = [
      .sentencePieceBPE: "llama", .unigram: "t5", .byteLevelBPE: "gpt2", .characterBPE: "gemma4",
    ]
    add("model", .string(names[description.model] ?? "none"))
    guard description.model == .byteLevelBPE || description.model == .characterBPE else { return }
    guard case .rule(let name) = description.preTokenization else { return }
    add("pre", .string(name))
  }

  private mutating func addPieces() throws {
    let known = min(description.pieces.count, count)
    var texts: [String] = []
    var kinds: [Int32] = []
    texts.reserveCapacity(count)
    kinds.reserveCapacity(count)
    for id in 0..<count {
      let isThere = id < known && !description.pieces[id].isEmpty
      let kind = description.kinds.isEmpty ? .normal : description.kinds[min(id, known - 1)]
      var text = isThere ? String(decoding: description.pieces[id], as: UTF8.self) : "[PAD\(id)]"
      // Readers of GGUF look for user-defined symbols in the text as it is, where a space is
      // a space.
      if isThere, kind == .userDefined, description.escapesWhitespace {
        text = text.replacing("\u{2581}", with: " ")
      }
      texts.append(text)
      kinds.append(Int32((isThere ? kind : .unused).rawValue))
    }
    add("tokens", .array(try GGUFArray(texts)))
    if !description.scores.isEmpty {
      var scores = Array(description.scores.prefix(known))
      scores += [Float](repeating: -1e4, count: count - scores.count)
      add("scores", .array(try GGUFArray(scores)))
    }
    add("token_type", .array(try GGUFArray(kinds)))
    guard !description.merges.isEmpty else { return }
    let merges = (0..<description.merges.count).map { description.merges.line($0) }
    add("merges", .array(try GGUFArray(merges)))
  }

  private mutating func addIDs() {
    func add(_ key: String, _ id: Int?) {
      guard let id, id >= 0, id < count else { return }
      self.add(key, .uint32(UInt32(clamping: id)))
    }
    var ends = description.additionalEndOfGeneration.sorted().filter {
      $0 != description.endOfText && $0 != description.endOfTurn
    }
    let endOfTurn = description.endOfTurn ?? (ends.isEmpty ? nil : ends.removeFirst())
    add("bos_token_id", description.beginningOfText)
    add("eos_token_id", description.endOfText)
    add("eot_token_id", endOfTurn)
    add("eom_token_id", ends.first)
    add("unknown_token_id", description.unknown)
    add("padding_token_id", description.padding)
    if ends.count > 1 {
      notes.append(
        "only three tokens that end a generation are carried over, not \(ends.dropFirst())")
    }
  }

  private mutating func addRules() throws {
    add("add_bos_token", .bool(description.addsBeginningOfText))
    add("add_eos_token", .bool(description.addsEndOfText))
    if description.model == .sentencePieceBPE || description.model == .unigram {
      add("add_space_prefix", .bool(description.spacePrefix != .never))
      add("remove_extra_whitespaces", .bool(description.removesExtraWhitespace))
      if !description.characterMap.isEmpty {
        add("precompiled_charsmap", .array(try GGUFArray(bytes: description.characterMap)))
      }
    }
    if let surface = description.unknownSurface { add("unknown_surface", .string(surface)) }
    if let template = description.chatTemplate {
      entries.append(("tokenizer.chat_template", .string(template)))
    }
  }
}
