"""Answers of the real models under constraints, checked by Python; no answer may break its own."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pinned_models
from carat_command import Carat, CaratFailed
from constraints import ALL, Constraint
from pinned_models import PinnedModel
from table import Table

QUESTION = "Tell me about Ada Lovelace, and a fruit that she may have liked."
DRAWS = tuple((temperature, seed) for temperature in (0, 0.7, 1.5) for seed in (1, 2))
SHORTEST = re.compile(r"shortest answer known to meet the constraint has (\d+) tokens")


@dataclass
class Trial:
    """A model under one constraint: how many answers hold, and those that do not."""

    carat: Carat
    model: Path
    constraint: Constraint
    flags: tuple[object, ...]
    answers: int = 0
    broken: list[str] = field(default_factory=list)

    def answer(self, temperature: float, seed: int, tokens: int) -> str:
        """The text; an answer that breaks the constraint is kept in `broken`."""
        said = self.carat.run(
            "run", self.model, QUESTION, *self.flags, "--temperature", temperature, "--top-k", 0,
            "--top-p", 1, "--seed", seed, "--max-tokens", tokens, "--threads", self.carat.threads,
            seconds=300)
        self.answers += 1
        if said["completionTokens"] > tokens:
            self.broken.append(f"{said['completionTokens']} tokens instead of {tokens}")
        if not self.constraint.holds(said["text"]):
            self.broken.append(f"temperature {temperature}, seed {seed}, {tokens} tokens: "
                               f"{said['text']!r}, {said['stopReason']}")
        return said["text"]

    def shortest(self) -> int:
        """The number of tokens that an answer takes at least, as carat says in refusing one."""
        try:
            self.answer(0, 1, 1)
        except CaratFailed as refusal:
            found = SHORTEST.search(str(refusal))
            if found is None:
                raise
            return int(found.group(1))
        return 1

    def tight(self) -> None:
        """With the room of the shortest answer, and with little more, an answer still holds."""
        least = self.shortest()
        for tokens in (least, least + 1, least + 3):
            self.answer(1.5, tokens, tokens)
        if least > 1:
            try:
                self.answer(1.5, 1, least - 1)
            except CaratFailed as refusal:
                if not SHORTEST.search(str(refusal)):
                    raise


def check(table: Table, carat: Carat, cache: Path, models: tuple[PinnedModel, ...]) -> None:
    table.heading("Answers under constraints")
    for model in models:
        path = pinned_models.fetch(model, cache)
        for number, constraint in enumerate(ALL):
            # The smallest model takes every draw; the others take a few, since they take minutes.
            few = model is not pinned_models.SMOLLM2
            draws = (DRAWS[2 + number % 2], DRAWS[4 + number % 2]) if few else DRAWS
            with tempfile.TemporaryDirectory() as folder:
                one(table, carat, path, model.name, constraint, draws, Path(folder))


def one(table: Table, carat: Carat, path: Path, model: str, constraint: Constraint,
        draws: tuple[tuple[float, int], ...], folder: Path) -> None:
    file = folder / "constraint"
    file.write_text(constraint.content)
    flags = tuple(file if flag == "FILE" else flag for flag in constraint.flags)
    trial = Trial(carat, path, constraint, flags)
    name = f"{model}: {constraint.name}"[:58]
    try:
        for temperature, seed in draws:
            trial.answer(temperature, seed, 128 if seed == 1 else 64)
        trial.tight()
    except CaratFailed as problem:
        table.failed(name, problem)
        return
    table.row(name, f"{trial.answers - len(trial.broken)} hold", f"of {trial.answers}",
              float(len(trial.broken)), 0.0, not trial.broken)
    for text in trial.broken:
        print(f"    {text}")
