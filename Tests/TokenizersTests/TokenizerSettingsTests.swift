import Foundation
import JSON
import Testing
import Tokenizers

/// Against what transformers made of the same files; written
/// by `scripts/record_tokenizer_settings_goldens.py`.
@Suite("Settings beside a vocabulary")
struct TokenizerSettingsTests {
  static let golden = try? JSONValue(parsing: TestData.fixture("tokenizer-settings.json"))
  static let cases = golden?["cases"]?.array ?? []

  private func tokenizer(_ entry: JSONValue) throws -> Tokenizer {
    let index = try #require(entry["model"]?.integer)
    let model = try #require(Self.golden?["models"]?.array?[index])
    let files = try #require(entry["files"]?.object)
    var settings = TokenizerSettings()
    settings.config = files["tokenizer_config.json"]
    settings.specialTokens = files["special_tokens_map.json"]
    settings.addedTokens = files["added_tokens.json"]
    settings.model = files["config.json"]
    guard var document = files["tokenizer.json"]?.object else {
      let bytes = try #require(model.string.flatMap { Data(base64Encoded: $0) })
      return try Tokenizer(
        TokenizerDescription(sentencePieceModel: Array(bytes), settings: settings))
    }
    document["model"] = model
    return try Tokenizer(
      TokenizerDescription(tokenizerJSON: .object(document), settings: settings))
  }

  @Test("the recorded cases are there")
  func casesAreThere() { #expect(Self.cases.count > 80) }

  @Test("ids and text equal those of transformers with the same files", arguments: cases.indices)
  func equalsTransformers(_ index: Int) throws {
    let entry = Self.cases[index]
    let tokenizer = try tokenizer(entry)
    let name = entry["name"]?.string ?? "?"
    let texts = GoldenFile.strings(entry["texts"])
    let ids = GoldenFile.ids(entry["ids"])
    let plain = GoldenFile.strings(entry["plain"])
    let whole = GoldenFile.strings(entry["whole"])
    try #require(!texts.isEmpty && texts.count == ids.count && texts.count == plain.count)
    for (index, text) in texts.enumerated() {
      let own = tokenizer.encode(text, addSpecialTokens: true, parseSpecialTokens: true)
      #expect(own == ids[index], "\(name): \(text.debugDescription)")
      #expect(isIdentical(tokenizer.decode(ids[index]), plain[index]), "\(name): \(text)")
      let all = tokenizer.decode(ids[index], skipSpecialTokens: false)
      #expect(isIdentical(all, whole[index]), "\(name): \(text)")
    }
  }

  @Test("plain text never becomes a special token, however it is named", arguments: cases.indices)
  func plainTextStaysText(_ index: Int) throws {
    let entry = Self.cases[index]
    let tokenizer = try tokenizer(entry)
    for text in GoldenFile.strings(entry["texts"]) {
      let special = tokenizer.encode(text, addSpecialTokens: false).filter {
        tokenizer.kind(of: $0) == .control || tokenizer.endOfGeneration.contains($0)
      }
      #expect(special.isEmpty, "\(entry["name"]?.string ?? "?"): \(text.debugDescription)")
    }
  }
}
