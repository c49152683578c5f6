import Testing
import Tokenizers

@testable import ModelFiles

@Suite("Tokenizers in GGUF")
struct GGUFTokenizerTests {
  /// Gemma's files hold the symbol of two spaces as two spaces, where its SentencePiece model has
  /// two marks.
  @Test("a user-defined symbol of spaces is found in text before anything merges")
  func spaceSymbols() throws {
    let pieces = ["<unk>", "<s>", "</s>", "▁", "a", "b", "▁a", "  ", "   "]
    let kinds: [Int32] = [2, 3, 3, 1, 1, 1, 1, 4, 4]
    let folder = try TemporaryFolder()
    let writer = try GGUFWriter(
      creating: folder("tokenizer.gguf"),
      metadata: [
        ("general.architecture", .string("llama")),
        ("tokenizer.ggml.model", .string("llama")),
        ("tokenizer.ggml.tokens", .array(try GGUFArray(pieces))),
        ("tokenizer.ggml.scores", .array(try GGUFArray((0..<pieces.count).map { -Float($0) }))),
        ("tokenizer.ggml.token_type", .array(try GGUFArray(kinds))),
        ("tokenizer.ggml.unknown_token_id", .uint32(0)),
        ("tokenizer.ggml.add_space_prefix", .bool(false)),
      ], tensors: [])
    try writer.finish()
    let file = try GGUFFile(opening: folder("tokenizer.gguf"))
    let description = try GGUFTokenizer(file).description()
    let tokenizer = try Tokenizer(try #require(description))
    func ids(_ text: String) -> [Int] { tokenizer.encode(text, addSpecialTokens: false) }
    #expect(ids("a  b") == [4, 7, 5])
    #expect(ids("a   b") == [4, 8, 5])
    #expect(ids("a a") == [4, 6])
    #expect(ids("  a") == [7, 4])
    #expect(tokenizer.decode([4, 7, 5]) == "a  b")
  }

  /// A file of marks and letters with these keys beside them.
  private func tokenizer(
    _ keys: [(String, GGUFValue)], kind: String = "llama", types: [Int32] = [2, 3, 3, 1, 1, 1, 4]
  ) throws -> Tokenizer {
    let pieces = ["<unk>", "<s>", "</s>", "▁", "a", "b", "<|end|>"]
    let folder = try TemporaryFolder()
    let fixed: [(String, GGUFValue)] = [
      ("general.architecture", .string("llama")), ("tokenizer.ggml.model", .string(kind)),
      ("tokenizer.ggml.tokens", .array(try GGUFArray(pieces))),
      ("tokenizer.ggml.token_type", .array(try GGUFArray(types))),
    ]
    let writer = try GGUFWriter(
      creating: folder("tokenizer.gguf"),
      metadata: fixed + keys.map { ("tokenizer.ggml.\($0.0)", $0.1) }, tensors: [])
    try writer.finish()
    let file = try GGUFFile(opening: folder("tokenizer.gguf"))
    return try Tokenizer(try #require(try GGUFTokenizer(file).description()))
  }

  @Test("without scores and ids, those of llama.cpp are taken, and told")
  func defaults() throws {
    let tokenizer = try tokenizer([])
    #expect(tokenizer.encode("ab", addSpecialTokens: true) == [1, 3, 4, 5])
    #expect(tokenizer.description.endOfText == 2)
    #expect(tokenizer.description.unknown == 0)
    for word in ["scores", "bos", "eos", "unknown"] {
      #expect(tokenizer.notes.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test("a type that there is not counts as ordinary text, and is told", arguments: [0, 7, -1])
  func unknownTypes(_ type: Int32) throws {
    let tokenizer = try tokenizer([], types: [2, 3, 3, 1, type, 1, 4])
    #expect(tokenizer.encode("ab", addSpecialTokens: false) == [3, 4, 5])
    #expect(tokenizer.notes.contains { $0.contains("1 token has a type other than 1 to 6") })
  }

  @Test("a vocabulary of bytes takes llama.cpp's 11 only where that is a mark")
  func byteLevelDefaults() throws {
    let tokenizer = try tokenizer([], kind: "gpt2")
    #expect(tokenizer.description.beginningOfText == nil)
    #expect(tokenizer.description.endOfText == nil)
  }

  @Test(
    "an id outside the vocabulary is a note", arguments: ["bos", "eos", "unknown", "eot", "eom"])
  func outside(_ name: String) throws {
    let zeros = GGUFValue.array(try GGUFArray([Float](repeating: 0, count: 7)))
    let ids: [(String, GGUFValue)] = ["bos": 1, "eos": 2, "unknown": 0]
      .filter { $0.key != name }.map { ("\($0.key)_token_id", .uint32($0.value)) }
    let tokenizer = try tokenizer(ids + [("scores", zeros), ("\(name)_token_id", .uint32(.max))])
    #expect(tokenizer.encode("ab", addSpecialTokens: true) == [1, 3, 4, 5])
    #expect(tokenizer.notes.count == 1)
    #expect(tokenizer.notes.first?.contains("4294967295") == true)
  }

  @Test(
    "an id that no integer holds is a note as others are, and one that fits counts in any type",
    arguments: [UInt64(1) << 63, .max, 1 << 40])
  func beyondIntegers(_ id: UInt64) throws {
    let zeros = GGUFValue.array(try GGUFArray([Float](repeating: 0, count: 7)))
    let keys: [(String, GGUFValue)] = [
      ("scores", zeros), ("bos_token_id", .uint64(1)), ("unknown_token_id", .int64(0)),
    ]
    let tokenizer = try tokenizer(keys + [("eos_token_id", .uint64(id))])
    #expect(tokenizer.notes.count == 1)
    #expect(tokenizer.notes.first?.contains("the eos token is \(id)") == true)
    #expect(tokenizer.description.beginningOfText == 1)
    #expect(try self.tokenizer([("padding_token_id", .uint64(id))]).description.padding == nil)
  }

  @Test("a byte-level vocabulary with a space before texts is not carried, and the reason is told")
  func spaceBeforeBytes() throws {
    var description = TokenizerDescription(
      model: .byteLevelBPE, pieces: PieceList(["a", "b"]))
    let rule = try #require(SplitRule.named("gpt-2"))
    let patterns = rule.patterns.map { SplitStep.pattern($0, .isolated, inverted: false) }
    description.preTokenization = .steps([.spacePrefix] + patterns)
    let error = #expect(throws: TokenizerError.self) {
      _ = try GGUFTokenizerKeys(description, vocabularySize: 2)
    }
    #expect(error.map { "\($0)".contains("add_prefix_space") } == true)
    description.preTokenization = .steps(patterns)
    let keys = try GGUFTokenizerKeys(description, vocabularySize: 2).entries.map(\.key)
    #expect(!keys.contains("tokenizer.ggml.add_space_prefix"))
  }

  @Test("padding that names no token is no note")
  func padding() throws {
    let tokenizer = try tokenizer([("padding_token_id", .uint32(.max))])
    #expect(tokenizer.description.padding == nil)
    #expect(!tokenizer.notes.contains { $0.contains("padding") })
  }

  @Test("a mark that ends a turn is no plain text, although its type says symbol")
  func markTypedAsSymbol() throws {
    let tokenizer = try tokenizer([])
    #expect(!tokenizer.encode("a<|end|>", addSpecialTokens: false).contains(6))
    #expect(
      tokenizer.encode("<|end|>", addSpecialTokens: false, parseSpecialTokens: true) == [6])
  }
}
