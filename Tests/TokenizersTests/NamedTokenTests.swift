import JSON
import Testing
import Tokenizers

/// The reading that transformers 5.24 gives to tokens whose files leave something unsaid.
@Suite("Tokens that files name")
struct NamedTokenTests {
  private func tokenizer(
    _ config: String, normalizer: String = "null", decoder: String = #"{"type":"Fuse"}"#,
    added: String = "[]"
  ) throws -> Tokenizer {
    let letters = ["a", "b", "x", " ", "<", ">", "▁"].enumerated().map { id, piece in
      "\(JSONValue.string(piece).serialized): \(id)"
    }
    var settings = TokenizerSettings()
    settings.config = try JSONValue(parsing: config)
    let document = try JSONValue(
      parsing: """
        {"model": {"type": "BPE", "vocab": {\(letters.joined(separator: ","))}, "merges": []},
         "normalizer": \(normalizer), "decoder": \(decoder), "added_tokens": \(added)}
        """)
    return try Tokenizer(TokenizerDescription(tokenizerJSON: document, settings: settings))
  }

  @Test("an object among further tokens is special only if it says so")
  func furtherObjects() throws {
    for key in ["additional_special_tokens", "extra_special_tokens"] {
      let tokenizer = try tokenizer(
        """
        {"\(key)": [{"__type": "AddedToken", "content": "<x>", "lstrip": true}, "<b>",
          {"__type": "AddedToken", "content": "<a>", "special": true}]}
        """)
      let kinds = ["<x>", "<b>", "<a>"].map { tokenizer.id(of: $0).flatMap(tokenizer.kind) }
      #expect(kinds == [.userDefined, .control, .control], "\(key)")
      let ids = tokenizer.encode("a <x>b<b>", addSpecialTokens: false, parseSpecialTokens: true)
      #expect(ids == [0, 7, 1, 8])
      #expect(tokenizer.decode(ids) == "a<x>b")
    }
  }

  @Test("an object without a type is the name of a special token")
  func untypedObjects() throws {
    let tokenizer = try tokenizer(#"{"additional_special_tokens": [{"content": "<x>"}]}"#)
    #expect(tokenizer.id(of: "<x>").flatMap(tokenizer.kind) == .control)
  }

  @Test("a token with a role is special, and found in the text as it is unless it says otherwise")
  func roles() throws {
    let lower = #"{"type": "Lowercase"}"#
    let tokenizer = try tokenizer(
      """
      {"eos_token": {"__type": "AddedToken", "content": "<A>", "special": false},
       "pad_token": "<B>", "added_tokens_decoder": {"8": {"content": "<B>"}}}
      """, normalizer: lower)
    let ids = ["<A>", "<B>"].compactMap { tokenizer.id(of: $0) }
    #expect(ids.count == 2 && ids.allSatisfy { tokenizer.kind(of: $0) == .control })
    for (text, id) in zip(["<A>", "<B>"], ids) {
      #expect(tokenizer.encode(text, addSpecialTokens: false, parseSpecialTokens: true) == [id])
      #expect(
        tokenizer.encode(text.lowercased(), addSpecialTokens: false, parseSpecialTokens: true)
          .count == 3)
    }
  }

  static let decoders = [
    #"{"type":"Fuse"}"#, #"{"type":"Replace","pattern":{"String":"▁"},"content":" "}"#,
  ]

  @Test(
    "a token that is looked for in normalised text decodes to its normalised text",
    arguments: decoders)
  func normalizedText(_ decoder: String) throws {
    let added = #"[{"id": 7, "content": "<Xx>", "normalized": true, "special": false}]"#
    let tokenizer = try tokenizer(
      "{}", normalizer: #"{"type": "Lowercase"}"#, decoder: decoder, added: added)
    let ids = tokenizer.encode("a<XX>b<xx>", addSpecialTokens: false)
    #expect(ids == [0, 7, 1, 7])
    #expect(tokenizer.decode(ids) == "a<xx>b<xx>")
  }

  @Test("the same holds where pieces are bytes")
  func normalizedBytes() throws {
    let bytes = #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#
    let document = try JSONValue(
      parsing: """
        {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "x": 2, "<": 3, ">": 4}, "merges": []},
         "normalizer": {"type": "Lowercase"}, "pre_tokenizer": \(bytes), "decoder": \(bytes),
         "added_tokens": [{"id": 5, "content": "<Xx>", "normalized": true, "special": false}]}
        """)
    let tokenizer = try Tokenizer(tokenizerJSON: document)
    let ids = tokenizer.encode("A<XX>b", addSpecialTokens: false)
    #expect(ids == [0, 5, 1])
    #expect(tokenizer.decode(ids) == "a<xx>b")
  }
}
