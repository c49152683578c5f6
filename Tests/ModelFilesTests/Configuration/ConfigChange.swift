import JSON
import ModelSpec
import Testing
import Tokenizers

@testable import ModelFiles

/// A `config.json` with some fields changed, and words that its refusal must contain.
struct ConfigChange: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let base: String
  let changes: String
  let words: [String]

  /// - Parameters:
  ///   - base: The model type whose valid configuration is changed.
  ///   - changes: A JSON object, without its braces, of keys and new values; `"-key": 0`
  ///     removes one.
  init(_ name: String, of base: String = "llama", _ changes: String, _ words: String...) {
    (testDescription, self.base, self.changes, self.words) = (name, base, changes, words)
  }

  /// The changed configuration.
  func config() throws -> JSONValue {
    let base = try JSONValue(parsing: #require(Self.valid[base]))
    let changes = try JSONValue(parsing: "{\(changes)}")
    var object = try #require(base.object)
    for (key, value) in try #require(changes.object) {
      if key.hasPrefix("-") { object[String(key.dropFirst())] = nil } else { object[key] = value }
    }
    return .object(object)
  }

  /// A configuration of each kind that is valid, with every field that a test changes.
  static let valid = [
    "llama": """
    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 100,
     "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3,
     "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "hidden_act": "silu",
     "max_position_embeddings": 64, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
     "tie_word_embeddings": true}
    """,
    "gemma3_text": """
    {"model_type": "gemma3_text", "vocab_size": 100, "hidden_size": 32,
     "intermediate_size": 48, "num_hidden_layers": 6, "num_attention_heads": 4,
     "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 64,
     "sliding_window": 16, "query_pre_attn_scalar": 8}
    """,
    "gpt2": """
    {"model_type": "gpt2", "vocab_size": 100, "n_embd": 32, "n_head": 4, "n_layer": 2,
     "n_positions": 64}
    """,
    "mixtral": """
    {"model_type": "mixtral", "vocab_size": 100, "hidden_size": 32, "intermediate_size": 48,
     "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
     "num_local_experts": 4, "num_experts_per_tok": 2}
    """,
    "grok-1": """
    {"model_type": "grok-1", "vocab_size": 100, "hidden_size": 32, "intermediate_size": 48,
     "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2}
    """,
    "qwen3_moe": """
    {"model_type": "qwen3_moe", "vocab_size": 100, "hidden_size": 32, "moe_intermediate_size": 20,
     "intermediate_size": 48, "num_hidden_layers": 4, "num_attention_heads": 4,
     "num_key_value_heads": 2, "num_experts": 4, "num_experts_per_tok": 2}
    """,
    "deepseek_v3": """
    {"model_type": "deepseek_v3", "vocab_size": 100, "hidden_size": 32, "intermediate_size": 48,
     "moe_intermediate_size": 20, "num_hidden_layers": 4, "num_attention_heads": 4,
     "num_key_value_heads": 4, "n_routed_experts": 6, "n_shared_experts": 2,
     "num_experts_per_tok": 2, "kv_lora_rank": 12, "q_lora_rank": 16, "qk_nope_head_dim": 8,
     "qk_rope_head_dim": 4, "v_head_dim": 6, "first_k_dense_replace": 1}
    """,
    "phi": """
    {"model_type": "phi", "vocab_size": 100, "hidden_size": 32, "intermediate_size": 48,
     "num_hidden_layers": 2, "num_attention_heads": 4}
    """,
    "gemma3": """
    {"model_type": "gemma3", "text_config": {"vocab_size": 100, "hidden_size": 32,
     "intermediate_size": 48, "num_hidden_layers": 6, "num_attention_heads": 4,
     "num_key_value_heads": 2, "head_dim": 8}, "vision_config": {
     "model_type": "siglip_vision_model", "hidden_size": 24, "intermediate_size": 36,
     "num_hidden_layers": 2, "image_size": 28, "patch_size": 7, "vision_use_head": false}}
    """,
  ]
}
