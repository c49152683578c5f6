import JSON
import Testing
import Tokenizers

/// Against the tokenizers package, with the same pieces and steps.
@Suite("Kinds of steps around characters")
struct StepKindTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var steps: String
    var decoder = #"{"type":"BPEDecoder","suffix":"</w>"}"#
    var normalizer = "null"
    var suffix = ""
    /// The pieces of each text.
    var pieces: [String]
    /// The text of those pieces.
    var texts: [String]
    var testDescription: String { name }
  }

  private static let texts = ["hello world", "\nhell", "  hello", "hell-oé, x!", "é<X>hell"]
  private static let characters = "h e l o w r d t f x , - ! Ġ Ċ ▁ é".split(separator: " ")
  private static let bytes =
    #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"#
  private static let spacedBytes =
    #"{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"#

  private static func marks(_ scheme: String, splits: Bool = true) -> String {
    #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"\#(scheme)","split":\#(splits)}"#
  }

  static let cases: [Case] = [
    Case(
      name: "a mark before the first of byte-level words", steps: "\(bytes),\(marks("first"))",
      decoder: bytes,
      pieces: [
        "▁ hell o Ġw o r l d", "▁ Ċ hell", "▁ Ġ Ġ hell o", "▁ hell - o , Ġ x !", "▁ <X> hell",
      ],
      texts: ["▁hello world", "▁\nhell", "▁  hello", "▁hell-o, x!", "▁hell"]),
    Case(
      name: "a mark before all byte-level words that the first character has become",
      steps: "\(spacedBytes),\(marks("first"))", decoder: bytes,
      pieces: [
        "▁ Ġ hell o Ġw o r l d", "▁ Ġ ▁ Ċ hell", "▁ Ġ Ġ hell o", "▁ Ġ hell - o , Ġ x !",
        "▁ Ġ <X> Ġ hell",
      ],
      texts: ["▁ hello world", "▁ ▁\nhell", "▁  hello", "▁ hell-o, x!", "▁  hell"]),
    Case(
      name: "a mark before each byte-level word", steps: "\(bytes),\(marks("always"))",
      decoder: bytes,
      pieces: [
        "▁ hell o ▁ Ġw o r l d", "▁ Ċ ▁ hell", "▁ Ġ ▁ Ġ hell o",
        "▁ hell ▁ - ▁ o ▁ , ▁ Ġ x ▁ !", "▁ <X> ▁ hell",
      ],
      texts: ["▁hello▁ world", "▁\n▁hell", "▁ ▁ hello", "▁hell▁-▁o▁,▁ x▁!", "▁▁hell"]),
    Case(
      name: "no mark before a word that whitespace has been taken from",
      steps: #"{"type":"WhitespaceSplit"},\#(marks("first"))"#, decoder: #"{"type":"Fuse"}"#,
      pieces: ["▁ hell o w o r l d", "hell", "hell o", "▁ hell - o é , x !", "▁ é <X> hell"],
      texts: ["▁helloworld", "hell", "hello", "▁hell-oé,x!", "▁éhell"]),
    Case(
      name: "no mark before a text that whitespace has been taken from",
      steps: marks("first", splits: false), decoder: #"{"type":"Fuse"}"#,
      normalizer: #"{"type":"Strip","strip_left":true,"strip_right":false}"#,
      pieces: ["▁ hell o ▁ w o r l d", "hell", "hell o", "▁ hell - o é , ▁ x !", "▁ é <X> hell"],
      texts: ["▁hello▁world", "hell", "hello", "▁hell-oé,▁x!", "▁éhell"]),
    Case(
      name: "pieces that say where a word ends", steps: #"{"type":"BertPreTokenizer"}"#,
      suffix: "</w>",
      pieces: [
        "hell o</w> w o r ld</w>", "he l l</w>", "hell o</w>",
        "he l l</w> -</w> o é</w> ,</w> x</w> !</w>", "é</w> <X> he l l</w>",
      ],
      texts: ["hello world", "hell", "hello", "hell - oé , x !", "é hell"]),
    Case(
      name: "words of three characters", steps: #"{"type":"FixedLength","length":3}"#,
      pieces: ["he l l o w o r l d", "he ll", "h e ll o", "he l l - o é , x !", "é <X> he l l"],
      texts: ["helloworld", "hell", "hello", "hell-oé,x!", "éhell"]),
    Case(
      name: "spaces for characters that do not show", steps: marks("never"),
      decoder: #"{"type":"Fuse"}"#, normalizer: #"{"type":"Nmt"}"#,
      pieces: [
        "hell o ▁ w o r l d", "▁ hell", "▁ ▁ hell o", "hell - o é , ▁ x !", "é <X> hell",
      ],
      texts: ["hello▁world", "▁hell", "▁▁hello", "hell-oé,▁x!", "éhell"]),
  ]

  static func document(_ entry: Case) throws -> JSONValue {
    var pieces: [String] = []
    for character in characters {
      pieces.append(String(character))
      if !entry.suffix.isEmpty { pieces.append(character + entry.suffix) }
    }
    var merges = [("h", "e"), ("l", "l"), ("he", "ll"), ("▁", "he"), ("Ġ", "w")]
    if !entry.suffix.isEmpty { merges += [("l", "o" + entry.suffix), ("l", "d" + entry.suffix)] }
    var vocabulary = JSONObject()
    for (id, piece) in (pieces + merges.map { $0 + $1 }).enumerated() {
      vocabulary[piece] = .integer(id)
    }
    let written = merges.map { JSONValue.array([.string($0), .string($1)]) }.map(\.serialized)
    return try JSONValue(
      parsing: """
        {"model": {"type": "BPE", "vocab": \(JSONValue.object(vocabulary).serialized),
          "merges": [\(written.joined(separator: ","))], "end_of_word_suffix": "\(entry.suffix)"},
         "added_tokens": [{"id": 99, "content": "<X>", "special": true, "normalized": false}],
         "normalizer": \(entry.normalizer), "decoder": \(entry.decoder),
         "pre_tokenizer": {"type": "Sequence", "pretokenizers": [\(entry.steps)]}}
        """)
  }

  private func check(_ tokenizer: Tokenizer, _ entry: Case) {
    for (index, text) in Self.texts.enumerated() {
      let ids = tokenizer.encode(text, addSpecialTokens: false, parseSpecialTokens: true)
      let pieces = ids.map { tokenizer.piece(of: $0) ?? "?" }.joined(separator: " ")
      #expect(pieces == entry.pieces[index], "\(text.debugDescription)")
      var decoder = StreamingDecoder(tokenizer)
      let parts = ids.map { decoder.append($0) }
      #expect(isIdentical(parts.joined() + decoder.finish(), entry.texts[index]))
    }
  }

  @Test("pieces and text equal those of the tokenizers package", arguments: cases)
  func equalsPackage(_ entry: Case) throws {
    check(try Tokenizer(tokenizerJSON: Self.document(entry)), entry)
  }

  @Test("a file that is written again does the same", arguments: cases)
  func isWrittenAgain(_ entry: Case) throws {
    let written = try Tokenizer(tokenizerJSON: Self.document(entry)).tokenizerJSON().serialized
    check(try Tokenizer(tokenizerJSON: try JSONValue(parsing: written)), entry)
  }

  /// Patterns, and what a replacement makes of "ab", "axb" and "xx".
  static let replacements = [
    (#"\\z"#, ["ab-", "axb-", "xx-"]), ("^", ["-ab", "-axb", "-xx"]),
    ("x*", ["-a-b-", "-a-b-", "-"]), ("(?=b)", ["a-b", "ax-b", "xx"]),
  ]

  @Test("an empty match is replaced too, except right after another", arguments: replacements)
  func replacesEmptyMatches(_ pattern: String, _ expected: [String]) throws {
    let json = """
      {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "x": 2, "-": 3}, "merges": []},
       "normalizer": {"type": "Replace", "pattern": {"Regex": "\(pattern)"}, "content": "-"},
       "decoder": {"type": "Fuse"}}
      """
    let tokenizer = try Tokenizer(tokenizerJSON: try JSONValue(parsing: json))
    for (text, result) in zip(["ab", "axb", "xx"], expected) {
      #expect(tokenizer.decode(tokenizer.encode(text, addSpecialTokens: false)) == result)
    }
    #expect(tokenizer.encode("", addSpecialTokens: false).isEmpty)
  }

  @Test("a word that loses a character is no piece that is taken whole")
  func wholeWords() throws {
    let tokenizer = try Tokenizer(
      tokenizerJSON: try JSONValue(
        parsing: """
          {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": [],
            "ignore_merges": true}}
          """))
    #expect(tokenizer.encode("ab", addSpecialTokens: false) == [2])
    #expect(tokenizer.encode("ab?", addSpecialTokens: false) == [0, 1])
  }

  @Test("a piece outside the byte alphabet is no word of bytes")
  func foreignPieces() throws {
    let bytes = #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#
    let tokenizer = try Tokenizer(
      tokenizerJSON: try JSONValue(
        parsing: """
          {"model": {"type": "BPE", "vocab": {"é": 0, "Ã": 1, "©": 2, "▁": 3, "Ã©a": 4},
            "merges": [], "ignore_merges": true}, "pre_tokenizer": \(bytes), "decoder": \(bytes)}
          """))
    #expect(tokenizer.encode("é", addSpecialTokens: false) == [1, 2])
    #expect(tokenizer.encode("éa", addSpecialTokens: false) == [4])
    #expect(tokenizer.encode("▁", addSpecialTokens: false).isEmpty)
  }

  static let refused = [
    ("pre_tokenizer", "UnicodeScripts"), ("decoder", "CTC"), ("decoder", "WordPiece"),
    ("normalizer", "BertNormalizer"), ("post_processor", "Unheard"),
  ]

  @Test("a kind that is not followed is refused by name, with those that are", arguments: refused)
  func refusesByName(_ part: String, _ type: String) throws {
    var document = try #require(try Self.document(Self.cases[0]).object)
    document[part] = try JSONValue(parsing: #"{"type": "\#(type)"}"#)
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer(tokenizerJSON: .object(document))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains(part) == true && error?.message.contains(type) == true)
    #expect(error?.message.contains("supported are") == true)
  }

  @Test("a length that cuts nothing throws", arguments: [0, -3])
  func refusesLength(_ length: Int) throws {
    let entry = Case(
      name: "", steps: #"{"type":"FixedLength","length":\#(length)}"#, pieces: [], texts: [])
    #expect(throws: TokenizerError.self) { try Tokenizer(tokenizerJSON: Self.document(entry)) }
  }
}
