import JSON

/// The model and the added tokens of a `tokenizer.json`.
struct JSONVocabulary {
  /// By rank, unless it is unigram.
  private(set) var model = TokenizerDescription.Model.characterBPE
  private var texts: [String?] = []
  private var scores: [Float] = []
  private(set) var kinds: [PieceKind] = []
  private var merges = MergeList()
  private var addedTokens: [TokenizerDescription.AddedToken] = []
  /// Finds the pieces of the model itself; made once they are all read.
  private var table: PieceTable?
  private var addedIDs: [[UInt8]: Int] = [:]
  private var byteFallback = false
  private var fusesUnknown = false
  private var ignoresMerges = false
  private var unknown: Int?

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
    let pieces = pieces
    table = try PieceTable(pieces, ids: 0..<pieces.count) { !pieces.range(of: $0).isEmpty }
    if let name = model["unk_token"]?.string { unknown = id(of: name) }
    if byteFallback {
      for id in kinds.indices where kinds[id] == .normal {
        if TokenizerCore.byteValue(Array((texts[id] ?? "").utf8)[...]) != nil { kinds[id] = .byte }
      }
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
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = model[key]?.string, !affix.isEmpty {
        throw TokenizerError(.unsupported, "tokenizer.json sets \(key) to \(quoted(affix))")
      }
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

  /// The id of a piece, as written.
  func id(of piece: String) -> Int? {
    let bytes = Array(piece.utf8)
    return addedIDs[bytes] ?? table?.find(bytes, 0..<bytes.count)
  }

  /// Reads `added_tokens`, and those that only `tokenizer_config.json` lists.
  mutating func add(_ list: JSONValue?, _ config: JSONValue?) throws(TokenizerError) {
    for token in list?.array ?? [] {
      try add(token, id: token["id"]?.integer)
    }
    for (key, token) in config?["added_tokens_decoder"]?.object ?? JSONObject() {
      guard let content = token["content"]?.string, id(of: content) == nil else { continue }
      try add(token, id: Int(key))
    }
  }

  private mutating func add(_ token: JSONValue, id: Int?) throws(TokenizerError) {
    guard let content = token["content"]?.string, let id else {
      throw TokenizerError(.malformed, "an added token of tokenizer.json lacks its id or content")
    }
    let known = self.id(of: content) ?? id
    let kind: PieceKind = token["special"]?.bool == true ? .control : .userDefined
    try place(content, at: known, kind, spare: texts.count)
    addedIDs[Array(content.utf8)] = known
    var rule = TokenizerDescription.AddedToken(id: known)
    rule.takesSpaceBefore = token["lstrip"]?.bool ?? false
    rule.takesSpaceAfter = token["rstrip"]?.bool ?? false
    rule.isWholeWord = token["single_word"]?.bool ?? false
    rule.isNormalized = token["normalized"]?.bool ?? false
    addedTokens.append(rule)
  }

  /// Hands everything over.
  func fill(_ description: inout TokenizerDescription) {
    description.kinds = kinds
    if let unknown, kinds[unknown] == .control { description.kinds[unknown] = .unknown }
    if model == .unigram {
      description.scores = scores + [Float](repeating: 0, count: texts.count - scores.count)
      if let unknown { description.kinds[unknown] = .unknown }
    }
    description.merges = merges
    description.addedTokens = addedTokens
    description.byteFallback = byteFallback
    description.fusesUnknown = fusesUnknown
    description.ignoresMerges = ignoresMerges
    description.unknown = unknown
  }
}
