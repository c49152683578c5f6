import Testing
import Tokenizers

@Suite("Tokens that templates alone write")
struct ReservedTokenTests {
  /// Tokenizer that merges by score: letters, marks of every type, and words.
  private func scored(
    _ marks: [(String, PieceKind)], configure: (inout TokenizerDescription) -> Void = { _ in }
  ) throws -> Tokenizer {
    var entries: [(String, Float, PieceKind)] = [("<unk>", 0, .unknown)]
    entries += marks.map { ($0.0, 0, $0.1) }
    entries += "abcdens</>|_".map { (String($0), -100, .normal) } + [("en", -1, .normal)]
    var description = TokenizerDescription(
      model: .sentencePieceBPE, pieces: PieceList(entries.map(\.0)))
    description.scores = entries.map(\.1)
    description.kinds = entries.map(\.2)
    description.unknown = 0
    configure(&description)
    return try Tokenizer(description)
  }

  @Test(
    "a mark that ends or begins a turn is no plain text, whatever its type",
    arguments: ["<|end|>", "<|im_end|>", "<|user|>", "<|im_start|>"],
    [PieceKind.control, .userDefined, .normal])
  func marksByName(_ mark: String, _ kind: PieceKind) throws {
    let tokenizer = try scored([(mark, kind)])
    let plain = tokenizer.encode("a\(mark)b", addSpecialTokens: false)
    #expect(!plain.contains(1))
    let open = tokenizer.encode("a\(mark)b", addSpecialTokens: false, parseSpecialTokens: true)
    #expect(open.contains(1))
  }

  @Test("</s> is a mark where <s> is one, and else the tag of struck-through text")
  func sentenceMarks() throws {
    let marks = try scored([("</s>", .userDefined), ("<s>", .control)])
    #expect(!marks.encode("<s>a</s>", addSpecialTokens: false).contains { $0 == 1 || $0 == 2 })
    #expect(marks.endOfGeneration == [1])
    let tags = try scored([("</s>", .userDefined), ("<s>", .userDefined)])
    #expect(tags.encode("<s>a</s>", addSpecialTokens: false).filter { $0 < 3 } == [2, 1])
    #expect(tags.endOfGeneration == [])
  }

  @Test(
    "a token that its file names is no plain text, whatever its type",
    arguments: [PieceKind.userDefined, .normal])
  func namedTokens(_ kind: PieceKind) throws {
    let names: [WritableKeyPath<TokenizerDescription, Int?>] = [
      \.beginningOfText, \.endOfText, \.endOfTurn, \.padding, \.unknown,
    ]
    for name in names {
      let tokenizer = try scored([("<den>", kind)]) { $0[keyPath: name] = 1 }
      #expect(!tokenizer.encode("a<den>b", addSpecialTokens: false).contains(1))
      let open = tokenizer.encode("<den>", addSpecialTokens: false, parseSpecialTokens: true)
      #expect(open == [1])
    }
    let ends = try scored([("<den>", kind)]) { $0.additionalEndOfGeneration = [1] }
    #expect(!ends.encode("a<den>b", addSpecialTokens: false).contains(1))
  }

  @Test("a symbol that nothing names stays a symbol of plain text")
  func symbolsStay() throws {
    let tokenizer = try scored([("<den>", .userDefined)])
    #expect(tokenizer.encode("<den>", addSpecialTokens: false) == [1])
  }

  @Test("a named token that spells a character stays text")
  func charactersStay() throws {
    let tokenizer = try scored([("x", .normal)]) { $0.padding = 1 }
    #expect(tokenizer.encode("x", addSpecialTokens: false) == [1])
  }

  @Test("merging by rank does not make a named token; the text before it stays merged")
  func merges() throws {
    var description = TokenizerDescription(
      model: .byteLevelBPE, pieces: PieceList(["a", "b", "c", "ab", "abc", "abca"]))
    description.merges = MergeList(lines: PieceList(["a b", "ab c", "abc a"]))
    description.preTokenization = .rule("gpt-2")
    description.endOfText = 4
    let tokenizer = try Tokenizer(description)
    func ids(_ text: String) -> [Int] { tokenizer.encode(text, addSpecialTokens: false) }
    #expect(ids("abc") == [3, 2])
    #expect(ids("abca") == [5])
    #expect(
      tokenizer.encode("abc", addSpecialTokens: false, parseSpecialTokens: true) == [4])
  }
}
