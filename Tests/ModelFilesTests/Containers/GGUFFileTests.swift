import ModelFiles
import Tensors
import Testing

@Suite("GGUF files")
struct GGUFFileTests {
  @Test("tensors written by the gguf package have its names, shapes, formats and bytes")
  func tensors() throws {
    let file = try GGUFFile(opening: ContainerFixtures.path("types.gguf"))
    let expected = try ContainerFixtures.tensors(of: "types.gguf")
    #expect(file.entries == expected.map(\.entry))
    for tensor in expected where tensor.entry.format != nil {
      #expect(try file.tensor(named: tensor.entry.name).copiedBytes == tensor.bytes)
      #expect(try file.tensor(named: tensor.entry.name).shape == tensor.entry.shape)
    }
  }

  @Test("metadata of every type have the values that the gguf package wrote")
  func metadata() throws {
    let metadata = try GGUFFile(opening: ContainerFixtures.path("types.gguf")).metadata
    let scalars: [(String, GGUFValue)] = [
      ("general.architecture", .string("llama")), ("general.alignment", .uint32(64)),
      ("test.uint8", .uint8(200)), ("test.int8", .int8(-100)), ("test.uint16", .uint16(60000)),
      ("test.int16", .int16(-30000)), ("test.uint32", .uint32(4_000_000_000)),
      ("test.int32", .int32(-2_000_000_000)), ("test.uint64", .uint64(.max)),
      ("test.int64", .int64(.min)), ("test.float32", .float32(0.1)),
      ("test.float64", .float64(0.1)), ("test.bool", .bool(true)),
      ("test.string", .string("naïve 漢字 🙂")),
    ]
    for (key, value) in scalars { #expect(metadata[key] == value) }
    #expect(
      try metadata.strings(ifPresent: "test.strings").map(Array.init) == ["", "a", "▁the", "漢"])
    #expect(try metadata.integers(ifPresent: "test.integers") == [1, -2, 3])
    #expect(try metadata.floats(ifPresent: "test.floats") == [0.5, -1.5])
    #expect(try metadata.bools(ifPresent: "test.bools") == [true, false, true])
  }

  @Test("a tensor of a type that is not read is listed, and refused by name when asked for")
  func unsupportedType() throws {
    let file = try GGUFFile(opening: ContainerFixtures.path("types.gguf"))
    #expect(file.unsupported.map(\.name) == ["indices"])
    let error = thrownError { () throws(ModelFileError) in _ = try file.tensor(named: "indices") }
    #expect(error?.kind == .unsupported)
    #expect(error?.description.contains("'indices' is stored as I32") == true)
  }

  @Test("a tensor that is not there is refused by name")
  func missingTensor() throws {
    let file = try GGUFFile(opening: ContainerFixtures.path("types.gguf"))
    let error = thrownError { () throws(ModelFileError) in _ = try file.tensor(named: "nothing") }
    #expect(error?.kind == .missing)
    #expect(error?.description.contains("'nothing'") == true)
  }

  @Test("version 2 is read as version 3 is")
  func versionTwo() throws {
    var image = GGUFImage.valid
    image.version = 2
    let header = try GGUFHeader(parsing: image.bytes)
    #expect(header.version == 2)
    #expect(header.tensors.map(\.entry.shape) == [[3, 2], [4]])
    #expect(header.byteCount == image.header.count)
  }

  @Test("tensors without values are listed beside the others, wherever they stand")
  func empty() throws {
    var image = GGUFImage.valid
    image.tensors.insert(.init("first", [0]), at: 0)
    image.tensors.insert(.init("between", [4, 0], offset: 32), at: 2)
    image.tensors.append(.init("last", [0, 3, 2], offset: 64))
    image.data += [UInt8](repeating: 0, count: 16)
    let folder = try TemporaryFolder()
    let file = try GGUFFile(opening: folder.write(image.bytes, to: "empty.gguf"))
    #expect(file.entries.map(\.name) == ["first", "a", "between", "b", "last"])
    #expect(file.entries.map(\.shape) == [[0], [3, 2], [0, 4], [4], [2, 3, 0]])
    #expect(file.entries.map(\.byteCount) == [0, 24, 0, 16, 0])
    #expect(try file.tensor(named: "between").values().isEmpty)
    #expect(try file.tensor(named: "a").copiedBytes == [UInt8](repeating: 7, count: 24))
    #expect(try file.tensor(named: "b").copiedBytes == [UInt8](repeating: 9, count: 16))
  }

  @Test("a split model opens whole from its first part")
  func split() throws {
    let name = "split-00001-of-00003.gguf"
    let file = try GGUFFile(opening: ContainerFixtures.path(name))
    let expected = try ContainerFixtures.tensors(of: name)
    #expect(file.paths.count == 3)
    #expect(file.entries == expected.map(\.entry))
    for tensor in expected {
      #expect(try file.tensor(named: tensor.entry.name).copiedBytes == tensor.bytes)
    }
    #expect(try file.metadata.string("general.name") == "in three parts")
  }

  @Test("a folder, a missing file and an empty file are refused with the reason")
  func inaccessible() throws {
    let folder = try TemporaryFolder()
    let missing = thrownError { () throws(ModelFileError) in
      _ = try GGUFFile(opening: folder("no.gguf"))
    }
    #expect(missing?.kind == .inaccessible)
    #expect(missing?.description.contains("No such file") == true)
    let isFolder = thrownError { () throws(ModelFileError) in
      _ = try GGUFFile(opening: folder.path)
    }
    #expect(isFolder?.description.contains("a folder") == true)
    let path = try folder.write([], to: "empty.gguf")
    let empty = thrownError { () throws(ModelFileError) in _ = try GGUFFile(opening: path) }
    #expect(empty?.kind == .truncated)
  }
}
