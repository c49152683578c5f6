"""Records reference vectors of quantised formats for Tests/CKernelsTests.

Needs the Python packages numpy, gguf and llama-cpp-python. gguf's own arithmetic gives every dequantisation and the
quantisation of the half floats and the blocks of 32; ggml's library, through llama-cpp-python, gives that of the K formats.

    python scripts/record_quantization_goldens.py
"""

import base64
import ctypes
import glob
import json
import os

import gguf
import llama_cpp
import numpy as np
from gguf import GGMLQuantizationType as Format
from gguf import quants

DEQUANTIZED = [
    Format.F16, Format.BF16, Format.Q4_0, Format.Q4_1, Format.Q5_0, Format.Q5_1, Format.Q8_0,
    Format.Q2_K, Format.Q3_K, Format.Q4_K, Format.Q5_K, Format.Q6_K,
]
PLAIN = [
    Format.F16, Format.BF16, Format.Q4_0, Format.Q4_1, Format.Q5_0, Format.Q5_1, Format.Q8_0,
]
K_FORMATS = [Format.Q4_K, Format.Q5_K, Format.Q6_K]
# Where the half-precision scales of a block lie; random bytes there could be infinite.
SCALES = {
    Format.Q4_0: [0], Format.Q4_1: [0, 2], Format.Q5_0: [0], Format.Q5_1: [0, 2], Format.Q8_0: [0],
    Format.Q2_K: [80, 82], Format.Q3_K: [108], Format.Q4_K: [0, 2], Format.Q5_K: [0, 2],
    Format.Q6_K: [208],
}
VALUES = 512


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def random_blocks(random, format):
    values, size = gguf.GGML_QUANT_SIZES[format]
    count = VALUES // values
    blocks = random.integers(0, 256, (count, size), dtype=np.uint8)
    for offset in SCALES.get(format, []):
        scales = (random.standard_normal(count) * 0.1).astype(np.float16)
        blocks[:, offset : offset + 2] = scales.view(np.uint8).reshape(count, 2)
    if format in (Format.F16, Format.BF16):
        blocks[:, 1] &= 0xBF  # no infinity, no NaN
    return blocks.reshape(-1)


def ggml_library():
    folder = os.path.join(os.path.dirname(llama_cpp.__file__), "lib")
    library = ctypes.CDLL(glob.glob(os.path.join(folder, "*ggml-base*"))[0])
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    return library


def quantize_with_ggml(library, format, x):
    values, size = gguf.GGML_QUANT_SIZES[format]
    out = np.zeros(x.size // values * size, np.uint8)
    library.ggml_quantize_chunk(
        ctypes.c_int(int(format)), x.ctypes.data_as(ctypes.c_void_p),
        out.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(0), ctypes.c_int64(1),
        ctypes.c_int64(x.size), None,
    )
    return out


def inputs(random):
    """Two super-blocks each of what weights look like and of what they hardly do."""
    sparse = random.standard_normal(VALUES) * (random.random(VALUES) < 0.1)
    yield "normal", random.standard_normal(VALUES) * 0.02
    yield "laplace", random.laplace(size=VALUES)
    yield "positive", random.random(VALUES) + 0.5
    yield "negative", -random.random(VALUES)
    yield "sparse", sparse
    yield "whole", random.integers(-8, 8, VALUES)
    yield "zero", np.zeros(VALUES)
    yield "constant", np.full(VALUES, 0.3)


def main():
    random = np.random.default_rng(20)
    library = ggml_library()
    dequantized, quantized = [], []
    for format in DEQUANTIZED:
        blocks = random_blocks(random, format)
        floats = quants.dequantize(blocks, format).astype(np.float32).reshape(-1)
        dequantized.append({"format": int(format), "blocks": text(blocks), "values": text(floats)})
    for name, values in inputs(random):
        x = values.astype(np.float32)
        outputs = {int(f): text(quants.quantize(x, f).reshape(-1).view(np.uint8)) for f in PLAIN}
        # The Python package writes a zero scale as +0 where ggml keeps its sign.
        outputs |= {int(f): text(quantize_with_ggml(library, f, x))
                    for f in K_FORMATS + PLAIN[2:]}
        blocks = [{"format": f, "blocks": b} for f, b in outputs.items()]
        quantized.append({"name": name, "values": text(x), "outputs": blocks})
    path = os.path.join(
        os.path.dirname(__file__), "../Tests/CKernelsTests/Fixtures/quantization.json")
    with open(path, "w") as file:
        json.dump({"dequantized": dequantized, "quantized": quantized}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
