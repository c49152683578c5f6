import JSON
import ModelSpec
import Testing

@testable import ModelFiles

@Suite("Models that are counted but not read")
struct ObstacleTests {
  @Test(
    "a quantised model is counted as without, and a note and the obstacle name the method",
    arguments: [
      (#"{"quant_method": "gptq", "bits": 4}"#, "gptq"), (#"{"bits": 4}"#, "an unnamed method"),
    ])
  func quantized(quantization: String, method: String) throws {
    let plain = try ModelSpec.huggingFace(ConfigChange("", "").config(), name: "x")
    let change = ConfigChange("", "\"quantization_config\": \(quantization)")
    let described = try ModelSpec.huggingFace(change.config(), name: "x")
    #expect(described.spec == plain.spec)
    #expect(described.notes.contains { $0.contains(method) })
    let obstacle = try #require(described.obstacleToReading)
    #expect(obstacle.key == "quantization_config" && obstacle.problem.contains(method))
    #expect(described.scaleBlock == nil)
    #expect(plain.obstacleToReading == nil)
  }

  @Test("the tile of FP8 scales is read")
  func scaleBlock() throws {
    let change = ConfigChange(
      "", of: "deepseek_v3",
      #""quantization_config": {"quant_method": "fp8", "weight_block_size": [64, 128]}"#)
    let described = try ModelSpec.huggingFace(change.config(), name: "x")
    #expect(described.scaleBlock == ScaleBlock(rows: 64, columns: 128))
  }

  @Test(
    "a model around a known one is counted as that, its tower named, its weights refused")
  func wrapped() throws {
    let config = try JSONValue(
      parsing: """
        {"model_type": "llava", "vision_config": {"model_type": "clip_vision_model"},
         "audio_config": {}, "text_config": {"model_type": "llama", "vocab_size": 100,
         "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3,
         "num_attention_heads": 4, "num_key_value_heads": 2}}
        """)
    let described = try ModelSpec.huggingFace(config, name: "x")
    #expect(described.spec.architecture == .llama)
    #expect(described.spec.vision == nil)
    for words in [
      "vision_config (clip_vision_model) is not counted", "audio_config is not counted",
    ] {
      #expect(described.notes.contains { $0.contains(words) }, "\(words)")
    }
    #expect(described.obstacleToReading?.problem.contains("llava") == true)
  }

  @Test(
    "Gemma 3's tower is part of the total, its defaults are noted, and the text part is the decoder"
  )
  func vision() throws {
    let described = try ModelSpec.huggingFace(
      ConfigChange("", of: "gemma3", "").config(), name: "x")
    let vision = try #require(described.spec.vision)
    let count = ParameterCount(described.spec)
    #expect(count.total == count.decoder + vision.parameters)
    #expect(described.notes.contains { $0.contains("vision_config: num_channels") })
    #expect(described.obstacleToReading == nil)
  }

  @Test(
    "what the transformer cannot compute is refused with its name when weights are bound",
    arguments: [
      ("deepseek_v3", "", "latent attention"), ("phi", "", "sub-layers side by side"),
      ("qwen3_moe", #""model_type": "qwen2_moe""#, "shared experts"),
    ])
  func unrunnable(base: String, changes: String, obstacle: String) throws {
    let config = try ConfigChange("", of: base, changes).config()
    let spec = try ModelSpec.huggingFace(config, name: "x").spec
    #expect(spec.obstacleToRunning == obstacle)
    let folder = try TemporaryFolder()
    try folder.write(SafetensorsImage([:]).bytes, to: "model.safetensors")
    let file = try WeightFile(opening: folder.path)
    let error = #expect(throws: ModelFileError.self) { _ = try WeightMap(spec, file: file) }
    #expect(error?.problem.contains(obstacle) == true)
    #expect(error?.advice?.contains("plan") == true)
  }

  @Test("opening the weights of a quantised model is refused as before")
  func opening() throws {
    let folder = try TemporaryFolder()
    let change = ConfigChange("", #""quantization_config": {"quant_method": "gptq"}"#)
    try folder.write(Array(change.config().serialized.utf8), to: "config.json")
    try folder.write(SafetensorsImage([:]).bytes, to: "model.safetensors")
    let error = #expect(throws: ConfigError.self) { _ = try Checkpoint(opening: folder.path) }
    #expect(
      error?.description
        == "config.json, \"quantization_config\": weights are quantised by gptq, which Carat does not read; use the original files or a GGUF"
    )
  }

  @Test("every field that a sparse Qwen or DeepSeek configuration leaves out is noted")
  func defaults() throws {
    let sparse = try ModelSpec.huggingFace(
      JSONValue(parsing: #"{"model_type": "deepseek_v3"}"#), name: "x")
    for key in ["q_lora_rank", "n_routed_experts", "first_k_dense_replace", "rope_theta"] {
      #expect(sparse.notes.contains { $0.hasPrefix(key) }, "\(key)")
    }
    let qwen = try ModelSpec.huggingFace(
      JSONValue(parsing: #"{"model_type": "qwen3_moe"}"#), name: "x")
    for key in ["moe_intermediate_size", "num_experts_per_tok", "num_attention_heads"] {
      #expect(qwen.notes.contains { $0.hasPrefix(key) }, "\(key)")
    }
    // All layers have experts, so a width for others is not asked for.
    #expect(!qwen.notes.contains { $0.hasPrefix("intermediate_size") })
  }

  @Test(
    "an unknown rotary kind stops a run by name, not a count",
    arguments: [
      #""rope_scaling": {"rope_type": "wild", "alpha": 2}"#,
      #""rope_scaling": {"type": "wild"}"#, #""rope_parameters": {"rope_type": "wild"}"#,
    ])
  func rotaryKind(change: String) throws {
    let plain = try ModelSpec.huggingFace(ConfigChange("", "").config(), name: "x")
    let described = try ModelSpec.huggingFace(ConfigChange("", change).config(), name: "x")
    #expect(described.spec == plain.spec)
    #expect(described.obstacleToReading?.key == "rope_scaling")
    #expect(described.obstacleToReading?.problem.contains("\"wild\"") == true)
  }

  @Test("the unknown rotary kind of one kind of layer is an obstacle too")
  func rotaryKindOfLayers() throws {
    let change = ConfigChange(
      "", of: "gemma3_text",
      """
      "rope_parameters": {"sliding_attention": {"rope_type": "default"},
       "full_attention": {"rope_type": "wild"}}
      """)
    let described = try ModelSpec.huggingFace(change.config(), name: "x")
    #expect(described.obstacleToReading?.problem.contains("\"wild\"") == true)
  }
}
