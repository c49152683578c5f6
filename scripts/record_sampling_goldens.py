"""Records what transformers' logits processors keep, and with which probabilities, for the sampler's tests.

Each case holds logits, the tokens before, and the settings; the processors run in the sampler's order: repetition
penalty, temperature, Top-K, Top-P, min-P. Everything is computed in float64 from float32 logits. The repetition
penalty covers all tokens before, so the sampler's window must too. Logits are distinct: among equal ones at the edge
of Top-K the processors keep all, the sampler the lowest ids.

    python scripts/record_sampling_goldens.py Tests/InferenceTests/Fixtures/sampling.json
"""

import json
import sys

import numpy
import torch
import transformers
from transformers import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

VOCABULARY = 400

SETTINGS = [
    {},
    {"temperature": 0.8, "topK": 36, "topP": 0.7},
    {"temperature": 0.3},
    {"temperature": 1.7},
    {"topK": 1},
    {"topK": 5},
    {"topK": 50},
    {"topK": 399},
    {"topP": 0.1},
    {"topP": 0.5},
    {"topP": 0.9},
    {"topP": 0.999},
    {"minP": 0.01},
    {"minP": 0.2},
    {"minP": 1.0},
    {"temperature": 1.3, "topK": 200, "topP": 0.95, "minP": 0.02},
    {"temperature": 0.6, "topP": 0.95, "minP": 0.05},
    {"repetitionPenalty": 1.3},
    {"repetitionPenalty": 0.7, "topK": 40},
    {"repetitionPenalty": 1.1, "temperature": 0.9, "topK": 64, "topP": 0.9, "minP": 0.05},
]


def processors(settings):
    if "repetitionPenalty" in settings:
        yield RepetitionPenaltyLogitsProcessor(settings["repetitionPenalty"])
    if "temperature" in settings:
        yield TemperatureLogitsWarper(settings["temperature"])
    if "topK" in settings:
        yield TopKLogitsWarper(settings["topK"])
    if "topP" in settings:
        yield TopPLogitsWarper(settings["topP"])
    if "minP" in settings:
        yield MinPLogitsWarper(settings["minP"])


def shapes(generator):
    """Logits of the shapes that models give: noise, a few that stand out, nearly flat, some impossible."""
    noise = generator.normal(0, 3, VOCABULARY)
    peaks = generator.normal(-4, 1, VOCABULARY)
    peaks[generator.choice(VOCABULARY, 6, replace=False)] += generator.uniform(8, 14, 6)
    flat = generator.normal(0, 0.05, VOCABULARY)
    impossible = generator.normal(0, 2, VOCABULARY)
    impossible[generator.choice(VOCABULARY, 370, replace=False)] = -numpy.inf
    return {"noise": noise, "peaks": peaks, "flat": flat, "impossible": impossible}


def main(path):
    generator = numpy.random.default_rng(20240607)
    logits = {}
    for name, values in shapes(generator).items():
        values = values.astype(numpy.float32)
        finite = values[numpy.isfinite(values)]
        assert len(set(finite.tolist())) == len(finite), "logits must be distinct"
        logits[name] = values
    before = generator.integers(0, VOCABULARY, 90).tolist()
    cases = []
    for name, values in logits.items():
        for settings in SETTINGS:
            scores = torch.tensor(values, dtype=torch.float64)[None]
            for processor in processors(settings):
                scores = processor(torch.tensor([before]), scores)
            probabilities = torch.softmax(scores, -1)[0]
            kept = [t for t in range(VOCABULARY) if torch.isfinite(scores[0, t])]
            cases.append(
                {
                    "logits": name,
                    "settings": settings,
                    "kept": kept,
                    "probabilities": [float(f"{probabilities[t].item():.10g}") for t in kept],
                }
            )
    record = {
        "transformers": transformers.__version__,
        "torch": torch.__version__.split("+")[0],
        "before": before,
        # -infinity has no JSON: null.
        "logits": {
            name: [float(str(v)) if numpy.isfinite(v) else None for v in values]
            for name, values in logits.items()
        },
        "cases": cases,
    }
    with open(path, "w") as file:
        json.dump(record, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
