"""What `carat constrain` takes for valid by random schemas, beside Python's `jsonschema`."""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections import Counter
from pathlib import Path

import json_schema_engine
import pinned_models
from carat_command import Carat, CaratFailed
from random_schemas import SchemaWriter
from random_values import ValueMaker
from table import Table

SEED = 20261129
SCHEMAS = 2000
VALUES = 16
BATCH = 200
DECIDED = 0.85
"""The part of the schemas of which carat must tell which values are valid."""


def check(table: Table, carat: Carat, cache: Path, seed: int = SEED, count: int = SCHEMAS) -> None:
    table.heading(f"Random schemas, seed {seed}")
    model = pinned_models.fetch(pinned_models.SMOLLM2, cache)
    refused: Counter[str] = Counter()
    verdicts: Counter[bool] = Counter()
    supported = none = 0
    for start in range(0, count, BATCH):
        cases = [case(seed, number) for number in range(start, min(start + BATCH, count))]
        try:
            results = answers(carat, model, cases)
        except CaratFailed as problem:
            table.failed(f"schemas {start} to {start + len(cases) - 1}", problem)
            continue
        wrong = []
        for (schema, values), result in zip(cases, results, strict=True):
            engine = json_schema_engine.validator(schema)
            theirs = [engine.is_valid(json_schema_engine.value(json.dumps(value)))
                      for value in values]
            ours = result["accepted"] if result["supported"] else None
            if ours is None:
                if not empty(result["reason"]):
                    refused[keyword(result["reason"])] += 1
                    continue
                # That a schema has no value at all is a verdict on each of these.
                ours = [False] * len(values)
                none += 1
            supported += result["supported"]
            verdicts.update(theirs)
            wrong += [(schema, value, here, there) for value, here, there
                      in zip(values, ours, theirs, strict=True) if here != there]
        table.equal(f"schemas {start} to {start + len(cases) - 1}: other verdicts", len(wrong), 0)
        for schema, value, here, there in wrong[:5]:
            print(f"    {json.dumps(schema)}")
            print(f"      {json.dumps(value)}: ours {here}, theirs {there}")
    print(f"    of {count} schemas {supported} are supported and {none} have no valid value; "
          f"{verdicts[True]} values are valid and {verdicts[False]} are not; "
          f"refused: {dict(refused.most_common())}")
    decided = (supported + none) / count
    table.row("schemas that are decided", supported + none, count, decided, DECIDED,
              decided >= DECIDED)


def case(seed: int, number: int) -> tuple[dict, list[object]]:
    """The schema of that number, and values near it."""
    chance = random.Random(f"{seed} {number}")
    writer = SchemaWriter(chance)
    schema = writer.document()
    maker = ValueMaker(chance, schema, writer.examples)
    values: list[object] = []
    while len(values) < VALUES:
        made = maker.value(schema)
        values += [made, maker.changed(made)] if chance.random() < 0.8 else [maker.value(True)]
    return schema, values[:VALUES]


def answers(carat: Carat, model: Path, cases: list[tuple[dict, list[object]]]) -> list[dict]:
    lines = [json.dumps({"name": str(number), "schema": schema,
                         "tests": [{"data": value} for value in values]})
             for number, (schema, values) in enumerate(cases)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        return carat.run("constrain", model, "--batch", file.name, seconds=600)["results"]


def keyword(reason: str) -> str:
    found = re.search(r"'(\w+)'(?: at \S+)? is not supported", reason)
    return found.group(1) if found else reason


def empty(reason: str) -> bool:
    return "no value" in reason
