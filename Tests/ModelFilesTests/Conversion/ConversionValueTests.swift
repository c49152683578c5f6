import Foundation
import ModelFiles
import ModelSpec
import Tensors
import Testing

/// Large, tiny and damaged values on their way into a format.
@Suite("Values of a conversion")
struct ConversionValueTests {
  private static let name = "blk.0.ffn_down.weight"

  /// A model in F32 in which one matrix of rows of 512 has been altered.
  private func model(
    in folder: TemporaryFolder, _ change: (inout [Float]) -> Void
  ) throws -> Checkpoint {
    let source = try ConversionModel.opened(
      ConversionModel.llama(layers: 1), in: folder, "source.gguf")
    return try ConversionModel.rewritten(source, as: folder("bad.gguf")) { name, values in
      if name == Self.name { change(&values) }
    }
  }

  private func values(_ path: String) throws -> [Float] {
    try Checkpoint(opening: path).weights.tensor(named: Self.name).values()
  }

  private static let targets = TargetFormat.all.filter { $0 != .uniform(.f32) }

  @Test(
    "a value beyond half floats is kept by every format of blocks", arguments: targets)
  func large(target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let source = try model(in: folder) { $0[3] = 100_000 }
    let converter = ModelConverter(source)
    if target == .uniform(.f16) {
      let error = #expect(throws: ConversionError.self) {
        try converter.convert(to: folder("out.gguf"), format: target)
      }
      #expect(error?.description.contains(Self.name) == true)
      #expect(try folder.names == ["bad.gguf", "source.gguf"])
    } else {
      try converter.convert(to: folder("out.gguf"), format: target)
      let found = try values(folder("out.gguf"))
      #expect(found.allSatisfy { $0.isFinite })
      #expect(abs(found[3] - 100_000) < 12_500)
    }
  }

  /// The largest half float times the codes of each format, a little below and a little above.
  @Test(
    "the largest value that a format holds is kept, and the next is refused",
    arguments: [
      (StorageFormat.q8_0, Float(127)), (.q4_0, 8), (.q5_0, 16), (.q4_1, 15), (.q5_1, 31),
      (.q4_k, 63 * 15), (.q5_k, 63 * 31), (.f16, 1),
    ])
  func limits(format: StorageFormat, codes: Float) throws {
    for (factor, isHeld) in [(Float(0.999), true), (1.01, false)] {
      let folder = try TemporaryFolder()
      // The reference's search may stretch the scale of a K format by a part of a step.
      let margin: Float = format == .q4_k || format == .q5_k ? 0.9 : 1
      let value = -65_504 * codes * factor * (isHeld ? margin : 1 / margin)
      // Minima are taken as positive values where a scale spans from zero.
      let isAffine = [.q4_1, .q5_1, .q4_k, .q5_k].contains(format)
      let source = try model(in: folder) { $0[3] = isAffine ? -value : value }
      let converter = ModelConverter(source)
      if isHeld {
        try converter.convert(to: folder("out.gguf"), format: .uniform(format))
        #expect(abs(abs(try values(folder("out.gguf"))[3]) / abs(value) - 1) < 0.07)
      } else {
        #expect(throws: ConversionError.self) {
          try converter.convert(to: folder("out.gguf"), format: .uniform(format))
        }
      }
    }
  }

  @Test(
    "numbers that are not finite are refused by tensor, row and column, also where nothing is rounded",
    arguments: [Float.nan, .infinity, -.infinity], TargetFormat.all)
  func damaged(value: Float, target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let source = try model(in: folder) { $0[512 + 7] = value }
    let error = #expect(throws: ConversionError.self) {
      try ModelConverter(source).convert(to: folder("out.gguf"), format: target, threads: 2)
    }
    let text = error?.description ?? ""
    #expect(text.contains(Self.name) && text.contains("row 1, column 7"), "\(text)")
    #expect(try folder.names == ["bad.gguf", "source.gguf"])
  }

  @Test("a block whose scale is infinite is refused, although its bytes would only be copied")
  func damagedBlock() throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(
      ConversionModel.llama(layers: 1), in: folder, "q8.gguf", format: .uniform(.q8_0))
    guard case .gguf(let file) = source.weights else { throw CocoaError(.fileReadUnknown) }
    let writer = try GGUFWriter(
      creating: folder("bad.gguf"), metadata: file.metadata.entries.map { ($0.key, $0.value) },
      tensors: file.entries.map {
        TensorDeclaration(name: $0.name, shape: $0.shape, format: $0.format ?? .f32)
      })
    for entry in file.entries {
      var bytes = try file.tensor(named: entry.name).copiedBytes
      if entry.name == Self.name { (bytes[34], bytes[35]) = (0x00, 0x7C) }
      try writer.append(bytes.span.bytes)
    }
    try writer.finish()
    let converter = ModelConverter(try Checkpoint(opening: folder("bad.gguf")))
    let error = #expect(throws: ConversionError.self) {
      try converter.convert(to: folder("out.gguf"), format: .uniform(.q8_0))
    }
    #expect(error?.description.contains(Self.name) == true)
  }

  @Test("a float that BF16 would round to infinity is refused")
  func brainFloat() throws {
    let folder = try TemporaryFolder()
    let source = try model(in: folder) { $0[3] = .greatestFiniteMagnitude }
    let error = #expect(throws: ConversionError.self) {
      try ModelConverter(source).convert(to: folder("out.gguf"), format: .uniform(.bf16))
    }
    #expect(error?.description.contains("convert to F32") == true)
    try ModelConverter(source).convert(to: folder("out.gguf"), format: .uniform(.f32))
  }

  @Test("rows of zeros stay zeros", arguments: targets)
  func zeros(target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let source = try model(in: folder) { values in for i in 0..<1024 { values[i] = 0 } }
    let report = try ModelConverter(source).convert(to: folder("out.gguf"), format: target)
    #expect(try values(folder("out.gguf"))[..<1024].allSatisfy { $0 == 0 })
    #expect(!report.notes.contains { $0.contains("so small") })
  }

  @Test("rows too small for a format stay small and finite, and are named", arguments: targets)
  func tiny(target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let small: Float = target == .uniform(.bf16) ? 1e-45 : 1e-9
    let source = try model(in: folder) { values in
      for i in 0..<1024 { values[i] = i.isMultiple(of: 3) ? -small : small }
    }
    let report = try ModelConverter(source).convert(to: folder("out.gguf"), format: target)
    #expect(try values(folder("out.gguf"))[..<1024].allSatisfy { abs($0) <= 1e-7 })
    #expect(report.notes.contains { $0.hasPrefix("2 rows") && $0.contains(Self.name) })
  }
}
