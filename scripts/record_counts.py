"""Writes how many parameters transformers' model classes have, for Tests/ModelFilesTests.

Models are built on PyTorch's meta device, which keeps shapes and no values, so that the largest take no memory.
Nobody needs this to run the tests: the results are checked in. Needs torch and transformers.
"""

import collections
import json
import pathlib
import re

import torch
import transformers as hf

TARGET = (
    pathlib.Path(__file__).parent.parent / "Tests/ModelFilesTests/Fixtures/parameter-counts.json"
)


def llama(layers, width, heads, key_heads, hidden, vocabulary, **more):
    return {
        "num_hidden_layers": layers,
        "hidden_size": width,
        "num_attention_heads": heads,
        "num_key_value_heads": key_heads,
        "intermediate_size": hidden,
        "vocab_size": vocabulary,
        **more,
    }


def gpt2(layers, width, heads, **more):
    return {"n_layer": layers, "n_embd": width, "n_head": heads, **more}


SIGLIP = {
    "model_type": "siglip_vision_model",
    "hidden_size": 1152,
    "intermediate_size": 4304,
    "num_hidden_layers": 27,
    "num_attention_heads": 16,
    "image_size": 896,
    "patch_size": 14,
    "vision_use_head": False,
}


def gemma3_vision(text, vision=SIGLIP):
    return {"text_config": {"model_type": "gemma3_text", **text}, "vision_config": vision}


TIED = {"tie_word_embeddings": True}
UNTIED = {"tie_word_embeddings": False}

# Dimensions are those that the makers publish; the small odd ones are ours.
CASES = [
    ("gpt2", "gpt2", {}),
    ("gpt2-medium", "gpt2", gpt2(24, 1024, 16)),
    ("gpt2-large", "gpt2", gpt2(36, 1280, 20)),
    ("gpt2-xl", "gpt2", gpt2(48, 1600, 25)),
    ("gpt2 with an inner width and an untied head", "gpt2",
     gpt2(2, 96, 3, n_inner=100, n_positions=77, vocab_size=501, **UNTIED)),
    ("gpt-3 175B", "gpt2", gpt2(96, 12288, 96, n_positions=2048)),
    ("llama-7b", "llama", llama(32, 4096, 32, 32, 11008, 32000)),
    ("llama-13b", "llama", llama(40, 5120, 40, 40, 13824, 32000)),
    ("llama-33b", "llama", llama(60, 6656, 52, 52, 17920, 32000)),
    ("llama-65b", "llama", llama(80, 8192, 64, 64, 22016, 32000)),
    ("llama-2-70b", "llama", llama(80, 8192, 64, 8, 28672, 32000)),
    ("llama-3-8b", "llama", llama(32, 4096, 32, 8, 14336, 128256)),
    ("llama-3-70b", "llama", llama(80, 8192, 64, 8, 28672, 128256)),
    ("llama-3.1-405b", "llama", llama(126, 16384, 128, 8, 53248, 128256)),
    ("llama-3.2-1b", "llama", llama(16, 2048, 32, 8, 8192, 128256, head_dim=64, **TIED)),
    ("llama-3.2-3b", "llama", llama(28, 3072, 24, 8, 8192, 128256, head_dim=128, **TIED)),
    ("tinyllama-1.1b", "llama", llama(22, 2048, 32, 4, 5632, 32000)),
    ("smollm2-135m", "llama", llama(30, 576, 9, 3, 1536, 49152, **TIED)),
    ("llama with biases and wide heads", "llama",
     llama(3, 40, 5, 1, 72, 97, head_dim=24, attention_bias=True, mlp_bias=True)),
    ("mistral-7b-v0.1", "mistral", llama(32, 4096, 32, 8, 14336, 32000)),
    ("mistral-7b-v0.3", "mistral", llama(32, 4096, 32, 8, 14336, 32768, sliding_window=None)),
    ("mistral with wide heads", "mistral", llama(2, 48, 4, 2, 60, 131, head_dim=20, **TIED)),
    ("ministral-8b", "ministral", llama(36, 4096, 32, 8, 12288, 131072, head_dim=128)),
    ("mixtral-8x7b", "mixtral", llama(32, 4096, 32, 8, 14336, 32000)),
    ("mixtral-8x22b", "mixtral", llama(56, 6144, 48, 8, 16384, 32768)),
    ("mixtral of three experts", "mixtral",
     llama(2, 48, 4, 2, 60, 131, num_local_experts=3, **TIED)),
    ("gemma-2b", "gemma", llama(18, 2048, 8, 1, 16384, 256000, head_dim=256)),
    ("gemma-7b", "gemma", llama(28, 3072, 16, 16, 24576, 256000, head_dim=256)),
    ("gemma with biases", "gemma",
     llama(2, 40, 4, 1, 72, 97, head_dim=12, attention_bias=True)),
    ("gemma-2-2b", "gemma2", llama(26, 2304, 8, 4, 9216, 256000, head_dim=256)),
    ("gemma-2-9b", "gemma2", llama(42, 3584, 16, 8, 14336, 256000, head_dim=256)),
    ("gemma-2-27b", "gemma2", llama(46, 4608, 32, 16, 36864, 256000, head_dim=128)),
    ("gemma-3-270m", "gemma3_text", llama(18, 640, 4, 1, 2048, 262144, head_dim=256)),
    ("gemma-3-1b", "gemma3_text", llama(26, 1152, 4, 1, 6912, 262144, head_dim=256)),
    ("gemma-3-4b with its tower", "gemma3",
     gemma3_vision(llama(34, 2560, 8, 4, 10240, 262208, head_dim=256))),
    ("gemma-3-12b with its tower", "gemma3",
     gemma3_vision(llama(48, 3840, 16, 8, 15360, 262208, head_dim=256))),
    ("gemma-3-27b with its tower", "gemma3",
     gemma3_vision(llama(62, 5376, 32, 16, 21504, 262208, head_dim=128))),
    ("gemma 3 with a tower that pools", "gemma3",
     gemma3_vision(
         llama(2, 40, 4, 1, 72, 97, head_dim=12),
         {"model_type": "siglip_vision_model", "hidden_size": 24, "intermediate_size": 36,
          "num_hidden_layers": 2, "num_attention_heads": 3, "image_size": 28, "patch_size": 7,
          "num_channels": 1})),
    ("qwen2.5-0.5b", "qwen2", llama(24, 896, 14, 2, 4864, 151936, **TIED)),
    ("qwen2.5-1.5b", "qwen2", llama(28, 1536, 12, 2, 8960, 151936, **TIED)),
    ("qwen2.5-3b", "qwen2", llama(36, 2048, 16, 2, 11008, 151936, **TIED)),
    ("qwen2.5-7b", "qwen2", llama(28, 3584, 28, 4, 18944, 152064)),
    ("qwen2.5-14b", "qwen2", llama(48, 5120, 40, 8, 13824, 152064)),
    ("qwen2.5-32b", "qwen2", llama(64, 5120, 40, 8, 27648, 152064)),
    ("qwen2.5-72b", "qwen2", llama(80, 8192, 64, 8, 29568, 152064)),
    ("qwen3-0.6b", "qwen3", llama(28, 1024, 16, 8, 3072, 151936, head_dim=128, **TIED)),
    ("qwen3-8b", "qwen3", llama(36, 4096, 32, 8, 12288, 151936, head_dim=128)),
    ("qwen3 with biases", "qwen3",
     llama(2, 40, 4, 2, 72, 97, head_dim=12, attention_bias=True)),
    ("qwen1.5-moe-a2.7b", "qwen2_moe", llama(24, 2048, 16, 16, 5632, 151936)),
    ("qwen2-57b-a14b", "qwen2_moe",
     llama(28, 3584, 28, 4, 18944, 151936, num_experts=64, num_experts_per_tok=8,
           moe_intermediate_size=2560, shared_expert_intermediate_size=20480)),
    ("qwen2-moe, every second layer dense", "qwen2_moe",
     llama(5, 40, 4, 2, 72, 97, decoder_sparse_step=2, mlp_only_layers=[3], num_experts=6,
           moe_intermediate_size=20, shared_expert_intermediate_size=28, qkv_bias=False)),
    ("qwen3-30b-a3b", "qwen3_moe",
     llama(48, 2048, 32, 4, 6144, 151936, head_dim=128, norm_topk_prob=True)),
    ("qwen3-235b-a22b", "qwen3_moe",
     llama(94, 4096, 64, 4, 12288, 151936, head_dim=128, moe_intermediate_size=1536)),
    ("qwen3-moe under the newer key, some layers dense", "qwen3_moe",
     llama(4, 40, 4, 2, 72, 97, mlp_only_layers=[0, 2], num_local_experts=5,
           num_experts_per_tok=3, moe_intermediate_size=20, attention_bias=True)),
    ("qwen3-moe without experts", "qwen3_moe", llama(2, 40, 4, 2, 72, 97, num_experts=0)),
    ("deepseek-v2", "deepseek_v2",
     llama(60, 5120, 128, 128, 12288, 102400, moe_intermediate_size=1536, n_routed_experts=160,
           n_shared_experts=2, num_experts_per_tok=6, first_k_dense_replace=1)),
    ("deepseek-v2-lite", "deepseek_v2",
     llama(27, 2048, 16, 16, 10944, 102400, moe_intermediate_size=1408, n_routed_experts=64,
           n_shared_experts=2, num_experts_per_tok=6, first_k_dense_replace=1, q_lora_rank=None)),
    ("deepseek-v2 with biases", "deepseek_v2",
     llama(3, 64, 4, 4, 96, 97, moe_intermediate_size=24, n_routed_experts=6, kv_lora_rank=20,
           n_shared_experts=3, num_experts_per_tok=2, q_lora_rank=28, qk_nope_head_dim=10,
           qk_rope_head_dim=6, v_head_dim=14, attention_bias=True)),
    ("deepseek-v3", "deepseek_v3", {}),
    ("deepseek-v3, odd", "deepseek_v3",
     llama(4, 64, 4, 4, 96, 97, moe_intermediate_size=24, n_routed_experts=8, kv_lora_rank=20,
           n_shared_experts=2, num_experts_per_tok=2, q_lora_rank=None, qk_nope_head_dim=10,
           qk_rope_head_dim=6, v_head_dim=14, first_k_dense_replace=2, n_group=2, topk_group=1,
           attention_bias=True, **TIED)),
    ("phi-1", "phi", {}),
    ("phi-2", "phi", llama(32, 2560, 32, 32, 10240, 51200, partial_rotary_factor=0.4)),
    ("phi with norms of heads", "phi", llama(2, 48, 4, 2, 60, 131, qk_layernorm=True, **TIED)),
    ("phi-3-mini", "phi3", llama(32, 3072, 32, 32, 8192, 32064)),
    ("phi-3-medium", "phi3", llama(40, 5120, 40, 10, 17920, 32064)),
    ("phi-4-mini", "phi3",
     llama(32, 3072, 24, 8, 8192, 200064, partial_rotary_factor=0.75, **TIED)),
]

CLASSES = {
    "gpt2": (hf.GPT2Config, hf.GPT2LMHeadModel),
    "llama": (hf.LlamaConfig, hf.LlamaForCausalLM),
    "mistral": (hf.MistralConfig, hf.MistralForCausalLM),
    "ministral": (hf.MinistralConfig, hf.MinistralForCausalLM),
    "mixtral": (hf.MixtralConfig, hf.MixtralForCausalLM),
    "gemma": (hf.GemmaConfig, hf.GemmaForCausalLM),
    "gemma2": (hf.Gemma2Config, hf.Gemma2ForCausalLM),
    "gemma3_text": (hf.Gemma3TextConfig, hf.Gemma3ForCausalLM),
    "gemma3": (hf.Gemma3Config, hf.Gemma3ForConditionalGeneration),
    "qwen2": (hf.Qwen2Config, hf.Qwen2ForCausalLM),
    "qwen3": (hf.Qwen3Config, hf.Qwen3ForCausalLM),
    "qwen2_moe": (hf.Qwen2MoeConfig, hf.Qwen2MoeForCausalLM),
    "qwen3_moe": (hf.Qwen3MoeConfig, hf.Qwen3MoeForCausalLM),
    "deepseek_v2": (hf.DeepseekV2Config, hf.DeepseekV2ForCausalLM),
    "deepseek_v3": (hf.DeepseekV3Config, hf.DeepseekV3ForCausalLM),
    "phi": (hf.PhiConfig, hf.PhiForCausalLM),
    "phi3": (hf.Phi3Config, hf.Phi3ForCausalLM),
}

# Which part of a model a tensor belongs to; the first that fits.
PARTS = [
    ("vision", r"vision_tower|multi_modal_projector"),
    ("bias", r"(?<!norm)(?<!ln_.)\.bias$|e_score_correction_bias"),
    ("normalization", r"norm|ln_[12f]"),
    ("position", r"\bwpe\b"),
    ("embedding", r"embed_tokens|\bwte\b|lm_head"),
    ("router", r"mlp\.gate\.weight|block_sparse_moe\.gate\.weight"),
    ("attention", r"attn"),
    ("feedForward", r"mlp|moe"),
]


def part(name: str) -> str:
    return next(kind for kind, pattern in PARTS if re.search(pattern, name))


def record(name, model_type, config):
    configuration, model_class = CLASSES[model_type]
    with torch.device("meta"):
        model = model_class(configuration(**config))
    # A head that is the embedding is one parameter of two names; this gives it once.
    tensors = dict(model.named_parameters())
    # The bias that shifts which experts are chosen is trained, but kept as a buffer.
    tensors |= {
        key: value for key, value in model.named_buffers() if "e_score_correction_bias" in key
    }
    parts = collections.Counter()
    for key, value in tensors.items():
        parts[part(key)] += value.numel()
    return {
        "name": name,
        "config": {"model_type": model_type, **config},
        "total": sum(value.numel() for value in tensors.values()),
        "byComponent": dict(sorted(parts.items())),
    }


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(record(*case)) for case in CASES]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"{len(lines)} configurations, transformers {hf.__version__}")
