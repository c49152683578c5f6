import JSON
import ModelFiles
import ModelSpec
import Testing

/// A published configuration and the integer that its maker or the hub publishes for it.
struct GroundTruth: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let config: String
  let total: Int

  init(_ name: String, _ total: Int, _ config: String) {
    (testDescription, self.total, self.config) = (name, total, config)
  }

  func spec() throws -> ModelSpec {
    try ModelSpec.huggingFace(JSONValue(parsing: config), name: testDescription).spec
  }

  /// Layers, width, heads, key/value heads, feed-forward width and vocabulary, as most files
  /// write them.
  static func like(
    _ type: String, _ name: String, _ total: Int, _ sizes: [Int], _ more: String = ""
  ) -> GroundTruth {
    let keys = [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads",
      "intermediate_size", "vocab_size",
    ]
    let members = zip(keys, sizes).map { "\"\($0)\": \($1)" }.joined(separator: ", ")
    return GroundTruth(name, total, "{\"model_type\": \"\(type)\", \(members)\(more)}")
  }
}

@Suite("Published counts")
struct GroundTruthTests {
  @Test("follow from the published dimensions to the integer", arguments: others + mixtures)
  func follows(model: GroundTruth) throws {
    #expect(try ParameterCount(model.spec()).total == model.total)
  }

  /// Those that the record of transformers' classes does not have.
  private static let others: [GroundTruth] = [
    .like(
      "internlm2", "InternLM2-1.8B", 1_889_110_016, [24, 2048, 16, 8, 8192, 92544],
      ", \"bias\": false"),
    .like(
      "internlm2", "InternLM2-7B", 7_737_708_544, [32, 4096, 32, 8, 14336, 92544],
      ", \"bias\": false"),
    .like(
      "internlm2", "InternLM2-20B", 19_861_149_696, [48, 6144, 48, 8, 16384, 92544],
      ", \"bias\": false"),
    .like(
      "mistral", "Mistral 7B with 2 rows more", 7_241_748_480, [32, 4096, 32, 8, 14336, 32002]),
    .like(
      "mistral", "Mistral 7B with 32 rows more", 7_241_994_240, [32, 4096, 32, 8, 14336, 32032]),
    .like(
      "gemma", "Gemma 2B as reported", 524_550_144 + 1_981_884_416,
      [18, 2048, 8, 1, 16384, 256_128], ", \"head_dim\": 256"),
    .like(
      "gemma", "Gemma 7B as reported", 786_825_216 + 7_751_248_896,
      [28, 3072, 16, 16, 24576, 256_128], ", \"head_dim\": 256"),
    .like("llama", "llm-jp-3 150M", 101_874_688 + 50_344_448, [12, 512, 8, 8, 2048, 99487]),
    .like("llama", "llm-jp-3 440M", 203_749_376 + 243_303_424, [16, 1024, 8, 8, 3584, 99487]),
    .like("llama", "llm-jp-3 980M", 305_624_064 + 684_258_816, [20, 1536, 8, 8, 5376, 99487]),
    GroundTruth(
      "GPT-3 2.7B", 2_651_553_280,
      #"{"model_type": "gpt2", "n_layer": 32, "n_embd": 2560, "n_head": 32, "n_positions": 2048}"#),
    GroundTruth(
      "GPT-3 6.7B", 6_658_404_352,
      #"{"model_type": "gpt2", "n_layer": 32, "n_embd": 4096, "n_head": 32, "n_positions": 2048}"#),
  ]

  private static let mixtures: [GroundTruth] = [
    .like(
      "mixtral", "Mixtral 8x22B of the first vocabulary", 140_620_634_112,
      [56, 6144, 48, 8, 16384, 32000]),
    .like("grok-1", "Grok-1, tied", 315_684_820_992, [64, 6144, 48, 8, 32768, 131_072]),
    .like(
      "grok-1", "Grok-1, untied", 316_490_127_360, [64, 6144, 48, 8, 32768, 131_072],
      ", \"tie_word_embeddings\": false"),
  ]

  @Test(
    "of a mixture, the active parameters are those of the chosen experts",
    arguments: [
      (
        GroundTruth.like("mixtral", "8x7B", 46_702_792_704, [32, 4096, 32, 8, 14336, 32000]),
        12_879_925_248
      ),
      (
        .like("mixtral", "8x22B", 140_630_071_296, [56, 6144, 48, 8, 16384, 32768]),
        39_161_468_928
      ),
      (
        .like("mixtral", "8x22B first", 140_620_634_112, [56, 6144, 48, 8, 16384, 32000]),
        39_152_031_744
      ),
      (
        .like("grok-1", "Grok-1", 315_684_820_992, [64, 6144, 48, 8, 32768, 131_072]),
        83_756_587_008
      ),
      (GroundTruth("DeepSeek-V3", 671_026_419_200, deepSeek3), 37_552_297_472),
    ] as [(GroundTruth, Int)])
  func active(model: GroundTruth, active: Int) throws {
    let count = ParameterCount(try model.spec())
    #expect(count.total == model.total)
    #expect(count.active == active)
  }

  @Test("GPT-3 XL follows from 24 heads of 128, which are wider together than the model")
  func gpt3XL() throws {
    var spec = try GroundTruth(
      "", 0,
      #"{"model_type": "gpt2", "n_layer": 24, "n_embd": 2048, "n_head": 16, "n_positions": 2048}"#
    ).spec()
    for index in spec.layers.indices {
      spec.layers[index].attention.queryHeads = 24
      spec.layers[index].attention.keyValueHeads = 24
    }
    #expect(ParameterCount(spec).total == 1_517_123_584)
  }

  @Test("Gemma 2's and llm-jp's reports split embedding and rest as we do")
  func splits() throws {
    let two = GroundTruth.like(
      "gemma2", "", 0, [26, 2304, 8, 4, 9216, 256_128], ", \"head_dim\": 256")
    let count = ParameterCount(try two.spec())
    #expect((count.embedding, count.nonEmbedding) == (590_118_912, 2_024_517_888))
    let large = GroundTruth.like(
      "gemma2", "", 0, [46, 4608, 32, 16, 36864, 256_128], ", \"head_dim\": 128")
    let second = ParameterCount(try large.spec())
    #expect((second.embedding, second.nonEmbedding) == (1_180_237_824, 26_047_480_320))
    let stored = ParameterCount(
      try GroundTruth.like("llama", "", 0, [24, 2048, 16, 16, 7168, 99487]).spec())
    #expect(stored.embedding == 407_498_752)
  }

  @Test("Gemma 3's sizes with vision are text, tower and projector")
  func gemma3() throws {
    let vision = VisionSpec(
      modelDimension: 1152, layers: 27, hiddenDimension: 4304, imageSize: 896, patchSize: 14,
      outputDimension: 2560)
    #expect(vision.towerParameters == 416_866_032)
    #expect(vision.projectorParameters == 1152 * 2560 + 1152)
    let text = GroundTruth.like(
      "gemma3_text", "", 0, [34, 2560, 8, 4, 10240, 262_208], ", \"head_dim\": 256")
    var spec = try text.spec()
    #expect(ParameterCount(spec).total == 3_880_263_168)
    spec.vision = vision
    let count = ParameterCount(spec)
    #expect(count.total == 4_300_079_472)
    #expect(count.decoder == 3_880_263_168)
    #expect(count.active == 3_880_263_168)
  }

  private static let deepSeek3 = #"{"model_type": "deepseek_v3"}"#

  @Test("DeepSeek-V3's total on the hub is model, module for a further token, copies and scales")
  func deepSeek() throws {
    let spec = try GroundTruth("", 0, Self.deepSeek3).spec()
    let stored = spec.storedElements(scaledBy: ScaleBlock(rows: 128, columns: 128))
    #expect(stored.parameters == 671_026_419_200)
    #expect(stored.predictionModules == 11_610_068_224)
    #expect(stored.duplicates == 2 * 129_280 * 7168)
    #expect(stored.parameters + stored.predictionModules + stored.duplicates == 684_489_845_504)
    #expect(stored.blockScales == 41_540_496)
    #expect(stored.total == 684_531_386_000)
    #expect(spec.storedElements().blockScales == 0)
  }
}
