import JSON
import Testing
import Tokenizers

/// Against the tokenizers package, with the same pieces and steps.
@Suite("Steps around the byte alphabet")
struct StepOrderTests {
  private static let texts = ["x² (x) 1234..", "a  a é12", "12² a"]
  private static let merges = [
    ("Â", "²"), ("1", "2"), ("12", "3"), ("Ġ", "a"), ("Ã", "©"), ("(", "x"), ("Ġ", "Ġ"), (".", "."),
  ]

  /// Steps, and the pieces of each text.
  static let cases: [(String, [[String]])] = [
    (
      #"[{"type":"Punctuation","behavior":"Contiguous"},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},{"type":"Digits","individual_digits":false},{"type":"Split","pattern":{"Regex":"[0-9][0-9][0-9]"},"behavior":"Isolated","invert":false}]"#,
      [
        ["x", "Â", "²", "Ġ", "(", "x", ")", "Ġ", "123", "4", ".."],
        ["a", "Ġ", "Ġa", "Ġ", "Ã©", "12"],
        ["12", "Â", "²", "Ġa"],
      ]
    ),
    (
      #"[{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},{"type":"Punctuation","behavior":"Contiguous"}]"#,
      [
        ["x", "Â²", "Ġ", "(", "x", ")", "Ġ", "123", "4", ".."],
        ["a", "Ġ", "Ġa", "Ġ", "Ã©", "12"],
        ["12", "Â²", "Ġa"],
      ]
    ),
    (
      #"[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]"#,
      [
        ["Ä", "ł", "x", "Ã", "Ĥ", "Â²", "Ä", "ł", "(", "x", ")", "Ä", "ł", "123", "4", ".."],
        ["Ä", "ł", "a", "Ä", "ł", "Ä", "ł", "a", "Ä", "ł", "Ã", "ĥ", "Â", "©", "12"],
        ["Ä", "ł", "12", "Ã", "Ĥ", "Â²", "Ä", "ł", "a"],
      ]
    ),
    (
      #"[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}]"#,
      [
        [
          "Ġ", "x", "Ġ", "Â²", "Ġ", "(", "x", ")", "Ġ", "Ġ", "1", "Ġ", "2", "Ġ", "3", "Ġ", "4", "Ġ",
          "..",
        ],
        ["Ġa", "Ġ", "Ġa", "Ġ", "Ã©", "Ġ", "1", "Ġ", "2"],
        ["Ġ", "1", "Ġ", "2", "Ġ", "Â²", "Ġa"],
      ]
    ),
    (
      #"[{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false},{"type":"Split","pattern":{"Regex":"\\p{L}+"},"behavior":"Removed","invert":true}]"#,
      [
        ["x", "Â", "Ġ", "x", "Ġ"],
        ["a", "Ġ", "Ġa", "Ġ", "Ã"],
        ["Â", "Ġa"],
      ]
    ),
  ]

  private func tokenizer(_ steps: String) throws -> Tokenizer {
    var pieces: [String] = []
    for byte in UInt8.min...UInt8.max {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF:
        pieces.append(String(Character(Unicode.Scalar(byte))))
      default: break
      }
    }
    // Bytes that do not print are written with the letters from U+0100 on.
    for scalar in UInt32(0x100)..<0x144 {
      pieces.append(String(Character(try #require(Unicode.Scalar(scalar)))))
    }
    pieces += Self.merges.map { $0 + $1 }
    var vocabulary = JSONObject()
    for (id, piece) in pieces.enumerated() { vocabulary[piece] = .integer(id) }
    let merges = Self.merges.map { JSONValue.array([.string($0), .string($1)]) }
    let model: JSONValue = .object(
      JSONObject([
        "type": .string("BPE"), "vocab": .object(vocabulary), "merges": .array(merges),
      ]))
    return try Tokenizer(
      tokenizerJSON: .object(
        JSONObject([
          "model": model, "decoder": try JSONValue(parsing: #"{"type":"ByteLevel"}"#),
          "pre_tokenizer": try JSONValue(
            parsing: #"{"type":"Sequence","pretokenizers":\#(steps)}"#),
        ])))
  }

  private func pieces(_ tokenizer: Tokenizer, _ text: String) -> [String?] {
    tokenizer.encode(text, addSpecialTokens: false).map { tokenizer.piece(of: $0) }
  }

  @Test("steps after a ByteLevel step see its alphabet", arguments: cases)
  func order(_ steps: String, _ expected: [[String]]) throws {
    let tokenizer = try tokenizer(steps)
    for (text, pieces) in zip(Self.texts, expected) {
      #expect(self.pieces(tokenizer, text) == pieces)
    }
  }

  @Test("a file that is written again has its steps in the same order", arguments: cases)
  func rewritten(_ steps: String, _ expected: [[String]]) throws {
    let written = try tokenizer(steps).tokenizerJSON().serialized
    let again = try Tokenizer(tokenizerJSON: try JSONValue(parsing: written))
    for (text, pieces) in zip(Self.texts, expected) { #expect(self.pieces(again, text) == pieces) }
  }
}
