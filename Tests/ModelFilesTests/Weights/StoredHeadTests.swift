import Foundation
import ModelSpec
import Tensors
import Testing

@testable import ModelFiles

/// A folder of a tied Llama that stores what it is told under the name of a head.
private struct HeadFolder {
  static let (rows, width) = (96, 64)
  let folder: TemporaryFolder

  /// - Parameter head: A tensor's name and its values made from the embedding's, or `nil`.
  init(
    isTied: Bool = true, names: [String] = ["lm_head.weight"], format: StorageFormat = .f32,
    drops: Set<String> = [], _ head: ([Float]) -> [Float]?
  ) throws {
    folder = try TemporaryFolder()
    let spec = ConversionModel.llama(
      width: Self.width, hidden: 96, vocabulary: Self.rows, isTied: true)
    try RandomModel(spec, seed: 4).write(to: folder("plain"), format: .uniform(.f32))
    let plain = try SafetensorsFile(opening: folder("plain"))
    let embedding = try plain.tensor(named: "model.embed_tokens.weight").values()
    var tensors: [(TensorDeclaration, [UInt8])] = []
    for entry in plain.entries where !drops.contains(entry.name) {
      let values = try plain.tensor(named: entry.name).values()
      tensors.append(
        (TensorDeclaration(name: entry.name, shape: entry.shape, format: .f32), values.bytes))
    }
    if let values = head(embedding) {
      for name in names {
        tensors.append(
          (
            TensorDeclaration(
              name: name, shape: [values.count / Self.width, Self.width], format: format),
            format == .f16 ? values.map { Float16($0).bitPattern }.bytes : values.bytes
          ))
      }
    }
    try FileManager.default.createDirectory(
      atPath: folder("model"), withIntermediateDirectories: true)
    let writer = try SafetensorsWriter(creating: folder("model"), tensors: tensors.map(\.0))
    for (_, bytes) in tensors { try writer.append(bytes.span.bytes) }
    try writer.finish()
    let config = String(
      decoding: try Data(contentsOf: URL(filePath: folder("plain/config.json"))), as: UTF8.self)
    try folder.write(
      Array(
        config.replacing(
          "\"tie_word_embeddings\": true", with: "\"tie_word_embeddings\": \(isTied)"
        ).utf8),
      to: "model/config.json")
  }

  func opened() throws -> Checkpoint { try Checkpoint(opening: folder("model")) }
  func described() throws -> (spec: ModelSpec, notes: [String]) {
    let description = try ModelDescription(reading: folder("model"))
    return (try #require(description.spec), description.notes)
  }
}

extension Array where Element: BitwiseCopyable {
  fileprivate var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

@Suite("Output heads that files store")
struct StoredHeadTests {
  private static let matrix = HeadFolder.rows * HeadFolder.width

  @Test("a head with other values is used and counted, though the config ties it")
  func different() throws {
    let model = try HeadFolder { $0.map { -$0 } }
    let checkpoint = try model.opened()
    #expect(!checkpoint.spec.head.isTied)
    #expect(checkpoint.notes.contains { $0.contains("'lm_head.weight'") && $0.contains("is used") })
    let map = try checkpoint.weightMap()
    #expect(map.contains(.head))
    let plain = try HeadFolder { _ in nil }
    let (with, without) = (try model.described().spec, try plain.described().spec)
    #expect(ParameterCount(with).total == ParameterCount(without).total + Self.matrix)
  }

  @Test("one row with other values makes it a head of its own", arguments: [0, 50, 95])
  func oneRow(row: Int) throws {
    let model = try HeadFolder { embedding in
      var head = embedding
      head[row * HeadFolder.width + 7] += 0.001
      return head
    }
    #expect(try !model.described().spec.head.isTied)
  }

  @Test("an equal copy counts once, is used all the same, and a note says that it is stored twice")
  func copy() throws {
    let model = try HeadFolder { $0 }
    let (spec, notes) = try model.described()
    #expect(spec.head.isTied)
    #expect(notes.contains { $0.contains("stored twice") && $0.contains("'lm_head.weight'") })
    let checkpoint = try model.opened()
    #expect(!checkpoint.spec.head.isTied)
    #expect(try checkpoint.weightMap().contains(.head))
    let audit = try #require(ModelDescription(reading: model.folder("model")).audit)
    #expect(audit.findings.map(\.kind) == [.duplicateHead])
    #expect(audit.finding(.duplicateHead)?.difference == Self.matrix)
    let storage = try WeightStorage(spec, storedIn: checkpoint.weights)
    #expect(storage.totalBytes == checkpoint.weights.entries.reduce(0) { $0 + $1.byteCount })
  }

  @Test("a copy in a format with fewer digits is a copy")
  func rounded() throws {
    #expect(try HeadFolder(format: .f16) { $0 }.described().spec.head.isTied)
    let shifted = try HeadFolder(format: .f16) { $0.map { $0 * 1.01 } }
    #expect(try !shifted.described().spec.head.isTied)
  }

  @Test(
    "names of a head count where the model's class looks for them",
    arguments: [
      ("model.lm_head.weight", false), ("transformer.lm_head.weight", false),
      ("output.weight", true), ("embed_out.weight", true), ("language_model.lm_head.weight", true),
    ])
  func names(name: String, isTied: Bool) throws {
    let model = try HeadFolder(names: [name]) { $0.map { -$0 } }
    #expect(try model.opened().spec.head.isTied == isTied)
    #expect(try model.described().spec.head.isTied == isTied)
  }

  @Test("the one matrix of a tied model may stand under the head's name alone")
  func headAlone() throws {
    let model = try HeadFolder(drops: ["model.embed_tokens.weight"]) { $0 }
    let checkpoint = try model.opened()
    #expect(checkpoint.spec.head.isTied)
    let embedding = try #require(checkpoint.spec.tensors.first)
    let weights = checkpoint.weights
    #expect(
      try checkpoint.weightMap().tensor(embedding).values()
        == weights.tensor(named: "lm_head.weight").values())
  }

  @Test("a head of another number of rows is refused with both shapes", arguments: [92, 100])
  func rows(count: Int) throws {
    let model = try HeadFolder { embedding in
      Array((embedding + embedding).prefix(count * HeadFolder.width))
    }
    let checkpoint = try model.opened()
    let error = #expect(throws: ModelFileError.self) {
      let map = try checkpoint.weightMap()
      for tensor in checkpoint.spec.tensors { _ = try map.tensors(tensor) }
    }
    #expect(error?.expected == "[96, 64]" && error?.got == "[\(count), 64]")
  }

  @Test("a config that does not tie the head keeps its word")
  func untied() throws {
    let model = try HeadFolder(isTied: false) { $0 }
    #expect(try !model.described().spec.head.isTied)
    let without = try HeadFolder(isTied: false) { _ in nil }.described()
    #expect(without.spec.head.isTied)
    #expect(without.notes.contains { $0.contains("no output head") })
  }

  @Test("an equal copy is written once, a head of its own is carried")
  func conversion() throws {
    for (isCopy, names) in [(true, 0), (false, 1)] {
      let model = try HeadFolder { isCopy ? $0 : $0.map { -$0 } }
      let file = model.folder("new.gguf")
      try ModelConverter(model.opened()).convert(to: file, format: .uniform(.f32))
      let written = try GGUFFile(opening: file)
      #expect(written.entries.count { $0.name == "output.weight" } == names)
    }
  }
}
