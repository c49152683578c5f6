extension TokenizerCore {
  /// Names under which published models end a turn or a text.
  private static let endNames: Set<[UInt8]> = Set(
    [
      "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<turn|>", "<|endoftext|>",
      "<|end_of_text|>", "<|eom_id|>", "<EOT>", "<|return|>", "<|call|>", "<|end_of_turn|>",
      "<eos>", "<｜end▁of▁sentence｜>",
    ].map { Array($0.utf8) })

  static func endOfGeneration(_ description: TokenizerDescription, _ kinds: [PieceKind]) -> Set<Int>
  {
    var ids = description.additionalEndOfGeneration
    for id in [description.endOfText, description.endOfTurn] {
      if let id { ids.insert(id) }
    }
    for id in kinds.indices where kinds[id] == .control || kinds[id] == .userDefined {
      let piece = description.pieces[id]
      if piece.first == UInt8(ascii: "<"), endNames.contains(Array(piece)) { ids.insert(id) }
    }
    ids.formUnion(sentenceMarks(description, kinds).filter { description.pieces[$0].count == 4 })
    return ids
  }

  /// The ids of `<s>` and `</s>`, unless they are the tags of struck-through text, as in Gemma and
  /// Qwen: marks they are where one of the two is named or typed as such.
  private static func sentenceMarks(
    _ description: TokenizerDescription, _ kinds: [PieceKind]
  ) -> [Int] {
    let ids = kinds.indices.filter {
      let range = description.pieces.range(of: $0)
      guard range.count == 3 || range.count == 4 else { return false }
      return description.pieces[$0].elementsEqual(range.count == 3 ? "<s>".utf8 : "</s>".utf8)
    }
    let named = [description.beginningOfText, description.endOfText]
    return ids.contains { kinds[$0] == .control || named.contains($0) } ? ids : []
  }

  /// Names under which published models begin a turn.
  private static let turnNames: Set<[UInt8]> = Set(
    [
      "<|im_start|>", "<start_of_turn>", "<|turn>", "<|start_header_id|>", "<|end_header_id|>",
      "<|start|>", "<|user|>", "<|assistant|>", "<|system|>", "<bos>", "<|begin_of_text|>",
      "<|startoftext|>", "<｜begin▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>",
    ].map { Array($0.utf8) })

  /// Tokens that plain text never becomes, whatever their file types them as: those that a file
  /// names, and those that end or begin a turn.
  ///
  /// A token that is needed to spell text, a byte or a character, is not among them: without it,
  /// text would be lost.
  static func reserved(
    _ description: TokenizerDescription, _ kinds: [PieceKind], _ texts: PieceList, ends: Set<Int>
  ) -> [Bool] {
    var named = ends
    let ids = [
      description.beginningOfText, description.endOfText, description.endOfTurn,
      description.padding, description.unknown,
    ]
    named.formUnion(ids.compactMap { $0 })
    named.formUnion(sentenceMarks(description, kinds))
    for id in kinds.indices where texts.range(of: id).count >= 3 {
      let piece = description.pieces[id]
      guard piece.first == UInt8(ascii: "<") else { continue }
      let name = Array(piece)
      if turnNames.contains(name) || endNames.contains(name) { named.insert(id) }
    }
    var isReserved = kinds.map(\.isSpecial)
    for id in named where kinds[id].isText && !isOneCharacter(texts[id]) { isReserved[id] = true }
    return isReserved
  }

  private static func isOneCharacter(_ text: ArraySlice<UInt8>) -> Bool {
    guard let lead = text.first else { return false }
    return text.count == max(1, UTF8Scalar.expectedLength(lead))
  }
}
