import Foundation
import ModelFiles
import ModelSpec
import Tensors
import Testing

@Suite("Random models")
struct RandomModelTests {
  @Test("one seed gives one file, another seed another, whatever the threads")
  func isReproducible() throws {
    let folder = try TemporaryFolder()
    let spec = ConversionModel.llama()
    for (name, seed, threads) in [("a", 3, 1), ("b", 3, 3), ("c", 4, 1)] as [(String, UInt64, Int)]
    {
      try RandomModel(spec, seed: seed)
        .write(to: folder("\(name).gguf"), format: .mixed(.q4Medium), threads: threads)
    }
    let (a, b, c) = (
      try ConversionModel.bytes(folder("a.gguf")), try ConversionModel.bytes(folder("b.gguf")),
      try ConversionModel.bytes(folder("c.gguf"))
    )
    #expect(a == b)
    #expect(a != c)
  }

  @Test(
    "values are finite, normal with a deviation of 0.02, and factors of norms are one",
    arguments: TargetFormat.all)
  func distribution(target: TargetFormat) throws {
    let folder = try TemporaryFolder()
    let model = try ConversionModel.opened(ConversionModel.llama(), in: folder, format: target)
    var rows: Set<[Float]> = []
    for entry in model.weights.entries {
      let values = try model.weights.tensor(named: entry.name).values()
      if entry.shape.count == 1 {
        #expect(values.allSatisfy { $0 == 1 }, "\(entry.name)")
        continue
      }
      let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
      let square = values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count)
      #expect(abs(mean) < 0.001, "\(entry.name)")
      #expect(abs(square.squareRoot() - 0.02) < 0.0015, "\(entry.name)")
      rows.insert(Array(values.prefix(64)))
    }
    #expect(rows.count == 2 * 7 + 2, "no two matrices begin alike")
  }

  @Test(
    "a folder and a GGUF of one seed describe the same shape, also with the one of Gemma's norms")
  func folders() throws {
    let folder = try TemporaryFolder()
    var spec = ConversionModel.llama(isTied: true)
    spec.architecture = .gemma
    spec.embedding.multiplier = 16
    for index in spec.layers.indices {
      spec.layers[index].feedForward = .dense(
        DenseSpec(hiddenDimension: 512, activation: .geluTanh))
    }
    let hub = try ConversionModel.opened(spec, in: folder, "hub", format: .uniform(.bf16))
    let gguf = try ConversionModel.opened(spec, in: folder, "model.gguf", format: .uniform(.bf16))
    #expect(hub.spec.layers == gguf.spec.layers)
    for model in [hub, gguf] {
      let map = try model.weightMap()
      let role = try #require(model.spec.tensors.first { $0.role == .finalNorm })
      let norm = try map.tensor(role).values()
      #expect(norm.allSatisfy { $0 + map.normOffset == 1 })
    }
  }

  @Test("an impossible shape is refused and leaves nothing")
  func refusesShape() throws {
    let folder = try TemporaryFolder()
    var spec = ConversionModel.llama()
    spec.layers[0].attention.keyValueHeads = 3
    #expect(throws: SpecError.self) {
      try RandomModel(spec, seed: 1).write(to: folder("out.gguf"), format: .uniform(.q4_0))
    }
    // Layers that differ have no words in either form.
    var uneven = ConversionModel.llama()
    uneven.layers[1].feedForward = .dense(DenseSpec(hiddenDimension: 256, activation: .silu))
    for name in ["out.gguf", "out"] {
      #expect(throws: ConversionError.self) {
        try RandomModel(uneven, seed: 1).write(to: folder(name), format: .uniform(.f32))
      }
    }
    #expect(try folder.names.isEmpty)
  }
}
