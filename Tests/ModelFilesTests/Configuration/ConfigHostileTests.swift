import JSON
import ModelSpec
import Testing
import Tokenizers

@testable import ModelFiles

@Suite("Configurations that must be refused")
struct ConfigHostileTests {
  @Test(
    "the configurations that the others are made from are valid", arguments: ConfigChange.valid.keys
  )
  func valid(type: String) throws {
    let config = try JSONValue(parsing: #require(ConfigChange.valid[type]))
    #expect(try ModelSpec.huggingFace(config, name: "x").spec.vocabularySize == 100)
  }

  @Test(
    "is refused with the key, what was expected and what is there",
    arguments: dimensions + types + rotary + choices + experts + latent + others)
  func refused(change: ConfigChange) throws {
    let config = try change.config()
    let error = #expect(throws: (any Error).self) {
      _ = try ModelSpec.huggingFace(config, name: "x")
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(error is ConfigError || error is SpecError)
    for word in change.words { #expect(text.contains(word), "\(text)") }
  }

  private static let dimensions = [
    ConfigChange("no heads", #""num_attention_heads": 0"#, "num_attention_heads", "0"),
    ConfigChange(
      "no heads, no width", #""num_attention_heads": 0, "head_dim": null"#, "num_attention_heads"),
    ConfigChange("negative heads", #""num_attention_heads": -4"#, "num_attention_heads", "-4"),
    ConfigChange("no key heads", #""num_key_value_heads": 0"#, "key/value heads", "0"),
    ConfigChange("key heads that do not divide", #""num_key_value_heads": 3"#, "multiple of the 3"),
    ConfigChange(
      "heads that do not divide", #""num_attention_heads": 5, "head_dim": null"#, "5 heads", "32"),
    ConfigChange("no head width", #""head_dim": 0"#, "head_dim", "0"),
    ConfigChange("negative head width", #""head_dim": -8"#, "head_dim", "-8"),
    ConfigChange("huge head width", #""head_dim": 9000000000000000000"#, "head_dim"),
    ConfigChange("no layers", #""num_hidden_layers": 0"#, "num_hidden_layers", "0"),
    ConfigChange("negative layers", #""num_hidden_layers": -1"#, "num_hidden_layers", "-1"),
    ConfigChange(
      "huge layers", #""num_hidden_layers": 4000000000"#, "num_hidden_layers", "4000000000"),
    ConfigChange("no vocabulary", #""vocab_size": 0"#, "vocabulary", "0"),
    ConfigChange("negative width", #""hidden_size": -32"#, "-32"),
    ConfigChange("a width of zero, divided by heads", #""hidden_size": 0, "head_dim": null"#, "0"),
    ConfigChange("huge width", #""hidden_size": 9223372036854775807"#, "9223372036854775807"),
    ConfigChange("no feed-forward width", #""intermediate_size": 0"#, "feed-forward", "0"),
    ConfigChange("no context", #""max_position_embeddings": 0"#, "context", "0"),
    ConfigChange("epsilon below zero", #""rms_norm_eps": -1"#, "epsilon", "-1"),
    ConfigChange("no window", of: "gemma3_text", #""sliding_window": 0"#, "window", "0"),
    ConfigChange(
      "no query scale", of: "gemma3_text", #""query_pre_attn_scalar": 0"#, "query_pre_attn_scalar"),
    ConfigChange(
      "a pattern of zero", of: "gemma3_text", #""sliding_window_pattern": 0"#,
      "sliding_window_pattern"),
    ConfigChange(
      "a cap of zero", of: "gemma3_text", #""final_logit_softcapping": 0"#, "soft cap of the head"),
    ConfigChange(
      "a negative cap", of: "gemma3_text", #""attn_logit_softcapping": -50"#, "soft cap", "-50"),
    ConfigChange(
      "a width of Gemma that is negative", of: "gemma3_text", #""hidden_size": -1"#, "hidden_size"),
    ConfigChange("GPT-2 without heads", of: "gpt2", #""n_head": 0"#, "n_head", "0"),
    ConfigChange("GPT-2 with 5 heads", of: "gpt2", #""n_head": 5"#, "5 heads"),
    ConfigChange("GPT-2 without width", of: "gpt2", #""n_embd": 0"#, "n_embd"),
    ConfigChange("GPT-2 of largest width", of: "gpt2", #""n_embd": 9223372036854775807"#, "n_embd"),
    ConfigChange("GPT-2 without positions", of: "gpt2", #""n_positions": 0"#, "0"),
    ConfigChange("GPT-2 with negative inner width", of: "gpt2", #""n_inner": -5"#, "-5"),
    ConfigChange("no experts", of: "mixtral", #""num_local_experts": 0"#, "experts", "0"),
    ConfigChange(
      "more experts for a token than there are", of: "mixtral", #""num_experts_per_tok": 5"#, "5"),
    ConfigChange(
      "Grok without heads", of: "grok-1", #""num_attention_heads": 0"#, "num_attention_heads"),
    ConfigChange(
      "Grok without a width", of: "grok-1", #""-hidden_size": 0"#, "hidden_size", "missing"),
  ]

  private static let types = [
    ConfigChange(
      "heads as text", #""num_attention_heads": "4""#, "num_attention_heads", "integer", "\"4\""),
    ConfigChange("width as a fraction", #""hidden_size": 32.5"#, "hidden_size", "32.5"),
    ConfigChange("layers beyond all integers", #""num_hidden_layers": 1e300"#, "num_hidden_layers"),
    ConfigChange(
      "context as a list", #""max_position_embeddings": [64]"#, "max_position_embeddings", "list"),
    ConfigChange("epsilon as text", #""rms_norm_eps": "small""#, "rms_norm_eps", "number"),
    ConfigChange("base as an object", #""rope_theta": {}"#, "rope_theta", "object"),
    ConfigChange(
      "tied as a number", #""tie_word_embeddings": 1"#, "tie_word_embeddings", "true or false"),
    ConfigChange("activation as a number", #""hidden_act": 7"#, "hidden_act", "string"),
    ConfigChange("type as a number", #""model_type": 7"#, "model_type", "string"),
    ConfigChange("classes as text", #""architectures": "Llama""#, "architectures", "list"),
    ConfigChange(
      "layer types as text", of: "gemma3_text", #""layer_types": "full""#, "layer_types", "list"),
    ConfigChange(
      "layer types of numbers", of: "gemma3_text", #""layer_types": [1, 2, 3, 4, 5, 6]"#,
      "layer_types"),
    ConfigChange("scaling as text", #""rope_scaling": "linear""#, "rope_scaling", "object"),
  ]

  private static let rotary = [
    ConfigChange(
      "linear without a factor", #""rope_scaling": {"type": "linear"}"#, "factor", "linear"),
    ConfigChange(
      "a factor of zero", #""rope_scaling": {"type": "linear", "factor": 0}"#, "factor", "0"),
    ConfigChange(
      "a negative factor", #""rope_scaling": {"type": "dynamic", "factor": -2}"#, "factor", "-2"),
    ConfigChange(
      "Llama 3 bands that cross",
      #""rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 1}"#,
      "high_freq_factor"),
    ConfigChange(
      "YaRN trained on nothing",
      #""rope_scaling": {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 0}"#,
      "trained context", "0"),
    ConfigChange(
      "LongRoPE without lists", #""rope_scaling": {"type": "longrope"}"#, "short_factor"),
    ConfigChange(
      "LongRoPE lists of another length",
      #""rope_scaling": {"type": "longrope", "short_factor": [1, 1], "long_factor": [1, 1]}"#,
      "divisors", "4"),
    ConfigChange(
      "LongRoPE lists of text",
      #""rope_scaling": {"type": "longrope", "short_factor": ["a"], "long_factor": [1]}"#,
      "short_factor", "\"a\""),
    ConfigChange(
      "LongRoPE trained on one position",
      #""original_max_position_embeddings": 1, "rope_scaling": {"type": "longrope", "short_factor": [1, 1, 1, 1], "long_factor": [1, 1, 1, 1]}"#,
      "attention factor"),
    ConfigChange(
      "more than the whole head", #""partial_rotary_factor": 2"#, "partial_rotary_factor", "2"),
    ConfigChange("less than nothing", #""partial_rotary_factor": -0.5"#, "partial_rotary_factor"),
    ConfigChange(
      "an odd number of columns", #""partial_rotary_factor": 0.4"#, "rotary dimensions", "3"),
    ConfigChange("a base of one", #""rope_theta": 1"#, "rotary base"),
    ConfigChange("a negative base", #""rope_theta": -10000"#, "rotary base"),
  ]

  private static let choices = [
    ConfigChange(
      "an unknown model type", #""model_type": "mamba", "-architectures": 0"#, "mamba", "llama",
      "gemma2"),
    ConfigChange(
      "an unknown class too", #""model_type": "mamba", "architectures": ["MambaForCausalLM"]"#,
      "mamba", "llama"),
    ConfigChange(
      "no model type and no class", #""-model_type": 0, "-architectures": 0"#, "model_type",
      "missing"),
    ConfigChange("an unknown activation", #""hidden_act": "swoosh""#, "swoosh", "silu"),
    ConfigChange(
      "layer types of another length", of: "gemma3_text",
      #""layer_types": ["full_attention", "sliding_attention"]"#, "layer_types", "2", "6"),
    ConfigChange(
      "an unknown layer type", of: "gemma3_text",
      #""num_hidden_layers": 1, "layer_types": ["linear_attention"]"#, "linear_attention"),
    ConfigChange(
      "a quantisation that is text", #""quantization_config": "gptq""#, "quantization_config",
      "object"),
    ConfigChange(
      "tiles of no size",
      #""quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 0]}"#,
      "weight_block_size", "[128, 0]"),
    ConfigChange(
      "tiles of one size",
      #""quantization_config": {"quant_method": "fp8", "weight_block_size": [128]}"#,
      "weight_block_size", "two sizes"),
    ConfigChange(
      "an unknown model around an unknown one",
      #""model_type": "llava", "-architectures": 0, "text_config": {"model_type": "mamba"}"#,
      "llava", "llama"),
    ConfigChange("a text part that is text", #""text_config": "gemma""#, "text_config", "object"),
  ]

  @Test(
    "a configuration that is no object is refused", arguments: ["[]", "7", "\"llama\"", "null"])
  func noObject(text: String) throws {
    let config = try JSONValue(parsing: text)
    #expect(throws: ConfigError.self) { _ = try ModelSpec.huggingFace(config, name: "x") }
  }
}
