"""Random weights that make every detail of an architecture visible in its log-probabilities."""

from __future__ import annotations

import zlib

import torch

DRAWN_IN = torch.float32  # looked up once: `precision` gives the name another meaning


def draw(seed: int, name: str, shape: tuple[int, ...]) -> torch.Tensor:
    """Standard normal values that depend on the seed and the name, not on visiting order."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + zlib.crc32(name.encode()))
    return torch.randn(shape, generator=generator, dtype=DRAWN_IN)


def uniform(seed: int, name: str, shape: tuple[int, ...]) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed * 1_000_003 + zlib.crc32(name.encode()) + 1)
    return torch.rand(shape, generator=generator, dtype=DRAWN_IN)


def norm_weight(seed: int, name: str, shape: tuple[int, ...], offset: bool) -> torch.Tensor:
    """Norm weights away from one, and away from zero too where the model adds one to them."""
    value = 0.25 + 0.5 * uniform(seed, name, shape)
    sign = torch.where(draw(seed, name + "#sign", shape) < 0, -0.8, 1.0)
    delta = value * sign
    return delta if offset else 1 + delta


def is_norm(name: str) -> bool:
    parts = name.split(".")
    return len(parts) >= 2 and ("norm" in parts[-2] or parts[-2].startswith("ln_"))


def weight_for(name: str, shape: tuple[int, ...], seed: int, *, tied: bool, offset_norms: bool,
               transposed: bool, embedding: float | None,
               attention: float) -> torch.Tensor:
    """One tensor: spread chosen so that attention is peaked and logits differ by several nats."""
    if name.endswith("bias"):
        return 0.4 * draw(seed, name, shape)
    if is_norm(name):
        return norm_weight(seed, name, shape, offset_norms)
    if any(part in name for part in ("embed_tokens", "tok_embeddings", "wte", "wpe")):
        spread = embedding if embedding is not None else (0.35 if tied else 1.0)
        return spread * draw(seed, name, shape)
    fan_in = shape[0] if transposed and len(shape) == 2 else shape[-1]
    gain = 1.0
    if any(part in name for part in ("q_proj", "k_proj", "qkv", "c_attn")):
        gain = attention
    elif "lm_head" in name or name.startswith("output."):
        gain = 2.2
    elif name.endswith("gate.weight"):  # a router of experts
        gain = 2.0
    return gain / fan_in**0.5 * draw(seed, name, shape)


def initialise(model: torch.nn.Module, seed: int, *, tied: bool, offset_norms: bool,
               transposed: bool = False, embedding: float | None = None,
               attention: float = 1.3) -> None:
    """Replaces every parameter of `model` in place."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            is_linear_head = "lm_head" in name
            parameter.copy_(weight_for(
                name, tuple(parameter.shape), seed, tied=tied, offset_norms=offset_norms,
                transposed=transposed and not is_linear_head, embedding=embedding,
                attention=attention))
