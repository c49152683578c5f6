"""Reading and generating side by side with llama.cpp: same file, same threads, in turn.

The bound of this stage is a factor of two; the figures are ratios of medians of interleaved runs.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pinned_models
from carat_command import Carat
from llama_engine import LlamaCpp
from table import Table

PROMPT, ANSWER, ROUNDS = 512, 64, 5


def theirs(engine: LlamaCpp) -> tuple[float, float]:
    """Tokens per second of reading and of generating, by the same calls as llama-bench."""
    prompt = [(position * 7919 + 17) % engine.size for position in range(PROMPT)]
    engine.reset()
    start = time.perf_counter()
    engine.advance(prompt)
    reading = PROMPT / (time.perf_counter() - start)
    engine.reset()
    start = time.perf_counter()
    for position in range(ANSWER):
        engine.advance([prompt[position]])
    return reading, ANSWER / (time.perf_counter() - start)


def ours(carat: Carat, path: Path) -> tuple[float, float]:
    answer = carat.run("bench", path, "--prompt", PROMPT, "--generate", ANSWER, "--repetitions", 1,
                       "--threads", carat.threads, "--context", 1024, "--kv-precision", "f16")
    return answer["prefill"]["tokensPerSecond"], answer["decode"]["tokensPerSecond"]


def check(table: Table, carat: Carat, cache: Path, models) -> None:
    table.heading(f"Tokens per second, {carat.threads} threads, median of {ROUNDS} runs in turn")
    for model in models:
        path = pinned_models.fetch(model, cache)
        engine = LlamaCpp(path, context=1024, threads=carat.threads, batch=PROMPT,
                          flash_attention=True)
        theirs(engine)
        runs = [(ours(carat, path), theirs(engine)) for _ in range(ROUNDS)]
        for index, kind in enumerate(("prefill", "decode")):
            mine = statistics.median(run[0][index] for run in runs)
            other = statistics.median(run[1][index] for run in runs)
            table.at_most(f"{model.name}: {kind}, theirs / ours", mine, other, other / mine, 2.0)
        engine.close()
