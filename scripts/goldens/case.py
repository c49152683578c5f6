"""What one golden is: a configuration, how its weights are drawn, how its files are laid out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mutations import Mutation


@dataclass(frozen=True)
class Case:
    name: str
    model_class: type
    config: Callable[[], Any]
    exercises: str
    """What this golden shows that others do not, for the table in Tests/Goldens/README.md."""
    lengths: tuple[int, ...] = (53, 21)
    seed: int = 7
    offset_norms: bool = False
    transposed: bool = False
    embedding: float | None = None
    """Spread of the embedding, where the usual one gives an ill-conditioned model."""
    attention: float = 1.3
    """Spread of queries and keys, likewise."""
    avoid: frozenset[int] = frozenset()
    mutations: tuple[Mutation, ...] = ()
    skip: frozenset[str] = frozenset()
    """Names of general mistakes that this model cannot show."""
    layout: Callable[[Path], None] | None = None
    """Rewrites the saved files into another published layout."""
    rounded_to_bfloat16: bool = False
    shard_bytes: int | None = None
    text_config: Callable[[Any], Any] = field(default=lambda config: config)
