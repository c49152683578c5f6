"""Pinned greedy answers, which llama.cpp gives too."""

from __future__ import annotations

import json
from pathlib import Path

import gguf
from jinja2.sandbox import ImmutableSandboxedEnvironment

import pinned_models
from carat_command import Carat, CaratFailed
from llama_engine import LlamaCpp
from pinned_models import PinnedModel
from table import Table


def rendered(path: Path, question: str) -> str:
    """The question through the file's own chat template."""
    reader = gguf.GGUFReader(path)
    source = reader.get_field("tokenizer.chat_template").contents()
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source).render(
        messages=[{"role": "user", "content": question}], add_generation_prompt=True,
        bos_token="", eos_token="")


def check(table: Table, carat: Carat, cache: Path, models: tuple[PinnedModel, ...]) -> None:
    table.heading("Pinned greedy answers")
    pinned = json.loads((Path(__file__).parent / "greedy.json").read_text())
    for model in models:
        path = pinned_models.fetch(model, cache)
        engine = LlamaCpp(path, threads=carat.threads)
        for item in (item for item in pinned if item["model"] == model.name):
            one(table, carat, path, engine, item)
        engine.close()


def one(table: Table, carat: Carat, path: Path, engine: LlamaCpp, item: dict) -> None:
    name = f"{item['model']}: {item['prompt'][:26]!r}"
    raw, expected = item["raw"], item["answer"]
    text = item["prompt"] if raw else rendered(path, item["prompt"])
    prompt = engine.tokenize(text, added=True, special=not raw)
    answer = engine.greedy(prompt, item["tokens"])
    table.equal(f"{name}, by llama.cpp", expected, engine.answer_text(answer.tokens))
    try:
        ours = carat.greedy(path, item["prompt"], raw=raw, count=item["tokens"])
    except CaratFailed as problem:
        table.failed(name, problem)
        return
    table.equal(f"{name}, prompt tokens", ours["promptTokens"], len(prompt))
    table.equal(name, ours["text"], expected)
