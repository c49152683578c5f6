import Foundation
import JSON
import Testing
import Tokenizers

/// Against sentencepiece and transformers with the same models; written
/// by `scripts/record_sentencepiece_goldens.py`.
@Suite("Small SentencePiece models")
struct TrainedModelTests {
  static let golden = try? JSONValue(parsing: TestData.fixture("sentencepiece-trained.json"))
  static let texts = GoldenFile.strings(golden?["texts"])
  static let cases = golden?["cases"]?.array ?? []
  static let suffixes = cases.indices.filter { cases[$0]["config"] == nil }

  private func model(_ index: Int) throws -> [UInt8] {
    let text = try #require(Self.cases[index]["model"]?.string)
    return Array(try #require(Data(base64Encoded: text)))
  }

  private func tokenizer(_ index: Int) throws -> Tokenizer {
    guard let config = Self.cases[index]["config"] else {
      return try Tokenizer(sentencePieceModel: model(index))
    }
    var settings = TokenizerSettings()
    settings.config = config
    return try Tokenizer(
      TokenizerDescription(sentencePieceModel: model(index), settings: settings))
  }

  @Test("the recorded cases are there")
  func casesAreThere() {
    #expect(Self.suffixes.count == 8 && Self.cases.count == 20 && Self.texts.count == 8)
  }

  @Test(
    "ids and text equal the reference's, where words end in their space and where a class takes a model apart",
    arguments: cases.indices)
  func equalsReference(_ index: Int) throws {
    let entry = Self.cases[index]
    let hasClass = entry["config"] != nil
    let tokenizer = try tokenizer(index)
    let ids = GoldenFile.ids(entry["ids"])
    let whole = GoldenFile.strings(entry["whole"])
    try #require(ids.count == Self.texts.count && whole.count == ids.count)
    for (index, text) in Self.texts.enumerated() {
      let own = tokenizer.encode(text, addSpecialTokens: hasClass, parseSpecialTokens: hasClass)
      let name = "\(entry["name"]?.string ?? "?"): \(text.debugDescription)"
      #expect(own == ids[index], "\(name)")
      let back = tokenizer.decode(ids[index], skipSpecialTokens: !hasClass)
      #expect(isIdentical(back, whole[index]), "\(name)")
    }
  }

  @Test("text that streams is the text of all ids at once", arguments: cases.indices)
  func streams(_ index: Int) throws {
    let tokenizer = try tokenizer(index)
    for ids in GoldenFile.ids(Self.cases[index]["ids"]) {
      var decoder = StreamingDecoder(tokenizer)
      let parts = ids.map { decoder.append($0) }
      #expect(isIdentical(parts.joined() + decoder.finish(), tokenizer.decode(ids)))
    }
  }

  @Test(
    "a model whose words end in their space is the same when written again", arguments: suffixes)
  func isWrittenAgain(_ index: Int) throws {
    let tokenizer = try tokenizer(index)
    let again = try Tokenizer(sentencePieceModel: try tokenizer.sentencePieceModel())
    #expect(again.description == tokenizer.description)
    #expect(again.description.spaceIsSuffix)
    let json = try Tokenizer(tokenizerJSON: tokenizer.tokenizerJSON())
    for text in Self.texts where !text.contains("<u>") {
      #expect(
        json.encode(text, addSpecialTokens: false)
          == tokenizer.encode(text, addSpecialTokens: false),
        "\(text.debugDescription)")
    }
  }

  @Test("a class that merges says so of a unigram model, and of no other")
  func notesOfClasses() throws {
    for index in Self.cases.indices {
      let entry = Self.cases[index]
      let name = entry["config"]?["tokenizer_class"]?.string ?? ""
      let merges = ["LlamaTokenizer", "GemmaTokenizer"].contains(name)
      let plain = try TokenizerDescription(sentencePieceModel: model(index))
      let notes = try tokenizer(index).notes.filter { $0.contains("unigram") }
      #expect(notes.isEmpty != (merges && plain.model == .unigram))
    }
  }

  @Test("a number of T5's tokens that no vocabulary has throws")
  func hostileCount() throws {
    let index = try #require(Self.cases.firstIndex { $0["config"]?["extra_ids"] != nil })
    for count in [-1, 65_537, Int.max] {
      var settings = TokenizerSettings()
      settings.config = try JSONValue(
        parsing: #"{"tokenizer_class": "T5Tokenizer", "extra_ids": \#(count)}"#)
      #expect(throws: TokenizerError.self) {
        try TokenizerDescription(sentencePieceModel: model(index), settings: settings)
      }
    }
  }
}
