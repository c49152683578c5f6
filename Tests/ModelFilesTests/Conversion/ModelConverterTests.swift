import Foundation
import JSON
import ModelFiles
import ModelSpec
import Tensors
import Testing
import Tokenizers

@Suite("Model converter")
struct ModelConverterTests {
  @Test(
    "values have the size that was predicted, and are those of the source to the format's precision",
    arguments: TargetFormat.all)
  func sizes(target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(ConversionModel.llama(), in: folder)
    let converter = ModelConverter(source)
    let predicted = try converter.predictedTensorBytes(to: folder("out.gguf"), format: target)
    let report = try converter.convert(to: folder("out.gguf"), format: target, threads: 2)
    let made = try Checkpoint(opening: folder("out.gguf"))
    #expect(report.tensorBytes == predicted)
    #expect(made.weights.entries.reduce(0) { $0 + $1.byteCount } == predicted)
    #expect(report.bytes == (try ConversionModel.bytes(folder("out.gguf"))).count)
    #expect(report.shares.reduce(0) { $0 + $1.bytes } == predicted)
    for entry in source.weights.entries {
      let old = try source.weights.tensor(named: entry.name).values()
      let new = try made.weights.tensor(named: entry.name).values()
      let error = zip(old, new).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      let power = old.reduce(0) { $0 + Double($1 * $1) }
      // Four bits leave about a tenth of a normal distribution's deviation.
      #expect((error / power).squareRoot() < 0.12, "\(entry.name)")
    }
  }

  @Test(
    "a format that is read and not written is refused, and nothing is left behind",
    arguments: [StorageFormat.q2_k, .q3_k])
  func readOnly(format: StorageFormat) throws {
    let folder = try TemporaryFolder()
    let converter = ModelConverter(try ConversionModel.opened(ConversionModel.llama(), in: folder))
    let error = #expect(throws: ConversionError.self) {
      try converter.convert(to: folder("out.gguf"), format: .uniform(format), threads: 1)
    }
    #expect(error?.description.contains("\(format.name) can be read, not written") == true)
    #expect(!FileManager.default.fileExists(atPath: folder("out.gguf")))
  }

  @Test(
    "the result does not depend on the number of threads",
    arguments: [TargetFormat.mixed(.q4Medium), .uniform(.q8_0), .uniform(.f16)])
  func threads(target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let converter = ModelConverter(try ConversionModel.opened(ConversionModel.llama(), in: folder))
    try converter.convert(to: folder("one.gguf"), format: target, threads: 1)
    try converter.convert(to: folder("three.gguf"), format: target, threads: 3)
    #expect(
      try ConversionModel.bytes(folder("one.gguf")) == ConversionModel.bytes(folder("three.gguf")))
  }

  @Test("tensors that the model does not need are carried, or left out by name")
  func unneeded() throws {
    let folder = try TemporaryFolder()
    let plain = try ConversionModel.opened(ConversionModel.llama(), in: folder)
    guard case .gguf(let source) = plain.weights else { preconditionFailure("it is a GGUF file") }
    var image = GGUFImage()
    let bytes = [UInt8](try ConversionModel.bytes(folder("model.gguf")))
    // The header anew with two more tensors: an empty one, and one of integers behind all others.
    let place = (source.headerBytes + 31) / 32 * 32
    image.tensors = [.init("empty", [4, 0])]
    var offset = 0
    for entry in source.entries {
      image.tensors.append(
        .init(entry.name, entry.shape.reversed().map(UInt64.init), offset: UInt64(offset)))
      offset += (entry.byteCount + 31) / 32 * 32
    }
    image.tensors.append(.init("steps", [2], type: 27, offset: UInt64(offset)))
    let count = GGUFImage.bytes(UInt64(image.tensors.count))
    let entries = bytes[24..<Self.endOfEntries(bytes, source)]
    var header = Array(bytes[0..<8]) + count + Array(bytes[16..<24]) + entries
    header += image.header.dropFirst(24)
    while header.count % 32 != 0 { header.append(0) }
    var whole = header + bytes[place...]
    while (whole.count - header.count) % 32 != 0 { whole.append(0) }
    whole += [UInt8](repeating: 1, count: 16)
    let opened = try Checkpoint(opening: folder.write(whole, to: "more.gguf"))
    #expect(opened.isStoredInF32)
    let report = try ModelConverter(opened).convert(
      to: folder("new.gguf"), format: .uniform(.q8_0))
    #expect(report.notes.contains { $0.hasPrefix("1 tensor is") && $0.contains("empty") })
    #expect(report.notes.contains { $0.hasPrefix("1 tensor is") && $0.contains("steps") })
    #expect(try GGUFFile(opening: folder("new.gguf")).entries.count == source.entries.count)
  }

  /// End of the metadata of a file: the first tensor's name follows its length.
  private static func endOfEntries(_ bytes: [UInt8], _ file: GGUFFile) -> Int {
    let name = Array(file.entries[0].name.utf8)
    let start = bytes.firstRange(of: GGUFImage.bytes(UInt64(name.count)) + name)
    return start?.lowerBound ?? 24
  }

  @Test("requantising keeps keys, their order and the order of tensors, and says that it loses")
  func requantises() throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(
      ConversionModel.llama(), in: folder, format: .uniform(.q8_0))
    let report = try ModelConverter(source).convert(to: folder("out.gguf"), format: .uniform(.q4_0))
    #expect(report.notes.contains { $0.contains("quantised already") && $0.contains("Q8_0") })
    guard case .gguf(let old) = source.weights,
      case .gguf(let new) = try Checkpoint(opening: folder("out.gguf")).weights
    else { throw CocoaError(.fileReadUnknown) }
    #expect(old.metadata.entries.map(\.key) == new.metadata.entries.map(\.key))
    for entry in old.metadata.entries where entry.key != "general.file_type" {
      #expect(new.metadata[entry.key] == entry.value)
    }
    #expect(new.metadata["general.file_type"]?.integer == 2)
    #expect(old.entries.map(\.name) == new.entries.map(\.name))
  }

  @Test("a folder in another format keeps names and files, and its config says the format")
  func recastsFolder() throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(ConversionModel.llama(), in: folder, "model")
    try folder.write(Array("{\"temperature\": 0.5}".utf8), to: "model/generation_config.json")
    try ModelConverter(source).convert(to: folder("half"), format: .uniform(.bf16))
    let half = try Checkpoint(opening: folder("half"))
    #expect(half.config?["dtype"]?.string == "bfloat16")
    #expect(half.spec.layers == source.spec.layers)
    #expect(try half.settings().temperature == 0.5)
    #expect(Set(half.weights.names) == Set(source.weights.names))
    #expect(half.weights.entries.allSatisfy { $0.format == .bf16 })
  }

  @Test(
    "safetensors refuse formats of blocks and say what to do",
    arguments: [TargetFormat.uniform(.q4_0), .mixed(.q4Medium), .uniform(.q8_0)])
  func refusesBlocks(target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let converter = ModelConverter(try ConversionModel.opened(ConversionModel.llama(), in: folder))
    let error = #expect(throws: ConversionError.self) {
      try converter.convert(to: folder("out"), format: target)
    }
    #expect(error?.description.contains(".gguf") == true)
    #expect(try folder.names == ["model.gguf"])
  }

  @Test("a model is not written over itself, nor a file over a folder")
  func refusesPlaces() throws {
    let folder = try TemporaryFolder()
    let converter = ModelConverter(try ConversionModel.opened(ConversionModel.llama(), in: folder))
    let before = try ConversionModel.bytes(folder("model.gguf"))
    for path in ["model.gguf", "./model.gguf", "out.safetensors"] {
      #expect(throws: ConversionError.self, "\(path)") {
        try converter.convert(to: folder(path), format: .uniform(.f32))
      }
    }
    try FileManager.default.createDirectory(
      atPath: folder("dir.gguf"), withIntermediateDirectories: false)
    #expect(throws: ConversionError.self) {
      try converter.convert(to: folder("dir.gguf"), format: .uniform(.f32))
    }
    try folder.write([1], to: "file")
    #expect(throws: ConversionError.self) {
      try converter.convert(to: folder("file"), format: .uniform(.f32))
    }
    #expect(try ConversionModel.bytes(folder("model.gguf")) == before)
  }

  private struct Interruption: Error {}

  @Test("an interrupted conversion leaves nothing", arguments: ["out.gguf", "out"])
  func interrupted(name: String) throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(
      ConversionModel.llama(), in: folder, name == "out" ? "model.gguf" : "model")
    let before = try folder.names
    #expect(throws: Interruption.self) {
      try ModelConverter(source).convert(to: folder(name), format: .uniform(.f32)) { progress in
        if progress.finishedTensors == progress.totalTensors - 1 { throw Interruption() }
      }
    }
    #expect(try folder.names == before)
  }

  @Test("cancelling the task ends the conversion and leaves nothing")
  func cancelled() async throws {
    let folder = try TemporaryFolder()
    let converter = ModelConverter(try ConversionModel.opened(ConversionModel.llama(), in: folder))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try converter.convert(to: folder("out.gguf"), format: .uniform(.q4_0))
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try folder.names == ["model.gguf"])
  }

  @Test("progress ends with all tensors and all bytes")
  func progress() throws {
    let folder = try TemporaryFolder()
    let converter = ModelConverter(try ConversionModel.opened(ConversionModel.llama(), in: folder))
    var last: ConversionProgress?
    var isOrdered = true
    try converter.convert(to: folder("out.gguf"), format: .uniform(.f16)) { progress in
      if let last { isOrdered = isOrdered && last.writtenBytes <= progress.writtenBytes }
      last = progress
    }
    #expect(isOrdered)
    #expect(last?.finishedTensors == last?.totalTensors)
    #expect(last?.writtenBytes == last?.totalBytes)
  }

  @Test(
    "values that a format cannot hold are refused by name",
    arguments: [Float.nan, Float.infinity, 70_000])
  func refusesValues(value: Float) throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(ConversionModel.llama(), in: folder)
    let bad = try ConversionModel.rewritten(source, as: folder("bad.gguf")) { name, values in
      if name == "blk.1.ffn_up.weight" { values[1000] = value }
    }
    let converter = ModelConverter(bad)
    let error = #expect(throws: ConversionError.self) {
      try converter.convert(to: folder("out.gguf"), format: .uniform(.f16))
    }
    #expect(error?.description.contains("blk.1.ffn_up.weight") == true)
    // A large number is no problem where the exponent is that of F32.
    if value == 70_000 { try converter.convert(to: folder("out.gguf"), format: .uniform(.bf16)) }
  }
}
