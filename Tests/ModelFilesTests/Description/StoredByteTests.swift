import ModelSpec
import Testing

@testable import ModelFiles

@Suite("Every stored byte is counted")
struct StoredByteTests {
  @Test(
    "the weights of a packed model take what its header says, and its parameters are the model's",
    arguments: PackedLayout.all)
  func packed(_ layout: PackedLayout) throws {
    let folder = try TemporaryFolder()
    let model = PackedModel.tensors(layout.matrix, vocabulary: layout.packsVocabulary)
    let description = try PackedModel.describe(model, layout.config, in: folder)
    let weights = try #require(try description.weightStorage())
    #expect(weights.totalBytes == model.byteCount)
    #expect(!weights.isReckoned)
    #expect(weights.name.hasPrefix(layout.method), "\(weights.name)")
    // Nothing is left that no matrix, norm or embedding accounts for.
    let parts = weights.dense + weights.head + weights.experts
    let known = parts.reduce(weights.vectorBytes + weights.lookedUpBytes) { $0 + $1.bytes }
    #expect(known == weights.totalBytes)
    let audit = try #require(description.audit)
    #expect(audit.parameters == PackedModel.parameters)
    #expect(audit.findings.reduce(audit.parameters) { $0 + $1.difference } == model.elementCount)
    let allowed: Set<StorageFinding.Kind> = [.packedWeights, .quantizerState, .blockScale]
    #expect(Set(audit.findings.map(\.kind)).isSubset(of: allowed), "\(audit.findings)")
  }

  @Test("running a packed model is refused by name, with what to do", arguments: PackedLayout.all)
  func refused(_ layout: PackedLayout) throws {
    let folder = try TemporaryFolder()
    let model = PackedModel.tensors(layout.matrix, vocabulary: layout.packsVocabulary)
    let description = try PackedModel.describe(model, layout.config, in: folder)
    #expect(description.obstacleToRunning?.contains("quantised by ") == true)
    #expect(throws: (any Error).self) { _ = try Checkpoint(opening: folder.path) }
    // Also where the configuration says nothing of it.
    let silent = try PackedModel.describe(model, in: folder)
    #expect(silent.obstacleToRunning != nil)
    let error = #expect(throws: ModelFileError.self) { _ = try Checkpoint(opening: folder.path) }
    #expect(error?.description.contains("packed by") == true)
    #expect(error?.advice?.contains("GGUF") == true)
    #expect(try silent.weightStorage()?.totalBytes == model.byteCount)
    #expect(silent.audit?.parameters == PackedModel.parameters)
  }

  @Test(
    "a model of an unknown kind has the parameters that its packed integers hold",
    arguments: PackedLayout.all)
  func unknownKind(_ layout: PackedLayout) throws {
    let folder = try TemporaryFolder()
    let model = PackedModel.tensors(layout.matrix, vocabulary: layout.packsVocabulary)
    let config = #"{"model_type": "mamba", \#(layout.config)}"#
    try folder.write(Array(config.utf8), to: "config.json")
    try model.write(to: folder("model.safetensors"))
    let description = try ModelDescription(reading: folder.path)
    let stored = try #require(description.stored)
    #expect(description.spec == nil)
    #expect(stored.parameterCount == PackedModel.parameters)
    #expect(try description.weightStorage()?.totalBytes == model.byteCount)
    #expect(!description.isCounted)
  }

  @Test(
    "parameters of an unknown kind are counted only where each stored value is one",
    arguments: [
      ("BF16", "", true), ("F8_E4M3", "", true), ("I32", "", false), ("U8", "", false),
      ("BF16", #", "quantization_config": {"quant_method": "mystery"}"#, false),
      ("BF16", #", "quantization_config": {}"#, false),
    ])
  func counted(type: String, more: String, isCounted: Bool) throws {
    let folder = try TemporaryFolder()
    var model = SparseModel()
    model.add("layers.0.mixer.in_proj.weight", [64, 32], type)
    model.add("layers.0.mixer.scales", [64], "F16")
    try folder.write(Array(#"{"model_type": "mystery"\#(more)}"#.utf8), to: "config.json")
    try model.write(to: folder("model.safetensors"))
    let description = try ModelDescription(reading: folder.path)
    #expect(description.spec == nil)
    #expect(description.isCounted == isCounted)
    #expect(try description.weightStorage()?.totalBytes == model.byteCount)
  }

  @Test(
    "a configuration alone is sized in its own bits, to the byte where a quantiser writes nothing else",
    arguments: PackedLayout.all)
  func declared(_ layout: PackedLayout) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(PackedModel.config(layout.config).utf8), to: "config.json")
    let description = try ModelDescription(reading: folder("config.json"))
    let weights = try #require(try description.weightStorage())
    #expect(weights.isReckoned && weights.name.hasPrefix(layout.method))
    #expect(description.storageNotes.contains { $0.contains("as the config says") })
    let model = PackedModel.tensors(layout.matrix, vocabulary: layout.packsVocabulary)
    // Workspaces, descriptions of shapes, and orders that a file may leave out are not reckoned.
    let few = ["order", "again", "vectors"].contains { layout.name.contains($0) }
    if few {
      #expect(abs(weights.totalBytes - model.byteCount) * 20 < model.byteCount)
    } else {
      #expect(weights.totalBytes == model.byteCount)
    }
  }

  @Test("matrices of one model may have bits and groups of their own, and some may be left plain")
  func mixed() throws {
    let own = #""model.layers.1.mlp.down_proj": {"bits": 8, "group_size": 32}"#
    let config = """
      "quantization": {"group_size": 64, "bits": 4, \(own), "model.layers.0.mlp.up_proj": false}
      """
    var model = SparseModel()
    model = PackedModel.tensors(
      { model, module, outputs, inputs in
        let (bits, group) = module.hasSuffix("1.mlp.down_proj") ? (8, 32) : (4, 64)
        guard !module.hasSuffix("0.mlp.up_proj") else {
          return model.add("\(module).weight", [outputs, inputs], "F16")
        }
        model.add("\(module).weight", [outputs, inputs / 32 * bits], "U32")
        model.add("\(module).scales", [outputs, inputs / group], "F16")
        model.add("\(module).biases", [outputs, inputs / group], "F16")
      }, vocabulary: true)
    let folder = try TemporaryFolder()
    let description = try PackedModel.describe(model, config, in: folder)
    #expect(try description.weightStorage()?.totalBytes == model.byteCount)
    #expect(description.audit?.finding(.mismatched) == nil)
    #expect(
      description.stored?.parameterCount == PackedModel.parameters)
    let bare = try ModelDescription(reading: folder("config.json"))
    #expect(try bare.weightStorage()?.totalBytes == model.byteCount)
    #expect(bare.quantization?.title == "MLX 4 bits, groups of 64, mixed")
  }

  @Test("the parts of a packed matrix add up to it, also where its tables do not divide")
  func packedParts() throws {
    var model = SparseModel()
    let layout = try #require(PackedLayout.all.first { $0.name.hasPrefix("GPTQ 4") })
    for name in ["model.embed_tokens", "lm_head"] {
      model.add("\(name).weight", [512, 256], "F16")
    }
    model.add("model.norm.weight", [256], "F16")
    for layer in 0..<2 {
      let module = "model.layers.\(layer)."
      for norm in ["input_layernorm", "post_attention_layernorm"] {
        model.add("\(module)\(norm).weight", [256], "F16")
      }
      layout.matrix(&model, "\(module)self_attn.qkv_proj", 3 * 256, 256)
      layout.matrix(&model, "\(module)self_attn.o_proj", 256, 256)
      layout.matrix(&model, "\(module)mlp.gate_up_proj", 2 * 512, 256)
      layout.matrix(&model, "\(module)mlp.down_proj", 256, 512)
    }
    let folder = try TemporaryFolder()
    let config = PackedModel.config(layout.config).replacing("llama", with: "phi3")
    try folder.write(Array(config.utf8), to: "config.json")
    try model.write(to: folder("model.safetensors"))
    for path in [folder.path, folder("config.json")] {
      let description = try ModelDescription(reading: path)
      #expect(try description.weightStorage()?.totalBytes == model.byteCount)
      #expect(description.audit?.finding(.missing) == nil)
    }
  }

  @Test("a matrix that cannot hold its parameters is a contradiction, packed or not")
  func contradiction() throws {
    let layout = try #require(PackedLayout.all.first { $0.name.hasPrefix("AWQ") })
    var model = PackedModel.tensors { model, module, outputs, inputs in
      layout.matrix(
        &model, module, module.hasSuffix("0.mlp.up_proj") ? outputs / 2 : outputs, inputs)
    }
    model.add("model.layers.0.mystery.weight", [3], "F16")
    let description = try PackedModel.describe(model, layout.config, in: TemporaryFolder())
    #expect(description.audit?.finding(.mismatched)?.tensorCount == 1)
    #expect(description.audit?.finding(.unrecognized)?.elementCount == 3)
    // What no one knows is counted all the same, and named.
    #expect(try description.weightStorage()?.totalBytes == model.byteCount)
    #expect(description.storageNotes.contains { $0.contains("unknown tensors, 6 bytes") })
  }
}
