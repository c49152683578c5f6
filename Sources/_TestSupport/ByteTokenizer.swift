package import ModelFiles

/// A byte-level vocabulary: one piece for each byte, then a beginning and an end mark, then
/// further control pieces and those of merges, if there are any.
package enum ByteTokenizer {
  /// The token that begins a text.
  package static let beginningOfText = 256
  /// The token that ends a text.
  package static let endOfText = 257
  /// Number of pieces.
  package static let vocabularySize = 258

  /// The token of each byte of a text.
  package static func tokens(_ text: String) -> [Int] { text.utf8.map { Int($0) } }

  /// The keys of a GGUF file that carry it.
  ///
  /// - Parameters:
  ///   - controlTokens: Further control pieces.
  ///   - merges: Pairs of pieces, each two parted by a space, as they are joined.
  package static func metadata(
    controlTokens: [String] = [], merges: [String] = []
  ) throws -> [(key: String, value: GGUFValue)] {
    let pieces =
      (0..<256).map { String(character(ofByte: UInt8($0))) } + ["<|begin|>", "<|end|>"]
      + controlTokens + merges.map { String($0.filter { $0 != " " }) }
    // 1 is a normal piece, 3 a control piece.
    let kinds =
      [Int32](repeating: 1, count: 256) + [Int32](repeating: 3, count: 2 + controlTokens.count)
      + [Int32](repeating: 1, count: merges.count)
    return [
      ("tokenizer.ggml.model", .string("gpt2")),
      ("tokenizer.ggml.pre", .string("gpt-2")),
      ("tokenizer.ggml.tokens", .array(try GGUFArray(pieces))),
      ("tokenizer.ggml.token_type", .array(try GGUFArray(kinds))),
      ("tokenizer.ggml.merges", .array(try GGUFArray(merges))),
      ("tokenizer.ggml.bos_token_id", .uint32(UInt32(beginningOfText))),
      ("tokenizer.ggml.eos_token_id", .uint32(UInt32(endOfText))),
      ("tokenizer.ggml.add_bos_token", .bool(false)),
    ]
  }

  /// The printable character that stands for a byte in the byte-level pieces of GPT-2: itself if it
  /// is printable Latin-1, else the next one from U+0100 on.
  private static func character(ofByte byte: UInt8) -> Character {
    func isPrintable(_ byte: UInt8) -> Bool {
      (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    }
    if isPrintable(byte) { return Character(Unicode.Scalar(byte)) }
    let before = (0..<byte).count { !isPrintable($0) }
    return Unicode.Scalar(UInt32(0x100 + before)).map { Character($0) } ?? "?"
  }
}
