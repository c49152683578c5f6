"""What `carat quantize` writes is read by gguf, safetensors, transformers and llama.cpp alike."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import torch
import transformers
from safetensors import safe_open

from carat_command import Carat, CaratFailed
from llama_engine import LlamaCpp
from table import Table

transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

GOLDENS = Path(__file__).resolve().parents[2] / "Tests" / "Goldens"

EXACT = 1e-3
ROUNDED_GELU = 2e-2
"""llama.cpp computes GELU from a table of 16-bit floats; that moves these models by up to 4e-3."""

LLAMA_CPP = {
    "llama": EXACT, "llama-gqa": EXACT, "llama-bias": EXACT, "llama-linear-rope": EXACT,
    "llama-llama3-rope": EXACT, "llama-yarn": EXACT, "llama-sharded": EXACT, "llama-bf16": EXACT,
    "qwen2": EXACT, "qwen2-tied": EXACT, "qwen3": EXACT, "qwen3-tied": EXACT, "mixtral": EXACT,
    "internlm2": EXACT, "gpt2": ROUNDED_GELU, "gemma": ROUNDED_GELU, "gemma-mha": ROUNDED_GELU,
    "gemma2-head-scale": ROUNDED_GELU, "gemma3-head-scale": ROUNDED_GELU, "grok1": ROUNDED_GELU,
}
"""Left out: what llama.cpp cannot express (windows of Mistral, Mixtral, Qwen2 and Phi-3, dynamic
NTK, a query scale other than the head's, LongRoPE chosen by sequence)."""

TRANSFORMERS = [
    "llama", "llama-gqa", "llama-bias", "llama-llama3-rope", "llama-yarn", "llama-older-config",
    "mistral", "qwen2", "qwen2-tied", "qwen2-window", "qwen3", "phi3", "phi3-partial-longrope",
    "gpt2", "mixtral", "gemma", "gemma2", "gemma3", "gemma3-linear", "gemma3-multimodal",
]
SAME_TENSORS = ["internlm2", "grok1"]
"""transformers lacks these; what comes back is compared tensor by tensor."""


def golden(name: str) -> dict:
    return json.loads((GOLDENS / name / "golden.json").read_text())


def sequences(record: dict) -> list[dict]:
    return [record, *record["additional"]]


def matrices_of_safetensors(folder: Path) -> dict[str, np.ndarray]:
    found = {}
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, "pt") as tensors:
            for name in tensors.keys():
                found[name] = tensors.get_tensor(name).float().numpy()
    return found


def distinct_values(tensors: list[np.ndarray]) -> np.ndarray:
    """Values of all matrices: the same however rows are permuted, packed or transposed."""
    return np.unique(np.concatenate([tensor.ravel() for tensor in tensors if tensor.ndim > 1]))


def check(table: Table, carat: Carat) -> None:
    table.heading("Goldens written as GGUF, F32: gguf and llama.cpp")
    with tempfile.TemporaryDirectory() as scratch:
        for name, bound in LLAMA_CPP.items():
            attempt(table, f"{name} as GGUF", written_gguf, table, carat, name, bound,
                    Path(scratch))
        table.heading("Goldens written as GGUF and back as safetensors: transformers")
        for name in TRANSFORMERS + SAME_TENSORS:
            attempt(table, f"{name} there and back", there_and_back, table, carat, name,
                    Path(scratch))
        table.heading("Formats: error beside llama.cpp's quantiser, and the same file scored")
        attempt(table, "a model of random weights", formats, table, carat, Path(scratch))


def attempt(table: Table, name: str, action, *arguments) -> None:
    try:
        action(*arguments)
    except (CaratFailed, RuntimeError, OSError, KeyError, ValueError) as problem:
        table.failed(name, problem)


def written_gguf(table: Table, carat: Carat, name: str, bound: float, scratch: Path) -> None:
    target = scratch / f"{name}.gguf"
    carat.quantize(GOLDENS / name, target, "F32")
    stored = [tensor.data for tensor in gguf.GGUFReader(target).tensors]
    original = list(matrices_of_safetensors(GOLDENS / name).values())
    same = np.array_equal(distinct_values(stored), distinct_values(original))
    table.row(f"{name}: gguf reads the same weights", len(stored), len(original), None, None, same)
    engine = LlamaCpp(target, context=256, kv="f32", threads=1)
    worst = max(largest_difference(engine.logprobs(item["tokens"]), item)
                for item in sequences(golden(name)))
    engine.close()
    table.at_most(f"{name}: llama.cpp, log-probabilities", "-", "-", worst, bound)


def largest_difference(logprobs: list[float], record: dict) -> float:
    return float(np.abs(np.array(logprobs) - np.array(record["logprobs"][1:])).max())


def there_and_back(table: Table, carat: Carat, name: str, scratch: Path) -> None:
    middle, back = scratch / f"{name}-middle.gguf", scratch / f"{name}-back"
    carat.quantize(GOLDENS / name, middle, "F32")
    carat.quantize(middle, back, "F32")
    if name in SAME_TENSORS:
        original, returned = matrices_of_safetensors(GOLDENS / name), matrices_of_safetensors(back)
        wrong = [key for key, value in returned.items()
                 if key not in original or not np.array_equal(original[key], value)]
        table.row(f"{name}: the same tensors", len(returned), len(original), float(len(wrong)),
                  0.0, bool(returned) and not wrong)
        return
    model = transformers.AutoModelForCausalLM.from_pretrained(
        back, dtype=torch.float32, attn_implementation="eager").eval()
    record = golden(name)
    with torch.no_grad():
        rows = model(torch.tensor([record["tokens"]])).logits[0].double().log_softmax(-1)
    following = torch.tensor(record["tokens"][1:])
    logprobs = rows[:-1].gather(1, following[:, None])[:, 0].tolist()
    table.at_most(f"{name}: transformers, log-probabilities", "-", "-",
                  largest_difference(logprobs, record), 1e-4)


@dataclass(frozen=True)
class Format:
    name: str
    llama_cpp: int
    """llama.cpp's number for a file of this format."""
    agreement: float
    """Mean difference of log-probabilities on the same file: llama.cpp rounds activations too."""


FORMATS = [
    Format("F16", 1, 0.005), Format("BF16", 32, 0.03), Format("Q8_0", 7, 0.09),
    Format("Q4_0", 2, 0.09), Format("Q4_1", 3, 0.09), Format("Q5_0", 8, 0.09),
    Format("Q5_1", 9, 0.09), Format("Q4_K", 15, 0.12), Format("Q5_K", 17, 0.12),
    Format("Q6_K", 18, 0.12),
]
"""Rounding activations alone moves llama.cpp from its own F32 result, on the same weights, by 0.001
(F16), 0.009 (BF16), 0.034 to 0.044 (blocks of 32) and 0.052 to 0.060 (blocks of 256); the bounds
are about twice that, for both sides may round."""
ERROR_RATIO = 1.05
MIXED_AGREEMENT = 0.12

WIDE = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 512,
    "hidden_size": 512, "intermediate_size": 1024, "num_hidden_layers": 2,
    "num_attention_heads": 8, "num_key_value_heads": 4, "max_position_embeddings": 256,
    "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
    "tie_word_embeddings": False, "torch_dtype": "float32",
}


def dequantized(path: Path) -> dict[str, np.ndarray]:
    return {tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type)
            for tensor in gguf.GGUFReader(path).tensors}


def relative_error(stored: dict[str, np.ndarray], exact: dict[str, np.ndarray]) -> float:
    """Root of the summed squares of all matrices' errors, relative to the weights."""
    names = [name for name, value in exact.items() if min(value.shape) > 1 and value.ndim > 1]
    wrong = sum(float(((stored[name] - exact[name]) ** 2).sum()) for name in names)
    return (wrong / sum(float((exact[name] ** 2).sum()) for name in names)) ** 0.5


def formats(table: Table, carat: Carat, scratch: Path) -> None:
    config, base = scratch / "wide.json", scratch / "wide.gguf"
    config.write_text(json.dumps(WIDE))
    carat.quantize(config, base, "F32", "--random-weights", 11)
    exact = dequantized(base)
    tokens = np.random.default_rng(11).integers(3, WIDE["vocab_size"], 96).tolist()
    for form in FORMATS:
        attempt(table, form.name, one_format, table, carat, form, base, exact, tokens, scratch)
    for mixed in ("Q4_K_M", "Q5_K_M"):
        attempt(table, mixed, mixed_format, table, carat, mixed, base, tokens, scratch)


def one_format(table: Table, carat: Carat, form: Format, base: Path, exact: dict, tokens: list,
               scratch: Path) -> None:
    ours, theirs = scratch / f"{form.name}.gguf", scratch / f"{form.name}-theirs.gguf"
    carat.quantize(base, ours, form.name)
    LlamaCpp.quantize(base, theirs, form.llama_cpp)
    here = relative_error(dequantized(ours), exact)
    there = relative_error(dequantized(theirs), exact)
    table.at_most(f"{form.name}: error of the weights, ratio", here, there, here / there,
                  ERROR_RATIO)
    same_score(table, carat, form.name, form.agreement, ours, tokens)


def same_score(table: Table, carat: Carat, name: str, bound: float, path: Path,
               tokens: list[int]) -> None:
    engine = LlamaCpp(path, context=256, kv="f32", threads=1)
    theirs = np.array(engine.logprobs(tokens))
    engine.close()
    ours = np.array(carat.score(path, tokens, kv="F32", context=256))
    table.at_most(f"{name}: the same file scored, mean difference", float(ours.mean()),
                  float(theirs.mean()), float(np.abs(ours - theirs).mean()), bound)


def mixed_format(table: Table, carat: Carat, name: str, base: Path, tokens: list[int],
                 scratch: Path) -> None:
    target = scratch / f"{name}.gguf"
    carat.quantize(base, target, name)
    kinds = {tensor.tensor_type.name for tensor in gguf.GGUFReader(target).tensors
             if len(tensor.shape) > 1}
    table.row(f"{name}: kinds inside {sorted(kinds)}", len(kinds), "2 or more", None, None,
              len(kinds) >= 2 and name[:4] in {kind[:4] for kind in kinds})
    same_score(table, carat, name, MIXED_AGREEMENT, target, tokens)
