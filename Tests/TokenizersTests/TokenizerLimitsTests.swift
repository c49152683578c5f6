import Testing

@testable import Tokenizers

@Suite("What a tokenizer has and a model has not")
struct TokenizerLimitsTests {
  private var description: TokenizerDescription {
    var description = TokenizerDescription(
      model: .byteLevelBPE, pieces: PieceList(["a", "b", "ab", "<end>", "ba", "<pad>"]))
    description.kinds = [.normal, .normal, .normal, .control, .normal, .control]
    description.merges = MergeList(lines: PieceList(["b a", "a b"]))
    description.preTokenization = .rule("gpt-2")
    description.endOfText = 3
    description.padding = 5
    return description
  }

  @Test("tokens without a row are left out by name, and the others stay")
  func rows() throws {
    let whole = try Tokenizer(description)
    #expect(whole.encode("bab", addSpecialTokens: false) == [4, 1])
    let limited = try Tokenizer(description.limited(toRows: 4))
    #expect(limited.vocabularySize == 4)
    #expect(limited.encode("bab", addSpecialTokens: false) == [1, 2])
    let text = "<pad><end>"
    let ids = limited.encode(text, addSpecialTokens: false, parseSpecialTokens: true)
    #expect(ids == [0, 3])
    #expect(limited.description.padding == nil)
    let note = try #require(limited.notes.first)
    #expect(note.contains("\"ba\" (4)") && note.contains("\"<pad>\" (5)"))
  }

  @Test("as many rows as tokens, or more, leave out nothing", arguments: [6, 7, 100])
  func enoughRows(_ rows: Int) {
    #expect(description.limited(toRows: rows) == description)
  }

  @Test("a token is shown as its text: spaces, controls and parts of characters can be seen")
  func displayText() throws {
    var description = TokenizerDescription(
      model: .byteLevelBPE, pieces: PieceList(["Ġthe", "ðŁ", "Ċ", "Ã©", "<|end|>"]))
    description.kinds = [.normal, .normal, .normal, .normal, .control]
    let tokenizer = try Tokenizer(description)
    let shown = (0..<5).map { tokenizer.displayText(of: $0) }
    #expect(shown == ["␣the", "<F0><9F>", "\\n", "é", "<|end|>"])
    #expect(tokenizer.displayText(of: 5) == nil)
  }
}
