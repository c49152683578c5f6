"""Python's `jsonschema`, with numbers that it does not round."""

from __future__ import annotations

import decimal
import json

import jsonschema

# An answer of 128 tokens can be a number of several hundred digits.
decimal.getcontext().prec = 2000

DRAFT = jsonschema.Draft202012Validator
ENGINE = jsonschema.validators.extend(DRAFT, type_checker=DRAFT.TYPE_CHECKER.redefine(
    "integer", lambda checker, number: DRAFT.TYPE_CHECKER.is_type(number, "integer") or (
        isinstance(number, decimal.Decimal) and number == number.to_integral_value())))
"""Takes 3.0 for an integer, as the draft does and as jsonschema does with rounded numbers."""


def validator(schema: object) -> jsonschema.protocols.Validator:
    return ENGINE(value(json.dumps(schema)), format_checker=DRAFT.FORMAT_CHECKER)


def value(text: str) -> object:
    """The JSON value of the text; raises ValueError if it is none."""
    return json.loads(text, parse_float=decimal.Decimal, parse_constant=refuse)


def readings(text: str) -> list[object]:
    """What readers take the text for: of a name that occurs twice the last value, or the first."""
    first = json.loads(text, parse_float=decimal.Decimal, parse_constant=refuse,
                       object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    return [value(text), first]


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
