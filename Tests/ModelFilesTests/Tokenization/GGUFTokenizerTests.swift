import ModelFiles
import Testing
import Tokenizers

@Suite("Tokenizers in GGUF")
struct GGUFTokenizerTests {
  /// Gemma's files hold the symbol of two spaces as two spaces, where its SentencePiece model has two marks.
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
}
