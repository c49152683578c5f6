import Foundation
import JSON
import ModelSpec
import Testing

@testable import ModelFiles

@Suite("Descriptions without weights")
struct ModelDescriptionTests {
  private let config = """
    {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 256, "num_attention_heads": 2,
     "intermediate_size": 300, "vocab_size": 32000}
    """
  private var model: SparseModel { .llama(layers: 2, width: 256, hidden: 300) }

  @Test("a bare configuration of any name gives a spec, its name, and no tensors")
  func bare() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(config.utf8), to: "my-model.v2.json")
    let description = try ModelDescription(reading: folder("my-model.v2.json"))
    #expect(description.source == .config)
    #expect(description.name == "my-model.v2")
    #expect(description.spec?.name == "my-model.v2")
    #expect(description.spec?.layers.count == 2)
    #expect(description.stored == nil && description.audit == nil)
    #expect(description.bytesRead == config.utf8.count)
    #expect(description.obstacleToRunning == nil)
  }

  @Test("a folder without weights gives the spec, and a note says that there are none")
  func folderWithoutWeights() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(config.utf8), to: "config.json")
    let description = try ModelDescription(reading: folder.path)
    #expect(description.source == .folder)
    #expect(description.spec != nil && description.stored == nil)
    #expect(description.notes.contains { $0.contains("no weights") })
    let again = try ModelDescription(reading: folder("config.json"))
    #expect(again.source == .config)
    #expect(again.name == folder.path.split(separator: "/").last.map(String.init))
  }

  @Test("a folder whose shards are missing gives the spec, one whose weights are torn throws")
  func damaged() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(config.utf8), to: "config.json")
    try folder.write(
      Array(#"{"weight_map": {"a": "model-00001-of-00001.safetensors"}}"#.utf8),
      to: "model.safetensors.index.json")
    let description = try ModelDescription(reading: folder.path)
    #expect(description.spec != nil && description.stored == nil)
    #expect(description.notes.contains { $0.contains("cannot be read") })
    try folder.write([1, 2, 3], to: "model.safetensors")
    #expect(throws: ModelFileError.self) { _ = try ModelDescription(reading: folder.path) }
  }

  @Test("a folder of weights without a configuration lists the tensors")
  func folderWithoutConfig() throws {
    let folder = try TemporaryFolder()
    try model.write(to: folder("model.safetensors"))
    let description = try ModelDescription(reading: folder.path)
    #expect(description.spec == nil && description.audit == nil)
    #expect(description.stored?.elementCount == model.elementCount)
    #expect(description.obstacleToRunning?.contains("architecture") == true)
  }

  @Test(
    "a lone safetensors file gives exact totals by type, and a spec where a configuration is near")
  func loneFile() throws {
    let folder = try TemporaryFolder()
    var model = model
    model.add("extra", [3, 5], "I32")
    let (_, fileBytes) = try model.write(to: folder("weights.safetensors"))
    let alone = try ModelDescription(reading: folder("weights.safetensors"))
    #expect(alone.source == .safetensors && alone.name == "weights")
    #expect(alone.spec == nil)
    let stored = try #require(alone.stored)
    #expect(stored.elementCount == model.elementCount)
    #expect(stored.byteCount == 2 * (model.elementCount - 15) + 4 * 15)
    #expect(stored.fileBytes == fileBytes)
    #expect(stored.byFormat.map(\.formatName) == ["F16", "I32"])
    #expect(stored.byFormat.map(\.elementCount) == [model.elementCount - 15, 15])
    #expect(stored.byFormat.map(\.tensorCount) == [stored.entries.count - 1, 1])
    try folder.write(Array(config.utf8), to: "config.json")
    #expect(try ModelDescription(reading: folder("weights.safetensors")).spec != nil)
  }

  @Test("shards count together by folder or index, one of them by itself with a note")
  func sharded() throws {
    let folder = GoldenFolder.path("llama-sharded")
    let whole = try ModelDescription(reading: folder)
    #expect(whole.audit?.findings == [])
    let index = try ModelDescription(reading: "\(folder)/model.safetensors.index.json")
    #expect(index.source == .folder)
    #expect(index.stored?.elementCount == whole.stored?.elementCount)
    #expect(index.spec?.layers == whole.spec?.layers)
    // The index is read too.
    let indexBytes = try Data(
      contentsOf: URL(filePath: "\(folder)/model.safetensors.index.json")
    ).count
    let headers = try #require(whole.stored).headerBytes
    #expect(headers > indexBytes)
    let part = try ModelDescription(reading: "\(folder)/model-00002-of-00004.safetensors")
    #expect(part.notes.contains { $0.contains("one of several parts") })
    let audit = try #require(part.audit)
    #expect(audit.findings.map(\.kind) == [.missing])
    #expect(audit.findings[0].difference == audit.storedElements - audit.parameters)
  }

  @Test("an unknown architecture leaves the tensors of a file, and refuses a bare configuration")
  func unknown() throws {
    let folder = try TemporaryFolder()
    let bytes = try folder.write(Array(#"{"model_type": "mamba"}"#.utf8), to: "config.json")
    #expect(throws: ConfigError.self) { _ = try ModelDescription(reading: bytes) }
    #expect(throws: ConfigError.self) { _ = try ModelDescription(reading: folder.path) }
    try model.write(to: folder("model.safetensors"))
    let description = try ModelDescription(reading: folder.path)
    #expect(description.spec == nil && description.stored != nil)
    #expect(description.notes.contains { $0.contains("mamba") })
    // Any other fault of the configuration is an error with or without weights.
    try folder.write(
      Array(#"{"model_type": "llama", "vocab_size": -1}"#.utf8), to: "config.json")
    #expect(throws: SpecError.self) { _ = try ModelDescription(reading: folder.path) }
  }

  @Test(
    "what is no model is refused with what to do",
    arguments: [("missing.gguf", "no such file"), ("text.json", "JSON"), ("list.json", "object")])
  func refused(name: String, words: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("not json".utf8), to: "text.json")
    try folder.write(Array("[1]".utf8), to: "list.json")
    let error = #expect(throws: (any Error).self) {
      _ = try ModelDescription(reading: folder(name))
    }
    #expect(error.map { "\($0)".contains(words) } == true)
  }

  @Test("a quantised model is described, and what stands against running it is said")
  func quantized() throws {
    let folder = try TemporaryFolder()
    let quantized = config.replacingOccurrences(
      of: "\"vocab_size\"",
      with:
        "\"quantization_config\": {\"quant_method\": \"fp8\", \"weight_block_size\": [128, 64]}, \"vocab_size\""
    )
    try folder.write(Array(quantized.utf8), to: "config.json")
    let description = try ModelDescription(reading: folder.path)
    #expect(description.spec != nil)
    #expect(description.obstacleToRunning?.contains("fp8") == true)
    #expect(description.scaleBlock == ScaleBlock(rows: 128, columns: 64))
  }
}

@Suite("Bytes that a description reads")
struct HeaderOnlyTests {
  private static let gibibyte = 1 << 30

  /// A GGUF file whose one unused tensor makes it as long as wanted.
  private func writeGGUF(to path: String, padding: Int) throws -> Int {
    var image = GGUFImage()
    let wrong = WrongGGUF("valid")
    image.entries = wrong.metadata.sorted { $0.key < $1.key }.compactMap { key, value in
      switch value {
      case .string(let text): GGUFImage.entry(key, type: 8, GGUFImage.text(text))
      case .uint32(let number): GGUFImage.uint32(key, number)
      case .float32(let number): GGUFImage.entry(key, type: 6, GGUFImage.bytes(number.bitPattern))
      default: nil
      }
    }
    var offset = 0
    var shapes = wrong.shapes.sorted { $0.key < $1.key }
    shapes.append(("padding", [padding / 4096, 1024]))
    for (name, shape) in shapes {
      image.tensors.append(
        .init(name, shape.reversed().map(UInt64.init), offset: UInt64(offset)))
      offset += (4 * shape.reduce(1, *) + 31) / 32 * 32
    }
    let bytes = image.bytes
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: UInt64(bytes.count + offset))
    try file.close()
    return image.header.count
  }

  @Test("of a GGUF file of 40 GiB no more than the header and rows of embedding and head are read")
  func gguf() throws {
    let folder = try TemporaryFolder()
    let header = try writeGGUF(to: folder("large.gguf"), padding: 40 * Self.gibibyte)
    let description = try ModelDescription(reading: folder("large.gguf"))
    let stored = try #require(description.stored)
    #expect(stored.fileBytes > 40 * Self.gibibyte)
    let spec = try #require(description.spec)
    #expect(description.bytesRead == header + 2 * 4 * spec.vocabularySize * spec.modelDimension)
    #expect(spec.vocabularySize <= 256)
    #expect(description.spec?.layers.count == 2)
    #expect(description.audit?.findings.map(\.kind) == [.unrecognized])
    #expect(description.audit?.finding(.unrecognized)?.byteCount == 40 * Self.gibibyte)
  }

  @Test("of a safetensors file of 80 GB no more than header and configuration are read")
  func safetensors() throws {
    let folder = try TemporaryFolder()
    let config =
      #"{"model_type": "llama", "num_hidden_layers": 60, "hidden_size": 6656, "num_attention_heads": 52, "intermediate_size": 17920}"#
    try folder.write(Array(config.utf8), to: "config.json")
    let model = SparseModel.llama(layers: 60, width: 6656, hidden: 17920)
    let (header, fileBytes) = try model.write(to: folder("model.safetensors"))
    #expect(fileBytes > 60 * Self.gibibyte)
    let description = try ModelDescription(reading: folder.path)
    #expect(description.bytesRead == header + config.utf8.count)
    #expect(description.audit?.findings == [])
    #expect(description.audit?.parameters == 32_528_943_616)
  }

  #if os(Linux)
    @Test("the system has only the pages of the header in memory")
    func residentPages() throws {
      let folder = try TemporaryFolder()
      let path = folder("large.gguf")
      _ = try writeGGUF(to: path, padding: 40 * Self.gibibyte)
      let stored = try #require(try ModelDescription(reading: path).stored)
      let resident = try withExtendedLifetime(stored) { try residentBytes(ofMappingOf: path) }
      #expect(stored.fileBytes > 40 * Self.gibibyte)
      // The system brings neighbouring pages along, a few dozen at most.
      #expect(resident > 0 && resident < 1 << 20, "\(resident) bytes")
    }

    /// Resident bytes of the mappings of a file, by `/proc/self/smaps`.
    private func residentBytes(ofMappingOf path: String) throws -> Int {
      // Files of /proc have no size, so they are read as a stream.
      let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/smaps"))
      let text = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
      try file.close()
      var (isWanted, total) = (false, 0)
      for line in text.split(separator: "\n") {
        if line.hasSuffix(path) {
          isWanted = true
        } else if isWanted, line.hasPrefix("Rss:") {
          total += 1024 * (line.split(separator: " ").compactMap { Int($0) }.first ?? 0)
          isWanted = false
        }
      }
      return total
    }
  #endif
}
