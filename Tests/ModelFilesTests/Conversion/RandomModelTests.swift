import Foundation
import JSON
import ModelFiles
import ModelSpec
import Tensors
import Testing
import Tokenizers

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

  @Test("a shape that is taken from a folder keeps the ids and the tokenizer that lie there")
  func companions() throws {
    let folder = try TemporaryFolder()
    let source = try ConversionModel.opened(
      ConversionModel.llama(layers: 1, vocabulary: 4), in: folder, "hub", format: .uniform(.f16))
    let config = String(
      decoding: try ConversionModel.bytes(folder("hub/config.json")), as: UTF8.self
    )
    .replacing("\"bos_token_id\": null", with: "\"bos_token_id\": 3")
    .replacing("\"eos_token_id\": null", with: "\"eos_token_id\": [2, 3]")
    try folder.write(Array(config.utf8), to: "hub/config.json")
    let json = """
      {"added_tokens": [], "normalizer": null, "pre_tokenizer": null, "decoder": null,
       "post_processor": null, "model": {"type": "BPE", "unk_token": null, "byte_fallback": false,
       "vocab": {"a": 0, "b": 1, "ab": 2, "c": 3}, "merges": ["a b"]}}
      """
    try folder.write(Array(json.utf8), to: "hub/tokenizer.json")
    let settings = "{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}"
    try folder.write(Array(settings.utf8), to: "hub/tokenizer_config.json")
    try folder.write(Array("{}".utf8), to: "hub/generation_config.json")
    let random = RandomModel(
      source.spec, seed: 1, companions: try ModelCompanions(path: folder("hub")))
    try random.write(to: folder("copy"), format: .uniform(.f16))
    let copy = try Checkpoint(opening: folder("copy"))
    #expect(copy.config?["bos_token_id"]?.integer == 3)
    #expect(copy.config?["eos_token_id"]?.array?.compactMap(\.integer) == [2, 3])
    #expect(try ConversionModel.bytes(folder("copy/tokenizer.json")) == Data(json.utf8))
    // Text has every piece but those that the configuration names as ends.
    #expect(try copy.tokenizer()?.encode("aba", addSpecialTokens: false) == [0, 1, 0])

    let report = try random.write(to: folder("copy.gguf"), format: .uniform(.f16))
    guard case .gguf(let file) = try Checkpoint(opening: folder("copy.gguf")).weights else {
      throw CocoaError(.fileReadUnknown)
    }
    #expect(file.metadata["tokenizer.ggml.bos_token_id"]?.integer == 3)
    #expect(file.metadata["tokenizer.ggml.eos_token_id"]?.integer == 2)
    // What GGUF has no words for is said; the ids are there all the same.
    let hasTokenizer = try Checkpoint(opening: folder("copy.gguf")).tokenizer() != nil
    #expect(report.notes.contains { $0.contains("generation_config.json is left out") })
    #expect(hasTokenizer != report.notes.contains { $0.contains("tokenizer") })

    // A file's tokenizer goes with its shape as well.
    try RandomModel(source.spec, seed: 2, companions: ModelCompanions(path: folder("copy.gguf")))
      .write(to: folder("third.gguf"), format: .uniform(.q8_0))
    let third = try Checkpoint(opening: folder("third.gguf")).tokenizer()?.vocabularySize
    let second = try Checkpoint(opening: folder("copy.gguf")).tokenizer()?.vocabularySize
    #expect(third == second)
  }
}
