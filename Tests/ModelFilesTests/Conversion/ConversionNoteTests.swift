import Foundation
import JSON
import ModelSpec
import Testing

@testable import ModelFiles

/// Nothing is dropped, and nothing is stored otherwise than asked for, without a note.
@Suite("Notes of a conversion")
struct ConversionNoteTests {
  @Test(
    "names that differ in numbers are put together, exactly",
    arguments: [
      (["a"], "a"), (["blk.0.w", "blk.1.w", "blk.2.w"], "blk.{0-2}.w"),
      (["blk.0.w", "blk.2.w", "x"], "blk.{0,2}.w, x"),
      (["l.0.e.0", "l.0.e.1", "l.1.e.0", "l.1.e.1"], "l.{0-1}.e.{0-1}"),
      (["l.0.e.0", "l.0.e.1", "l.1.e.1"], "l.0.e.{0-1}, l.1.e.1"),
      (["w1", "w2", "b.01"], "w1, w2, b.01"), ([], ""),
    ])
  func names(names: [String], text: String) {
    #expect(TensorNames(names).text == text)
  }

  @Test("rows that do not fill blocks are named with what they became, how many, and why")
  func substitutes() throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(
      ConversionModel.llama(width: 64, hidden: 256), in: folder)
    let report = try ModelConverter(source).convert(
      to: folder("out.gguf"), format: .uniform(.q4_k))
    let notes = report.notes.filter { $0.contains("blocks of 256") }
    #expect(notes.count == 1)
    let note = try #require(notes.first)
    #expect(note.hasPrefix("14 tensors are stored in Q5_0, not Q4_K, because rows of 64"))
    #expect(note.contains("blk.{0-1}.attn_q.weight") && note.contains("output.weight"))
    #expect(!note.contains("ffn_down"))
    let random = try RandomModel(source.spec, seed: 1).write(
      to: folder("random.gguf"), format: .mixed(.q4Medium))
    #expect(random.notes.contains { $0.contains("stored in Q8_0, not Q6_K") })
    let plain = try ModelConverter(source).convert(
      to: folder("plain.gguf"), format: .uniform(.q8_0))
    #expect(!plain.notes.contains { $0.contains("blocks of") })
  }

  @Test("tensors and keys that a GGUF file does not carry are all named")
  func droppedFromFolder() throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(
      ConversionModel.llama(layers: 1), in: folder, "hub", format: .uniform(.f16))
    let path = folder("hub/config.json")
    guard var config = try JSONValue(parsing: [UInt8](ConversionModel.bytes(path))).object else {
      throw CocoaError(.fileReadUnknown)
    }
    config["use_cache"] = .bool(true)
    config["my_key"] = .integer(3)
    try folder.write(Array(JSONValue.object(config).serialized.utf8), to: "hub/config.json")
    try folder.write(
      Array(#"{"temperature": 0.5, "no_repeat_ngram_size": 3}"#.utf8),
      to: "hub/generation_config.json")
    let weights = source.weights
    let extra = ["model.layers.0.tower.weight", "model.layers.1.tower.weight"]
    let writer = try SafetensorsWriter(
      creating: folder("hub"),
      tensors: weights.entries.map { .init(name: $0.name, shape: $0.shape, format: .f16) }
        + extra.map { .init(name: $0, shape: [2], format: .f16) })
    for entry in writer.tensors {
      if extra.contains(entry.name) {
        try writer.append([UInt8](repeating: 0, count: 4).span.bytes)
      } else {
        try writer.append(weights.tensor(named: entry.name))
      }
    }
    try writer.finish()
    let report = try ModelConverter(Checkpoint(opening: folder("hub"))).convert(
      to: folder("out.gguf"), format: .uniform(.f16))
    let notes = report.notes.joined(separator: "\n")
    #expect(notes.contains("left out: model.layers.{0-1}.tower.weight"))
    #expect(notes.contains("2 keys of config.json left out: use_cache, my_key"))
    #expect(notes.contains("1 key of generation_config.json left out: no_repeat_ngram_size"))
    try folder.write([1], to: "hub/README.md")
    let copy = try ModelConverter(Checkpoint(opening: folder("hub"))).convert(
      to: folder("copy"), format: .uniform(.bf16))
    #expect(copy.notes.contains { $0.contains("not copied: README.md") })
  }

  @Test("keys of a GGUF file that a folder does not carry are all named")
  func droppedFromFile() throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(ConversionModel.llama(layers: 1), in: folder)
    guard case .gguf(let file) = source.weights else { throw CocoaError(.fileReadUnknown) }
    var keys = file.metadata.entries.map { ($0.key, $0.value) }
    keys.append(("general.license", .string("mit")))
    keys.append(("quantize.imatrix.file", .string("x")))
    keys.append(("tokenizer.ggml.odd", .uint32(1)))
    keys.append(("general.sampling.temp", .float32(0.5)))
    let writer = try GGUFWriter(
      creating: folder("more.gguf"), metadata: keys,
      tensors: file.entries.map { .init(name: $0.name, shape: $0.shape, format: .f32) }
        + [.init(name: "v.blk.0.w", shape: [1], format: .f32)])
    for entry in file.entries { try writer.append(file.tensor(named: entry.name)) }
    try writer.append([UInt8](repeating: 0, count: 4).span.bytes)
    try writer.finish()
    let report = try ModelConverter(Checkpoint(opening: folder("more.gguf"))).convert(
      to: folder("out"), format: .uniform(.f16))
    let notes = report.notes.joined(separator: "\n")
    #expect(notes.contains("1 tensor is not used by the text model and left out: v.blk.0.w"))
    #expect(
      notes.contains(
        "keys of the file left out: general.name, general.license, quantize.imatrix.file, "
          + "tokenizer.ggml.odd"), "\(notes)")
  }
}
