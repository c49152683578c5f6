#!/usr/bin/env python3
"""Makes tiny random models and records what their authors' code computes from them.

    python scripts/goldens/make_goldens.py [NAME ...] [--out Tests/Goldens] [--list]

Needs torch, transformers and safetensors; the tests that read its output need none of them.
Every model is computed twice, in float32 and in float64, and refused if the two differ by more
than 2e-5; every deliberate mistake of `mutations.py` must move a log-probability by 1e-3 or more.
"""

from __future__ import annotations

import argparse
import copy
import shutil
import sys
from pathlib import Path

import torch
import transformers

from case import Case
from catalogue import ARCHITECTURES
from catalogue_layouts import LAYOUTS
from initialise import initialise
from mutations import Mutation, for_config
from precision import float64_everywhere
from record import choose_tokens, log_softmax_rows, sequence_record, write_json

README_HEAD = """# Goldens

Tiny random models and what their authors' code computes from them, written by
`scripts/goldens/make_goldens.py` (which nobody needs in order to run the tests).

Each folder holds `config.json`, the weights as safetensors, and `golden.json`:

- `tokens`; `logprobs`, the natural logarithm of the probability of each token given those before
  it (the first is null); `lastLogits`, all logits after the last token; `rows`, whole rows of
  log-probabilities at some positions. `additional` has further sequences of the same keys.
- `tolerance`: how far a log-probability may be from ours.
- `bfloat16Difference`, for models stored in BF16: how far the class itself is when it computes in BF16.
- `float64Difference`: how far the float32 record is from the same computed in float64.
- `sensitivity`: the largest change of a log-probability when one detail is wrong on purpose. None
  is below 1e-3, so a golden that passes excludes each of these mistakes.

Every folder is read back by transformers and compared before it is kept. InternLM2 and Grok-1,
which transformers lacks, are plain PyTorch references in `scripts/goldens`.
"""

TOLERANCE = 1e-4
AGREEMENT = 2e-5
SHARPNESS = 1e-3


def build(case: Case, config, dtype: torch.dtype = torch.float32) -> torch.nn.Module:
    config = copy.deepcopy(config)
    config._attn_implementation = "eager"
    text = case.text_config(config)
    text._attn_implementation = "eager"
    config._experts_implementation = "eager"
    model = case.model_class(config).eval()
    model.float() if dtype == torch.float32 else model.double()
    initialise(model, case.seed, tied=bool(text.tie_word_embeddings),
               offset_norms=case.offset_norms, transposed=case.transposed,
               embedding=case.embedding, attention=case.attention)
    if case.rounded_to_bfloat16:
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(parameter.bfloat16())
    return model


def logits_of(case: Case, config, tokens: list[int], mutation: Mutation | None = None,
              dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """[position, vocabulary], from a freshly built model: some rotary scalings remember lengths."""
    config = copy.deepcopy(config)
    if mutation is not None and mutation.config is not None:
        mutation.config(case.text_config(config))
    model = build(case, config, dtype)
    if mutation is not None and mutation.model is not None:
        mutation.model(model)
    with torch.no_grad():
        inputs = torch.tensor([tokens])
        if mutation is None:
            return model(input_ids=inputs).logits[0]
        with mutation.patched(case.model_class.__module__):
            return model(input_ids=inputs).logits[0]


def agreement(case: Case, config, tokens: list[int], logits: torch.Tensor) -> float:
    with float64_everywhere():
        exact = logits_of(case, config, tokens, dtype=torch.float64)
    return float((log_softmax_rows(exact) - log_softmax_rows(logits)).abs().max())


def sensitivity(case: Case, config, sequences: list[list[int]],
                logits: list[torch.Tensor]) -> dict[str, float]:
    """The largest change of a log-probability for each mistake, over all sequences."""
    changes: dict[str, float] = {}
    for mutation in [*for_config(case.text_config(config)), *case.mutations]:
        if mutation.name in case.skip:
            continue
        moved = 0.0
        for tokens, right in zip(sequences, logits, strict=True):
            mistaken = logits_of(case, config, tokens, mutation)
            difference = log_softmax_rows(mistaken) - log_softmax_rows(right)
            moved = max(moved, float(difference.abs().max()))
        changes[mutation.name] = float(f"{moved:.3g}")
    return changes


def reloaded_difference(case: Case, folder: Path, tokens: list[int], logits: torch.Tensor,
                        dtype: torch.dtype = torch.float32) -> float | None:
    """How far transformers, reading the written folder, is from the record; None for references."""
    if not issubclass(case.model_class, transformers.PreTrainedModel):
        return None
    model = case.model_class.from_pretrained(
        folder, dtype=dtype, attn_implementation="eager").eval()
    with torch.no_grad():
        again = model(input_ids=torch.tensor([tokens])).logits[0].float()
    return float((log_softmax_rows(again) - log_softmax_rows(logits)).abs().max())


def save(case: Case, config, folder: Path) -> None:
    model = build(case, config)
    if case.rounded_to_bfloat16:
        model = model.bfloat16()
    options = {"max_shard_size": case.shard_bytes} if case.shard_bytes else {}
    model.save_pretrained(folder, **options)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if case.layout is not None:
        case.layout(folder)


def make(case: Case, folder: Path) -> tuple[dict, list[str]]:
    """Writes one folder; returns its record and what is wrong with it."""
    config = case.config()
    text = case.text_config(config)
    avoid = set(case.avoid) | {0}
    sequences = [choose_tokens(case.seed, length, text.vocab_size, avoid)
                 for length in case.lengths]
    logits = [logits_of(case, config, tokens) for tokens in sequences]
    worst = max(agreement(case, config, tokens, right)
                for tokens, right in zip(sequences, logits, strict=True))
    changes = sensitivity(case, config, sequences, logits)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    save(case, config, folder)
    again = reloaded_difference(case, folder, sequences[0], logits[0])
    first, *more = [sequence_record(tokens, right)
                    for tokens, right in zip(sequences, logits, strict=True)]
    record = {
        "name": case.name, "class": case.model_class.__name__, **first, "additional": more,
        "tolerance": TOLERANCE, "float64Difference": float(f"{worst:.2g}"),
        "sensitivity": changes,
        "generator": {"torch": torch.__version__, "transformers": transformers.__version__,
                      "seed": case.seed},
    }
    if case.rounded_to_bfloat16:
        differences = [reloaded_difference(case, folder, tokens, right, torch.bfloat16)
                       for tokens, right in zip(sequences, logits, strict=True)]
        record["bfloat16Difference"] = float(f"{max(differences):.3g}")
    write_json(folder / "golden.json", record)
    return record, complaints(record, folder, again)


def complaints(record: dict, folder: Path, again: float | None) -> list[str]:
    found = []
    if again is not None and not again < 1e-6:
        found.append(f"read back by transformers it differs by {again}")
    if record["float64Difference"] > AGREEMENT:
        found.append(f"float32 and float64 differ by {record['float64Difference']}")
    for name, change in record["sensitivity"].items():
        if not change >= SHARPNESS:
            found.append(f"blunt: {name} moves only {change}")
    spread = max(record["logprobs"][1:]) - min(record["logprobs"][1:])
    if spread < 3:
        found.append(f"log-probabilities spread over only {spread:.2f} nats")
    size = sum(file.stat().st_size for file in folder.iterdir())
    if size > 400_000:
        found.append(f"{size} bytes on disk")
    return found


def write_readme(out: Path, cases: list[Case]) -> None:
    lines = [README_HEAD, "| folder | class | what it shows |", "|---|---|---|"]
    lines += [f"| `{case.name}` | {case.model_class.__name__} | {case.exercises} |"
              for case in cases]
    (out / "README.md").write_text("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="goldens to make (default: all)")
    parser.add_argument("--out", type=Path,
                        default=Path(__file__).resolve().parents[2] / "Tests" / "Goldens")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    arguments = parser.parse_args()
    known = {case.name: case for case in ARCHITECTURES + LAYOUTS}
    if arguments.list:
        print("\n".join(known))
        return 0
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        parser.error(f"no golden named {', '.join(unknown)}; --list shows the known ones")
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_readme(arguments.out, list(known.values()))
    failures = 0
    for name in arguments.names or known:
        folder = arguments.out / name
        record, wrong = make(known[name], folder)
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{name}: {size / 1000:.0f} kB, float64 within {record['float64Difference']:.1e}")
        for mutation, change in record["sensitivity"].items():
            print(f"    {change:9.3g}  {mutation}")
        for complaint in wrong:
            print(f"    WRONG: {complaint}")
        failures += bool(wrong)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
