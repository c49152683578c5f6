import Foundation
import ModelSpec
import Tensors
import Testing

@testable import ModelFiles

@Suite("Heads that are quantised copies of the embedding")
struct QuantizedHeadTests {
  private static let (rows, width) = (64, 256)

  /// A GGUF file whose embedding is in one format and whose head is in another.
  private func file(
    in folder: TemporaryFolder, _ one: StorageFormat, _ other: StorageFormat,
    head: (Float) -> Float
  ) throws -> String {
    let spec = ConversionModel.llama(vocabulary: Self.rows)
    let plain = try ConversionModel.opened(spec, in: folder, "plain.gguf", seed: 9)
    guard case .gguf(let source) = plain.weights else { preconditionFailure("it is a GGUF file") }
    let embedding = try source.tensor(named: "token_embd.weight").values()
    let metadata = source.metadata.entries.map { (key: $0.key, value: $0.value) }
    func write(
      _ name: String, _ entries: [WeightEntry], _ append: (GGUFWriter, String) throws -> Void
    )
      throws
    {
      let writer = try GGUFWriter(
        creating: folder(name), metadata: metadata,
        tensors: entries.map {
          TensorDeclaration(name: $0.name, shape: $0.shape, format: $0.format ?? .f32)
        })
      for entry in entries { try append(writer, entry.name) }
      try writer.finish()
    }
    try write("exact.gguf", source.entries) { writer, name in
      let values = try source.tensor(named: name).values()
      try writer.append((name == "output.weight" ? embedding.map(head) : values).span.bytes)
    }
    // Each format by the converter, then the embedding of one and the head of the other together.
    let exact = try Checkpoint(opening: folder("exact.gguf"))
    var parts: [StorageFormat: GGUFFile] = [:]
    for format in Set([one, other]) {
      let path = folder("\(format.name).gguf")
      try ModelConverter(exact).convert(to: path, format: .uniform(format))
      parts[format] = try GGUFFile(opening: path)
    }
    let (first, second) = (try #require(parts[one]), try #require(parts[other]))
    let entries = first.entries.map { entry in
      entry.name == "output.weight" ? second.entry(named: entry.name) ?? entry : entry
    }
    try write("model.gguf", entries) { writer, name in
      try writer.append((name == "output.weight" ? second : first).tensor(named: name))
    }
    return folder("model.gguf")
  }

  @Test(
    "the same values in two formats count once, are noted, and both are stored bytes",
    arguments: [
      (StorageFormat.q8_0, StorageFormat.q6_k), (.q4_k, .q6_k), (.q4_0, .q8_0), (.q5_1, .f16),
      (.q4_1, .q4_k), (.bf16, .q5_k), (.f16, .bf16), (.q6_k, .q6_k),
    ])
  func copies(one: StorageFormat, other: StorageFormat) throws {
    let folder = try TemporaryFolder()
    let path = try file(in: folder, one, other) { $0 }
    let description = try ModelDescription(reading: path)
    let spec = try #require(description.spec)
    #expect(spec.head.isTied)
    #expect(ParameterCount(spec).embedding == Self.rows * Self.width)
    #expect(
      description.notes.contains {
        $0.contains("stored twice") && $0.contains(one.name) && $0.contains(other.name)
      })
    let checkpoint = try Checkpoint(opening: path)
    #expect(!checkpoint.spec.head.isTied)
    let storage = try WeightStorage(spec, storedIn: checkpoint.weights)
    #expect(storage.totalBytes == checkpoint.weights.entries.reduce(0) { $0 + $1.byteCount })
  }

  /// Gives tensors of a file another type number, whose blocks have as many bytes.
  private func retype(_ path: String, _ names: [String], to type: UInt32) throws {
    var bytes = try Array(ConversionModel.bytes(path))
    for name in names {
      let field = GGUFImage.text(name)
      let start = try #require(bytes.firstRange(of: field)).upperBound
      // The number of dimensions, two of them, the type.
      bytes.replaceSubrange(start + 20..<start + 24, with: GGUFImage.bytes(type))
    }
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// IQ4_NL, whose values are not read, and whose blocks are as large as those of Q4_0.
  private static let unread: UInt32 = 20

  @Test("a copy in a format that is not read is found by its bytes", arguments: [true, false])
  func unreadCopies(isCopy: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try file(in: folder, .q4_0, .q4_0) { isCopy ? $0 : -$0 }
    try retype(path, ["token_embd.weight", "output.weight"], to: Self.unread)
    let description = try ModelDescription(reading: path)
    let spec = try #require(description.spec)
    #expect(spec.head.isTied == isCopy)
    #expect(ParameterCount(spec).embedding == (isCopy ? 1 : 2) * Self.rows * Self.width)
    #expect(description.notes.contains { $0.contains("stored twice") } == isCopy)
    #expect(!description.notes.contains { $0.contains("cannot be compared") })
  }

  @Test("formats of which one is not read cannot be compared: both count, with a note")
  func incomparable() throws {
    let folder = try TemporaryFolder()
    let path = try file(in: folder, .q8_0, .q4_0) { $0 }
    try retype(path, ["output.weight"], to: Self.unread)
    let description = try ModelDescription(reading: path)
    let spec = try #require(description.spec)
    #expect(ParameterCount(spec).embedding == 2 * Self.rows * Self.width)
    let note = "'output.weight' in IQ4_NL cannot be compared with 'token_embd.weight' in Q8_0"
    #expect(description.notes.contains { $0.contains(note) && $0.contains("both are counted") })
  }

  @Test(
    "a head with other values is its own in every format",
    arguments: [
      (StorageFormat.q8_0, StorageFormat.q6_k), (.q4_k, .q6_k), (.q4_0, .q4_0), (.f16, .q4_1),
    ])
  func others(one: StorageFormat, other: StorageFormat) throws {
    let folder = try TemporaryFolder()
    let path = try file(in: folder, one, other) { -$0 }
    let spec = try #require(ModelDescription(reading: path).spec)
    #expect(!spec.head.isTied)
    #expect(ParameterCount(spec).embedding == 2 * Self.rows * Self.width)
  }
}
