import Testing
import Tokenizers

@Suite("Behaviours of model families")
struct BehaviorTests {
  /// A vocabulary by score: letters, some words, marks, and the 256 byte pieces from id 100 on.
  private func scored(
    _ words: [(String, Float, PieceKind)], prefix: TokenizerDescription.SpacePrefix
  ) throws -> Tokenizer {
    let letters = "abcdefghijklmnopqrstuvwxyz".map { (String($0), Float(-100), PieceKind.normal) }
    var entries: [(String, Float, PieceKind)] = [
      ("<unk>", 0, .unknown), ("<s>", 0, .control), ("</s>", 0, .control), ("▁", -50, .normal),
    ]
    entries += words + letters
    while entries.count < 100 { entries.append(("filler\(entries.count)", -1000, .normal)) }
    for byte in 0..<256 {
      let digits = String(byte, radix: 16, uppercase: true)
      entries.append(("<0x\(byte < 16 ? "0" : "")\(digits)>", 0, .byte))
    }
    var description = TokenizerDescription(
      model: .sentencePieceBPE, pieces: PieceList(entries.map(\.0)))
    description.scores = entries.map(\.1)
    description.kinds = entries.map(\.2)
    description.escapesWhitespace = true
    description.byteFallback = true
    description.spacePrefix = prefix
    description.unknown = 0
    description.beginningOfText = 1
    description.endOfText = 2
    description.addsBeginningOfText = true
    return try Tokenizer(description)
  }

  private func pieces(_ tokenizer: Tokenizer, _ text: String, special: Bool = false) -> [String] {
    tokenizer.encode(text, addSpecialTokens: false, parseSpecialTokens: special).map {
      tokenizer.piece(of: $0) ?? "?"
    }
  }

  @Test("Gemma: no space of its own, runs of newlines and spaces whole and before all merges")
  func gemma() throws {
    let tokenizer = try scored(
      [
        ("\n", 0, .userDefined), ("\n\n", 0, .userDefined), ("\n\n\n", 0, .userDefined),
        ("▁▁", 0, .userDefined), ("▁▁▁", 0, .userDefined), ("<h1>", 0, .userDefined),
        ("ab", -1, .normal), ("▁a", -2, .normal), ("h1", -3, .normal),
      ], prefix: .never)
    #expect(pieces(tokenizer, "ab") == ["ab"])
    #expect(pieces(tokenizer, "\n\n\n\n\nab") == ["\n\n\n", "\n\n", "ab"])
    #expect(pieces(tokenizer, "   ab") == ["▁▁▁", "ab"])
    #expect(pieces(tokenizer, " ab") == ["▁", "ab"])
    #expect(pieces(tokenizer, "<h1>h1") == ["<h1>", "h1"])
    #expect(pieces(tokenizer, "\t") == ["<0x09>"])
    let text = "  ab\n\n <h1>\u{1F600}"
    let ids = tokenizer.encode(text, addSpecialTokens: true)
    #expect(ids.first == 1)
    #expect(tokenizer.decode(ids) == text)
  }

  @Test("Llama 2: a space before every section, taken away again at the beginning")
  func llama2() throws {
    let tokenizer = try scored([("▁ab", -1, .normal), ("ab", -2, .normal)], prefix: .everySection)
    #expect(pieces(tokenizer, "ab") == ["▁ab"])
    #expect(pieces(tokenizer, " ab") == ["▁", "▁ab"])
    #expect(pieces(tokenizer, "ab</s>ab", special: true) == ["▁ab", "</s>", "▁ab"])
    #expect(!pieces(tokenizer, "ab</s>ab").contains("</s>"))
    #expect(tokenizer.decode(tokenizer.encode(" ab", addSpecialTokens: true)) == " ab")
    let once = try scored([("▁ab", -1, .normal), ("ab", -2, .normal)], prefix: .atStart)
    #expect(pieces(once, "ab</s>ab", special: true) == ["▁ab", "</s>", "ab"])
  }

  @Test("the leftmost of equal scores merges first, and the best score before it")
  func mergeOrder() throws {
    let equal = try scored([("ab", -1, .normal), ("bc", -1, .normal)], prefix: .never)
    #expect(pieces(equal, "abc") == ["ab", "c"])
    let unequal = try scored([("ab", -2, .normal), ("bc", -1, .normal)], prefix: .never)
    #expect(pieces(unequal, "abc") == ["a", "bc"])
  }

  @Test("an unused piece takes part in merging, and comes out as what it was made of")
  func unusedPieces() throws {
    let tokenizer = try scored(
      [("ab", -1, .unused), ("abc", -2, .normal), ("abd", -3, .unused), ("cd", -9, .normal)],
      prefix: .never)
    #expect(pieces(tokenizer, "abc") == ["abc"])
    #expect(pieces(tokenizer, "ab") == ["a", "b"])
    #expect(pieces(tokenizer, "abd") == ["a", "b", "d"])
  }

  @Test("Phi-3: space after a mark belongs to the mark")
  func phi3() throws {
    var description = try scored(
      [("<|user|>", 0, .control), ("▁ab", -1, .normal), ("ab", -2, .normal)], prefix: .everySection
    )
    .description
    var rule = TokenizerDescription.AddedToken(id: 4)
    rule.takesSpaceAfter = true
    description.addedTokens = [rule]
    let tokenizer = try Tokenizer(description)
    #expect(pieces(tokenizer, "<|user|>\n ab", special: true) == ["<|user|>", "▁ab"])
  }

  @Test("the longest token wins, and a user-defined one needs no permission")
  func longestMatch() throws {
    var description = TokenizerDescription(
      model: .byteLevelBPE, pieces: PieceList(["a", "b", "<", ">", "<a>", "<a>b", "<b>"]))
    description.kinds = [.normal, .normal, .normal, .normal, .userDefined, .control, .control]
    description.preTokenization = .rule("gpt-2")
    let tokenizer = try Tokenizer(description)
    #expect(tokenizer.encode("<a>b", addSpecialTokens: false, parseSpecialTokens: true) == [5])
    #expect(tokenizer.encode("<a>b", addSpecialTokens: false) == [4, 1])
    #expect(tokenizer.encode("<b>", addSpecialTokens: false) == [2, 1, 3])
    #expect(tokenizer.decode([5, 6, 0], skipSpecialTokens: true) == "a")
    #expect(tokenizer.decode([5, 6, 0], skipSpecialTokens: false) == "<a>b<b>a")
  }

  @Test("a word that is a piece is taken whole only where merges are ignored")
  func ignoredMerges() throws {
    var description = TokenizerDescription(
      model: .byteLevelBPE, pieces: PieceList(["a", "b", "c", "abc", "bc"]))
    description.merges = MergeList(lines: PieceList(["b c"]))
    description.preTokenization = .rule("gpt-2")
    #expect(try Tokenizer(description).encode("abc", addSpecialTokens: false) == [0, 4])
    description.ignoresMerges = true
    #expect(try Tokenizer(description).encode("abc", addSpecialTokens: false) == [3])
    description.ignoresMerges = false
    description.preTokenization = .rule("llama-bpe")
    #expect(try Tokenizer(description).encode("abc", addSpecialTokens: false) == [3])
  }

  @Test("names that end a turn are found where the file does not list them")
  func endOfGeneration() throws {
    var description = TokenizerDescription(
      model: .byteLevelBPE, pieces: PieceList(["a", "<|im_end|>", "<|endoftext|>", "<|eot_id|>"]))
    description.kinds = [.normal, .control, .control, .normal]
    description.additionalEndOfGeneration = [0]
    #expect(try Tokenizer(description).endOfGeneration == [0, 1, 2])
  }

  @Test("rewriting that would fill the memory is left out")
  func boundedRewriting() throws {
    var description = TokenizerDescription(model: .byteLevelBPE, pieces: PieceList(["a"]))
    description.normalization = Array(repeating: .replace("a", with: "aa"), count: 60)
    let ids = try Tokenizer(description).encode("aaaa", addSpecialTokens: false)
    #expect(ids.count >= 4 && ids.count <= 64 * 4 + 4096)
  }
}
