import Foundation
import JSON
import ModelSpec
import Models
import Tensors
import Testing
import _TestSupport

@testable import ModelFiles

/// An architecture that no source knows, given as one value: a Qwen3 under other words, its norms
/// of heads included.
private let quill = ArchitectureDefinition(
  architecture: Architecture("quill", "Quill"),
  huggingFace: HuggingFaceForm(
    modelTypes: ["quill"], className: "QuillForCausalLM",
    config: LlamaConfig(
      names: DimensionNames(
        width: "d_model", layers: "n_layers", heads: "n_heads", keyValueHeads: "n_kv_heads",
        headDimension: "d_head", context: "n_ctx", epsilon: "norm_eps", hidden: "d_ff",
        activation: "activation"),
      attentionBias: .none, hasQueryKeyNorm: true),
    tensors: WeightNaming(
      outer: [.tokenEmbedding: .whole("embed.weight"), .finalNorm: .whole("ln_out.scale")],
      layer: [
        .attentionNorm: .whole("blocks.{i}.ln_attn.scale"),
        .query: .whole("blocks.{i}.attn.wq.weight"), .key: .whole("blocks.{i}.attn.wk.weight"),
        .value: .whole("blocks.{i}.attn.wv.weight"),
        .attentionOutput: .whole("blocks.{i}.attn.wo.weight"),
        .queryNorm: .whole("blocks.{i}.attn.ln_q.scale"),
        .keyNorm: .whole("blocks.{i}.attn.ln_k.scale"),
        .feedForwardNorm: .whole("blocks.{i}.ln_mlp.scale"),
        .gate: .packed("blocks.{i}.mlp.w_in.weight", .gate),
        .up: .packed("blocks.{i}.mlp.w_in.weight", .up),
        .down: .whole("blocks.{i}.mlp.w_out.weight"),
      ]),
    prefix: "quill.", head: "unembed.weight"),
  gguf: GGUFForm(
    name: "quill", pairing: .adjacent, keyNames: ["feed_forward_length": "mlp_length"],
    tensors: WeightNaming.ggufPlain.replacing([.attentionNorm: .whole("blk.{i}.pre_norm.weight")]),
    hasQueryKeyNorm: true))

@Suite("An architecture is one value")
struct MadeUpArchitectureTests {
  private static let registry = ArchitectureRegistry(
    ArchitectureRegistry.known.definitions + [quill])

  private static func spec(_ architecture: Architecture) -> ModelSpec {
    let norm = NormSpec(.rms, epsilon: 1e-5)
    let layer = LayerSpec(
      attention: AttentionSpec(
        queryHeads: 4, keyValueHeads: 2, headDimension: 16,
        rotary: RotarySpec(dimensions: 16, theta: 10_000), queryKeyNorm: norm),
      feedForward: .dense(DenseSpec(hiddenDimension: 96, activation: .silu)), norm: norm)
    return ModelSpec(
      name: "tiny", architecture: architecture, vocabularySize: 50, modelDimension: 64,
      contextLength: 128, layers: [layer, layer], finalNorm: norm, head: HeadSpec(isTied: false))
  }

  /// A folder in which every role has the same values, whatever its name.
  private static func written(_ architecture: Architecture, to path: String) throws -> Checkpoint {
    let layout = try TensorLayout.huggingFace(spec(architecture))
    let writer = try SafetensorsWriter(
      creating: path,
      tensors: layout.tensors.map {
        TensorDeclaration(name: $0.name, shape: $0.shape, format: .f32)
      })
    for entry in writer.tensors {
      var values: [Float] = []
      for role in layout.tensors.first(where: { $0.name == entry.name })?.roles ?? [] {
        let place = layout.spec.tensors.firstIndex(of: role) ?? 0
        var random = RandomValues(seed: UInt64(place + 1))
        for _ in 0..<role.elementCount {
          values.append(
            role.shape.count == 1 ? 1 + random.value(limit: 0.5) : random.value(limit: 0.2))
        }
      }
      try writer.append(values.span.bytes)
    }
    try writer.finish()
    let config = try HuggingFaceKeys(layout.spec, format: .f32).config
    try JSONValue.object(config).serialized.write(
      toFile: "\(path)/config.json", atomically: true, encoding: .utf8)
    return try Checkpoint(opening: path)
  }

  private static func answers(_ checkpoint: Checkpoint) throws -> [[Double]] {
    try GoldenRunner(checkpoint).logProbabilities([1, 7, 49, 3, 12, 3, 30])
  }

  @Test("a folder of it is read, runs, and gives what the same weights give under known names")
  func runs() throws {
    let folder = try TemporaryFolder()
    let known = try Self.answers(Self.written(.qwen3, to: folder("qwen3")))
    try ArchitectureRegistry.$current.withValue(Self.registry) {
      let made = try Self.written(quill.architecture, to: folder("quill"))
      #expect(made.spec.architecture.displayName == "Quill")
      #expect(made.notes == [])
      #expect(made.config?["d_model"]?.integer == 64)
      #expect(made.config?["hidden_size"] == nil)
      #expect(made.weights.entries.contains { $0.name == "quill.blocks.1.mlp.w_in.weight" })
      #expect(try Self.answers(made) == known)
    }
  }

  @Test("it goes into a GGUF file and back, the columns of heads in the other order and again")
  func converts() throws {
    let folder = try TemporaryFolder()
    try ArchitectureRegistry.$current.withValue(Self.registry) {
      let made = try Self.written(quill.architecture, to: folder("quill"))
      let gguf = try folder.convert(made, to: "quill.gguf", .f32)
      guard case .gguf(let file) = gguf.weights else { return #expect(Bool(false)) }
      #expect(file.metadata["quill.mlp_length"]?.integer == 96)
      #expect(file.contains("blk.0.pre_norm.weight"))
      #expect(gguf.spec.architecture == quill.architecture)
      #expect(gguf.spec.layers[0].attention.rotary?.pairing == .adjacent)
      let answers = try Self.answers(made)
      #expect(largestDifference(try Self.answers(gguf), answers) < 1e-5)
      let back = try folder.convert(gguf, to: "back", .f32)
      #expect(try Self.answers(back) == answers)
      #expect(back.weights.entries.map(\.name) == made.weights.entries.map(\.name))
    }
  }

  @Test("without it in the registry the folder is refused by its type")
  func unknown() throws {
    let folder = try TemporaryFolder()
    let path = folder("quill")
    _ = try ArchitectureRegistry.$current.withValue(Self.registry) {
      try Self.written(quill.architecture, to: path)
    }
    let error = #expect(throws: ConfigError.self) { try Checkpoint(opening: path) }
    #expect(error?.key == "model_type")
  }
}
