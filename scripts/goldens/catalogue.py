"""Every golden whose model class transformers has. Sizes are odd on purpose and small on disk."""

from __future__ import annotations

import transformers as hf

import mutations as wrong
import reference_grok1
import reference_internlm2
from case import Case


def with_specials(values: dict) -> dict:
    return {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": None} | values


def llama(**changes):
    values = dict(
        vocab_size=97, hidden_size=40, intermediate_size=72, num_hidden_layers=3,
        num_attention_heads=5, num_key_value_heads=5, max_position_embeddings=128,
        rms_norm_eps=1e-3, rope_parameters={"rope_type": "default", "rope_theta": 500.0})
    return lambda: hf.LlamaConfig(**with_specials(values | changes))


def llama_grouped(**changes):
    values = dict(
        hidden_size=48, intermediate_size=60, num_attention_heads=6, num_key_value_heads=2,
        vocab_size=131, tie_word_embeddings=True)
    return llama(**(values | changes))


def scaled_llama(**rope):
    """Heads of 16, so that a scaling has eight frequencies to treat differently."""
    return llama(hidden_size=48, num_attention_heads=3, num_key_value_heads=1, head_dim=16,
                 intermediate_size=56, **rope)


def gemma(**changes):
    values = dict(
        vocab_size=97, hidden_size=40, intermediate_size=72, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=1, head_dim=12, max_position_embeddings=128,
        rms_norm_eps=1e-3, rope_parameters={"rope_type": "default", "rope_theta": 300.0})
    return lambda: hf.GemmaConfig(**(values | changes))


def gemma2(**changes):
    values = dict(
        vocab_size=97, hidden_size=40, intermediate_size=52, num_hidden_layers=4,
        num_attention_heads=4, num_key_value_heads=2, head_dim=12, query_pre_attn_scalar=7,
        attn_logit_softcapping=3.0, final_logit_softcapping=5.0, sliding_window=9,
        max_position_embeddings=128, rms_norm_eps=1e-3,
        rope_parameters={"rope_type": "default", "rope_theta": 300.0})
    return lambda: hf.Gemma2Config(**(values | changes))


GEMMA3_ROPE = {
    "sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
    "full_attention": {"rope_type": "default", "rope_theta": 2000.0},
}
GEMMA3_ROPE_SCALED = GEMMA3_ROPE | {
    "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 2000.0}}


def gemma3_values(**changes) -> dict:
    values = dict(
        vocab_size=97, hidden_size=28, intermediate_size=36, num_hidden_layers=7,
        num_attention_heads=4, num_key_value_heads=2, head_dim=12, query_pre_attn_scalar=20,
        sliding_window=8, max_position_embeddings=128, rms_norm_eps=1e-3,
        rope_parameters={key: dict(value) for key, value in GEMMA3_ROPE.items()})
    return values | changes


def gemma3(**changes):
    return lambda: hf.Gemma3TextConfig(**gemma3_values(**changes))


def copied(rope: dict) -> dict:
    return {key: dict(value) for key, value in rope.items()}


def gpt2(**changes):
    values = dict(
        vocab_size=97, n_embd=36, n_layer=3, n_head=4, n_inner=None, n_positions=64,
        layer_norm_epsilon=1e-3, bos_token_id=96, eos_token_id=96)
    return lambda: hf.GPT2Config(**(values | changes))


def qwen2(**changes):
    values = dict(
        vocab_size=97, hidden_size=48, intermediate_size=72, num_hidden_layers=3,
        num_attention_heads=6, num_key_value_heads=2, max_position_embeddings=128,
        rms_norm_eps=1e-3, rope_parameters={"rope_type": "default", "rope_theta": 700.0})
    return lambda: hf.Qwen2Config(**(values | changes))


def mistral(**changes):
    values = dict(
        vocab_size=97, hidden_size=40, intermediate_size=72, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, head_dim=12, sliding_window=10,
        max_position_embeddings=128, rms_norm_eps=1e-3,
        rope_parameters={"rope_type": "default", "rope_theta": 900.0})
    return lambda: hf.MistralConfig(**(values | changes))


def ministral(**changes):
    values = dict(
        vocab_size=97, hidden_size=40, intermediate_size=72, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, head_dim=12, sliding_window=10,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        max_position_embeddings=128, rms_norm_eps=1e-3,
        rope_parameters={"rope_type": "default", "rope_theta": 900.0})
    return lambda: hf.MinistralConfig(**(values | changes))


def qwen3(**changes):
    values = dict(
        vocab_size=131, hidden_size=40, intermediate_size=60, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, head_dim=14, max_position_embeddings=128,
        rms_norm_eps=1e-3, rope_parameters={"rope_type": "default", "rope_theta": 800.0})
    return lambda: hf.Qwen3Config(**(values | changes))


def qwen3_moe(**changes):
    values = dict(
        vocab_size=97, hidden_size=32, intermediate_size=44, moe_intermediate_size=20,
        num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, head_dim=10,
        num_experts=5, num_experts_per_tok=2, norm_topk_prob=True, max_position_embeddings=128,
        rms_norm_eps=1e-3, rope_parameters={"rope_type": "default", "rope_theta": 800.0})
    return lambda: hf.Qwen3MoeConfig(**(values | changes))


def phi3(**changes):
    values = dict(
        vocab_size=97, hidden_size=48, intermediate_size=56, num_hidden_layers=3,
        num_attention_heads=3, num_key_value_heads=1, max_position_embeddings=128,
        original_max_position_embeddings=128, sliding_window=None, rms_norm_eps=1e-3,
        bos_token_id=1, eos_token_id=2, pad_token_id=None,
        rope_parameters={"rope_type": "default", "rope_theta": 600.0})
    return lambda: hf.Phi3Config(**(values | changes))


def longrope(width: int, **more) -> dict:
    """Two lists of `width` factors, different from each other and from frequency to frequency."""
    return {"rope_type": "longrope", "rope_theta": 600.0,
            "short_factor": [round(1 + 0.07 * i, 4) for i in range(width)],
            "long_factor": [round(1.3 + 0.9 * i, 4) for i in range(width)]} | more


def mixtral(**changes):
    values = dict(
        vocab_size=97, hidden_size=32, intermediate_size=28, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, num_local_experts=4, num_experts_per_tok=2,
        max_position_embeddings=128, rms_norm_eps=1e-3, sliding_window=None,
        rope_parameters={"rope_type": "default", "rope_theta": 400.0})
    return lambda: hf.MixtralConfig(**(values | changes))


def internlm2(**changes):
    values = dict(hidden=40, intermediate=72, layers=3, heads=4, key_heads=2, vocabulary=97,
                  context=128)
    return lambda: reference_internlm2.configuration(**(values | changes))


def grok1():
    return reference_grok1.configuration(
        hidden=32, intermediate=28, layers=3, heads=4, key_heads=2, vocabulary=97, context=128,
        experts=4, cap=3.0)


def setting(name: str, key: str, value) -> wrong.Mutation:
    return wrong.Mutation(name, config=lambda config: setattr(config, key, value))


GROK_MISTAKES = (
    setting("expert weights renormalised", "renormalised", True),
    setting("embedding not scaled", "embedding_multiplier_scale", 1.0),
    setting("logits not scaled", "output_multiplier_scale", 1.0),
)
UNRENORMALISED = wrong.router_not_renormalised(
    "MixtralTopKRouter", hf.MixtralForCausalLM.__module__)
GEMMA_MISTAKES = (wrong.no_embedding_scale(),)
GEMMA3_MISTAKES = (wrong.no_embedding_scale(), wrong.no_head_norms())


ARCHITECTURES = [
    Case("llama", hf.LlamaForCausalLM, llama(),
         "multi-head attention, untied head, SwiGLU, RMSNorm"),
    Case("llama-gqa", hf.LlamaForCausalLM, llama_grouped(), seed=8,
         exercises="grouped-query attention, tied head (the shape of SmolLM2)"),
    Case("gemma", hf.GemmaForCausalLM, gemma(), offset_norms=True,
         exercises="multi-query attention, head size not d/heads, GeGLU, 1 + w norms, "
         "scaled embedding",
         mutations=GEMMA_MISTAKES),
    Case("gemma-mha", hf.GemmaForCausalLM, gemma(num_key_value_heads=4), offset_norms=True,
         exercises="as `gemma` with as many key heads as query heads (the 7B)",
         mutations=GEMMA_MISTAKES),
    Case("gemma2", hf.Gemma2ForCausalLM, gemma2(), offset_norms=True,
         exercises="soft caps in attention and on logits, alternating window, post-norms, "
         "query scale",
         mutations=GEMMA_MISTAKES),
    Case("gemma3", hf.Gemma3ForCausalLM, gemma3(), offset_norms=True,
         exercises="five local layers to one global, two rope bases, q and k norms",
         mutations=GEMMA3_MISTAKES),
    Case("gemma2-head-scale", hf.Gemma2ForCausalLM, gemma2(query_pre_attn_scalar=12),
         offset_norms=True, mutations=GEMMA_MISTAKES,
         exercises="as `gemma2` with the query scale of the head's size (all sizes but 27B)"),
    Case("gemma3-head-scale", hf.Gemma3ForCausalLM,
         gemma3(query_pre_attn_scalar=12, rope_parameters=copied(GEMMA3_ROPE_SCALED)),
         offset_norms=True, mutations=GEMMA3_MISTAKES,
         exercises="as `gemma3-linear` with the query scale of the head's size, grouped queries"),
    Case("gemma3-linear", hf.Gemma3ForCausalLM,
         gemma3(rope_parameters=copied(GEMMA3_ROPE_SCALED), num_key_value_heads=1),
         offset_norms=True,
         exercises="as `gemma3` with positions divided by 8 on global layers only",
         mutations=GEMMA3_MISTAKES),
    Case("gpt2", hf.GPT2LMHeadModel, gpt2(), transposed=True,
         exercises="learned positions, LayerNorm, biases, transposed Conv1D weights, tanh GELU",
         mutations=(wrong.no_biases(), wrong.shifted_positions())),
    Case("qwen2", hf.Qwen2ForCausalLM, qwen2(),
         "biases on q, k and v only; untied head", mutations=(wrong.no_biases(),)),
    Case("qwen2-tied", hf.Qwen2ForCausalLM, qwen2(tie_word_embeddings=True),
         "as `qwen2` with a tied head", mutations=(wrong.no_biases(),)),
    Case("llama-bias", hf.LlamaForCausalLM,
         llama(attention_bias=True, mlp_bias=True, num_key_value_heads=1),
         "biases on every projection, multi-query attention", mutations=(wrong.no_biases(),)),
    Case("llama-llama3-rope", hf.LlamaForCausalLM, seed=8, config=scaled_llama(rope_parameters={
        "rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0,
        "high_freq_factor": 4.0, "original_max_position_embeddings": 32}),
         exercises="Llama 3.1 frequency scaling: kept, blended and divided frequencies"),
    Case("llama-linear-rope", hf.LlamaForCausalLM, scaled_llama(rope_parameters={
        "rope_type": "linear", "rope_theta": 500.0, "factor": 4.0}),
         "positions divided by a factor"),
    Case("llama-dynamic-rope", hf.LlamaForCausalLM, scaled_llama(
        max_position_embeddings=32,
        rope_parameters={"rope_type": "dynamic", "rope_theta": 500.0, "factor": 2.0}),
         "dynamic NTK: one sequence past the trained length, one within it"),
    Case("llama-yarn", hf.LlamaForCausalLM, scaled_llama(rope_parameters={
        "rope_type": "yarn", "rope_theta": 500.0, "factor": 4.0,
        "original_max_position_embeddings": 32}),
         "YaRN with its defaults"),
    Case("llama-yarn-explicit", hf.LlamaForCausalLM, scaled_llama(rope_parameters={
        "rope_type": "yarn", "rope_theta": 500.0, "factor": 4.0, "attention_factor": 0.93,
        "beta_fast": 6.0, "beta_slow": 0.5, "original_max_position_embeddings": 48}),
         "YaRN with attention factor and betas of its own"),
    Case("mistral", hf.MistralForCausalLM, mistral(),
         "sliding window in every layer, head size not d/heads"),
    Case("ministral", hf.MinistralForCausalLM, ministral(),
         "as `mistral` with a window in some layers only"),
    Case("qwen2-window", hf.Qwen2ForCausalLM,
         qwen2(use_sliding_window=True, sliding_window=9, max_window_layers=2,
               num_hidden_layers=4, intermediate_size=44),
         "window only from layer `max_window_layers` on", mutations=(wrong.no_biases(),)),
    Case("qwen3", hf.Qwen3ForCausalLM, qwen3(),
         "q and k norms over the head, head size not d/heads, untied",
         mutations=(wrong.no_head_norms(),)),
    Case("qwen3-tied", hf.Qwen3ForCausalLM, qwen3(tie_word_embeddings=True, num_key_value_heads=1),
         "as `qwen3`, tied, multi-query", mutations=(wrong.no_head_norms(),)),
    Case("qwen3-moe", hf.Qwen3MoeForCausalLM, qwen3_moe(),
         "two of five experts in each layer, shares that add up to one, q and k norms",
         mutations=(wrong.no_head_norms(), setting("shares left as they are", "norm_topk_prob",
                                                   False))),
    Case("qwen3-moe-dense-layers", hf.Qwen3MoeForCausalLM,
         qwen3_moe(norm_topk_prob=False, mlp_only_layers=[0, 2], num_hidden_layers=4,
                   tie_word_embeddings=True, attention_bias=True),
         "as `qwen3-moe` with one network instead of experts in two layers, shares left as they are",
         mutations=(wrong.no_biases(), setting("shares that add up to one", "norm_topk_prob",
                                               True))),
    Case("phi3", hf.Phi3ForCausalLM, phi3(sliding_window=11),
         "packed qkv and gate_up, sliding window"),
    Case("phi3-longrope", hf.Phi3ForCausalLM, seed=8, config=phi3(
        original_max_position_embeddings=32, rope_parameters=longrope(8)),
         exercises="LongRoPE: long factors past the trained length, short ones within it"),
    Case("phi3-partial-longrope", hf.Phi3ForCausalLM, attention=0.9, config=phi3(
        original_max_position_embeddings=32, tie_word_embeddings=True,
        rope_parameters=longrope(6, partial_rotary_factor=0.75)),
         exercises="LongRoPE over three quarters of the head, tied (the shape of Phi-4-mini)"),
    Case("mixtral", hf.MixtralForCausalLM, mixtral(),
         "two of four experts, weights renormalised", mutations=(UNRENORMALISED,)),
    Case("mixtral-window", hf.MixtralForCausalLM, mixtral(sliding_window=10, num_local_experts=3),
         "as `mixtral` with a window and three experts", mutations=(UNRENORMALISED,)),
    Case("internlm2", reference_internlm2.InternLM2ForCausalLM, internlm2(),
         "packed wqkv grouped by key head, its own tensor names (reference in this folder)"),
    Case("internlm2-dynamic", reference_internlm2.InternLM2ForCausalLM,
         internlm2(context=32, factor=2.0),
         "as `internlm2` with dynamic NTK: one sequence past the trained length, one within it"),
    Case("grok1", reference_grok1.Grok1ForCausalLM, grok1,
         "sandwich norms, scaled embedding and logits, capped scores, experts not renormalised "
         "(reference in this folder; `Grok1ModelForCausalLM` layout)",
         mutations=GROK_MISTAKES),
    Case("grok1-jax-names", reference_grok1.Grok1ForCausalLM, grok1,
         "as `grok1` under the names of `GrokForCausalLM`",
         mutations=GROK_MISTAKES, layout=reference_grok1.with_jax_names),
]
