import Testing

@testable import carat

@Suite("a message that is being written")
struct LineBufferTests {
  private func buffer(_ text: String, left: Int = 0) -> LineBuffer {
    var buffer = LineBuffer()
    buffer.insert(text)
    for _ in 0..<left { buffer.moveLeft() }
    return buffer
  }

  @Test("characters go in and out where the cursor is, a character of several scalars as one")
  func insertAndDelete() {
    var line = buffer("helo", left: 1)
    line.insert("l")
    #expect(line.text == "hello")
    line.deleteBefore()
    line.deleteAfter()
    #expect(line.text == "hel")
    line = buffer("x👨‍👩‍👧")
    line.deleteBefore()
    #expect(line.text == "x")
    line = buffer("e")
    line.insert("\u{301}")
    line.deleteBefore()
    #expect(line.isEmpty)
  }

  @Test("words are crossed and cut as in shells")
  func words() {
    var line = buffer("one two-three  ")
    line.moveWordLeft()
    #expect(line.cursor == 8)
    line.moveWordLeft()
    #expect(line.cursor == 4)
    line.moveWordRight()
    #expect(line.cursor == 7)
    line = buffer("one two-three  ")
    line.deleteBackToSpace()
    #expect(line.text == "one ")
    line.putBack()
    #expect(line.text == "one two-three  ")
    line.deleteWordBefore()
    #expect(line.text == "one two-")
  }

  @Test("lines of a message are moved in and cut one by one")
  func lines() {
    var line = buffer("first\nsecond\nx")
    let moved = line.moveUp()
    #expect(moved && line.cursor == 7)
    line.moveToLineEnd()
    #expect(line.cursor == 12)
    line.moveToLineStart()
    line.deleteToLineEnd()
    #expect(line.text == "first\n\nx")
    line.deleteToLineEnd()
    #expect(line.text == "first\nx")
    let (up, further) = (line.moveUp(), line.moveUp())
    #expect(up && !further)
    let (down, beyond) = (line.moveDown(), line.moveDown())
    #expect(down && !beyond)
  }

  @Test("no key does anything beyond the ends")
  func ends() {
    var line = LineBuffer()
    line.moveLeft()
    line.moveRight()
    line.deleteBefore()
    line.deleteAfter()
    line.deleteWordBefore()
    line.deleteWordAfter()
    line.deleteToLineEnd()
    line.deleteToLineStart()
    line.exchange()
    line.putBack()
    #expect(line == LineBuffer())
  }

  @Test("two characters change places")
  func exchange() {
    var line = buffer("ab")
    line.exchange()
    #expect(line.text == "ba")
    line = buffer("abc", left: 2)
    line.exchange()
    #expect(line.text == "bac" && line.cursor == 2)
  }
}
