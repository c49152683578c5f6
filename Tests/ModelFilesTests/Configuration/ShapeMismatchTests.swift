import Foundation
import ModelSpec
import Testing

@testable import ModelFiles

@Suite("Tensors that contradict config.json")
struct ShapeMismatchTests {
  private func open(_ shapes: [String: [Int]]) throws {
    let folder = try TemporaryFolder()
    let base = try #require(ConfigChange.valid["llama"])
    try folder.write(Array(base.utf8), to: "config.json")
    var all: [String: [Int]] = ["model.embed_tokens.weight": [100, 32], "model.norm.weight": [32]]
    let layer: [String: [Int]] = [
      "input_layernorm": [32], "self_attn.q_proj": [32, 32], "self_attn.k_proj": [16, 32],
      "self_attn.v_proj": [16, 32], "self_attn.o_proj": [32, 32],
      "post_attention_layernorm": [32], "mlp.gate_proj": [48, 32], "mlp.up_proj": [48, 32],
      "mlp.down_proj": [32, 48],
    ]
    for index in 0..<3 {
      for (name, shape) in layer { all["model.layers.\(index).\(name).weight"] = shape }
    }
    for (name, shape) in shapes { all[name] = shape.isEmpty ? nil : shape }
    let writer = try SafetensorsWriter(
      creating: folder("model.safetensors"),
      tensors: all.sorted { $0.key < $1.key }.map { .init(name: $0, shape: $1, format: .bf16) })
    for entry in writer.tensors {
      try writer.append([UInt8](repeating: 0, count: 2 * entry.shape.reduce(1, *)).span.bytes)
    }
    try writer.finish()
    let checkpoint = try Checkpoint(opening: folder.path)
    let map = try checkpoint.weightMap()
    for tensor in checkpoint.spec.tensors { _ = try map.tensors(tensor) }
  }

  @Test("the folder that the others are made from is valid")
  func valid() throws { try open([:]) }

  @Test(
    "the error names the tensor, the shape expected and the one found",
    arguments: [
      ("model.embed_tokens.weight", [100, 32], [101, 32]),
      ("model.layers.0.self_attn.q_proj.weight", [32, 32], [64, 32]),
      ("model.layers.1.self_attn.k_proj.weight", [16, 32], [32, 16]),
      ("model.layers.2.mlp.down_proj.weight", [32, 48], [48, 32]),
      ("model.layers.2.input_layernorm.weight", [32], [1, 32]),
      ("model.norm.weight", [32], [33]),
    ])
  func mismatch(name: String, expected: [Int], got: [Int]) throws {
    let error = #expect(throws: ModelFileError.self) { try open([name: got]) }
    #expect(error?.kind == .mismatched)
    #expect(error?.problem.contains(name) == true)
    #expect(error?.expected == "\(expected)")
    #expect(error?.got == "\(got)")
  }

  @Test("a missing tensor is named")
  func missing() throws {
    let name = "model.layers.1.mlp.up_proj.weight"
    let error = #expect(throws: ModelFileError.self) { try open([name: []]) }
    #expect(error?.kind == .missing)
    #expect(error?.description.contains(name) == true)
  }
}
