import Foundation
import ModelFiles
import ModelSpec
import Tensors
import Testing

@Suite("Writing GGUF")
struct GGUFWriterTests {
  @Test("a file copied tensor by tensor holds the same metadata and tensors")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let source = try GGUFFile(opening: ContainerFixtures.path("split-00001-of-00003.gguf"))
    let types = try GGUFFile(opening: ContainerFixtures.path("types.gguf"))
    for original in [source, types] {
      let kept = original.entries.filter { $0.format != nil }
      let metadata = original.metadata.entries.filter { !$0.key.hasPrefix("split.") }
      let writer = try GGUFWriter(
        creating: folder("copy.gguf"), metadata: metadata.map { ($0.key, $0.value) },
        tensors: kept.compactMap { entry in
          entry.format.map { .init(name: entry.name, shape: entry.shape, format: $0) }
        })
      for entry in writer.tensors { try writer.append(original.tensor(named: entry.name)) }
      try writer.finish()
      let copy = try GGUFFile(opening: folder("copy.gguf"))
      #expect(copy.version == 3)
      #expect(copy.entries == kept)
      #expect(copy.metadata.entries.map(\.key) == metadata.map(\.key))
      #expect(copy.metadata.entries.map(\.value) == metadata.map(\.value))
      for entry in kept {
        #expect(
          try copy.tensor(named: entry.name).copiedBytes
            == original.tensor(named: entry.name).copiedBytes)
      }
      #expect(try folder.names == ["copy.gguf"])
    }
  }

  @Test("the gguf package's file and our copy of it are the same bytes")
  func identical() throws {
    let folder = try TemporaryFolder()
    let name = "split-00002-of-00003.gguf"
    let original = try GGUFHeader(parsing: ContainerFixtures.bytes(name))
    let bytes = try ContainerFixtures.bytes(name)
    let writer = try GGUFWriter(
      creating: folder(name), metadata: original.metadata.entries.map { ($0.key, $0.value) },
      tensors: original.tensors.map {
        .init(name: $0.entry.name, shape: $0.entry.shape, format: .f32)
      })
    for record in original.tensors {
      let range = record.offset..<record.offset + record.entry.byteCount
      try writer.append(Array(bytes[range]).span.bytes)
    }
    try writer.finish()
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder(name)))) == bytes)
  }

  @Test("seeded random metadata and tensors come back as they were", arguments: 0..<20)
  func randomRoundTrip(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let folder = try TemporaryFolder()
    let metadata = try RandomContainer.metadata(&random)
    let tensors = RandomContainer.tensors(&random, formats: StorageFormat.allCases)
    let writer = try GGUFWriter(
      creating: folder("r.gguf"), metadata: metadata, tensors: tensors)
    var written: [[UInt8]] = []
    for entry in writer.tensors {
      let bytes = (0..<entry.byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
      let cut = Int.random(in: 0...bytes.count, using: &random)
      try writer.append(Array(bytes[..<cut]).span.bytes)
      try writer.append(Array(bytes[cut...]).span.bytes)
      written.append(bytes)
    }
    try writer.finish()
    let file = try GGUFFile(opening: folder("r.gguf"))
    #expect(file.metadata.entries.map(\.key) == metadata.map(\.key))
    #expect(file.metadata.entries.map(\.value) == metadata.map(\.value))
    #expect(file.entries.map(\.shape) == tensors.map(\.shape))
    for (declaration, bytes) in zip(tensors, written) {
      let tensor = try file.tensor(named: declaration.name)
      #expect(tensor.format == declaration.format && tensor.copiedBytes == bytes)
      #expect(tensor.offset % 32 == 0)
    }
  }

  @Test("a writer that is dropped leaves nothing behind, and an older file as it was")
  func dropped() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "model.gguf")
    do {
      let writer = try GGUFWriter(
        creating: folder("model.gguf"), metadata: [],
        tensors: [.init(name: "a", shape: [4], format: .f32)])
      try writer.append([UInt8](repeating: 0, count: 8).span.bytes)
      #expect(try folder.names.count == 2)
      let error = thrownError { () throws(ModelFileError) in try writer.finish() }
      #expect(error?.description.contains("'a'") == true)
      #expect(error?.expected == "8 more bytes")
    }
    #expect(try folder.names == ["model.gguf"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("model.gguf")))
    #expect([UInt8](bytes) == [1, 2, 3])
  }

  @Test("more bytes than a tensor takes throw and name it")
  func tooMany() throws {
    let folder = try TemporaryFolder()
    let writer = try GGUFWriter(
      creating: folder("m.gguf"), metadata: [],
      tensors: [.init(name: "a", shape: [2], format: .f32)])
    let error = thrownError { () throws(ModelFileError) in
      try writer.append([UInt8](repeating: 0, count: 9).span.bytes)
    }
    #expect(error?.problem.contains("'a'") == true)
    try writer.append([UInt8](repeating: 0, count: 8).span.bytes)
    #expect(
      thrownError { () throws(ModelFileError) in try writer.append([0].span.bytes) } != nil)
  }

  @Test("what the format cannot hold throws before a file is made")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 65)
    let declarations: [[TensorDeclaration]] = [
      [.init(name: long, shape: [1], format: .f32)], [.init(name: "", shape: [1], format: .f32)],
      [.init(name: "a", shape: [1], format: .f32), .init(name: "a", shape: [1], format: .f32)],
      [.init(name: "a", shape: [1, 1, 1, 1, 1], format: .f32)],
      [.init(name: "a", shape: [0], format: .f32)], [.init(name: "a", shape: [33], format: .q8_0)],
      [.init(name: "a", shape: [.max, .max], format: .f32)],
      [
        .init(name: "a", shape: [1 << 59], format: .f16),
        .init(name: "b", shape: [1 << 59], format: .f16),
      ],
    ]
    for tensors in declarations {
      let error = thrownError("\(tensors)") { () throws(ModelFileError) in
        _ = try GGUFWriter(creating: folder("m.gguf"), metadata: [], tensors: tensors)
      }
      #expect(error?.kind == .mismatched)
    }
    let entries: [[(key: String, value: GGUFValue)]] = [
      [("", .bool(true))], [("a", .bool(true)), ("a", .bool(false))],
      [("general.alignment", .uint32(12))], [("general.alignment", .uint64(32))],
      [("general.alignment", .uint32(1 << 31))],
    ]
    for metadata in entries {
      #expect(
        thrownError("\(metadata)") { () throws(ModelFileError) in
          _ = try GGUFWriter(creating: folder("m.gguf"), metadata: metadata, tensors: [])
        } != nil)
    }
    #expect(try folder.names.isEmpty)
  }

  @Test("a folder that is not there throws with the system's reason")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let error = thrownError { () throws(ModelFileError) in
      _ = try GGUFWriter(creating: folder("no/m.gguf"), metadata: [], tensors: [])
    }
    #expect(error?.kind == .inaccessible)
    #expect(error?.description.contains("No such file") == true)
  }
}
