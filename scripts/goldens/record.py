"""From a model and token sequences to the golden record."""

from __future__ import annotations

import json
from pathlib import Path

import torch


def log_softmax_rows(logits: torch.Tensor) -> torch.Tensor:
    """[position, vocabulary] natural log-probabilities, in float64 from whatever the model gave."""
    return torch.log_softmax(logits.double(), dim=-1)


def choose_tokens(seed: int, length: int, vocabulary: int, avoid: set[int]) -> list[int]:
    """Random tokens in which some repeat, so that attention finds earlier occurrences."""
    generator = torch.Generator().manual_seed(seed + 77 * length)
    allowed = [token for token in range(vocabulary) if token not in avoid]
    pool = torch.randint(len(allowed), (length,), generator=generator)
    return [allowed[int(index)] for index in pool]


def sampled_positions(length: int) -> list[int]:
    return sorted({0, 1, length // 3, (2 * length) // 3, length - 2})


def rounded(values: torch.Tensor) -> list[float]:
    return [round(float(value), 7) for value in values]


def sequence_record(tokens: list[int], logits: torch.Tensor) -> dict:
    rows = log_softmax_rows(logits)
    following = torch.tensor(tokens[1:])
    logprobs = rows[:-1].gather(1, following[:, None])[:, 0]
    return {
        "tokens": tokens,
        "logprobs": [None, *rounded(logprobs)],
        "lastLogits": rounded(logits[-1]),
        "rows": [{"position": position, "logprobs": rounded(rows[position])}
                 for position in sampled_positions(len(tokens))],
    }


def write_json(path: Path, value: dict) -> None:
    """One key a line; lists of numbers stay on one line each."""
    lines = [f"  {json.dumps(key)}: {json.dumps(item)}" for key, item in value.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
