import Foundation
import JSON
import ModelSpec
import Testing

@testable import ModelFiles

/// A description that is written, and read again, is of the same model.
@Suite("Descriptions there and back")
struct ConfigRoundTripTests {
  /// Models of the catalogue that can be run, and so written.
  private static let published = Catalogue.models.filter { $0.spec?.obstacleToRunning == nil }
    .compactMap { model in model.spec.map { (model.name, $0) } }

  @Test("there is a golden of every architecture that can be run")
  func covers() throws {
    let golden = try GoldenFolder.names.map { try Self.golden($0).architecture }
    #expect(
      Set(golden)
        == Set(Architecture.allCases).subtracting([
          .phi, .qwen2MoE, .deepSeek2, .deepSeek3,
        ]))
  }

  private static func golden(_ name: String) throws -> ModelSpec {
    let text = try Data(contentsOf: URL(filePath: "\(GoldenFolder.path(name))/config.json"))
    return try ModelSpec.huggingFace(JSONValue(parsing: text), name: name).spec
  }

  @Test("config.json of every model of the catalogue", arguments: published.map(\.0))
  func publishedConfig(name: String) throws {
    let spec = try #require(Catalogue.model(named: name)?.spec)
    guard !Self.isBeyondConfig(spec) else {
      #expect(throws: ConfigError.self) { try Self.writtenAsConfig(spec) }
      return
    }
    #expect(try Self.writtenAsConfig(spec) == nil)
  }

  @Test("GGUF keys of every model of the catalogue", arguments: published.map(\.0))
  func publishedKeys(name: String) throws {
    let spec = try #require(Catalogue.model(named: name)?.spec)
    // A Mistral without a window has nothing that tells it from a Llama; they compute the same.
    let isLlama =
      spec.architecture == .mistral && spec.layers.allSatisfy { $0.attention.window == nil }
    #expect(
      try Self.writtenAsGGUF(spec)
        == (isLlama ? "the architecture is Mistral and would become Llama" : nil))
  }

  @Test("config.json and GGUF keys of every golden", arguments: GoldenFolder.names)
  func goldens(name: String) throws {
    let spec = try Self.golden(name)
    #expect(try Self.writtenAsConfig(spec) == nil)
    #expect(try Self.writtenAsGGUF(spec) == nil)
  }

  /// GPT-2's configuration has no word for heads that are wider together than the model.
  private static func isBeyondConfig(_ spec: ModelSpec) -> Bool {
    guard spec.architecture == .gpt2, let attention = spec.layers.first?.attention else {
      return false
    }
    return attention.queryDimension != spec.modelDimension
  }

  /// The first difference after a `config.json` was written and read.
  private static func writtenAsConfig(_ spec: ModelSpec) throws -> String? {
    let arranged = spec.arrangedForHuggingFace
    let keys = try HuggingFaceKeys(arranged, format: .f32)
    let read = try ModelSpec.huggingFace(
      JSONValue(parsing: JSONValue.object(keys.config).serialized), name: "")
    // Nothing that was written is left to a default.
    #expect(read.notes == [])
    return arranged.difference(from: read.spec)
  }

  /// The first difference after keys and shapes of a GGUF file were made and read.
  private static func writtenAsGGUF(_ spec: ModelSpec) throws -> String? {
    let layout = try TensorLayout.gguf(spec)
    let keys = try GGUFKeys(layout.spec)
    var metadata = GGUFMetadata(path: "")
    let name = spec.architecture.definition.gguf.name
    for (key, value) in [("general.architecture", .string(name))] + keys.entries {
      _ = metadata.append(.init(key: key, value: value, offset: 0))
    }
    var shapes = Dictionary(uniqueKeysWithValues: layout.tensors.map { ($0.name, $0.shape) })
    for vector in keys.vectors { shapes[vector.name] = [vector.values.count] }
    let contents = GGUFContents(path: "", metadata: metadata, shape: { shapes[$0] }) { name in
      keys.vectors.first { $0.name == name }?.values ?? []
    }
    return layout.spec.difference(from: try ModelSpec.gguf(contents).spec)
  }
}
