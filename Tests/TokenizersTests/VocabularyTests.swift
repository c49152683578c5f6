import Testing
import Tokenizers

@Suite("Published vocabularies", .enabled(if: TestData.isAvailable, "CARAT_TEST_DATA is not set"))
struct VocabularyTests {
  static let names = ["gpt-2", "llama-bpe", "llama-spm", "phi-3", "qwen2", "gemma-4"]

  static func tokenizer(_ name: String) throws -> Tokenizer {
    try Tokenizer(
      try VocabularyFile(path: TestData.path("vocabularies/ggml-vocab-\(name).gguf")).description())
  }

  static func cases(_ name: String) throws -> [(text: String, ids: [Int])] {
    let base = "vocabularies/ggml-vocab-\(name).gguf"
    let texts = try TestData.text(base + ".inp").split(
      separator: "\n__ggml_vocab_test__\n", omittingEmptySubsequences: false)
    let lines = try TestData.text(base + ".out").split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropLast()
    return zip(texts, lines).map { text, line in
      (String(text), line.split(separator: " ").compactMap { Int($0) })
    }
  }

  @Test("all 46 strings get the published ids", arguments: names)
  func idsAreEqual(_ name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let cases = try Self.cases(name)
    #expect(cases.count == 46)
    for (text, ids) in cases {
      let own = tokenizer.encode(text, addSpecialTokens: false)
      #expect(own == ids, "\(name): \(text.debugDescription)")
    }
  }
}
