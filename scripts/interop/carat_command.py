"""Runs the `carat` command and reads its JSON."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path


class CaratFailed(RuntimeError):
    """The command ended with another status than 0; the message is what it said."""


@dataclass(frozen=True)
class Carat:
    binary: Path
    threads: int = 2

    def run(self, *arguments: object, seconds: float = 3600) -> dict:
        command = [str(self.binary), *map(str, arguments), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds,
                              check=False)
        if done.returncode != 0:
            said = done.stderr.strip()[-2000:]
            raise CaratFailed(f"carat {arguments[0]} ended with {done.returncode}: {said}")
        return json.loads(done.stdout)

    def score(self, model: Path, tokens: list[int], *, kv: str, context: int) -> list[float]:
        """Log-probabilities of all tokens but the first; the reported perplexity must agree."""
        answer = self.run("score", model, "--tokens", ",".join(map(str, tokens)),
                          "--kv-precision", kv, "--context", context, "--threads", self.threads)
        if answer["tokens"] != tokens or answer["logprobs"][0] is not None:
            raise CaratFailed("score changed the tokens, or scored the first of them")
        return answer["logprobs"][1:]

    def tokenize(self, model: Path, strings: list[str], scratch: Path, *,
                 plain: bool) -> list[list[int]]:
        batch = scratch / "strings.json"
        batch.write_text(json.dumps(strings))
        mode = ["--plain"] if plain else []
        answer = self.run("tokenize", model, "--batch", batch, *mode)
        return [result["tokens"] for result in answer["results"]]

    def greedy(self, model: Path, prompt: str, *, raw: bool, count: int) -> dict:
        mode = ["--raw"] if raw else []
        return self.run("run", model, prompt, *mode, "--temperature", 0, "--repetition-penalty", 1,
                        "--max-tokens", count, "--threads", self.threads)

    def quantize(self, source: Path, target: Path, form: str, *more: object) -> dict:
        return self.run("quantize", source, target, "--format", form, *more)
