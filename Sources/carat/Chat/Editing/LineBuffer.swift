/// A message that is being written, and the place in it where the next character goes.
struct LineBuffer: Equatable {
  private(set) var characters: [Character] = []
  /// Characters before the cursor.
  private(set) var cursor = 0
  /// Text that was cut last, for Ctrl-Y.
  private var cut: [Character] = []

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }

  /// Takes another text; the cursor goes to its end.
  mutating func replace(with text: String) {
    characters = Array(text)
    cursor = characters.count
  }

  /// Puts a text where the cursor is.
  mutating func insert(_ text: String) {
    // A mark that follows its letter makes one character with it.
    let last = cursor > 0 ? String(characters[cursor - 1]) : ""
    let joined = Array(last + text)
    characters.replaceSubrange((cursor - (cursor > 0 ? 1 : 0))..<cursor, with: joined)
    cursor += joined.count - (cursor > 0 ? 1 : 0)
  }

  // MARK: Moving

  mutating func moveLeft() { cursor = max(0, cursor - 1) }
  mutating func moveRight() { cursor = min(characters.count, cursor + 1) }
  mutating func moveToLineStart() { cursor = lineStart(of: cursor) }
  mutating func moveToLineEnd() { cursor = lineEnd(of: cursor) }
  mutating func moveWordLeft() { cursor = wordStart }
  mutating func moveWordRight() { cursor = wordEnd }

  /// Goes to the line above, as far from its start; whether there is one.
  mutating func moveUp() -> Bool {
    let start = lineStart(of: cursor)
    guard start > 0 else { return false }
    let above = lineStart(of: start - 1)
    cursor = min(above + cursor - start, start - 1)
    return true
  }

  /// Goes to the line below; whether there is one.
  mutating func moveDown() -> Bool {
    let (start, end) = (lineStart(of: cursor), lineEnd(of: cursor))
    guard end < characters.count else { return false }
    cursor = min(end + 1 + cursor - start, lineEnd(of: end + 1))
    return true
  }

  private func lineStart(of place: Int) -> Int {
    characters[..<place].lastIndex(of: "\n").map { $0 + 1 } ?? 0
  }

  private func lineEnd(of place: Int) -> Int {
    characters[place...].firstIndex(of: "\n") ?? characters.count
  }

  /// Start of the word before the cursor.
  private var wordStart: Int {
    var place = cursor
    while place > 0, !Self.isInWord(characters[place - 1]) { place -= 1 }
    while place > 0, Self.isInWord(characters[place - 1]) { place -= 1 }
    return place
  }

  /// End of the word after the cursor.
  private var wordEnd: Int {
    var place = cursor
    while place < characters.count, !Self.isInWord(characters[place]) { place += 1 }
    while place < characters.count, Self.isInWord(characters[place]) { place += 1 }
    return place
  }

  private static func isInWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  // MARK: Deleting

  mutating func deleteBefore() {
    guard cursor > 0 else { return }
    cursor -= 1
    characters.remove(at: cursor)
  }

  mutating func deleteAfter() {
    guard cursor < characters.count else { return }
    characters.remove(at: cursor)
  }

  mutating func deleteWordBefore() { cutOut(wordStart..<cursor) }
  mutating func deleteWordAfter() { cutOut(cursor..<wordEnd) }

  /// Deletes back to white space, as Ctrl-W does in shells.
  mutating func deleteBackToSpace() {
    var place = cursor
    while place > 0, characters[place - 1].isWhitespace { place -= 1 }
    while place > 0, !characters[place - 1].isWhitespace { place -= 1 }
    cutOut(place..<cursor)
  }

  /// Deletes to the end of the line, or the line break that is there.
  mutating func deleteToLineEnd() {
    let end = lineEnd(of: cursor)
    cutOut(cursor..<(end == cursor ? min(end + 1, characters.count) : end))
  }

  mutating func deleteToLineStart() { cutOut(lineStart(of: cursor)..<cursor) }

  /// Puts back what was cut last.
  mutating func putBack() { insert(String(cut)) }

  /// Exchanges the two characters around the cursor.
  mutating func exchange() {
    guard characters.count > 1, cursor > 0 else { return }
    let second = min(cursor, characters.count - 1)
    characters.swapAt(second - 1, second)
    cursor = second + 1
  }

  private mutating func cutOut(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    cut = Array(characters[range])
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }
}
