import Foundation
import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing
import _TestSupport

/// Any projection of any layer may have a bias: what a file does not store adds nothing.
@Suite("Biases")
struct BiasTests {
  /// Names that stay in a file that stores a few biases of many.
  static let choices: [[String]] = [
    ["blk.0.attn_q.bias"], ["blk.0.attn_k.bias"], ["blk.0.attn_v.bias"], ["blk.1.attn_v.bias"],
    ["blk.0.attn_output.bias"], ["blk.1.ffn_gate.bias"], ["blk.0.ffn_up.bias"],
    ["blk.1.ffn_down.bias"], ["output.bias"],
    ["blk.0.attn_q.bias", "blk.1.attn_k.bias", "blk.1.ffn_up.bias", "output.bias"], [],
  ]

  @Test("a GGUF file with some biases computes as if the others were zeros", arguments: choices)
  func someAreStored(names: [String]) throws {
    let folder = try TemporaryFolder()
    let whole = try Self.biased(in: folder)
    let zeroed = try Self.rewritten(whole, as: folder("zeroed.gguf")) { name, values in
      values.map { names.contains(name) ? $0 * 20 : 0 }
    }
    let few = try Self.rewritten(whole, as: folder("few.gguf")) { name, values in
      names.contains(name) ? values.map { $0 * 20 } : nil
    }
    let tokens = [1, 5, 9, 33, 2]
    let expected = try GoldenRunner(zeroed).logProbabilities(tokens)
    #expect(try GoldenRunner(few).logProbabilities(tokens) == expected)
    let description = try ModelDescription(reading: few.path)
    let audit = try #require(description.audit)
    #expect(audit.findings.isEmpty, "\(audit.findings.map(\.explanation))")
    #expect(audit.parameters == few.weights.entries.reduce(0) { $0 + $1.elementCount })
    guard !names.contains("output.bias") else { return }
    // A folder has one word for all: zeros are written, and nothing changes.
    try ModelConverter(few).convert(to: folder("folder"), format: .uniform(.f32))
    let back = try GoldenRunner(Checkpoint(opening: folder("folder"))).logProbabilities(tokens)
    #expect(largestDifference(back, expected) < 1e-5)
  }

  @Test("a bias that no projection has is refused by its name instead of left out")
  func withoutPlace() throws {
    let folder = try TemporaryFolder()
    let whole = try Self.biased(in: folder)
    let odd = try Self.rewritten(
      whole, as: folder("odd.gguf"), renaming: ["blk.1.attn_k.bias": "blk.1.attn_x.bias"]
    ) { _, values in values }
    let error = #expect(throws: ModelFileError.self) { _ = try odd.weightMap() }
    #expect(error?.problem.contains("'blk.1.attn_x.bias'") == true)
  }

  @Test(
    "a folder that lacks biases which its config names adds nothing there, and says so",
    arguments: ["o_proj.bias", "layers.1.self_attn.k_proj.bias", "gate_proj.bias", ".bias"])
  func missingInFolder(ending: String) throws {
    let folder = try TemporaryFolder()
    var spec = Self.spec
    spec.head.hasBias = false
    try RandomModel(spec, seed: 3).write(to: folder("whole"), format: .uniform(.f32))
    let file = try SafetensorsFile(opening: folder("whole"))
    for (name, keepsNames) in [("zeroed", true), ("few", false)] {
      try FileManager.default.createDirectory(
        atPath: folder(name), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: folder("whole/config.json"), toPath: folder("\(name)/config.json"))
      let kept = file.entries.filter { keepsNames || !$0.name.hasSuffix(ending) }
      let writer = try SafetensorsWriter(
        creating: folder(name),
        tensors: kept.map { TensorDeclaration(name: $0.name, shape: $0.shape, format: .f32) })
      for entry in kept {
        let values = try file.tensor(named: entry.name).values()
        let written = entry.name.hasSuffix(ending) ? values.map { _ in 0 } : values
        try writer.append(written.span.bytes)
      }
      try writer.finish()
    }
    let (zeroed, few) = (
      try Checkpoint(opening: folder("zeroed")), try Checkpoint(opening: folder("few"))
    )
    let tokens = [3, 1, 40]
    #expect(
      try GoldenRunner(few).logProbabilities(tokens)
        == GoldenRunner(zeroed).logProbabilities(tokens))
    #expect(few.notes.contains { $0.contains("nothing is added there") })
    let audit = try #require(ModelDescription(reading: folder("few")).audit)
    #expect(audit.findings.isEmpty)
    #expect(audit.parameters == few.weights.entries.reduce(0) { $0 + $1.elementCount })
  }

  /// A Llama of two layers with every bias that there may be.
  private static let spec: ModelSpec = {
    let norm = NormSpec(.rms, epsilon: 1e-5)
    let layer = LayerSpec(
      attention: AttentionSpec(
        queryHeads: 4, keyValueHeads: 2, headDimension: 16,
        rotary: RotarySpec(dimensions: 16, theta: 10_000), hasInputBias: true, hasOutputBias: true),
      feedForward: .dense(DenseSpec(hiddenDimension: 96, activation: .silu, hasBias: true)),
      norm: norm)
    return ModelSpec(
      name: "tiny", architecture: .llama, vocabularySize: 48, modelDimension: 64,
      contextLength: 128, layers: [layer, layer], finalNorm: norm,
      head: HeadSpec(isTied: false, hasBias: true))
  }()

  private static func biased(in folder: TemporaryFolder) throws -> Checkpoint {
    try RandomModel(spec, seed: 3).write(to: folder("whole.gguf"), format: .uniform(.f32))
    return try Checkpoint(opening: folder("whole.gguf"))
  }

  /// The file again with its biases changed, or left out where there are none.
  private static func rewritten(
    _ checkpoint: Checkpoint, as path: String, renaming: [String: String] = [:],
    _ bias: (String, [Float]) -> [Float]?
  ) throws -> Checkpoint {
    guard case .gguf(let file) = checkpoint.weights else { throw CocoaError(.fileReadUnknown) }
    var tensors: [(TensorDeclaration, [Float])] = []
    for entry in file.entries {
      var values: [Float]? = try file.tensor(named: entry.name).values()
      if entry.name.hasSuffix(".bias") { values = bias(entry.name, values ?? []) }
      guard let values else { continue }
      let name = renaming[entry.name] ?? entry.name
      tensors.append((TensorDeclaration(name: name, shape: entry.shape, format: .f32), values))
    }
    let writer = try GGUFWriter(
      creating: path, metadata: file.metadata.entries.map { ($0.key, $0.value) },
      tensors: tensors.map(\.0))
    for (_, values) in tensors { try writer.append(values.span.bytes) }
    try writer.finish()
    return try Checkpoint(opening: path)
  }
}
