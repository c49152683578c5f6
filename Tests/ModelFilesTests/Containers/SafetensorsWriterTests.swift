import Foundation
import ModelFiles
import ModelSpec
import Tensors
import Testing

@Suite("Writing safetensors")
struct SafetensorsWriterTests {
  /// Writes random values and returns them by name.
  private func write(
    _ tensors: [TensorDeclaration], to path: String, maximumShardBytes: Int = .max,
    _ random: inout SplitMix
  ) throws -> [String: [UInt8]] {
    let writer = try SafetensorsWriter(
      creating: path, tensors: tensors, maximumShardBytes: maximumShardBytes)
    var written: [String: [UInt8]] = [:]
    for entry in writer.tensors {
      let bytes = (0..<entry.byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
      let cut = Int.random(in: 0...bytes.count, using: &random)
      try writer.append(Array(bytes[..<cut]).span.bytes)
      try writer.append(Array(bytes[cut...]).span.bytes)
      written[entry.name] = bytes
    }
    try writer.finish()
    return written
  }

  @Test("seeded random tensors come back from a file, a folder and shards", arguments: 0..<12)
  func roundTrip(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let folder = try TemporaryFolder()
    let tensors = RandomContainer.tensors(&random, formats: [.f32, .f16, .bf16])
    for (name, limit) in [("one.safetensors", Int.max), ("folder", .max), ("shards", 100)] {
      let written = try write(tensors, to: folder(name), maximumShardBytes: limit, &random)
      let file = try SafetensorsFile(opening: folder(name))
      #expect(Set(file.entries.map(\.name)) == Set(tensors.map(\.name)))
      for declaration in tensors {
        let tensor = try file.tensor(named: declaration.name)
        #expect(tensor.shape == declaration.shape && tensor.format == declaration.format)
        #expect(tensor.copiedBytes == written[declaration.name])
        #expect(file.isAligned(declaration.name) == true)
      }
    }
  }

  @Test("shards hold at most the given bytes, and the index their total")
  func shardSizes() throws {
    var random = SplitMix(state: 1)
    let folder = try TemporaryFolder()
    let tensors = (0..<5).map { TensorDeclaration(name: "t\($0)", shape: [10], format: .f32) }
    _ = try write(tensors, to: folder("m"), maximumShardBytes: 80, &random)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("m")).sorted()
    #expect(
      names == (1...3).map { "model-0000\($0)-of-00003.safetensors" } + [
        "model.safetensors.index.json"
      ])
    let index = try String(
      contentsOfFile: folder("m/model.safetensors.index.json"), encoding: .utf8)
    #expect(index.contains("\"total_size\": 200"))
    #expect(index.contains("\"t2\": \"model-00002-of-00003.safetensors\""))
  }

  @Test("the header is padded so that values start at a multiple of 8, and names are escaped")
  func header() throws {
    let folder = try TemporaryFolder()
    let name = "a\"\\\n\u{1}é🙂"
    let writer = try SafetensorsWriter(
      creating: folder("m.safetensors"), tensors: [.init(name: name, shape: [2], format: .bf16)],
      metadata: ["format": "pt", "q\"": "\t"])
    try writer.append([UInt8](repeating: 1, count: 4).span.bytes)
    try writer.finish()
    let file = try SafetensorsFile(opening: folder("m.safetensors"))
    #expect(file.headerBytes % 8 == 0)
    #expect(file.entries.map(\.name) == [name])
    #expect(file.metadata == ["format": "pt", "q\"": "\t"])
  }

  @Test("a writer that is dropped leaves nothing behind, not even the folder that it made")
  func dropped() throws {
    let folder = try TemporaryFolder()
    let tensors = (0..<3).map { TensorDeclaration(name: "t\($0)", shape: [10], format: .f32) }
    do {
      let writer = try SafetensorsWriter(
        creating: folder("m"), tensors: tensors, maximumShardBytes: 40)
      try writer.append([UInt8](repeating: 0, count: 40).span.bytes)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder("m")).count == 2)
      let error = thrownError { () throws(ModelFileError) in try writer.finish() }
      #expect(error?.problem.contains("'t1'") == true)
    }
    #expect(try folder.names.isEmpty)
  }

  @Test("a folder with other weights is refused, and left as it is")
  func foreignWeights() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "model-00001-of-00009.safetensors")
    let error = thrownError { () throws(ModelFileError) in
      _ = try SafetensorsWriter(creating: folder.path, tensors: [])
    }
    #expect(error?.got == "model-00001-of-00009.safetensors")
    #expect(try folder.names == ["model-00001-of-00009.safetensors"])
  }

  @Test("the same model can be written again over itself")
  func again() throws {
    var random = SplitMix(state: 2)
    let folder = try TemporaryFolder()
    let tensors = [TensorDeclaration(name: "t", shape: [10], format: .f32)]
    _ = try write(tensors, to: folder("m"), &random)
    let second = try write(tensors, to: folder("m"), &random)
    let file = try SafetensorsFile(opening: folder("m"))
    #expect(try file.tensor(named: "t").copiedBytes == second["t"])
  }

  @Test("quantised formats throw with the advice to write GGUF")
  func quantized() throws {
    let folder = try TemporaryFolder()
    let error = thrownError { () throws(ModelFileError) in
      _ = try SafetensorsWriter(
        creating: folder("m"), tensors: [.init(name: "t", shape: [32], format: .q4_0)])
    }
    #expect(error?.got == "Q4_0")
    #expect(error?.advice == "write a GGUF file")
    #expect(try folder.names.isEmpty)
  }
}
