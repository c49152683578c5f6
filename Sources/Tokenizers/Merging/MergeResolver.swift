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
  /// Hashes of each merge of a block: those of the left half, of both together, and of the
  /// right half.
  private var hashes = [UInt64](repeating: 0, count: 3 * PieceTable.blockSize)
  private var found = [Int](repeating: 0, count: 3 * PieceTable.blockSize)

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

  /// Resolves a block of at most `PieceTable.blockSize` merges.
  mutating func resolve(
    _ merges: MergeList, _ block: Range<Int>, into ids: inout [Merge]
  ) throws(TokenizerError) {
    if let malformed = hash(merges, block) { throw Self.notTwoPieces(merges, malformed) }
    table.presentIDs(&hashes, into: &found)
    ids.removeAll(keepingCapacity: true)
    for index in 0..<block.count {
      let merge = Merge(
        left: found[3 * index], right: found[3 * index + 2], merged: found[3 * index + 1])
      let isFound = merge.left >= 0 && merge.right >= 0 && merge.merged >= 0
      ids.append(isFound ? merge : try resolveExactly(merges, block.lowerBound + index))
    }
  }

  /// Fills `hashes` for a block, and returns the first merge that has no two halves, if there
  /// is one.
  private mutating func hash(_ merges: MergeList, _ block: Range<Int>) -> Int? {
    let bytes = merges.bytes.span
    let alphabet = alphabet
    var hashes = hashes.mutableSpan
    for (index, rank) in block.enumerated() {
      guard let (left, right) = merges.parts(of: rank) else { return rank }
      let first = Self.hashes(bytes, left, after: PieceTable.start, alphabet).whole
      let (whole, second) = Self.hashes(bytes, right, after: first, alphabet)
      hashes[3 * index] = first
      hashes[3 * index + 1] = whole
      hashes[3 * index + 2] = second
    }
    return nil
  }

  /// The hash of a half by itself, and of what comes before it with it.
  private static func hashes(
    _ bytes: Span<UInt8>, _ half: Range<Int>, after before: UInt64, _ alphabet: ByteAlphabet?
  ) -> (whole: UInt64, half: UInt64) {
    var (whole, own, index) = (before, PieceTable.start, half.lowerBound)
    if let alphabet {
      while index < half.upperBound {
        let byte = alphabet.next(bytes, &index, end: half.upperBound)
        guard byte < 256 else { break }
        whole = PieceTable.step(whole, UInt8(truncatingIfNeeded: byte))
        own = PieceTable.step(own, UInt8(truncatingIfNeeded: byte))
        if index == half.upperBound { return (whole, own) }
      }
      (whole, own) = (before, PieceTable.start)
    }
    for index in half {
      whole = PieceTable.step(whole, bytes[index])
      own = PieceTable.step(own, bytes[index])
    }
    return (whole, own)
  }

  private static func notTwoPieces(_ merges: MergeList, _ rank: Int) -> TokenizerError {
    TokenizerError(
      .malformed, "merge \(rank) is \(quoted(merges.line(rank))), expected two pieces")
  }

  /// Puts a merge into `text`, both halves in a row, and returns where the second begins.
  private mutating func read(_ merges: MergeList, _ rank: Int) throws(TokenizerError) -> Int {
    guard let (left, right) = merges.parts(of: rank) else {
      throw Self.notTwoPieces(merges, rank)
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
