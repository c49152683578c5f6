import Foundation
import JSON
import ModelFiles
import ModelSpec
import Testing
import Tokenizers

/// Tokenizers on their way from a folder to a GGUF file and back: equal ids all the way.
@Suite("Tokenizer conversion")
struct TokenizerConversionTests {
  private static let data = ProcessInfo.processInfo.environment["CARAT_TEST_DATA"]
  private static let texts = [
    "Hello world", " Leading and trailing  spaces  ", "line\nline\r\n\n\ttab",
    "It's 12345.678, isn't it?",
    "naïve café — “quotes”", "日本語のテキストです。中文字符", "🙂👩‍👩‍👧 emoji", "def f(x):\n    return x**2 # ok", "",
    "\u{1}\u{7F}control",
  ]

  /// A model with as many rows as a tokenizer has tokens.
  private func model(_ vocabulary: Int, in folder: TemporaryFolder, _ name: String) throws
    -> Checkpoint
  {
    try ConversionModel.opened(
      ConversionModel.llama(width: 32, hidden: 32, layers: 1, vocabulary: vocabulary, isTied: true),
      in: folder, name, format: .uniform(.f16))
  }

  private func expectEqual(_ one: Tokenizer, _ two: Tokenizer, _ note: String) {
    for text in Self.texts {
      let (a, b) = (
        one.encode(text, addSpecialTokens: true), two.encode(text, addSpecialTokens: true)
      )
      #expect(a == b, "\(note): \(text.debugDescription)")
      #expect(one.decode(a) == two.decode(a), "\(note): \(text.debugDescription)")
    }
  }

  @Test(
    "a GGUF file's tokenizer gives the same ids from a folder, and from a GGUF file of that folder",
    .enabled(if: data != nil),
    arguments: ["gpt-2", "llama-bpe", "llama-spm", "phi-3", "qwen2"])
  func vocabularies(name: String) throws {
    let path = "\(Self.data ?? "")/vocabularies/ggml-vocab-\(name).gguf"
    let vocabulary = try GGUFFile(opening: path)
    let count = vocabulary.metadata["tokenizer.ggml.tokens"]?.array?.count ?? 0
    let folder = try TemporaryFolder()
    let random = try model(count, in: folder, "random.gguf")
    guard case .gguf(let file) = random.weights else { throw CocoaError(.fileReadUnknown) }
    let keys =
      file.metadata.entries.filter { !$0.key.hasPrefix("tokenizer.") }
      + vocabulary.metadata.entries.filter { $0.key.hasPrefix("tokenizer.") }
    let writer = try GGUFWriter(
      creating: folder("model.gguf"), metadata: keys.map { ($0.key, $0.value) },
      tensors: file.entries.map {
        TensorDeclaration(name: $0.name, shape: $0.shape, format: $0.format ?? .f32)
      })
    for entry in file.entries { try writer.append(file.tensor(named: entry.name)) }
    try writer.finish()
    let original = try Checkpoint(opening: folder("model.gguf"))
    let report = try ModelConverter(original).convert(to: folder("hub"), format: .uniform(.f16))
    // A folder's name is its own; all else is carried over.
    #expect(report.notes == ["1 key of the file left out: general.name"])
    let hub = try Checkpoint(opening: folder("hub"))
    try ModelConverter(hub).convert(to: folder("back.gguf"), format: .uniform(.f16))
    let tokenizers = try [original, hub, Checkpoint(opening: folder("back.gguf"))].map {
      try #require(try $0.tokenizer())
    }
    expectEqual(tokenizers[0], tokenizers[1], "\(name), folder")
    expectEqual(tokenizers[0], tokenizers[2], "\(name), back")
    #expect(tokenizers[0].vocabularySize == tokenizers[2].vocabularySize)
    // A tokenizer.json tells special tokens, symbols and text apart, and no more.
    let kinds = tokenizers.map { tokenizer in
      tokenizer.description.kinds.map { kind -> PieceKind in
        switch kind {
        case .unknown: .control
        case .unused: .normal
        default: kind
        }
      }
    }
    #expect(kinds[0].indices.filter { kinds[0][$0] != kinds[2][$0] } == [], "\(name)")
    #expect(tokenizers[0].endOfGeneration == tokenizers[2].endOfGeneration)
    #expect(tokenizers[0].endOfGeneration == tokenizers[1].endOfGeneration)
    #expect(tokenizers[0].description.beginningOfText == tokenizers[2].description.beginningOfText)
    #expect(tokenizers[0].description.endOfText == tokenizers[2].description.endOfText)
  }

  @Test(
    "a tokenizer.model in a folder gives the same ids in a GGUF file", .enabled(if: data != nil),
    arguments: ["llama2", "internlm", "llm-jp-3.1", "sentencepiece-test", "sentencepiece-test-ja"])
  func sentencePiece(name: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: "\(Self.data ?? "")/tokenizers/\(name).model"))
    let tokenizer = try Tokenizer(sentencePieceModel: bytes)
    let folder = try TemporaryFolder()
    // More rows than tokens, as many models have.
    _ = try model(tokenizer.vocabularySize + 3, in: folder, "hub")
    try folder.write(Array(bytes), to: "hub/tokenizer.model")
    try folder.write(Array("{{ messages }}".utf8), to: "hub/chat_template.jinja")
    try ModelConverter(Checkpoint(opening: folder("hub")))
      .convert(to: folder("model.gguf"), format: .uniform(.f16))
    let made = try #require(try Checkpoint(opening: folder("model.gguf")).tokenizer())
    expectEqual(tokenizer, made, name)
    #expect(made.vocabularySize == tokenizer.vocabularySize + 3)
    #expect(made.description.chatTemplate == "{{ messages }}")
  }

  @Test("tokens beyond the embedding's rows are left out, with a note", .enabled(if: data != nil))
  func cutsVocabulary() throws {
    let path = "\(Self.data ?? "")/tokenizers/sentencepiece-test.model"
    let bytes = try Data(contentsOf: URL(filePath: path))
    let folder = try TemporaryFolder()
    let count = try Tokenizer(sentencePieceModel: bytes).vocabularySize
    _ = try model(count - 2, in: folder, "hub")
    try folder.write(Array(bytes), to: "hub/tokenizer.model")
    let report = try ModelConverter(Checkpoint(opening: folder("hub")))
      .convert(to: folder("model.gguf"), format: .uniform(.f16))
    #expect(report.notes.contains { $0.contains("left out") })
    let made = try #require(try Checkpoint(opening: folder("model.gguf")).tokenizer())
    #expect(made.vocabularySize == count - 2)
  }

  /// A vocabulary by rank, of characters, with two tokens that the configuration alone names.
  private func writeNamedTokens(_ folder: TemporaryFolder) throws {
    let json = """
      {"added_tokens": [], "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
       "pre_tokenizer": null, "post_processor": null, "decoder": null,
       "model": {"type": "BPE", "unk_token": "<unk>", "byte_fallback": false,
       "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, "▁": 3, "a": 4, "b": 5, "ab": 6, "<|user|>": 7},
       "merges": ["a b"]}}
      """
    let config = """
      {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>",
       "unk_token": "<unk>", "added_tokens_decoder": {
         "7": {"content": "<|user|>", "special": true, "rstrip": true},
         "8": {"content": "<|tool|>", "special": false, "normalized": false},
         "9": {"content": "<|last|>", "special": true}}}
      """
    try folder.write(Array(json.utf8), to: "hub/tokenizer.json")
    try folder.write(Array(config.utf8), to: "hub/tokenizer_config.json")
  }

  @Test("tokens that the configuration alone names are carried over, and what cannot be is told")
  func namedTokens() throws {
    let folder = try TemporaryFolder()
    _ = try model(9, in: folder, "hub")
    try writeNamedTokens(folder)
    let report = try ModelConverter(Checkpoint(opening: folder("hub")))
      .convert(to: folder("model.gguf"), format: .uniform(.f16))
    #expect(report.notes.contains { $0.contains("left out") && $0.contains("<|last|>") })
    #expect(report.notes.contains { $0.contains("<|user|>") && $0.contains("spaces") })
    let made = try #require(try Checkpoint(opening: folder("model.gguf")).tokenizer())
    #expect(made.kind(of: 7) == .control && made.kind(of: 8) == .userDefined)
    let text = "ab<|user|>a<|tool|>"
    #expect(
      made.encode(text, addSpecialTokens: false, parseSpecialTokens: true) == [6, 7, 4, 8])
    let folderOnly = try #require(try Checkpoint.tokenizer(at: folder("hub")))
    #expect(folderOnly.vocabularySize == 10)
  }

  @Test("a tokenizer that GGUF has no words for is left out, with the reason")
  func notesMissing() throws {
    let folder = try TemporaryFolder()
    _ = try model(4, in: folder, "hub")
    let json = """
      {"added_tokens": [], "normalizer": {"type": "Lowercase"}, "pre_tokenizer": null, "decoder": null,
       "post_processor": null, "model": {"type": "BPE", "unk_token": null, "byte_fallback": false,
       "vocab": {"a": 0, "b": 1, "ab": 2, "c": 3}, "merges": ["a b"]}}
      """
    try folder.write(Array(json.utf8), to: "hub/tokenizer.json")
    let report = try ModelConverter(Checkpoint(opening: folder("hub")))
      .convert(to: folder("model.gguf"), format: .uniform(.f16))
    #expect(report.notes.contains { $0.contains("no tokenizer") && $0.contains("lowercase") })
    let none = try Checkpoint(opening: folder("model.gguf")).tokenizer()
    #expect(none?.vocabularySize == nil)
  }
}
