"""Python's `jsonschema`, with numbers that it does not round."""

from __future__ import annotations

import decimal
import json

import jsonschema

# An answer of 128 tokens can be a number of several hundred digits.
decimal.getcontext().prec = 2000


def validator(schema: object) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        value(json.dumps(schema)),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def value(text: str) -> object:
    """The JSON value of the text; raises ValueError if it is none."""
    return json.loads(text, parse_float=decimal.Decimal, parse_constant=refuse)


def readings(text: str) -> list[object]:
    """What readers make of the text: of a name that occurs twice some take the last, some the first."""
    first = json.loads(text, parse_float=decimal.Decimal, parse_constant=refuse,
                       object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    return [value(text), first]


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
