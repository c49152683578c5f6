import JSON
import Testing
import Tokenizers

@Suite("Hostile tokenizer files")
struct HostileTokenizerTests {
  private func description(_ pieces: [String]) -> TokenizerDescription {
    var description = TokenizerDescription(model: .byteLevelBPE, pieces: PieceList(pieces))
    description.preTokenization = .rule("gpt-2")
    return description
  }

  private func expectRefusal(
    _ description: TokenizerDescription, naming text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: TokenizerError.self, sourceLocation: sourceLocation) {
      try Tokenizer(description)
    }
    #expect(
      error?.message.contains(text) == true, "\(String(describing: error))",
      sourceLocation: sourceLocation)
  }

  @Test("an empty vocabulary throws")
  func emptyVocabulary() { expectRefusal(description([]), naming: "empty") }

  @Test(
    "a byte piece that names no byte throws",
    arguments: ["<0x-1>", "<0x100>", "<0xGG>", "<0x>", "0x41"])
  func oddBytePiece(_ piece: String) {
    var description = TokenizerDescription(
      model: .sentencePieceBPE, pieces: PieceList(["<unk>", piece]))
    description.kinds = [.unknown, .byte]
    description.scores = [0, 0]
    expectRefusal(description, naming: "byte piece 1")
  }

  @Test("counts that differ throw")
  func countsDiffer() {
    var description = description(["a", "b"])
    description.kinds = [.normal]
    expectRefusal(description, naming: "1 piece types")
    description.kinds = []
    description.model = .unigram
    description.scores = [0, 0, 0]
    expectRefusal(description, naming: "3 scores")
  }

  @Test("a score that is no number throws", arguments: [Float.nan, .infinity, -.infinity])
  func oddScore(_ score: Float) {
    var description = TokenizerDescription(model: .unigram, pieces: PieceList(["a", "b"]))
    description.scores = [0, score]
    expectRefusal(description, naming: "score of piece 1")
  }

  @Test(
    "a merge of a piece that is not there throws", arguments: ["a c", "c a", "a a", "ab", "a", ""])
  func oddMerge(_ merge: String) {
    var description = description(["a", "b", "ab"])
    description.merges = MergeList(lines: PieceList(["a b", merge]))
    expectRefusal(description, naming: "merge 1")
  }

  @Test(
    "an id outside the vocabulary is left out and told, and all others stay",
    arguments: [-1, 2, Int.max, Int.min])
  func oddIdentifier(_ id: Int) throws {
    var description = description(["a", "b"])
    description.beginningOfText = id
    description.endOfText = 1
    description.padding = id
    description.frame = .init(prefix: [id, 0], suffix: [])
    description.additionalEndOfGeneration = [id, 0]
    description.addedTokens = [.init(id: id)]
    let tokenizer = try Tokenizer(description)
    #expect(tokenizer.description.beginningOfText == nil)
    #expect(tokenizer.description.padding == nil)
    #expect(tokenizer.endOfGeneration == [0, 1])
    #expect(tokenizer.encode("ab", addSpecialTokens: true) == [0, 0, 1])
    #expect(tokenizer.notes.count == 5)
    #expect(tokenizer.notes.allSatisfy { $0.contains("\(id)") && $0.contains("left out") })
  }

  @Test(
    "a piece that is not UTF-8 throws",
    arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]])
  func notUTF8(_ bytes: [UInt8]) {
    var pieces = PieceList(["a"])
    pieces.append(bytes)
    expectRefusal(TokenizerDescription(model: .byteLevelBPE, pieces: pieces), naming: "UTF-8")
  }

  @Test("a piece without bounds throws")
  func hugePiece() {
    expectRefusal(description([String(repeating: "a", count: 100_000)]), naming: "100000 bytes")
  }

  @Test("an unknown splitting rule is refused, and the known ones are listed")
  func unknownRule() {
    var description = description(["a"])
    description.preTokenization = .rule("no-such-rule")
    expectRefusal(description, naming: "no-such-rule")
    expectRefusal(description, naming: "qwen2")
  }

  @Test(
    "piece ends that do not fit the bytes throw",
    arguments: [[3], [1, 0, 2], [1], [2, 5], [-1, 2]])
  func oddEnds(_ ends: [Int]) {
    #expect(throws: TokenizerError.self) { try PieceList(bytes: [1, 2], ends: ends) }
  }

  @Test("protocol buffers with absurd lengths throw")
  func absurdLengths() {
    let cases: [[UInt8]] = [
      [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
      [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0x0A, 0x80], [0x0B], [0x0F],
      [0x0A, 0x05, 0x0A, 0x7F, 0x61, 0x61, 0x61], [0x0A, 0x02, 0x18, 0x63],
      [UInt8](repeating: 0xFF, count: 64), [0x08, 0x01], [],
    ]
    for bytes in cases {
      #expect(throws: TokenizerError.self) { try TokenizerDescription(sentencePieceModel: bytes) }
    }
  }

  @Test(
    "an id out of proportion in tokenizer.json throws",
    arguments: ["-1", "9223372036854775807", "5000000", "1.5"])
  func oddJSONIdentifier(_ id: String) throws {
    let json = try JSONValue(parsing: #"{"model":{"type":"BPE","vocab":{"a":\#(id)},"merges":[]}}"#)
    #expect(throws: TokenizerError.self) { try Tokenizer(tokenizerJSON: json) }
  }

  @Test(
    "documents that are not tokenizers throw",
    arguments: [
      "{}", "[]", "null", #"{"model":{}}"#,
      #"{"model":{"vocab":3}}"#, #"{"model":{"vocab":{"a":0},"merges":[3]}}"#,
      #"{"model":{"vocab":[["a"]]}}"#, #"{"model":{"vocab":{"a":0}},"normalizer":{}}"#,
      #"{"model":{"vocab":{"a":0}},"added_tokens":[{"id":1}]}"#,
    ])
  func notATokenizer(_ text: String) throws {
    let json = try JSONValue(parsing: text)
    #expect(throws: TokenizerError.self) { try Tokenizer(tokenizerJSON: json) }
  }

  @Test("a damaged character map throws")
  func damagedCharacterMap() {
    for map: [UInt8] in [
      [1], [0, 0, 0, 0], [255, 255, 255, 255], [8, 0, 0, 0, 1, 2, 3, 4], [3, 0, 0, 0, 1, 2, 3],
    ] {
      var description = TokenizerDescription(model: .unigram, pieces: PieceList(["a"]))
      description.scores = [0]
      description.characterMap = map
      expectRefusal(description, naming: "character map")
    }
  }

  @Test("ids outside the vocabulary decode to nothing and are described by nothing")
  func idsOutside() throws {
    let tokenizer = try Tokenizer(description(["a", "b"]))
    #expect(tokenizer.decode([0, -1, 2, Int.max, Int.min, 1]) == "ab")
    #expect(tokenizer.kind(of: 2) == nil)
    #expect(tokenizer.piece(of: -1) == nil)
    #expect(tokenizer.bytes(of: Int.max) == nil)
  }

  @Test("text that no piece covers is left out, or becomes the unknown token where there is one")
  func uncovered() throws {
    var description = description(["a", "b", "<unk>"])
    description.kinds = [.normal, .normal, .unknown]
    #expect(try Tokenizer(description).encode("axb", addSpecialTokens: false) == [0, 1])
    description.unknown = 2
    #expect(try Tokenizer(description).encode("axxb", addSpecialTokens: false) == [0, 2, 1])
  }
}
