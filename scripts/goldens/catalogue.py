"""Every golden whose model class transformers has. Sizes are odd on purpose and small on disk."""

from __future__ import annotations

import transformers as hf

import layouts
import mutations as wrong
from case import Case


def without_specials(values: dict) -> dict:
    return {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": None} | values


def llama(**changes):
    values = dict(
        vocab_size=97, hidden_size=40, intermediate_size=72, num_hidden_layers=3,
        num_attention_heads=5, num_key_value_heads=5, max_position_embeddings=128,
        rms_norm_eps=1e-3, rope_parameters={"rope_type": "default", "rope_theta": 500.0})
    return lambda: hf.LlamaConfig(**without_specials(values | changes))


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


FIRST = [
    Case("llama", hf.LlamaForCausalLM, llama(),
         "multi-head attention, untied head, SwiGLU, RMSNorm"),
    Case("llama-gqa", hf.LlamaForCausalLM, llama_grouped(), seed=8,
         exercises="grouped-query attention, tied head (the shape of SmolLM2)"),
    Case("gemma", hf.GemmaForCausalLM, gemma(), offset_norms=True,
         exercises="multi-query attention, head size not d/heads, GeGLU, 1 + w norms, scaled embedding",
         mutations=(wrong.no_embedding_scale(),)),
    Case("gemma-mha", hf.GemmaForCausalLM, gemma(num_key_value_heads=4), offset_norms=True,
         exercises="as `gemma` with as many key heads as query heads (the 7B)",
         mutations=(wrong.no_embedding_scale(),)),
    Case("gemma2", hf.Gemma2ForCausalLM, gemma2(), offset_norms=True,
         exercises="soft caps in attention and on logits, alternating window, post-norms, query scale",
         mutations=(wrong.no_embedding_scale(),)),
    Case("gemma3", hf.Gemma3ForCausalLM, gemma3(), offset_norms=True,
         exercises="five local layers to one global, two rope bases, q and k norms",
         mutations=(wrong.no_embedding_scale(), wrong.no_head_norms())),
    Case("gemma3-linear", hf.Gemma3ForCausalLM,
         gemma3(rope_parameters=copied(GEMMA3_ROPE_SCALED), num_key_value_heads=1),
         offset_norms=True,
         exercises="as `gemma3` with positions divided by 8 on global layers only",
         mutations=(wrong.no_embedding_scale(), wrong.no_head_norms())),
    Case("gpt2", hf.GPT2LMHeadModel, gpt2(), transposed=True,
         exercises="learned positions, LayerNorm, biases, transposed Conv1D weights, tanh GELU",
         mutations=(wrong.no_biases(), wrong.shifted_positions())),
    Case("qwen2", hf.Qwen2ForCausalLM, qwen2(),
         "biases on q, k and v only; untied head", mutations=(wrong.no_biases(),)),
    Case("qwen2-tied", hf.Qwen2ForCausalLM, qwen2(tie_word_embeddings=True),
         "as `qwen2` with a tied head", mutations=(wrong.no_biases(),)),
]

ALL = FIRST
