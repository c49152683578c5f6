"""Compares constraints of Carat and of llguidance on the schemas of MaskBench, in turn, over Llama 3's vocabulary.

Each schema is compiled anew; each of its instances is cut into the tokens that the model would write, and before
every token a mask over the whole vocabulary is made. What one has worked out for a schema it may use again for its
other instances. Times are of masks and of compilations alone. "Both" are the schemas that both support.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import gguf
import llguidance.numpy
import numpy
from llguidance import LLMatcher, LLTokenizer
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

VOCABULARY = "vocabularies/ggml-vocab-llama-bpe.gguf"
SCHEMAS = "json-schema/maskbench-sample.jsonl"
CONTROL = 3
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)


def tokenizer(path: Path) -> tuple[Tokenizer, int]:
    """The tokenizer of a GGUF file with byte-level BPE as Llama 3 has it, and its end token."""
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    kinds = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    made = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)}, merges, ignore_merges=True))
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(WORDS), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([t for t, kind in zip(tokens, kinds) if kind == CONTROL])
    return made, fields["tokenizer.ggml.eos_token_id"].contents()


class Llguidance:
    """llguidance, asked as its own MaskBench does."""

    def __init__(self, encoder: Tokenizer, end: int):
        self.encoder = encoder
        self.tokens = LLTokenizer(encoder.to_str(), eos_token=end)
        self.mask = llguidance.numpy.allocate_token_bitmask(1, self.tokens.vocab_size)

    def results(self, lines: list[dict]) -> tuple[list[dict], list[float]]:
        results, masks = [], []
        for line in lines:
            start = time.perf_counter()
            matcher = LLMatcher(self.tokens, LLMatcher.grammar_from_json_schema(json.dumps(line["schema"])))
            took = (time.perf_counter() - start) * 1e6
            error = matcher.get_error()
            accepted = [] if error else [self.takes(matcher.deep_copy(), test, masks) for test in line["tests"]]
            results.append({"supported": not error, "accepted": accepted, "compileMicroseconds": took})
        return results, masks

    def takes(self, matcher: LLMatcher, test: dict, masks: list[float]) -> bool:
        for token in test["tokens"]:
            start = time.perf_counter()
            llguidance.numpy.fill_next_token_bitmask(matcher, self.mask, 0)
            masks.append((time.perf_counter() - start) * 1e6)
            if not self.mask[0, token >> 5] >> (token & 31) & 1 or not matcher.consume_token(token):
                return False
        return matcher.is_accepting()


class Carat:
    """`carat constrain MODEL --batch FILE --json`."""

    def __init__(self, program: str, model: Path, folder: Path):
        self.program, self.model, self.folder = program, model, folder

    def results(self, lines: list[dict]) -> tuple[list[dict], dict]:
        batch = self.folder / "batch.jsonl"
        with batch.open("w") as file:
            for line in lines:
                tests = [{"valid": t["valid"], "data": t["data"]} for t in line["tests"]]
                print(json.dumps(line | {"tests": tests}, ensure_ascii=False), file=file)
        command = [self.program, "constrain", str(self.model), "--batch", str(batch), "--json"]
        printed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        return printed["results"], printed["masks"]


def counts(lines: list[dict], results: list[dict]) -> dict:
    """Schemas that pass, that are refused, and instances that are told wrongly."""
    told = {"schemas": len(lines), "pass": 0, "refused": 0, "invalidAccepted": 0, "validRefused": 0}
    for line, result in zip(lines, results, strict=True):
        if not result["supported"]:
            told["refused"] += 1
            continue
        wrong = [t["valid"] for t, got in zip(line["tests"], result["accepted"], strict=True) if got != t["valid"]]
        told["pass"] += not wrong
        told["validRefused"] += wrong.count(True)
        told["invalidAccepted"] += wrong.count(False)
    return told


def spread(values: list[float]) -> dict:
    ordered = numpy.sort(numpy.array(values))
    return {
        "count": len(ordered), "mean": float(ordered.mean()), "median": float(numpy.median(ordered)),
        "p99": float(ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]), "max": float(ordered[-1]),
    }


def compilations(results: list[dict]) -> dict:
    return spread([r["compileMicroseconds"] for r in results if r["supported"]])


def show(title: str, rows: list[tuple[str, dict, dict]]) -> None:
    print(f"\n{title}\n{'':34}{'carat':>12}{'llguidance':>12}{'ratio':>8}")
    for name, ours, theirs in rows:
        for key in ("mean", "median", "p99", "max"):
            if key == "mean" and name == "compilation":
                continue
            print(f"  {name} {key}, us".ljust(34) + f"{ours[key]:12.1f}{theirs[key]:12.1f}{ours[key] / theirs[key]:8.2f}")


def middle(rounds: list[dict]) -> dict:
    """The median of each figure over the rounds."""
    return {key: float(numpy.median([r[key] for r in rounds])) for key in rounds[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--carat", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    model = options.data / VOCABULARY
    encoder, end = tokenizer(model)
    lines = [json.loads(line) for line in (options.data / SCHEMAS).read_text().splitlines()][: options.only]
    for line in lines:
        for test in line["tests"]:
            text = json.dumps(test["data"], ensure_ascii=False)
            test["tokens"] = encoder.encode(text, add_special_tokens=False).ids
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Carat(options.carat, model, Path(folder)), Llguidance(encoder, end)
        told: dict = {}
        figures: dict[str, list] = {"all": [], "both": []}
        for round_number in range(options.rounds):
            print(f"round {round_number + 1} of {options.rounds}", file=sys.stderr)
            our_results, our_masks = ours.results(lines)
            their_results, their_masks = theirs.results(lines)
            told = {"carat": counts(lines, our_results), "llguidance": counts(lines, their_results)}
            figures["all"].append((our_masks, spread(their_masks), our_results, their_results))
            both = [
                line for line, a, b in zip(lines, our_results, their_results, strict=True)
                if a["supported"] and b["supported"]
            ]
            our_results, our_masks = ours.results(both)
            their_results, their_masks = theirs.results(both)
            figures["both"].append((our_masks, spread(their_masks), our_results, their_results))
    for name, row in told.items():
        print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in row.items()))
    for name, rounds in figures.items():
        show(f"{name}, median of {options.rounds} rounds", [
            ("masks", middle([r[0] for r in rounds]), middle([r[1] for r in rounds])),
            ("compilation", middle([compilations(r[2]) for r in rounds]), middle([compilations(r[3]) for r in rounds])),
        ])


if __name__ == "__main__":
    main()
