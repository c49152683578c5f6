#!/usr/bin/env python3
"""Finds comments that are too long, and doc comments that begin with a clause; swift-format does not.

    python3 scripts/comments.py [FILE OR FOLDER]...

A comment line has at most 100 columns, unless one word alone is longer, such as an address. A doc
comment begins with a noun or a verb: "Number of rows", "Tells whether ...", not "How many rows",
"Whether ...". Exits with 1 if there are any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

COLUMNS = 100
PLACES = ["Package.swift", "Sources", "Tests", "fuzz/Package.swift", "fuzz/Sources",
          "Benchmarks/Package.swift", "Benchmarks/Sources", "Benchmarks/Tests"]
CLAUSE = re.compile(r"\s*///\s*[`*_]*(What|How|Where|Whether|Which|Why|Who|When|If)\b")
COMMENT = re.compile(r"\s*(//[/!]?|/\*+|\*)(\s|$)")
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def is_comment(line: str) -> bool:
    """Tells whether a line is a comment, or has one behind its code."""
    return COMMENT.match(line) is not None or "//" in TEXT.sub("", line)


def can_be_shorter(line: str) -> bool:
    """Tells whether each word of a line would fit into a line of its own."""
    mark = COMMENT.match(line)
    indent = mark.end(1) + 1 if mark else 0
    return all(indent + len(word) <= COLUMNS for word in line.split())


def faults(path: Path) -> Iterator[str]:
    """Faults of a file, each with its line."""
    in_text, in_doc = False, False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        is_doc = path.suffix == ".swift" and not in_text and line.lstrip().startswith("///")
        # An odd number of marks opens or closes a text of several lines, which holds no comments.
        code = "" if COMMENT.match(line) and not in_text else line
        if path.suffix == ".swift" and code.count('"""') % 2:
            in_text = not in_text
        elif not in_text and len(line) > COLUMNS and is_comment(line) and can_be_shorter(line):
            yield f"{path}:{number}: a comment of {len(line)} columns, more than {COLUMNS}"
        if is_doc and not in_doc and (clause := CLAUSE.match(line)):
            yield f"{path}:{number}: begins with '{clause[1]}', a doc comment with a noun or a verb"
        in_doc = is_doc


def sources(place: Path) -> Iterator[Path]:
    """Swift and C files of a folder, or the file itself; nothing that was built."""
    found = [place] if place.is_file() else sorted(place.rglob("*"))
    return (p for p in found if p.suffix in {".swift", ".c", ".h"} and ".build" not in p.parts)


def main() -> int:
    places = sys.argv[1:] or PLACES
    found = [fault for place in places for path in sources(Path(place)) for fault in faults(path)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
