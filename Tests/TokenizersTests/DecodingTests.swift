import JSON
import Testing
import Tokenizers

/// Against the tokenizers package, with the same pieces and steps.
@Suite("Decoding steps")
struct DecodingTests {
  private static let pieces = [
    "<unk>", "▁", "a", "b", "▁a", "▁▁b", ",", "▁,", "\n", "<0xC3>", "<0xA9>", "<0xFF>", "c",
  ]

  private func tokenizer(_ decoder: String) throws -> Tokenizer {
    let vocabulary = Self.pieces.enumerated().map { id, piece in
      "\(JSONValue.string(piece).serialized): \(id)"
    }
    return try Tokenizer(
      tokenizerJSON: try JSONValue(
        parsing: """
          {"model": {"type": "BPE", "vocab": {\(vocabulary.joined(separator: ","))}, "merges": []},
           "decoder": \(decoder)}
          """))
  }

  private static let replace =
    #"{"type":"Replace","pattern":{"String":"▁"},"content":" "}"#
  private static let bytes = #"{"type":"ByteFallback"}"#
  private static let fuse = #"{"type":"Fuse"}"#

  private static func strip(_ start: Int, _ stop: Int) -> String {
    #"{"type":"Strip","content":" ","start":\#(start),"stop":\#(stop)}"#
  }

  private static func sequence(_ steps: String...) -> String {
    #"{"type":"Sequence","decoders":[\#(steps.joined(separator: ","))]}"#
  }

  private static func metaspace(_ scheme: String) -> String {
    #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"\#(scheme)","split":true}"#
  }

  private static let ids = [
    [4, 3, 7, 5, 9, 10, 2],
    [5, 1, 1, 8, 4, 9, 12, 9, 10, 11, 1],
    [1, 4, 7, 6, 1, 1],
    [9, 10, 10, 2, 9],
  ]

  /// Steps, and the text of each list of ids.
  static let cases: [(String, [String])] = [
    (
      sequence(replace, bytes, fuse, strip(1, 0)),
      [
        "ab ,  béa",
        " b  \n a\u{FFFD}c\u{FFFD}\u{FFFD}\u{FFFD} ",
        " a ,,  ",
        "\u{FFFD}\u{FFFD}\u{FFFD}a\u{FFFD}",
      ]
    ),
    (
      sequence(replace, bytes, fuse, strip(2, 2)),
      [
        "ab ,  béa",
        "b  \n a\u{FFFD}c\u{FFFD}\u{FFFD}\u{FFFD}",
        "a ,,",
        "\u{FFFD}\u{FFFD}\u{FFFD}a\u{FFFD}",
      ]
    ),
    (
      sequence(replace, bytes, strip(1, 0)),
      [
        "ab, béa",
        " b\na\u{FFFD}c\u{FFFD}\u{FFFD}\u{FFFD}",
        "a,,",
        "\u{FFFD}\u{FFFD}\u{FFFD}a\u{FFFD}",
      ]
    ),
    (
      sequence(replace, bytes, strip(0, 1), fuse),
      [
        " ab ,  béa",
        "  b\n a\u{FFFD}c\u{FFFD}\u{FFFD}\u{FFFD}",
        " a ,,",
        "\u{FFFD}\u{FFFD}\u{FFFD}a\u{FFFD}",
      ]
    ),
    (
      sequence(
        bytes, metaspace("always"), fuse,
        #"{"type":"Replace","pattern":{"String":"\n "},"content":"\n"}"#),
      [
        "ab ,  béa",
        "b  \na\u{FFFD}c\u{FFFD}\u{FFFD}\u{FFFD} ",
        " a ,,  ",
        "\u{FFFD}\u{FFFD}\u{FFFD}a\u{FFFD}",
      ]
    ),
    (
      sequence(
        replace, bytes, fuse, strip(1, 0),
        #"{"type":"Replace","pattern":{"String":" ,"},"content":","}"#),
      [
        "ab,  béa",
        " b  \n a\u{FFFD}c\u{FFFD}\u{FFFD}\u{FFFD} ",
        " a,,  ",
        "\u{FFFD}\u{FFFD}\u{FFFD}a\u{FFFD}",
      ]
    ),
    (
      sequence(replace, fuse, #"{"type":"Replace","pattern":{"Regex":"[ ]{2}"},"content":"_"}"#),
      [
        " ab ,_b<0xC3><0xA9>a",
        "_b_\n a<0xC3>c<0xC3><0xA9><0xFF> ",
        "_a ,,_",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      metaspace("always"),
      [
        "ab ,  b<0xC3><0xA9>a",
        "b  \n a<0xC3>c<0xC3><0xA9><0xFF> ",
        " a ,,  ",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      metaspace("first"),
      [
        "ab ,  b<0xC3><0xA9>a",
        "b  \n a<0xC3>c<0xC3><0xA9><0xFF> ",
        " a ,,  ",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      metaspace("never"),
      [
        " ab ,  b<0xC3><0xA9>a",
        "  b  \n a<0xC3>c<0xC3><0xA9><0xFF> ",
        "  a ,,  ",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      sequence(fuse, metaspace("always")),
      [
        "ab,b<0xC3><0xA9>a",
        "b\na<0xC3>c<0xC3><0xA9><0xFF>",
        "a,,",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      fuse,
      [
        "▁ab▁,▁▁b<0xC3><0xA9>a",
        "▁▁b▁▁\n▁a<0xC3>c<0xC3><0xA9><0xFF>▁",
        "▁▁a▁,,▁▁",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      bytes,
      [
        "▁ab▁,▁▁béa",
        "▁▁b▁▁\n▁a\u{FFFD}c\u{FFFD}\u{FFFD}\u{FFFD}▁",
        "▁▁a▁,,▁▁",
        "\u{FFFD}\u{FFFD}\u{FFFD}a\u{FFFD}",
      ]
    ),
    (
      replace,
      [
        " ab ,  b<0xC3><0xA9>a",
        "  b  \n a<0xC3>c<0xC3><0xA9><0xFF> ",
        "  a ,,  ",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      sequence(fuse, bytes),
      [
        "▁ab▁,▁▁b<0xC3><0xA9>a",
        "▁▁b▁▁\n▁a<0xC3>c<0xC3><0xA9><0xFF>▁",
        "▁▁a▁,,▁▁",
        "<0xC3><0xA9><0xA9>a<0xC3>",
      ]
    ),
    (
      "null",
      [
        "▁a b ▁, ▁▁b <0xC3> <0xA9> a",
        "▁▁b ▁ ▁ \n ▁a <0xC3> c <0xC3> <0xA9> <0xFF> ▁",
        "▁ ▁a ▁, , ▁ ▁",
        "<0xC3> <0xA9> <0xA9> a <0xC3>",
      ]
    ),
  ]

  @Test("the text is that of the tokenizers package", arguments: cases)
  func text(_ decoder: String, _ texts: [String]) throws {
    let tokenizer = try tokenizer(decoder)
    for (ids, text) in zip(Self.ids, texts) {
      #expect(isIdentical(tokenizer.decode(ids, skipSpecialTokens: false), text))
    }
  }

  @Test("text that comes token by token is the text of all tokens", arguments: cases)
  func streamed(_ decoder: String, _ texts: [String]) throws {
    let tokenizer = try tokenizer(decoder)
    for (ids, text) in zip(Self.ids, texts) {
      var stream = StreamingDecoder(tokenizer, skipSpecialTokens: false)
      var streamed = ""
      for id in ids { streamed += stream.append(id) }
      streamed += stream.finish()
      #expect(isIdentical(streamed, text))
    }
  }

  @Test("a file that is written again decodes alike", arguments: cases)
  func rewritten(_ decoder: String, _ texts: [String]) throws {
    let again = try Tokenizer(
      tokenizerJSON: JSONValue(parsing: try tokenizer(decoder).tokenizerJSON().serialized))
    for (ids, text) in zip(Self.ids, texts) {
      #expect(isIdentical(again.decode(ids, skipSpecialTokens: false), text))
    }
  }

  @Test(
    "any number of characters to strip takes no longer than the text has", .timeLimit(.minutes(1)))
  func endlessStrip() throws {
    // Of each token, and of the one text.
    for before in [[Self.replace], [Self.replace, Self.bytes, Self.fuse]] {
      func decoder(_ most: Int) throws -> Tokenizer {
        let steps = (before + [Self.strip(most, most)]).joined(separator: ",")
        return try tokenizer(#"{"type":"Sequence","decoders":[\#(steps)]}"#)
      }
      let (endless, ample) = (try decoder(2_147_483_647), try decoder(100))
      for ids in Self.ids {
        #expect(isIdentical(endless.decode(ids), ample.decode(ids)))
      }
    }
  }

  @Test("a step that cannot be is refused")
  func refusals() {
    for step in [
      #"{"type":"Strip","content":"ab","start":1,"stop":0}"#,
      #"{"type":"Replace","pattern":{"String":""},"content":"a"}"#,
    ] {
      #expect(throws: TokenizerError.self) { try tokenizer(step) }
    }
  }
}
