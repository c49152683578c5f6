public import JSON

extension Tokenizer {
  /// A `tokenizer.json` that Hugging Face's tokenizers load with equal ids.
  public func tokenizerJSON() -> JSONValue {
    let writer = TokenizerJSONWriter(core: core)
    return .object([
      "version": "1.0", "truncation": .null, "padding": .null,
      "added_tokens": .array(writer.addedTokens),
      "normalizer": writer.normalizer,
      "pre_tokenizer": writer.preTokenizer,
      "post_processor": writer.postProcessor,
      "decoder": writer.decoder,
      "model": writer.model,
    ])
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A JSON string.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A JSON object with these members.
  static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(JSONObject(members))
  }

  /// The only step, or a sequence of several, or `null`.
  static func sequence(_ steps: [JSONValue], of key: String) -> JSONValue {
    if steps.count < 2 { return steps.first ?? .null }
    var object = JSONObject(["type": "Sequence"])
    object[key] = .array(steps)
    return .object(object)
  }
}

/// Expresses a tokenizer in the terms of `tokenizer.json`.
struct TokenizerJSONWriter {
  let core: TokenizerCore

  var description: TokenizerDescription { core.description }
  var isByteLevel: Bool { core.isByteLevel }
  private var isUnigram: Bool { description.model == .unigram }

  private func piece(_ id: Int) -> String {
    String(decoding: description.pieces[id], as: UTF8.self)
  }

  var addedTokens: [JSONValue] {
    var rules: [Int: TokenizerDescription.AddedToken] = [:]
    for token in description.addedTokens { rules[token.id] = token }
    return core.kinds.indices.compactMap { id in
      let kind = core.kinds[id]
      guard kind.isSpecial || kind == .userDefined, !description.pieces[id].isEmpty else {
        return nil
      }
      let rule = rules[id] ?? .init(id: id)
      return .object([
        "id": .integer(id), "content": .string(content(id)),
        "single_word": .bool(rule.isWholeWord), "lstrip": .bool(rule.takesSpaceBefore),
        "rstrip": .bool(rule.takesSpaceAfter), "normalized": .bool(rule.isNormalized),
        "special": .bool(kind.isSpecial),
      ])
    }
  }

  /// The piece as text shows it: there, a symbol of spaces is made of spaces.
  private func content(_ id: Int) -> String {
    guard core.kinds[id] == .userDefined, description.escapesWhitespace else { return piece(id) }
    let tokenizer = Tokenizer(core: core)
    return String(decoding: tokenizer.bytes(of: id) ?? [], as: UTF8.self)
  }

  var normalizer: JSONValue {
    var steps = description.normalization.map(Self.step)
    if case .rule(let name) = description.preTokenization, steps.isEmpty {
      steps = (SplitRule.named(name)?.normalization ?? []).map(Self.step)
    }
    if !description.characterMap.isEmpty {
      steps.append(Self.step(.characterMap(description.characterMap)))
    }
    if description.removesExtraWhitespace {
      steps.append(Self.step(.replacePattern(#"\A +"#, with: "")))
      steps.append(Self.step(.replacePattern(" {2,}", with: " ")))
    }
    // A mark at the beginning alone is left to the Metaspace step, which knows where a
    // section begins.
    if description.escapesWhitespace, !usesMetaspace {
      if description.spacePrefix == .everySection, !description.spaceIsSuffix {
        steps.append(Self.step(.prepend("▁")))
      }
      steps.append(Self.step(.replace(" ", with: "▁")))
    }
    if description.removesExtraWhitespace {
      // SentencePiece also takes a mark at the end that the text itself has brought.
      steps.append(Self.step(.replacePattern(#"[ ▁]+\z"#, with: "")))
    }
    if description.escapesWhitespace, description.spaceIsSuffix, description.spacePrefix != .never {
      steps.append(Self.step(.replacePattern(#"\z"#, with: "▁")))
    }
    return .sequence(steps, of: "normalizers")
  }

  var usesMetaspace: Bool {
    description.escapesWhitespace && description.spacePrefix == .atStart
      && !description.spaceIsSuffix
  }

  static func step(_ step: NormalizationStep) -> JSONValue {
    switch step {
    case .nfc: .object(["type": "NFC"])
    case .nfd: .object(["type": "NFD"])
    case .nfkc: .object(["type": "NFKC"])
    case .nfkd: .object(["type": "NFKD"])
    case .lowercase: .object(["type": "Lowercase"])
    case .nmt: .object(["type": "Nmt"])
    case .prepend(let text): .object(["type": "Prepend", "prepend": .string(text)])
    case .replace(let text, let new):
      .object([
        "type": "Replace", "pattern": .object(["String": .string(text)]), "content": .string(new),
      ])
    case .replacePattern(let pattern, let new):
      .object([
        "type": "Replace", "pattern": .object(["Regex": .string(pattern)]), "content": .string(new),
      ])
    case .strip(let left, let right):
      .object(["type": "Strip", "strip_left": .bool(left), "strip_right": .bool(right)])
    case .characterMap(let bytes):
      .object(["type": "Precompiled", "precompiled_charsmap": .string(Base64.encode(bytes))])
    }
  }

  var postProcessor: JSONValue {
    var frame = description.frame ?? .init(prefix: [], suffix: [])
    if description.frame == nil {
      if description.addsBeginningOfText, let id = description.beginningOfText {
        frame.prefix = [id]
      }
      if description.addsEndOfText, let id = description.endOfText { frame.suffix = [id] }
    }
    guard !frame.prefix.isEmpty || !frame.suffix.isEmpty else { return .null }
    var tokens = JSONObject()
    for id in frame.prefix + frame.suffix {
      let text = JSONValue.string(piece(id))
      tokens[piece(id)] = .object([
        "id": text, "ids": .array([.integer(id)]), "tokens": .array([text]),
      ])
    }
    let single = items(frame, "A")
    return .object([
      "type": "TemplateProcessing", "single": .array(single),
      "pair": .array(single + items(frame, "B")), "special_tokens": .object(tokens),
    ])
  }

  private func items(_ frame: TokenizerDescription.Frame, _ sequence: String) -> [JSONValue] {
    func item(_ kind: String, _ id: String) -> JSONValue {
      var object = JSONObject()
      object[kind] = .object(["id": .string(id), "type_id": .integer(0)])
      return .object(object)
    }
    return frame.prefix.map { item("SpecialToken", piece($0)) } + [item("Sequence", sequence)]
      + frame.suffix.map { item("SpecialToken", piece($0)) }
  }

  var model: JSONValue {
    if isUnigram {
      let vocabulary = core.kinds.indices.map { id in
        JSONValue.array([.string(piece(id)), .number(Double(description.scores[id]))])
      }
      return .object([
        "type": "Unigram", "unk_id": description.unknown.map { .integer($0) } ?? .null,
        "vocab": .array(vocabulary), "byte_fallback": .bool(description.byteFallback),
      ])
    }
    let suffix: JSONValue =
      description.wordSuffix.isEmpty ? .null : .string(description.wordSuffix)
    var vocabulary = JSONObject()
    for id in core.kinds.indices { vocabulary[key(id)] = .integer(id) }
    let merges = description.model == .sentencePieceBPE ? ScoredMerges(core).pairs : writtenMerges
    return .object([
      "type": "BPE", "dropout": .null,
      "unk_token": description.unknown.map { .string(piece($0)) } ?? .null,
      "continuing_subword_prefix": .null, "end_of_word_suffix": suffix,
      "fuse_unk": .bool(!isByteLevel && description.fusesUnknown),
      "byte_fallback": .bool(description.byteFallback), "ignore_merges": .bool(core.ignoresMerges),
      "vocab": .object(vocabulary), "merges": .array(merges),
    ])
  }

  /// The name of a piece in the vocabulary: one that is never put out, nor part of any merge, must
  /// not be found in text.
  private func key(_ id: Int) -> String {
    let isHidden = core.kinds[id] == .unused && piece(id).unicodeScalars.count == 1
    return isHidden ? "[UNUSED_\(id)]" : piece(id)
  }

  private var writtenMerges: [JSONValue] {
    let merges = description.merges
    return (0..<merges.count).compactMap { index in
      merges.parts(of: index).map { left, right in
        .array([
          .string(String(decoding: merges.bytes[left], as: UTF8.self)),
          .string(String(decoding: merges.bytes[right], as: UTF8.self)),
        ])
      }
    }
  }
}
