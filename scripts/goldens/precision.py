"""Runs model code in float64 although it names float32 itself (norms, softmax, rotary angles)."""

from __future__ import annotations

import contextlib

import torch


@contextlib.contextmanager
def float64_everywhere():
    """Within it, `torch.float32`, `torch.float` and `Tensor.float()` mean float64."""
    saved = (torch.float32, torch.float, torch.Tensor.float, torch.get_default_dtype())
    torch.set_default_dtype(torch.float64)
    torch.float32 = torch.float = torch.float64
    torch.Tensor.float = torch.Tensor.double
    try:
        yield
    finally:
        torch.float32, torch.float, torch.Tensor.float = saved[:3]
        torch.set_default_dtype(saved[3])
