"""Rewrites what transformers saved into the other layouts that published files have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from safetensors.torch import load_file, save_file


def edit_config(folder: Path, edit: Callable[[dict], None]) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    edit(config)
    path.write_text(json.dumps(config, indent=2) + "\n")


def rename_tensors(folder: Path, rename: Callable[[str], str]) -> None:
    path = folder / "model.safetensors"
    tensors = {rename(name): tensor for name, tensor in load_file(path).items()}
    save_file(tensors, path, metadata={"format": "pt"})


def to_older_config(config: dict) -> None:
    """`rope_theta` and `rope_scaling` beside the sizes, `torch_dtype`, no list of layer types."""
    if "dtype" in config:
        config["torch_dtype"] = config.pop("dtype")
    types = config.pop("layer_types", None)
    config.pop("_sliding_window_pattern", None)
    parameters = config.pop("rope_parameters", None)
    config["transformers_version"] = "4.40.0"
    if parameters is None:
        return
    if "full_attention" in parameters:
        local, parameters = parameters["sliding_attention"], parameters["full_attention"]
        config["rope_local_base_freq"] = local["rope_theta"]
        config["sliding_window_pattern"] = types.index("full_attention") + 1
    parameters = dict(parameters)
    config["rope_theta"] = parameters.pop("rope_theta")
    if "partial_rotary_factor" in parameters:
        config["partial_rotary_factor"] = parameters.pop("partial_rotary_factor")
    if config.get("original_max_position_embeddings") is not None:
        parameters.pop("original_max_position_embeddings", None)
    config["rope_scaling"] = None if parameters["rope_type"] == "default" else parameters


def older_config(folder: Path) -> None:
    edit_config(folder, to_older_config)


def older_config_with_rope_kind(folder: Path, kind: str) -> None:
    """The first spelling of all: the key is `type`, not `rope_type`."""
    def edit(config: dict) -> None:
        to_older_config(config)
        config["rope_scaling"].pop("rope_type")
        config["rope_scaling"] = {"type": kind, **config["rope_scaling"]}

    edit_config(folder, edit)


def sparse_config(folder: Path, *, kept: tuple[str, ...]) -> None:
    """Only the sizes: everything else must come from the published defaults of the model type."""
    def edit(config: dict) -> None:
        essential = ("architectures", "model_type", "vocab_size", "hidden_size",
                     "intermediate_size", "num_hidden_layers", "num_attention_heads", *kept)
        for key in [key for key in config if key not in essential]:
            del config[key]

    edit_config(folder, edit)
