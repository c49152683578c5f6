"""InternLM2 (arXiv 2403.17297) as published: packed wqkv, w1 gate, w3 up, w2 down.

Rows of `wqkv` are grouped by key head: for each, its query heads one after another, then its key,
then its value, each of the head's width. Dynamic NTK scaling changes the rotary base only when the
sequence is longer than `max_position_embeddings`.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from reference import (ReferenceConfig, ReferenceModel, RMSNorm, apply_rotary_pos_emb,
                       causal_softmax, repeat_kv, rotary_angles)


def configuration(*, hidden: int, intermediate: int, layers: int, heads: int, key_heads: int,
                  vocabulary: int, context: int, factor: float | None = None) -> ReferenceConfig:
    theta, epsilon = 1_000_000, 1e-3
    scaling = None if factor is None else {"type": "dynamic", "factor": factor}
    published = {
        "architectures": ["InternLM2ForCausalLM"], "model_type": "internlm2",
        "attn_implementation": "eager", "bias": False, "bos_token_id": 1, "eos_token_id": 2,
        "pad_token_id": 2, "hidden_act": "silu", "hidden_size": hidden,
        "initializer_range": 0.02, "intermediate_size": intermediate,
        "max_position_embeddings": context, "num_attention_heads": heads,
        "num_hidden_layers": layers, "num_key_value_heads": key_heads, "rms_norm_eps": epsilon,
        "rope_scaling": scaling, "rope_theta": theta, "tie_word_embeddings": False,
        "torch_dtype": "float32", "transformers_version": "4.41.0", "use_cache": True,
        "vocab_size": vocabulary,
    }
    rope = {"rope_type": "default" if factor is None else "dynamic", "rope_theta": theta,
            "factor": factor}
    return ReferenceConfig(
        hidden_size=hidden, intermediate_size=intermediate, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=key_heads, vocab_size=vocabulary,
        max_position_embeddings=context, rms_norm_eps=epsilon, rope_parameters=rope,
        tie_word_embeddings=False, published=published)


def rope_base(config: ReferenceConfig, length: int) -> float:
    rope, limit = config.rope_parameters, config.max_position_embeddings
    width = config.hidden_size // config.num_attention_heads
    if rope["rope_type"] != "dynamic" or length <= limit:
        return float(rope["rope_theta"])
    stretch = rope["factor"] * length / limit - (rope["factor"] - 1)
    return rope["rope_theta"] * stretch ** (width / (width - 2))


class Attention(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.key_heads = config.num_key_value_heads
        self.per_key_head = config.num_attention_heads // self.key_heads
        self.width = config.hidden_size // config.num_attention_heads
        rows = (config.num_attention_heads + 2 * self.key_heads) * self.width
        self.wqkv = nn.Linear(config.hidden_size, rows, bias=False)
        self.wo = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.scaling = self.width**-0.5

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        packed = self.wqkv(x).view(
            batch, length, self.key_heads, self.per_key_head + 2, self.width)
        q = packed[..., : self.per_key_head, :].reshape(batch, length, -1, self.width)
        q, k, v = (part.transpose(1, 2) for part in (q, packed[..., -2, :], packed[..., -1, :]))
        q, k = apply_rotary_pos_emb(q, k, cos, sin)
        k, v = repeat_kv(k, self.per_key_head), repeat_kv(v, self.per_key_head)
        weights = causal_softmax(q @ k.transpose(-1, -2) * self.scaling)
        return self.wo((weights @ v).transpose(1, 2).reshape(batch, length, -1))


class FeedForward(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.w1 = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.w3 = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.w2 = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.w2(functional.silu(self.w1(x)) * self.w3(x))


class Layer(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.attention_norm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.attention = Attention(config)
        self.ffn_norm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.feed_forward = FeedForward(config)

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        x = x + self.attention(self.attention_norm(x), cos, sin)
        return x + self.feed_forward(self.ffn_norm(x))


class Body(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.tok_embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)


class InternLM2ForCausalLM(ReferenceModel):
    def __init__(self, config: ReferenceConfig):
        super().__init__(config)
        self.model = Body(config)
        self.output = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def logits(self, tokens: torch.Tensor) -> torch.Tensor:
        length = tokens.shape[1]
        width = self.config.hidden_size // self.config.num_attention_heads
        cos, sin = rotary_angles(length, width, rope_base(self.config, length))
        x = self.model.tok_embeddings(tokens)
        for layer in self.model.layers:
            x = layer(x, cos, sin)
        return self.output(self.model.norm(x))
