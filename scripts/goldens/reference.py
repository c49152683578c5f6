"""Plain PyTorch pieces for the architectures that transformers does not have."""

from __future__ import annotations

import json
import types
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn


class ReferenceConfig(types.SimpleNamespace):
    """Sizes as attributes; `published` is the config.json of the checkpoints on the hub."""


class RMSNorm(nn.Module):
    def __init__(self, width: int, epsilon: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


def rotary_angles(length: int, width: int, theta: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosine and sine, each [1, length, width]; the second half repeats the first."""
    exponents = torch.arange(0, width, 2).to(torch.get_default_dtype()) / width
    frequencies = 1.0 / theta**exponents
    angles = torch.arange(length).to(frequencies.dtype)[:, None] * frequencies[None, :]
    angles = torch.cat((angles, angles), dim=-1)[None]
    return angles.cos(), angles.sin()


def apply_rotary_pos_emb(q, k, cos, sin, unsqueeze_dim=1):
    """Rotates pairs (i, i + width / 2) of q and k, both [batch, heads, length, width]."""
    cos, sin = cos.unsqueeze(unsqueeze_dim), sin.unsqueeze(unsqueeze_dim)

    def turned(x):
        first, second = x.chunk(2, dim=-1)
        return x * cos + torch.cat((-second, first), dim=-1) * sin

    return turned(q), turned(k)


def repeat_kv(states: torch.Tensor, count: int) -> torch.Tensor:
    """Query head h reads key head h / count."""
    return states.repeat_interleave(count, dim=1)


def causal_softmax(scores: torch.Tensor) -> torch.Tensor:
    length = scores.shape[-1]
    future = torch.ones(length, length, dtype=torch.bool).triu(1)
    return scores.masked_fill(future, float("-inf")).softmax(-1)


class ReferenceModel(nn.Module):
    """Gives a reference the two things that goldens ask of a transformers model."""

    def __init__(self, config: ReferenceConfig):
        super().__init__()
        self.config = config

    def logits(self, tokens: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    def forward(self, input_ids: torch.Tensor) -> types.SimpleNamespace:
        return types.SimpleNamespace(logits=self.logits(input_ids))

    def checkpoint(self) -> dict[str, torch.Tensor]:
        """Tensors under their published names."""
        return dict(self.named_parameters())

    def save_pretrained(self, folder: Path) -> None:
        tensors = {name: tensor.detach().contiguous()
                   for name, tensor in self.checkpoint().items()}
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        (folder / "config.json").write_text(
            json.dumps(self.config.published, indent=2, sort_keys=True) + "\n")
