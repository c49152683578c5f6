import JSON

/// The model of a `tokenizer.json`.
struct JSONVocabulary {
  /// Algorithm of the model: by rank, unless it is unigram.
  private(set) var model = TokenizerDescription.Model.characterBPE
  private var texts: [String?] = []
  private var scores: [Float] = []
  private(set) var kinds: [PieceKind] = []
  private var merges = MergeList()
  private var byteFallback = false
  private var fusesUnknown = false
  private var ignoresMerges = false
  private var unknown: Int?
  private(set) var wordSuffix = ""

  /// Reads `model`.
  init(_ json: JSONValue) throws(TokenizerError) {
    guard let model = json["model"], let vocabulary = model["vocab"] else {
      throw TokenizerError(.malformed, "tokenizer.json has no model.vocab")
    }
    let type = model["type"]?.string ?? (vocabulary.array == nil ? "BPE" : "Unigram")
    byteFallback = model["byte_fallback"]?.bool ?? false
    switch type {
    case "BPE": try readBPE(model, vocabulary)
    case "Unigram": try readUnigram(model, vocabulary)
    default:
      throw TokenizerError(
        .unsupported, "tokenizer.json has a model of type \(quoted(type)), expected BPE or Unigram")
    }
    if let name = model["unk_token"]?.string, unknown == nil {
      unknown = vocabulary[name]?.integer
    }
  }

  /// The pieces in the order of their ids; an id that nobody names has an empty piece.
  var pieces: PieceList { PieceList(texts.map { $0 ?? "" }) }

  private mutating func readBPE(_ model: JSONValue, _ vocabulary: JSONValue) throws(TokenizerError)
  {
    guard let members = vocabulary.object else {
      throw TokenizerError(.malformed, "model.vocab of tokenizer.json is no object")
    }
    if let dropout = model["dropout"]?.number, dropout != 0 {
      throw TokenizerError(.unsupported, "tokenizer.json asks for dropout \(dropout)")
    }
    if let prefix = model["continuing_subword_prefix"]?.string, !prefix.isEmpty {
      throw TokenizerError(
        .unsupported, "tokenizer.json sets continuing_subword_prefix to \(quoted(prefix))")
    }
    wordSuffix = model["end_of_word_suffix"]?.string ?? ""
    if !wordSuffix.isEmpty, byteFallback {
      throw TokenizerError(
        .unsupported,
        "tokenizer.json sets end_of_word_suffix to \(quoted(wordSuffix)) beside byte_fallback")
    }
    for (piece, id) in members {
      guard let id = id.integer else {
        throw TokenizerError(
          .malformed, "the id of \(quoted(piece)) in tokenizer.json is no integer")
      }
      try place(piece, at: id, .normal, spare: members.count)
    }
    fusesUnknown = model["fuse_unk"]?.bool ?? false
    ignoresMerges = model["ignore_merges"]?.bool ?? false
    try readMerges(model["merges"]?.array ?? [])
  }

  private mutating func readMerges(_ list: [JSONValue]) throws(TokenizerError) {
    for (rank, merge) in list.enumerated() {
      if let line = merge.string {
        let bytes = Array(line.utf8)
        guard let space = bytes.dropFirst().firstIndex(of: 0x20) else {
          throw TokenizerError(
            .malformed, "merge \(rank) of tokenizer.json is \(quoted(line)), expected two pieces")
        }
        merges.append(bytes[..<space], bytes[(space + 1)...])
      } else if let pair = merge.array, pair.count == 2, let left = pair[0].string,
        let right = pair[1].string
      {
        merges.append(left.utf8, right.utf8)
      } else {
        throw TokenizerError(.malformed, "merge \(rank) of tokenizer.json is no pair of pieces")
      }
    }
  }

  private mutating func readUnigram(
    _ model: JSONValue, _ vocabulary: JSONValue
  ) throws(TokenizerError) {
    self.model = .unigram
    guard let entries = vocabulary.array else {
      throw TokenizerError(.malformed, "model.vocab of tokenizer.json is no array")
    }
    for (id, entry) in entries.enumerated() {
      guard let pair = entry.array, pair.count == 2, let piece = pair[0].string,
        let score = pair[1].number
      else {
        throw TokenizerError(.malformed, "piece \(id) of tokenizer.json is no [piece, score]")
      }
      try place(piece, at: id, .normal, spare: entries.count)
      scores.append(Float(score))
    }
    fusesUnknown = true
    if let id = model["unk_id"]?.integer {
      guard texts.indices.contains(id) else {
        throw TokenizerError(
          .inconsistent, "unk_id of tokenizer.json is \(id), but there are \(texts.count) pieces")
      }
      unknown = id
    }
  }

  /// Puts a piece at an id; ids may leave gaps, but not more than the file could fill.
  private mutating func place(
    _ piece: String, at id: Int, _ kind: PieceKind, spare: Int
  ) throws(TokenizerError) {
    guard id >= 0, id < spare * 2 + 65_536 else {
      throw TokenizerError(
        .inconsistent, "the id of \(quoted(piece)) in tokenizer.json is \(id), out of proportion")
    }
    while texts.count <= id {
      texts.append(nil)
      kinds.append(.control)
    }
    texts[id] = piece
    kinds[id] = kind
  }

  /// Hands everything over.
  func fill(_ description: inout TokenizerDescription) {
    description.kinds = kinds
    if model == .unigram { description.scores = scores }
    description.merges = merges
    description.byteFallback = byteFallback
    description.fusesUnknown = fusesUnknown
    description.ignoresMerges = ignoresMerges
    description.unknown = unknown
    description.wordSuffix = wordSuffix
  }
}
