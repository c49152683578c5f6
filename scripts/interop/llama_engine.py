"""llama.cpp through llama-cpp-python: token ids, log-probabilities, greedy answers."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np

QUIET = llama_cpp.llama_log_callback(lambda *_: None)
TYPES = {"f32": 0, "f16": 1}


@dataclass
class Greedy:
    tokens: list[int]
    margins: list[float]
    """Log-probability of the likeliest token less that of the second, at each step."""


def overrides(values: dict[str, str | int]):
    """Metadata that the file lacks, in the array that llama.cpp takes (closed by an empty key)."""
    array = (llama_cpp.llama_model_kv_override * (len(values) + 1))()
    for item, (key, value) in zip(array, values.items()):
        item.key = key.encode()
        if isinstance(value, str):
            item.tag = 3
            ctypes.memmove(ctypes.addressof(item.value), value.encode() + b"\0", len(value) + 1)
        else:
            item.tag = 0
            item.value.val_i64 = value
    array[len(values)].key = b""
    return array


class LlamaCpp:
    """One model in one context; every call starts from an empty cache."""

    def __init__(self, path: Path, *, context: int = 2560, kv: str = "f16", threads: int = 2,
                 metadata: dict[str, str | int] | None = None, batch: int = 256,
                 flash_attention: bool = False):
        llama_cpp.llama_log_set(QUIET, None)
        llama_cpp.llama_backend_init()
        options = llama_cpp.llama_model_default_params()
        options.n_gpu_layers = 0
        if metadata:
            self.kept = overrides(metadata)
            options.kv_overrides = self.kept
        self.model = llama_cpp.llama_model_load_from_file(str(path).encode(), options)
        if not self.model:
            raise RuntimeError(f"llama.cpp does not load {path}")
        self.vocabulary = llama_cpp.llama_model_get_vocab(self.model)
        self.size = llama_cpp.llama_vocab_n_tokens(self.vocabulary)
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = context, batch, batch
        settings.n_threads = settings.n_threads_batch = threads
        settings.type_k = settings.type_v = TYPES[kv]
        settings.flash_attn_type = -1 if flash_attention else 0  # -1: where it can
        settings.swa_full = True
        self.batch_size = batch
        self.context = llama_cpp.llama_init_from_model(self.model, settings)
        if not self.context:
            raise RuntimeError(f"llama.cpp makes no context for {path}")

    @staticmethod
    def quantize(source: Path, target: Path, kind: int) -> None:
        """llama.cpp's own quantiser, one format for all matrices."""
        llama_cpp.llama_log_set(QUIET, None)
        options = llama_cpp.llama_model_quantize_default_params()
        options.ftype, options.pure, options.nthread = kind, True, 2
        status = llama_cpp.llama_model_quantize(
            str(source).encode(), str(target).encode(), ctypes.byref(options))
        if status != 0:
            raise RuntimeError(f"llama_model_quantize returned {status}")

    def close(self) -> None:
        llama_cpp.llama_free(self.context)
        llama_cpp.llama_model_free(self.model)

    def tokenize(self, text: str, *, added: bool, special: bool) -> list[int]:
        data = text.encode()
        room = (ctypes.c_int32 * (len(data) + 16))()
        count = llama_cpp.llama_tokenize(
            self.vocabulary, data, len(data), room, len(room), added, special)
        if count < 0:
            raise RuntimeError(f"llama.cpp wants {-count} tokens for {len(data)} bytes")
        return list(room[:count])

    def detokenize(self, tokens: list[int]) -> str:
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        room = ctypes.create_string_buffer(64 * len(tokens) + 64)
        count = llama_cpp.llama_detokenize(
            self.vocabulary, array, len(tokens), room, len(room), False, True)
        return room.raw[:count].decode(errors="replace")

    def answer_text(self, tokens: list[int]) -> str:
        """The text of an answer without the token that ended it."""
        ended = tokens and llama_cpp.llama_vocab_is_eog(self.vocabulary, tokens[-1])
        return self.detokenize(tokens[:-1] if ended else tokens)

    def rows(self, tokens: list[int], start: int) -> np.ndarray:
        """[position, vocabulary] logits of `tokens`, which follow `start` tokens in the cache."""
        batch = llama_cpp.llama_batch_init(len(tokens), 0, 1)
        batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = start + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = 0
            batch.logits[index] = 1
        status = llama_cpp.llama_decode(self.context, batch)
        llama_cpp.llama_batch_free(batch)
        if status != 0:
            raise RuntimeError(f"llama_decode returned {status}")
        pointer = llama_cpp.llama_get_logits(self.context)
        return np.ctypeslib.as_array(pointer, (len(tokens), self.size)).astype(np.float64)

    def advance(self, tokens: list[int]) -> None:
        """Reads tokens after those in the cache; logits after the last one only."""
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        status = llama_cpp.llama_decode(
            self.context, llama_cpp.llama_batch_get_one(array, len(tokens)))
        if status != 0:
            raise RuntimeError(f"llama_decode returned {status}")

    def reset(self) -> None:
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)

    def log_softmax_rows(self, tokens: list[int]):
        """Yields (first position, [position, vocabulary] log-probabilities), batch by batch."""
        self.reset()
        for start in range(0, len(tokens), self.batch_size):
            yield start, log_softmax(self.rows(tokens[start:start + self.batch_size], start))

    def logprobs(self, tokens: list[int]) -> list[float]:
        """Of each token but the first, given those before it."""
        found = []
        for start, rows in self.log_softmax_rows(tokens):
            following = tokens[start + 1:start + 1 + len(rows)]
            found += [float(rows[index, token]) for index, token in enumerate(following)]
        return found

    def greedy(self, prompt: list[int], count: int) -> Greedy:
        self.reset()
        answer = Greedy([], [])
        feed, position = prompt, 0
        while len(answer.tokens) < count:
            row = log_softmax(self.rows(feed, position))[-1]
            position += len(feed)
            second, first = np.argpartition(row, -2)[-2:]
            if row[second] > row[first]:
                first, second = second, first
            answer.tokens.append(int(first))
            answer.margins.append(float(row[first] - row[second]))
            if llama_cpp.llama_vocab_is_eog(self.vocabulary, int(first)):
                break
            feed = [int(first)]
        return answer


def log_softmax(rows: np.ndarray) -> np.ndarray:
    shifted = rows - rows.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
