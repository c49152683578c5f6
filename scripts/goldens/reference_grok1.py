"""Grok-1, from the facts of the model code that its authors published (xai-org/grok-1, model.py).

- Embeddings times `embedding_multiplier_scale`; the same matrix gives the logits, times
  `output_multiplier_scale`.
- Each layer: RMSNorm, attention, RMSNorm, add; RMSNorm, experts, RMSNorm, add.
- Attention scores q . k times `attn_output_multiplier`, then 30 tanh(s / 30), mask and softmax.
  Rotary pairs (i, i + width / 2), base 10,000.
- The router's softmax runs over all experts; the two largest keep their probabilities as they are.
  (The norm that follows undoes any common factor but for its epsilon, so engines that renormalise
  agree with this within about epsilon.)
- An expert is linear_1(gelu(linear(x)) * linear_v(x)), gelu by tanh.

Two layouts of the converted weights are on the hub. `Grok1ModelForCausalLM` names tensors in the
manner of Llama, with norms ending in `.scale`; `GrokForCausalLM` keeps the names of the JAX code.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from reference import (ReferenceConfig, ReferenceModel, RMSNorm, apply_rotary_pos_emb,
                       causal_softmax, repeat_kv, rotary_angles)


def configuration(*, hidden: int, intermediate: int, layers: int, heads: int, key_heads: int,
                  vocabulary: int, context: int, experts: int, cap: float) -> ReferenceConfig:
    epsilon, scale, embedding, output = 1e-3, 0.31, 1.9, 0.5773502691896257
    published = {
        "architectures": ["Grok1ModelForCausalLM"], "model_type": "grok-1",
        "attn_output_multiplier": scale, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
        "embedding_multiplier_scale": embedding, "hidden_size": hidden,
        "intermediate_size": intermediate, "max_attn_value": cap,
        "max_position_embeddings": context, "num_attention_heads": heads, "num_experts": experts,
        "num_experts_per_tok": 2, "num_hidden_layers": layers, "num_key_value_heads": key_heads,
        "output_multiplier_scale": output, "output_router_logits": False, "rms_norm_eps": epsilon,
        "router_aux_loss_coef": 0.001, "tie_word_embeddings": True, "torch_dtype": "float32",
        "transformers_version": "4.35.0", "use_cache": True, "vocab_size": vocabulary,
    }
    return ReferenceConfig(
        hidden_size=hidden, intermediate_size=intermediate, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=key_heads, vocab_size=vocabulary,
        max_position_embeddings=context, num_experts=experts, num_experts_per_tok=2,
        rms_norm_eps=epsilon, attn_output_multiplier=scale, attn_logit_softcapping=cap,
        embedding_multiplier_scale=embedding, output_multiplier_scale=output,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0}, hidden_act="gelu_new",
        renormalised=False, tie_word_embeddings=True, published=published)


class Attention(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.width = config.hidden_size // config.num_attention_heads
        self.groups = config.num_attention_heads // config.num_key_value_heads
        key_rows = config.num_key_value_heads * self.width
        self.q_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.k_proj = nn.Linear(config.hidden_size, key_rows, bias=False)
        self.v_proj = nn.Linear(config.hidden_size, key_rows, bias=False)
        self.o_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.scaling = config.attn_output_multiplier
        self.cap = config.attn_logit_softcapping

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        q, k, v = (projection(x).view(batch, length, -1, self.width).transpose(1, 2)
                   for projection in (self.q_proj, self.k_proj, self.v_proj))
        q, k = apply_rotary_pos_emb(q, k, cos, sin)
        k, v = repeat_kv(k, self.groups), repeat_kv(v, self.groups)
        scores = q @ k.transpose(-1, -2) * self.scaling
        if self.cap is not None:
            scores = self.cap * torch.tanh(scores / self.cap)
        mixed = causal_softmax(scores) @ v
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, length, -1))


class Expert(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.linear = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.linear_v = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.linear_1 = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)
        self.approximation = "none" if config.hidden_act == "gelu" else "tanh"

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        gate = functional.gelu(self.linear(x), approximate=self.approximation)
        return self.linear_1(gate * self.linear_v(x))


class Experts(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.gate = nn.Linear(config.hidden_size, config.num_experts, bias=False)
        self.experts = nn.ModuleList(Expert(config) for _ in range(config.num_experts))
        self.chosen = config.num_experts_per_tok
        self.renormalised = config.renormalised

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        probabilities = self.gate(x).softmax(-1)
        top, indices = probabilities.topk(self.chosen, dim=-1)
        if self.renormalised:
            top = top / top.sum(-1, keepdim=True)
        weights = torch.zeros_like(probabilities).scatter(-1, indices, top)
        outputs = torch.stack([expert(x) for expert in self.experts], dim=-2)
        return (weights[..., None] * outputs).sum(-2)


class Layer(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        for name in ("pre_attn_norm", "post_attn_norm", "pre_moe_norm", "post_moe_norm"):
            setattr(self, name, RMSNorm(config.hidden_size, config.rms_norm_eps))
        self.attn = Attention(config)
        self.moe_block = Experts(config)

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        x = x + self.post_attn_norm(self.attn(self.pre_attn_norm(x), cos, sin))
        return x + self.post_moe_norm(self.moe_block(self.pre_moe_norm(x)))


class Body(nn.Module):
    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)


class Grok1ForCausalLM(ReferenceModel):
    def __init__(self, config: ReferenceConfig):
        super().__init__(config)
        self.model = Body(config)

    def logits(self, tokens: torch.Tensor) -> torch.Tensor:
        config = self.config
        width = config.hidden_size // config.num_attention_heads
        cos, sin = rotary_angles(
            tokens.shape[1], width, config.rope_parameters["rope_theta"])
        table = self.model.embed_tokens.weight
        x = self.model.embed_tokens(tokens) * config.embedding_multiplier_scale
        for layer in self.model.layers:
            x = layer(x, cos, sin)
        return self.model.norm(x) @ table.T * config.output_multiplier_scale

    def checkpoint(self) -> dict[str, torch.Tensor]:
        named = {name.replace("norm.weight", "norm.scale"): tensor
                 for name, tensor in self.named_parameters()}
        return named | {"lm_head.weight": self.model.embed_tokens.weight.clone()}


JAX_NAMES = {
    "model.embed_tokens": "transformer.in_out_embed",
    "model.norm.scale": "transformer.rms_norm.weight",
    "model.layers.": "transformer.decoder_layer.",
    "attn.q_proj": "multi_head_attention.query",
    "attn.k_proj": "multi_head_attention.key",
    "attn.v_proj": "multi_head_attention.value",
    "attn.o_proj": "multi_head_attention.linear",
    "moe_block.gate": "router",
    "moe_block.experts.": "moe.",
    "pre_attn_norm.scale": "rms_norm.weight",
    "post_attn_norm.scale": "rms_norm_1.weight",
    "pre_moe_norm.scale": "rms_norm_2.weight",
    "post_moe_norm.scale": "rms_norm_3.weight",
}


def with_jax_names(folder: Path) -> None:
    """The layout of `GrokForCausalLM`: names of the JAX code, `num_local_experts`."""
    path = folder / "model.safetensors"
    renamed = {}
    for name, tensor in load_file(path).items():
        for old, new in JAX_NAMES.items():
            name = name.replace(old, new)
        renamed[name] = tensor
    save_file(renamed, path, metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    config["architectures"], config["model_type"] = ["GrokForCausalLM"], "grok"
    config["num_local_experts"] = config.pop("num_experts")
    config["attn_logit_softcapping"] = config.pop("max_attn_value")
    config["hidden_act"] = "gelu"
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
