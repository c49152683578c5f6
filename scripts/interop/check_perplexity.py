"""Perplexity of the real models beside llama.cpp's: same file, tokens, chunk and KV type."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import llama_cpp
import numpy as np

import pinned_models
from carat_command import Carat, CaratFailed
from llama_engine import LlamaCpp
from pinned_models import PinnedModel
from table import Table

LENGTH = 2000
CONTEXT = 2304
RATIO = 1.005
MEAN_DIFFERENCE = 0.12
"""Nats per token. llama.cpp rounds activations to eight bits, which alone moves it by 0.054
(SmolLM2) and 0.075 (Gemma) from the same weights in F32; we may round as well."""


def reference(model: PinnedModel, path: Path, text: str, cache: Path, threads: int) -> dict:
    """llama.cpp's tokens and log-probabilities, kept in `cache` since they take minutes."""
    mark = hashlib.sha256(f"{model.sha256} {llama_cpp.__version__} {LENGTH} {text}".encode())
    kept = cache / f"perplexity-{model.name}-{mark.hexdigest()[:16]}.json"
    if kept.exists():
        return json.loads(kept.read_text())
    engine = LlamaCpp(path, context=CONTEXT, threads=threads)
    tokens = engine.tokenize(text, added=True, special=False)[:LENGTH]
    found = {"tokens": tokens, "logprobs": engine.logprobs(tokens)}
    engine.close()
    kept.write_text(json.dumps(found))
    return found


def perplexity(logprobs: list[float]) -> float:
    return math.exp(-sum(logprobs) / len(logprobs))


def check(table: Table, carat: Carat, cache: Path, models: tuple[PinnedModel, ...]) -> None:
    table.heading(f"Perplexity over {LENGTH} tokens, one chunk, KV in F16")
    text = (Path(__file__).parent / "text.txt").read_text()
    for model in models:
        path = pinned_models.fetch(model, cache)
        theirs = reference(model, path, text, cache, carat.threads)
        try:
            ours = carat.score(path, theirs["tokens"], kv="F16", context=CONTEXT)
        except (CaratFailed, KeyError) as problem:
            table.failed(f"{model.name}: perplexity", problem)
            continue
        here, there = perplexity(ours), perplexity(theirs["logprobs"])
        table.at_most(f"{model.name}: perplexity, ratio", here, there, here / there, RATIO)
        apart = float(np.abs(np.array(ours) - np.array(theirs["logprobs"])).mean())
        table.at_most(f"{model.name}: mean difference of log-probabilities", "-", "-", apart,
                      MEAN_DIFFERENCE)
