import ModelSpec
import Testing

@testable import ModelFiles

/// A small Llama in GGUF with one thing that contradicts another, and words that the refusal
/// must contain.
struct WrongGGUF: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let words: [String]
  var metadata: [String: GGUFValue] = [
    "general.architecture": .string("llama"), "llama.block_count": .uint32(2),
    "llama.context_length": .uint32(64), "llama.embedding_length": .uint32(32),
    "llama.feed_forward_length": .uint32(48), "llama.attention.head_count": .uint32(4),
    "llama.attention.head_count_kv": .uint32(2), "llama.attention.key_length": .uint32(8),
    "llama.attention.layer_norm_rms_epsilon": .float32(1e-6),
    "llama.rope.freq_base": .float32(10_000),
  ]
  var shapes: [String: [Int]] = {
    var shapes: [String: [Int]] = [
      "token_embd.weight": [100, 32], "output_norm.weight": [32], "output.weight": [100, 32],
    ]
    let layer: [String: [Int]] = [
      "attn_norm": [32], "attn_q": [32, 32], "attn_k": [16, 32], "attn_v": [16, 32],
      "attn_output": [32, 32], "ffn_norm": [32], "ffn_gate": [48, 32], "ffn_up": [48, 32],
      "ffn_down": [32, 48],
    ]
    for index in 0..<2 {
      for (name, shape) in layer { shapes["blk.\(index).\(name).weight"] = shape }
    }
    return shapes
  }()

  init(_ name: String, _ words: String..., change: @Sendable (inout WrongGGUF) -> Void = { _ in }) {
    (testDescription, self.words) = (name, words)
    change(&self)
  }

  /// A file with one key changed.
  init(_ name: String, _ key: String, _ value: GGUFValue?, _ words: String...) {
    (testDescription, self.words) = (name, words)
    metadata[key] = value
  }

  /// Writes the file, opens it and asks for every tensor that the description names.
  func open() throws {
    let folder = try TemporaryFolder()
    let writer = try GGUFWriter(
      creating: folder("model.gguf"),
      metadata: metadata.sorted { $0.key < $1.key }.map { ($0, $1) },
      tensors: shapes.sorted { $0.key < $1.key }.map { .init(name: $0, shape: $1, format: .f32) })
    for entry in writer.tensors {
      try writer.append([UInt8](repeating: 0, count: 4 * entry.shape.reduce(1, *)).span.bytes)
    }
    try writer.finish()
    let checkpoint = try Checkpoint(opening: folder("model.gguf"))
    let map = try checkpoint.weightMap()
    for tensor in checkpoint.spec.tensors { _ = try map.tensors(tensor) }
  }
}

@Suite("GGUF files whose parts contradict each other")
struct GGUFConfigHostileTests {
  @Test("the file that the others are made from is valid")
  func valid() throws { try WrongGGUF("valid").open() }

  @Test(
    "is refused with the key or tensor, what was expected and what is there",
    arguments: keys + tensors)
  func refused(wrong: WrongGGUF) {
    let error = #expect(throws: (any Error).self) { try wrong.open() }
    let text = error.map { "\($0)" } ?? ""
    #expect(error is ModelFileError || error is SpecError)
    for word in wrong.words { #expect(text.contains(word), "\(text)") }
  }

  private static let keys = [
    WrongGGUF("no heads", "llama.attention.head_count", .uint32(0), "heads", "0"),
    WrongGGUF("no key heads", "llama.attention.head_count_kv", .uint32(0), "key/value heads", "0"),
    WrongGGUF(
      "heads that do not divide", "llama.attention.head_count_kv", .uint32(3), "multiple of the 3"),
    WrongGGUF("huge heads", "llama.attention.head_count", .uint32(.max), "heads"),
    WrongGGUF("negative heads", "llama.attention.head_count", .int32(-4), "-4"),
    WrongGGUF("heads as text", "llama.attention.head_count", .string("4"), "head_count"),
    WrongGGUF("heads missing", "llama.attention.head_count", nil, "head_count"),
    WrongGGUF("no key width", "llama.attention.key_length", .uint32(0), "heads"),
    WrongGGUF("absurd key width", "llama.attention.key_length", .uint32(.max), "heads"),
    WrongGGUF("another value width", "llama.attention.value_length", .uint32(9), "8", "9"),
    WrongGGUF("no layers", "llama.block_count", .uint32(0), "block_count", "0"),
    WrongGGUF("huge layers", "llama.block_count", .uint32(.max), "block_count", "4294967295"),
    WrongGGUF("more layers than there are", "llama.block_count", .uint32(3), "blk.2"),
    WrongGGUF("layers beyond all integers", "llama.block_count", .uint64(.max), "block_count"),
    WrongGGUF("layers as a fraction", "llama.block_count", .float32(2), "block_count"),
    WrongGGUF("no width", "llama.embedding_length", .uint32(0), "0"),
    WrongGGUF("another width", "llama.embedding_length", .uint32(64), "[100, 64]", "[100, 32]"),
    WrongGGUF("huge width", "llama.embedding_length", .uint32(.max), "4294967295"),
    WrongGGUF("no context", "llama.context_length", .uint32(0), "context", "0"),
    WrongGGUF(
      "no feed-forward width", "llama.feed_forward_length", .uint32(0), "feed-forward", "0"),
    WrongGGUF(
      "epsilon that is no number", "llama.attention.layer_norm_rms_epsilon", .float32(.nan),
      "epsilon"),
    WrongGGUF("an infinite base", "llama.rope.freq_base", .float32(.infinity), "rotary base"),
    WrongGGUF(
      "more rotary columns than the head has", "llama.rope.dimension_count", .uint32(10),
      "rotary dimensions", "10"),
    WrongGGUF(
      "odd rotary columns", "llama.rope.dimension_count", .uint32(7), "rotary dimensions", "7"),
    WrongGGUF("an unknown scaling", "llama.rope.scaling.type", .string("wild"), "wild"),
    WrongGGUF("more experts for a token than there are", "experts per token", "3") {
      $0.metadata["llama.expert_count"] = .uint32(2)
      $0.metadata["llama.expert_used_count"] = .uint32(3)
    },
    WrongGGUF("huge experts", "experts", "4294967295") {
      $0.metadata["llama.expert_count"] = .uint32(.max)
      $0.metadata["llama.expert_used_count"] = .uint32(2)
    },
    WrongGGUF(
      "an unknown architecture", "general.architecture", .string("mamba"), "mamba", "llama"),
    WrongGGUF(
      "an architecture that is a number", "general.architecture", .uint32(1), "general.architecture"
    ),
    WrongGGUF("an absurd window", "llama.attention.sliding_window", .uint32(.max), "window"),
  ]

  private static let tensors = [
    WrongGGUF("an embedding of another width", "token_embd.weight", "[100, 32]", "[100, 31]") {
      $0.shapes["token_embd.weight"] = [100, 31]
    },
    WrongGGUF("a head of another vocabulary", "output.weight", "[100, 32]", "[99, 32]") {
      $0.shapes["output.weight"] = [99, 32]
    },
    WrongGGUF("no embedding", "token_embd.weight", "missing") {
      $0.shapes["token_embd.weight"] = nil
    },
    WrongGGUF("an embedding that is a vector", "token_embd.weight") {
      $0.shapes["token_embd.weight"] = [3200]
    },
    WrongGGUF("transposed keys", "blk.1.attn_k.weight", "[16, 32]", "[32, 16]") {
      $0.shapes["blk.1.attn_k.weight"] = [32, 16]
    },
    WrongGGUF("a missing matrix", "blk.0.ffn_down.weight") {
      $0.shapes["blk.0.ffn_down.weight"] = nil
    },
    WrongGGUF("a short norm", "output_norm.weight", "[32]", "[31]") {
      $0.shapes["output_norm.weight"] = [31]
    },
  ]
}
