import JSON
import Testing
import Tokenizers

@Suite("tokenizer.json")
struct TokenizerJSONTests {
  static let names = [
    "gpt-2", "roberta", "llama-3", "qwen-2", "smollm", "gpt-4o", "nfkc-punctuation",
    "whitespace-nfd", "llama-2-legacy", "mistral", "gemma", "unigram",
  ]

  private func check(_ tokenizer: Tokenizer, _ golden: GoldenFile, _ name: String) throws {
    let ids = GoldenFile.ids(golden.json["ids"])
    let bare = GoldenFile.ids(golden.json["bare"])
    let decoded = GoldenFile.strings(golden.json["decoded"])
    let special = GoldenFile.strings(golden.json["decodedWithSpecial"])
    try #require(golden.texts.count == ids.count && ids.count > 50)
    try #require(decoded.count == ids.count && special.count == ids.count)
    for (index, text) in golden.texts.enumerated() {
      let own = tokenizer.encode(text, addSpecialTokens: true, parseSpecialTokens: true)
      #expect(own == ids[index], "\(name): \(text.debugDescription)")
      let plain = tokenizer.decode(bare[index])
      #expect(isIdentical(plain, decoded[index]), "\(name): \(decoded[index].debugDescription)")
      let all = tokenizer.decode(bare[index], skipSpecialTokens: false)
      #expect(isIdentical(all, special[index]), "\(name): \(special[index].debugDescription)")
    }
  }

  @Test("ids and text equal those of the tokenizers package", arguments: names)
  func idsAreEqual(_ name: String) throws {
    let golden = try GoldenFile("tokenizer-\(name).json")
    let json = try #require(golden.json["tokenizer"])
    try check(try Tokenizer(tokenizerJSON: json), golden, name)
  }

  @Test("a file that is written again is the same tokenizer", arguments: names)
  func rewrittenFileIsEqual(_ name: String) throws {
    let golden = try GoldenFile("tokenizer-\(name).json")
    let first = try Tokenizer(tokenizerJSON: try #require(golden.json["tokenizer"]))
    let text = first.tokenizerJSON().serialized
    let again = try Tokenizer(tokenizerJSON: try JSONValue(parsing: text))
    for text in golden.texts {
      #expect(
        again.encode(text, addSpecialTokens: true, parseSpecialTokens: true)
          == first.encode(text, addSpecialTokens: true, parseSpecialTokens: true),
        "\(name): \(text)")
    }
  }

  @Test("special tokens in user text stay text, unless asked for")
  func specialTokensStayText() throws {
    let golden = try GoldenFile("tokenizer-qwen-2.json")
    let tokenizer = try Tokenizer(tokenizerJSON: try #require(golden.json["tokenizer"]))
    let mark = try #require(tokenizer.id(of: "<|im_start|>"))
    let text = "<|im_start|>user"
    #expect(tokenizer.encode(text, addSpecialTokens: false, parseSpecialTokens: true).first == mark)
    let plain = tokenizer.encode(text, addSpecialTokens: false)
    #expect(!plain.contains(mark))
    #expect(tokenizer.decode(plain) == text)
    let mixed = tokenizer.encode(
      [
        .init("<|im_start|>", parsesSpecialTokens: true),
        .init("user\n", parsesSpecialTokens: true),
        .init("<|im_end|>", parsesSpecialTokens: false),
        .init("<|im_end|>\n", parsesSpecialTokens: true),
      ], addSpecialTokens: false)
    let end = try #require(tokenizer.id(of: "<|im_end|>"))
    #expect(mixed.filter { $0 == mark }.count == 1)
    #expect(mixed.filter { $0 == end }.count == 1)
    #expect(
      tokenizer.decode(mixed, skipSpecialTokens: false)
        == "<|im_start|>user\n<|im_end|><|im_end|>\n")
  }

  @Test("a special token that spans two segments is not recognised")
  func splitSpecialTokenStaysText() throws {
    let golden = try GoldenFile("tokenizer-qwen-2.json")
    let tokenizer = try Tokenizer(tokenizerJSON: try #require(golden.json["tokenizer"]))
    let end = try #require(tokenizer.id(of: "<|im_end|>"))
    for (left, right) in [(true, false), (false, true), (false, false)] {
      let ids = tokenizer.encode(
        [
          .init("<|im", parsesSpecialTokens: left), .init("_end|>", parsesSpecialTokens: right),
        ], addSpecialTokens: false)
      #expect(!ids.contains(end))
    }
  }

  @Test(
    "names in tokenizer_config.json are found, and the file's own post-processor rules the frame")
  func configuration() throws {
    let golden = try GoldenFile("tokenizer-llama-2-legacy.json")
    let json = try #require(golden.json["tokenizer"])
    let config = try JSONValue(
      parsing: """
        {"tokenizer_class": "LlamaTokenizer", "add_bos_token": false, "add_eos_token": true,
         "bos_token": {"content": "<s>"}, "eos_token": "</s>", "unk_token": "<unk>",
         "chat_template": [{"name": "default", "template": "A"}, {"name": "tool_use", "template": "B"}]}
        """)
    let tokenizer = try Tokenizer(tokenizerJSON: json, config: config, endOfGeneration: [5])
    #expect(tokenizer.description.beginningOfText == 1)
    #expect(tokenizer.description.endOfText == 2)
    #expect(tokenizer.encode("", addSpecialTokens: true) == [1])
    #expect(tokenizer.endOfGeneration.isSuperset(of: [2, 5]))
    #expect(tokenizer.description.chatTemplate == "A")
    #expect(tokenizer.description.namedChatTemplates["tool_use"] == "B")
  }

  @Test(
    "a part that is not supported is refused by name",
    arguments: [
      (#"{"model":{"type":"WordPiece","vocab":{"a":0}}}"#, "WordPiece"),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}}"#, "dropout"),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"continuing_subword_prefix":"@@"}}"#,
        "continuing_subword_prefix"
      ),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"BertNormalizer"}}"#,
        "BertNormalizer"
      ),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"UnicodeScripts"}}"#,
        "UnicodeScripts"
      ),
      (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"decoder":{"type":"CTC"}}"#, "CTC"),
      (
        #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"Odd"}}"#,
        "Odd"
      ),
      (
        #"{"model":{"vocab":{"a":0}},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(?<=a)b"}}}"#,
        "(?<=a)b"
      ),
    ])
  func refusals(_ text: String, _ name: String) throws {
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer(tokenizerJSON: try JSONValue(parsing: text))
    }
    #expect(error?.description.contains(name) == true, "\(String(describing: error))")
  }
}
