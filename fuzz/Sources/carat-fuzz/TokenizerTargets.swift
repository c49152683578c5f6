import ChatTemplates
import JSON
import Tokenizers

extension FuzzTarget {
  /// `tokenizer.model`, `tokenizer.json` and chat templates.
  static var tokenizers: [FuzzTarget] {
    [
      FuzzTarget(
        "tokenizer-model", seeds: TokenizerSeeds.sentencePieceModels,
        words: ["\u{2581}", "<0x0A>", "<unk>", "<s>", "nmt_nfkc", "identity"],
        run: parseSentencePiece),
      FuzzTarget(
        "tokenizer-json", seeds: TokenizerSeeds.json, words: TokenizerSeeds.jsonWords,
        run: parseTokenizerJSON),
      FuzzTarget(
        "template", seeds: TokenizerSeeds.templates, words: TokenizerSeeds.templateWords,
        run: render),
    ]
  }

  private static let texts = [
    "", "Hello, world", " two  spaces\n\ttab", "naïve 漢字 🙂\u{301}", "<s>[INST]</s>", "1234567",
  ]

  /// Encodes and decodes with a tokenizer that was accepted.
  private static func use(_ tokenizer: Tokenizer) -> String {
    var count = 0
    for text in texts {
      for parses in [false, true] {
        let ids = tokenizer.encode(
          [.init(text, parsesSpecialTokens: parses)], addSpecialTokens: parses)
        count += ids.count
        _ = tokenizer.decode(ids)
      }
    }
    _ = tokenizer.decode([-1, 0, 1, 2, .max, .min])
    return "a tokenizer, \(count) ids"
  }

  private static func parseSentencePiece(_ bytes: [UInt8]) -> String {
    do { return use(try Tokenizer(sentencePieceModel: bytes)) } catch { return kind(of: error) }
  }

  private static func parseTokenizerJSON(_ bytes: [UInt8]) -> String {
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch { return kind(of: error) }
    do {
      return use(try Tokenizer(tokenizerJSON: json, config: json["config"]))
    } catch { return kind(of: error) }
  }

  private static func render(_ bytes: [UInt8]) -> String {
    do {
      let template = try ChatTemplate(String(decoding: bytes, as: UTF8.self))
      let messages = try? JSONValue(
        parsing: """
          [{"role":"system","content":"Be brief."},{"role":"user","content":"Hi <s>"},
          {"role":"assistant","content":"Hello","tool_calls":[{"function":{"name":"f",
          "arguments":{"a":1}}}]},{"role":"user","content":[{"type":"text","text":"Why?"}]}]
          """)
      let text = try template.render(
        messages: messages?.array ?? [], variables: JSONObject(["bos_token": .string("<s>")]),
        now: TemplateDate(year: 2025, month: 1, day: 2),
        limits: TemplateLimits(steps: 200_000, outputBytes: 1 << 20, stringBytes: 1 << 20))
      return "a text of \(text.utf8.count / 16 * 16) bytes"
    } catch {
      return kind(of: error)
    }
  }
}
