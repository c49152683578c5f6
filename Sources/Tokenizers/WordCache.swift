/// Remembers where words of the current text were encoded before, as positions in the ids: nothing
/// is copied until it is used.
struct WordCache {
  private struct Entry {
    var hash: UInt64 = 0
    var word = 0..<0
    var ids = 0..<0
  }

  private var entries = [Entry](repeating: Entry(), count: 4096)

  /// The positions of the ids of an equal word.
  func find(_ text: [UInt8], _ word: Range<Int>) -> Range<Int>? {
    let hash = PieceTable.finish(PieceTable.hash(text, word))
    let entry = entries[Int(truncatingIfNeeded: hash) & 4095]
    guard entry.hash == hash, entry.word.count == word.count,
      text[entry.word].elementsEqual(text[word])
    else { return nil }
    return entry.ids
  }

  /// Remembers a word, in the place of another with the same slot.
  mutating func insert(_ text: [UInt8], _ word: Range<Int>, ids: Range<Int>) {
    let hash = PieceTable.finish(PieceTable.hash(text, word))
    entries[Int(truncatingIfNeeded: hash) & 4095] = Entry(hash: hash, word: word, ids: ids)
  }
}
