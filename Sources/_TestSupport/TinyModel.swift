package import ModelFiles
import ModelSpec

/// A Llama of some thousand random weights with a byte-level tokenizer, written as a GGUF file.
package struct TinyModel: Sendable {
  /// Positions that the file names as its context.
  package var contextLength = 512
  /// Positions that a query sees, or `nil` for all.
  package var window: Int?
  /// Layers.
  package var layers = 2
  /// Width of the residual stream.
  package var width = 64
  /// Key/value heads; there are twice as many query heads.
  package var keyValueHeads = 2
  /// Width of a head.
  package var headWidth = 16
  /// Width of the feed-forward networks.
  package var hidden = 96
  /// Seed of the weights.
  package var seed: UInt64 = 1
  /// Merges of the tokenizer, each two pieces parted by a space.
  package var merges: [String] = []
  /// Further control tokens of the tokenizer.
  package var controlTokens: [String] = []
  /// Further keys and values of the file.
  package var moreMetadata: [(key: String, value: GGUFValue)] = []

  /// The model unless told otherwise.
  package init() {}

  private var vocabularySize: Int {
    ByteTokenizer.vocabularySize + controlTokens.count + merges.count
  }
  private var heads: (query: Int, keyValue: Int, width: Int) {
    (2 * keyValueHeads, keyValueHeads, headWidth)
  }

  /// Writes the file.
  package func write(to path: String) throws {
    let writer = try GGUFWriter(
      creating: path,
      metadata: metadata() + tokenizer() + moreMetadata, tensors: declarations())
    var random = RandomValues(seed: seed)
    for entry in writer.tensors {
      let count = entry.shape.reduce(1, *)
      var values = [Float](repeating: 1, count: count)
      if entry.shape.count == 2 {
        // Unit variance in, unit variance out; logits four times as wide, so that some tokens
        // stand out.
        let gain: Float = entry.name == "output.weight" ? 4 : 1
        let fanIn = entry.name == "token_embd.weight" ? 1 : Float(entry.shape[1])
        let limit = gain * (3 / fanIn).squareRoot()
        for index in values.indices { values[index] = random.value(limit: limit) }
      }
      try writer.append(values.span.bytes)
    }
    try writer.finish()
  }

  private func metadata() -> [(key: String, value: GGUFValue)] {
    var list: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .string("llama")),
      ("general.name", .string("tiny")),
      ("llama.block_count", .uint32(UInt32(layers))),
      ("llama.context_length", .uint32(UInt32(contextLength))),
      ("llama.embedding_length", .uint32(UInt32(width))),
      ("llama.feed_forward_length", .uint32(UInt32(hidden))),
      ("llama.attention.head_count", .uint32(UInt32(heads.query))),
      ("llama.attention.head_count_kv", .uint32(UInt32(heads.keyValue))),
      ("llama.attention.key_length", .uint32(UInt32(heads.width))),
      ("llama.attention.layer_norm_rms_epsilon", .float32(1e-5)),
      ("llama.rope.freq_base", .float32(10_000)),
    ]
    if let window { list.append(("llama.attention.sliding_window", .uint32(UInt32(window)))) }
    return list
  }

  private func tokenizer() throws -> [(key: String, value: GGUFValue)] {
    try ByteTokenizer.metadata(controlTokens: controlTokens, merges: merges)
  }

  private func declarations() -> [TensorDeclaration] {
    let (queries, keys) = (heads.query * heads.width, heads.keyValue * heads.width)
    var shapes: [(String, [Int])] = [("token_embd.weight", [vocabularySize, width])]
    for layer in 0..<layers {
      shapes += [
        ("attn_norm", [width]), ("attn_q", [queries, width]), ("attn_k", [keys, width]),
        ("attn_v", [keys, width]), ("attn_output", [width, queries]), ("ffn_norm", [width]),
        ("ffn_gate", [hidden, width]), ("ffn_up", [hidden, width]), ("ffn_down", [width, hidden]),
      ].map { ("blk.\(layer).\($0).weight", $1) }
    }
    shapes += [
      ("output_norm.weight", [width]), ("output.weight", [vocabularySize, width]),
    ]
    return shapes.map { TensorDeclaration(name: $0, shape: $1, format: .f32) }
  }
}
