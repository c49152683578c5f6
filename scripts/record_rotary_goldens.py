"""Writes what transformers computes for rotary frequencies, for Tests/ModelSpecTests.

Nobody needs this to run the tests: the results are checked in. Needs torch and transformers.
"""

import json
import pathlib

from transformers import LlamaConfig, Phi3Config
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

TARGET = pathlib.Path(__file__).parent.parent / "Tests/ModelSpecTests/Fixtures/rotary.json"

SHORT = [1.0 + 0.05 * i for i in range(16)]
LONG = [1.0 + 0.9 * i for i in range(16)]

CASES = [
    ("plain", 32, 1e4, 2048, {"rope_type": "default"}, [None]),
    ("large base", 64, 1e6, 2048, {"rope_type": "default"}, [None]),
    ("linear", 32, 1e4, 2048, {"rope_type": "linear", "factor": 2.5}, [None]),
    ("dynamic", 32, 1e4, 64, {"rope_type": "dynamic", "factor": 2.0}, [10, 64, 65, 1000]),
    (
        "llama3",
        128,
        5e5,
        131072,
        {
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        },
        [None],
    ),
    (
        "yarn",
        64,
        1e4,
        8192,
        {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 2048},
        [None],
    ),
    (
        "yarn with its own ramp",
        128,
        1e6,
        131072,
        {
            "rope_type": "yarn",
            "factor": 4.0,
            "original_max_position_embeddings": 32768,
            "beta_fast": 16.0,
            "beta_slow": 2.0,
            "attention_factor": 1.1,
            "truncate": False,
        },
        [None],
    ),
    (
        "longrope",
        32,
        1e4,
        256,
        {
            "rope_type": "longrope",
            "short_factor": SHORT,
            "long_factor": LONG,
            "original_max_position_embeddings": 64,
        },
        [64, 65],
    ),
]


def record(name, width, theta, context, parameters, lengths):
    kind = Phi3Config if parameters["rope_type"] == "longrope" else LlamaConfig
    config = kind(
        hidden_size=2 * width,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=context,
        original_max_position_embeddings=parameters.get("original_max_position_embeddings", context),
        rope_parameters={"rope_theta": theta, **parameters},
        pad_token_id=None,
    )
    results = []
    for length in lengths:
        if parameters["rope_type"] == "default":
            import torch

            frequencies = 1.0 / theta ** (torch.arange(0, width, 2, dtype=torch.int64).float() / width)
            magnitude = 1.0
        else:
            init = ROPE_INIT_FUNCTIONS[parameters["rope_type"]]
            frequencies, magnitude = init(config, "cpu", seq_len=length)
        results.append(
            {
                "length": length,
                "frequencies": [float(f"{value:.9g}") for value in frequencies.tolist()],
                "magnitude": float(magnitude),
            }
        )
    return {
        "name": name,
        "dimensions": width,
        "theta": theta,
        "contextLength": context,
        "parameters": parameters,
        "results": results,
    }


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(record(*case)) for case in CASES]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n")
