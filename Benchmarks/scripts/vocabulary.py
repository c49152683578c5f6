"""Gives a GGUF file without a tokenizer the first entries of another file's vocabulary.

vocabulary.py DONOR MODEL OUTPUT

A shape with random weights has no tokenizer, and a program that reads text needs one. The donor's may be larger: its
arrays are cut to as many entries as the model's embedding has rows. Knows as much of the format as that takes.
"""

from __future__ import annotations

import shutil
import struct
import sys
from pathlib import Path

STRING, ARRAY = 8, 9
WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
ALIGNMENT = 32
EMBEDDING = b"token_embd.weight"


class Header:
    """The part of a GGUF file before its tensors: metadata as raw bytes by key, tensor infos as they are."""

    def __init__(self, path: Path):
        self.file = path.open("rb")
        magic, self.version, tensors, entries = struct.unpack("<4sIQQ", self.file.read(24))
        if magic != b"GGUF":
            raise SystemExit(f"{path}: not a GGUF file")
        self.tensors = tensors
        self.entries: dict[bytes, tuple[int, bytes]] = {}
        for _ in range(entries):
            key = self.string()
            (kind,) = self.unpack("<I")
            start = self.file.tell()
            self.skip(kind)
            self.entries[key] = (kind, self.between(start))
        start = self.file.tell()
        self.rows = 0
        for _ in range(tensors):
            name = self.string()
            (dimensions,) = self.unpack("<I")
            shape = self.unpack(f"<{dimensions}Q")
            self.unpack("<IQ")
            if name == EMBEDDING:
                self.rows = shape[1]
        self.infos = self.between(start)
        self.data = -(-self.file.tell() // ALIGNMENT) * ALIGNMENT

    def unpack(self, form: str) -> tuple:
        return struct.unpack(form, self.file.read(struct.calcsize(form)))

    def string(self) -> bytes:
        return self.file.read(self.unpack("<Q")[0])

    def between(self, start: int) -> bytes:
        end = self.file.tell()
        self.file.seek(start)
        return self.file.read(end - start)

    def skip(self, kind: int) -> None:
        if kind == STRING:
            self.string()
        elif kind == ARRAY:
            element, count = self.unpack("<IQ")
            self.skip_elements(element, count)
        else:
            self.file.seek(WIDTHS[kind], 1)

    def skip_elements(self, element: int, count: int) -> None:
        if element in WIDTHS:
            self.file.seek(WIDTHS[element] * count, 1)
        else:
            for _ in range(count):
                self.skip(element)


def cut(value: bytes, rows: int) -> bytes:
    """An array's first `rows` elements."""
    element, count = struct.unpack_from("<IQ", value)
    if count <= rows:
        return value
    end = 12
    for _ in range(rows):
        end += WIDTHS[element] if element in WIDTHS else 8 + struct.unpack_from("<Q", value, end)[0]
    return struct.pack("<IQ", element, rows) + value[12:end]


def main() -> None:
    donor, model, output = Header(Path(sys.argv[1])), Header(Path(sys.argv[2])), Path(sys.argv[3])
    entries = {key: value for key, value in model.entries.items() if not key.startswith(b"tokenizer.")}
    for key, (kind, value) in donor.entries.items():
        if key.startswith(b"tokenizer."):
            entries[key] = (kind, cut(value, model.rows) if kind == ARRAY else value)
    partial = output.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(struct.pack("<4sIQQ", b"GGUF", model.version, model.tensors, len(entries)))
        for key, (kind, value) in entries.items():
            file.write(struct.pack("<Q", len(key)) + key + struct.pack("<I", kind) + value)
        file.write(model.infos)
        file.write(bytes(-file.tell() % ALIGNMENT))
        model.file.seek(model.data)
        shutil.copyfileobj(model.file, file, 1 << 24)
    partial.rename(output)


main()
