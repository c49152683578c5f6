/// Finds the ids of the pieces that merges name.
struct MergeResolver {
  /// A merge by the ids of its halves and of what they become.
  struct Merge {
    var left: Int
    var right: Int
    var merged: Int
  }

  let table: PieceTable
  let others: PieceTable
  let alphabet: ByteAlphabet?
  private var text: [UInt8] = []
  private var hashes: [UInt64] = []

  /// A resolver.
  ///
  /// - Parameters:
  ///   - table: Finds the pieces that text may become.
  ///   - others: Finds the other pieces, which some published merges name.
  ///   - alphabet: The alphabet of the merges, if the pieces of `table` are bytes.
  init(table: PieceTable, others: PieceTable, alphabet: ByteAlphabet?) {
    self.table = table
    self.others = others
    self.alphabet = alphabet
  }

  /// Resolves a block of merges.
  mutating func resolve(
    _ merges: MergeList, _ block: Range<Int>, into ids: inout [Merge]
  ) throws(TokenizerError) {
    ids.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    for rank in block {
      let cut = try read(merges, rank)
      var whole = PieceTable.start
      for index in 0..<cut { whole = PieceTable.step(whole, text[index]) }
      hashes.append(whole)
      var right = PieceTable.start
      for index in cut..<text.count {
        whole = PieceTable.step(whole, text[index])
        right = PieceTable.step(right, text[index])
      }
      hashes.append(right)
      hashes.append(whole)
    }
    for index in 0..<block.count {
      let left = table.presentID(running: hashes[3 * index])
      let right = table.presentID(running: hashes[3 * index + 1])
      let merged = table.presentID(running: hashes[3 * index + 2])
      ids.append(Merge(left: left, right: right, merged: merged))
    }
    for index in ids.indices where min(ids[index].left, ids[index].right, ids[index].merged) < 0 {
      ids[index] = try resolveExactly(merges, block.lowerBound + index)
    }
  }

  /// Puts a merge into `text`, both halves in a row, and returns where the second begins.
  private mutating func read(_ merges: MergeList, _ rank: Int) throws(TokenizerError) -> Int {
    guard let (left, right) = merges.parts(of: rank) else {
      throw TokenizerError(
        .malformed, "merge \(rank) is \(quoted(merges.line(rank))), expected two pieces")
    }
    let bytes = merges.bytes
    text.removeAll(keepingCapacity: true)
    append(bytes, left)
    let cut = text.count
    append(bytes, right)
    return cut
  }

  private mutating func append(_ bytes: [UInt8], _ range: Range<Int>) {
    if let alphabet, alphabet.decode(bytes, range, into: &text) { return }
    for index in range { text.append(bytes[index]) }
  }

  /// Resolves a merge by comparing bytes, for those that name other kinds of pieces or none.
  private mutating func resolveExactly(
    _ merges: MergeList, _ rank: Int
  ) throws(TokenizerError) -> Merge {
    let cut = try read(merges, rank)
    let whole = 0..<text.count
    guard let left = find(0..<cut), let right = find(cut..<text.count), let merged = find(whole)
    else {
      throw TokenizerError(
        .inconsistent,
        "merge \(rank), \(quoted(merges.line(rank))), names a piece that the vocabulary lacks")
    }
    return Merge(left: left, right: right, merged: merged)
  }

  private func find(_ range: Range<Int>) -> Int? {
    table.find(text, range) ?? others.find(text, range)
  }
}
