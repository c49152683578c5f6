import Foundation
import ModelFiles
import ModelSpec
import Testing

/// The places where a conversion may put its result.
@Suite("Places of a conversion")
struct ConversionPlaceTests {
  private func converter(_ folder: TemporaryFolder) throws -> ModelConverter {
    ModelConverter(
      try ConversionModel.opened(ConversionModel.llama(layers: 1), in: folder, "source.gguf"))
  }

  private func refusal(_ body: () throws -> Void) -> String? {
    do { try body() } catch let error as ConversionError { return error.description } catch {}
    return nil
  }

  @Test(
    "a file that is there is replaced only where that is allowed", arguments: ["out.gguf", "out"])
  func replaces(name: String) throws {
    let folder = try TemporaryFolder()
    let converter = try converter(folder)
    try converter.convert(to: folder(name), format: .uniform(.f32))
    let file = name == "out" ? folder("out/model.safetensors") : folder(name)
    let before = try ConversionModel.bytes(file)
    let text = refusal { try converter.convert(to: folder(name), format: .uniform(.f16)) }
    #expect(text?.contains("or replace") == true)
    #expect(try ConversionModel.bytes(file) == before)
    try converter.convert(to: folder(name), format: .uniform(.f16), replacing: true)
    #expect(try ConversionModel.bytes(file).count < before.count)
    #expect(try folder.names == [name, "source.gguf"])
  }

  @Test("a read-only file is never replaced")
  func readOnly() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "out.gguf")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o444], ofItemAtPath: folder("out.gguf"))
    let converter = try converter(folder)
    let text = refusal {
      try converter.convert(to: folder("out.gguf"), format: .uniform(.f16), replacing: true)
    }
    #expect(text?.contains("read-only") == true)
    #expect(try ConversionModel.bytes(folder("out.gguf")) == Data([1]))
  }

  @Test("a configuration of another model is kept, and what would be mixed with it is not written")
  func otherModel() throws {
    let folder = try TemporaryFolder()
    let converter = try converter(folder)
    try FileManager.default.createDirectory(
      atPath: folder("out"), withIntermediateDirectories: false)
    try folder.write(Array("{}".utf8), to: "out/config.json")
    let text = refusal { try converter.convert(to: folder("out"), format: .uniform(.f16)) }
    #expect(text?.contains("config.json") == true)
    for other in ["pytorch_model.bin", "model-00001-of-00002.safetensors", "tokenizer.json"] {
      try folder.write([1], to: "out/\(other)")
      let text = refusal {
        try converter.convert(to: folder("out"), format: .uniform(.f16), replacing: true)
      }
      #expect(text?.contains(other) == true)
      try FileManager.default.removeItem(atPath: folder("out/\(other)"))
    }
    #expect(try ConversionModel.bytes(folder("out/config.json")) == Data("{}".utf8))
    // What belongs to no model is no obstacle, and stays.
    try folder.write([7], to: "out/notes.txt")
    try converter.convert(to: folder("out"), format: .uniform(.f16), replacing: true)
    #expect(try ConversionModel.bytes(folder("out/notes.txt")) == Data([7]))
    #expect(try Checkpoint(opening: folder("out")).spec.layers.count == 1)
  }

  @Test("the suffix decides in any case", arguments: ["OUT.GGUF", "out.Gguf", "out.gguf/"])
  func suffix(name: String) throws {
    let folder = try TemporaryFolder()
    let converter = try converter(folder)
    let report = try converter.convert(to: folder(name), format: .uniform(.q8_0))
    let bytes = try ConversionModel.bytes(report.path)
    #expect(bytes.prefix(4) == Data("GGUF".utf8))
    #expect(try Checkpoint(opening: report.path).spec.layers.count == 1)
    let text = refusal {
      try converter.convert(to: folder("m.SafeTensors"), format: .uniform(.f16))
    }
    #expect(text?.contains("name a folder") == true)
  }

  @Test("a link to the model itself is refused, and another link is replaced as a link")
  func links() throws {
    let folder = try TemporaryFolder()
    let converter = try converter(folder)
    try folder.write([7], to: "other")
    for (name, target) in [("self.gguf", "source.gguf"), ("other.gguf", "other")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder(name), withDestinationPath: folder(target))
    }
    let text = refusal {
      try converter.convert(to: folder("self.gguf"), format: .uniform(.f16), replacing: true)
    }
    #expect(text?.contains("the model itself") == true)
    try converter.convert(to: folder("other.gguf"), format: .uniform(.f16), replacing: true)
    #expect(try ConversionModel.bytes(folder("other")) == Data([7]))
    #expect(try Checkpoint(opening: folder("other.gguf")).spec.layers.count == 1)
  }

  @Test("what is neither a file nor a folder is refused", arguments: ["pipe.gguf", "pipe"])
  func pipe(name: String) throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder(name), 0o600) == 0)
    let converter = try converter(folder)
    let text = refusal {
      try converter.convert(to: folder(name), format: .uniform(.f16), replacing: true)
    }
    #expect(text?.contains("neither a file nor a folder") == true)
    #expect(refusal { try converter.convert(to: "", format: .uniform(.f16)) } != nil)
  }

  /// Four hundred layers of 1.5 TB each.
  @Test(
    "a disk that is too small is told before anything is written", arguments: ["out.gguf", "out"])
  func space(name: String) throws {
    let folder = try TemporaryFolder()
    let spec = ConversionModel.llama(width: 1 << 18, hidden: 1 << 18, layers: 400)
    let text = refusal {
      try RandomModel(spec, seed: 1).write(to: folder(name), format: .uniform(.f32))
    }
    #expect(text?.contains("free") == true && text?.contains("TB") == true, "\(text ?? "")")
    #expect(try folder.names == [])
  }

  @Test(
    "what a killed conversion has left is gone after the next one", arguments: ["out.gguf", "out"])
  func leftovers(name: String) throws {
    let folder = try TemporaryFolder()
    let converter = try converter(folder)
    if name == "out" {
      try FileManager.default.createDirectory(
        atPath: folder("out"), withIntermediateDirectories: false)
      try folder.write([1], to: "out/.model-00001-of-00003.safetensors.partial")
      try folder.write([], to: "out/.config.json.partial")
      try folder.write([9], to: "out/.notes.partial")
    } else {
      try folder.write([1], to: ".out.gguf.partial")
    }
    try converter.convert(to: folder(name), format: .uniform(.f16))
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(
      names.filter { $0.hasSuffix(".partial") } == (name == "out" ? ["out/.notes.partial"] : []))
  }
}
