import JSON

/// A byte-level tokenizer as a `tokenizer.json`, the same in every run.
struct TokenizerFile {
  /// Number of pieces beside the one that ends a text.
  static let pieceCount = 4000

  /// Text of the file.
  let text: String

  init() {
    let training = BytePairTraining(TrainingText.words, pieces: Self.pieceCount)
    let pieces = training.pieces.map(Self.spelling)
    var vocabulary = JSONObject()
    for (id, piece) in pieces.enumerated() { vocabulary[piece] = .integer(id) }
    let merges = training.merges.map { JSONValue.string("\(pieces[$0.left]) \(pieces[$0.right])") }
    let byteLevel = JSONValue.object(
      JSONObject([
        "type": .string("ByteLevel"), "add_prefix_space": .bool(false), "trim_offsets": .bool(true),
        "use_regex": .bool(true),
      ]))
    let end = JSONObject([
      "id": .integer(pieces.count), "content": .string("<|endoftext|>"),
      "single_word": .bool(false), "lstrip": .bool(false), "rstrip": .bool(false),
      "normalized": .bool(false), "special": .bool(true),
    ])
    let model = JSONObject([
      "type": .string("BPE"), "vocab": .object(vocabulary), "merges": .array(merges),
    ])
    text =
      JSONValue.object(
        JSONObject([
          "version": .string("1.0"), "added_tokens": .array([.object(end)]), "normalizer": .null,
          "pre_tokenizer": byteLevel, "post_processor": .null, "decoder": byteLevel,
          "model": .object(model),
        ])
      ).serialized
  }

  /// The characters that stand for bytes in GPT-2's vocabulary and those after it.
  private static let characters: [Character] = {
    var next: UInt32 = 0x100
    return (0...255).map { (byte: UInt32) in
      let isPrintable = (0x21...0x7E).contains(byte) || (0xA1...0xFF).contains(byte) && byte != 0xAD
      defer { if !isPrintable { next += 1 } }
      return Character(Unicode.Scalar(isPrintable ? byte : next) ?? "?")
    }
  }()

  private static func spelling(_ bytes: [UInt8]) -> String {
    String(bytes.map { characters[Int($0)] })
  }
}
