import Foundation
import ModelFiles
import ModelSpec
import Tensors
import Tokenizers

/// Small models of random weights for conversion tests.
enum ConversionModel {
  /// A Llama of these sizes; all matrices are as wide as named.
  static func llama(
    width: Int = 256, hidden: Int = 512, layers: Int = 2, vocabulary: Int = 64, isTied: Bool = false
  ) -> ModelSpec {
    let attention = AttentionSpec(
      queryHeads: 4, keyValueHeads: 2, headDimension: width / 4,
      rotary: RotarySpec(dimensions: width / 4, theta: 10_000))
    let norm = NormSpec(.rms, epsilon: 1e-5)
    let layer = LayerSpec(
      attention: attention,
      feedForward: .dense(DenseSpec(hiddenDimension: hidden, activation: .silu)), norm: norm)
    return ModelSpec(
      name: "tiny", architecture: .llama, vocabularySize: vocabulary, modelDimension: width,
      contextLength: 128, layers: Array(repeating: layer, count: layers), finalNorm: norm,
      head: HeadSpec(isTied: isTied))
  }

  /// A mixture of eight experts.
  static func mixtral(layers: Int = 2) -> ModelSpec {
    var spec = llama(layers: layers)
    spec.architecture = .mixtral
    for index in spec.layers.indices {
      spec.layers[index].feedForward = .mixture(
        MixtureSpec(
          expertCount: 8, expertsPerToken: 2,
          expert: DenseSpec(hiddenDimension: 256, activation: .silu), renormalizesShares: true))
    }
    return spec
  }

  /// Writes a model of random weights and opens it.
  static func opened(
    _ spec: ModelSpec, in folder: TemporaryFolder, _ name: String = "model.gguf",
    format: TargetFormat = .uniform(.f32), seed: UInt64 = 1
  ) throws -> Checkpoint {
    try RandomModel(spec, seed: seed).write(to: folder(name), format: format)
    return try Checkpoint(opening: folder(name))
  }

  /// Writes a GGUF file again with all values in F32, after a change, and opens it.
  static func rewritten(
    _ checkpoint: Checkpoint, as path: String, _ change: (String, inout [Float]) -> Void
  ) throws -> Checkpoint {
    guard case .gguf(let file) = checkpoint.weights else { throw CocoaError(.fileReadUnknown) }
    let writer = try GGUFWriter(
      creating: path, metadata: file.metadata.entries.map { ($0.key, $0.value) },
      tensors: file.entries.map {
        TensorDeclaration(name: $0.name, shape: $0.shape, format: .f32)
      })
    for entry in file.entries {
      var values = try file.tensor(named: entry.name).values()
      change(entry.name, &values)
      try writer.append(values.span.bytes)
    }
    try writer.finish()
    return try Checkpoint(opening: path)
  }

  /// The bytes of a file.
  static func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }
}
