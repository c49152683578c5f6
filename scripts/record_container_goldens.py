#!/usr/bin/env python3
"""Writes small model files with the `gguf` and `safetensors` packages, and what is in them as JSON.

The Swift tests read these files, so that our readers are held against writers that are not ours. Needs `gguf`,
`safetensors`, `huggingface_hub`, `torch` and `numpy`; the tests themselves need none of them.

    python3 scripts/record_container_goldens.py
"""

import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import quants
from huggingface_hub import save_torch_state_dict
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "Tests/ModelFilesTests/Fixtures/containers"
Q = gguf.GGMLQuantizationType


def numbers(*shape):
    """Values that F16 and BF16 hold exactly."""
    count = int(np.prod(shape))
    return ((np.arange(count) % 37 - 18) / 8).astype(np.float32).reshape(shape)


def describe(name, shape, kind, data):
    return {"name": name, "shape": list(shape), "format": kind, "bytes": bytes(data).hex()}


def add_metadata(writer):
    """One entry of every type that the format has."""
    writer.add_uint8("test.uint8", 200)
    writer.add_int8("test.int8", -100)
    writer.add_uint16("test.uint16", 60000)
    writer.add_int16("test.int16", -30000)
    writer.add_uint32("test.uint32", 4000000000)
    writer.add_int32("test.int32", -2000000000)
    writer.add_uint64("test.uint64", 2**64 - 1)
    writer.add_int64("test.int64", -(2**63))
    writer.add_float32("test.float32", 0.1)
    writer.add_float64("test.float64", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_string("test.string", "naïve 漢字 🙂")
    writer.add_array("test.strings", ["", "a", "▁the", "漢"])
    writer.add_array("test.integers", [1, -2, 3])
    writer.add_array("test.floats", [0.5, -1.5])
    writer.add_array("test.bools", [True, False, True])


def quantized(name, kind, *shape):
    data = quants.quantize(numbers(*shape), kind)
    return name, shape, kind.name, data, kind


def record_gguf():
    path = FOLDER / "types.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_custom_alignment(64)
    add_metadata(writer)
    tensors = [
        ("f32", (3, 5), "F32", numbers(3, 5), None),
        ("f16", (2, 2, 3), "F16", numbers(2, 2, 3).astype(np.float16), None),
        quantized("bf16", Q.BF16, 7, 3),
        quantized("q8_0", Q.Q8_0, 2, 64),
        quantized("q4_1", Q.Q4_1, 3, 32),
        ("indices", (4,), "I32", np.arange(4, dtype=np.int32), None),
        ("one", (1,), "F32", numbers(1), None),
    ]
    for name, _, _, data, kind in tensors:
        writer.add_tensor(name, data, raw_dtype=kind)
    finish(writer)
    return [describe(name, shape, kind, data.tobytes()) for name, shape, kind, data, _ in tensors]


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def record_split():
    writer = gguf.GGUFWriter(FOLDER / "split.gguf", "llama", split_max_tensors=2)
    writer.add_name("in three parts")
    result = []
    for index in range(5):
        data = numbers(2, 3) + index
        writer.add_tensor(f"blk.{index}.weight", data)
        result.append(describe(f"blk.{index}.weight", (2, 3), "F32", data.tobytes()))
    finish(writer)
    return result


def raw(tensor):
    return tensor.contiguous().view(torch.uint8).numpy().tobytes()


def record_safetensors():
    tensors = {
        "f32": torch.from_numpy(numbers(3, 5)),
        "f16": torch.from_numpy(numbers(2, 2, 3)).to(torch.float16),
        "bf16": torch.from_numpy(numbers(7, 3)).to(torch.bfloat16),
        "mask": torch.tensor([[True, False], [True, True]]),
        "positions": torch.arange(3),
        "empty": torch.zeros(0, 4),
        "scalar": torch.tensor(1.5),
    }
    save_file(tensors, FOLDER / "types.safetensors", metadata={"format": "pt", "note": "naïve"})
    names = {
        torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.bool: "BOOL",
        torch.int64: "I64",
    }
    return [
        describe(name, tensor.shape, names[tensor.dtype], raw(tensor.reshape(-1)))
        for name, tensor in tensors.items()
    ]


def record_shards():
    tensors = {f"layers.{i}.weight": torch.from_numpy(numbers(4, 8) + i) for i in range(4)}
    folder = FOLDER / "sharded"
    folder.mkdir()
    save_torch_state_dict(tensors, folder, max_shard_size=300)
    return [
        describe(name, tensor.shape, "F32", raw(tensor.reshape(-1)))
        for name, tensor in tensors.items()
    ]


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    save_file(
        {"model.layers.0.mlp.up_proj.weight": torch.zeros(2, 2).to(torch.float8_e4m3fn)},
        FOLDER / "fp8.safetensors")
    expected = {
        "types.gguf": record_gguf(),
        "split-00001-of-00003.gguf": record_split(),
        "types.safetensors": record_safetensors(),
        "sharded": record_shards(),
    }
    text = json.dumps(expected, indent=1, ensure_ascii=False)
    (FOLDER / "expected.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
