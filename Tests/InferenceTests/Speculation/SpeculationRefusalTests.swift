import Foundation
import Inference
import ModelSpec
import Testing
import _TestSupport

@Suite("Speculation that is refused")
struct SpeculationRefusalTests {
  private func message(_ golden: String, _ speculation: Speculation) -> String {
    let error = #expect(throws: EngineError.self) {
      _ = try EngineFixtures.golden(golden, speculation: speculation)
    }
    return error?.description ?? ""
  }

  @Test("numbers of tokens out of range are named with the range", arguments: [0, -1, 65, Int.max])
  func range(tokens: Int) {
    let text = message("llama", .lookup(tokens: tokens))
    #expect(text.contains("\(tokens)") && text.contains("between 1 and 64"))
  }

  @Test("a draft model of another vocabulary is refused with both sizes")
  func size() throws {
    let folder = try TemporaryFolder()
    try TinyModel().write(to: folder("tiny.gguf"))
    let draft = try LanguageModel(opening: folder("tiny.gguf"))
    let text = message("llama", .draft(draft, tokens: 4))
    let own = try LanguageModel(opening: EngineFixtures.path("llama")).spec.vocabularySize
    #expect(text.contains("258") && text.contains("\(own)") && text.contains("tiny.gguf"))
  }

  @Test("a draft model with another piece is refused with both pieces")
  func pieces() throws {
    let folder = try TemporaryFolder()
    try TinyModel().write(to: folder("tiny.gguf"))
    let target = try LanguageModel(opening: folder("tiny.gguf"))
    var file = try Data(contentsOf: URL(filePath: folder("tiny.gguf")))
    let place = try #require(file.firstRange(of: Data("<|end|>".utf8)))
    file.replaceSubrange(place, with: Data("<|fin|>".utf8))
    try file.write(to: URL(filePath: folder("other.gguf")))
    let draft = try LanguageModel(opening: folder("other.gguf"))
    let error = #expect(throws: EngineError.self) {
      _ = try Engine(
        target, options: EngineOptions(context: 64, speculation: .draft(draft, tokens: 4)))
    }
    let text = error?.description ?? ""
    for word in ["piece 257", "\"<|fin|>\"", "\"<|end|>\"", "other.gguf"] {
      #expect(text.contains(word))
    }
  }

  @Test("the memory of a draft model is allowed for, and is what is allocated")
  func memory() throws {
    let folder = try TemporaryFolder()
    try TinyModel().write(to: folder("tiny.gguf"))
    let model = try LanguageModel(opening: folder("tiny.gguf"))
    func engine(_ speculation: Speculation?, limit: Int? = nil) throws -> Engine {
      try Engine(
        model,
        options: EngineOptions(
          threads: 2, context: 512, memoryLimit: limit, speculation: speculation))
    }
    let alone = try engine(nil)
    #expect(alone.draftBytes == nil)
    let needed = alone.cacheBytes + alone.workspaceBytes
    let both = try engine(.draft(model, tokens: 4))
    #expect(both.draftBytes == needed)
    #expect(throws: EngineError.self) {
      _ = try engine(.draft(model, tokens: 4), limit: 2 * needed - 1)
    }
    #expect(try engine(.draft(model, tokens: 4), limit: 2 * needed).draftBytes == needed)
    #expect(try engine(nil, limit: needed).context == 512)
  }
}
