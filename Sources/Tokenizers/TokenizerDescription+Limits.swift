extension TokenizerDescription {
  /// The same tokenizer without the ids that it names and does not have; each is told in `notes`.
  ///
  /// Files name ids for tokens that their vocabulary lacks, such as 4,294,967,295 for none; one
  /// such id is no reason to refuse all the others.
  func leavingOutUnknownIDs() -> TokenizerDescription {
    var result = self
    let count = pieces.count
    func known(_ id: Int?, _ name: String) -> Int? {
      guard let id else { return nil }
      if id >= 0, id < count { return id }
      result.notes.append(Self.note(id, "the \(name) token", count))
      return nil
    }
    result.beginningOfText = known(beginningOfText, "beginning-of-text")
    result.endOfText = known(endOfText, "end-of-text")
    result.endOfTurn = known(endOfTurn, "end-of-turn")
    result.unknown = known(unknown, "unknown")
    result.padding = known(padding, "padding")
    result.additionalEndOfGeneration = []
    for id in additionalEndOfGeneration.sorted() {
      if let id = known(id, "end-of-generation") { result.additionalEndOfGeneration.insert(id) }
    }
    result.addedTokens = addedTokens.filter { known($0.id, "added") != nil }
    result.frame = frame.map {
      Frame(
        prefix: $0.prefix.filter { known($0, "framing") != nil },
        suffix: $0.suffix.filter { known($0, "framing") != nil })
    }
    return result
  }

  private static func note(_ id: Int, _ name: String, _ count: Int) -> String {
    "\(name) is \(id), but ids run from 0 to \(count - 1): it is left out"
  }

  /// The same tokenizer without the ids that a model has no row for; they are told in `notes`
  /// by name.
  ///
  /// - Parameter rows: Rows of the token embedding.
  package func limited(toRows rows: Int) -> TokenizerDescription {
    guard pieces.count > rows, rows > 0 else { return self }
    var result = self
    let beyond = rows..<pieces.count
    let names = beyond.prefix(8).map { "\(quoted(pieces[$0])) (\($0))" }.joined(separator: ", ")
    let more = beyond.count > 8 ? " and \(beyond.count - 8) more" : ""
    result.notes.append(
      "the tokenizer has \(pieces.count) tokens and the embedding \(rows) rows; tokens without a row "
        + "are left out: \(names)\(more)")
    result.pieces = PieceList()
    for id in 0..<rows { result.pieces.append(pieces[id]) }
    result.kinds = Array(kinds.prefix(rows))
    result.scores = Array(scores.prefix(rows))
    result.addedTokens.removeAll { $0.id >= rows }
    result.merges = mergesWithin(rows)
    func kept(_ id: Int?) -> Int? { id.flatMap { beyond.contains($0) ? nil : $0 } }
    result.beginningOfText = kept(beginningOfText)
    result.endOfText = kept(endOfText)
    result.endOfTurn = kept(endOfTurn)
    result.unknown = kept(unknown)
    result.padding = kept(padding)
    result.additionalEndOfGeneration.subtract(beyond)
    result.frame?.prefix.removeAll { beyond.contains($0) }
    result.frame?.suffix.removeAll { beyond.contains($0) }
    return result
  }

  /// The merges that name none of the pieces from `rows` on.
  private func mergesWithin(_ rows: Int) -> MergeList {
    guard !merges.isEmpty else { return merges }
    var kept = Set<ArraySlice<UInt8>>(minimumCapacity: rows)
    for id in 0..<rows { kept.insert(pieces[id]) }
    let lost = Set((rows..<pieces.count).map { pieces[$0] }).subtracting(kept)
    var result = MergeList()
    let bytes = merges.bytes
    for index in 0..<merges.count {
      // A line without two halves is left for the check that tells so.
      guard let (left, right) = merges.parts(of: index) else { return merges }
      let halves = (bytes[left], bytes[right])
      if lost.contains(halves.0) || lost.contains(halves.1)
        || lost.contains(ArraySlice(halves.0 + halves.1))
      {
        continue
      }
      result.append(halves.0, halves.1)
    }
    return result
  }
}
