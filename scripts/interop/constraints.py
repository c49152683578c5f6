"""Constraints of every kind, each with a check of answers that is not carat's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import json_schema_engine


@dataclass(frozen=True)
class Constraint:
    name: str
    flags: tuple[str, ...]
    """Flags of `carat run`; FILE stands for a file of the `content`."""
    content: str
    holds: Callable[[str], bool]


def schema(name: str, document: dict) -> Constraint:
    engine = json_schema_engine.validator(document)

    def holds(text: str) -> bool:
        try:
            return all(map(engine.is_valid, json_schema_engine.readings(text)))
        except ValueError:
            return False

    return Constraint(f"schema, {name}", ("--schema", "FILE"), json.dumps(document), holds)


def regex(pattern: str) -> Constraint:
    return Constraint(f"regex, {pattern}", ("--regex", pattern), "",
                      lambda text: re.fullmatch(pattern, text) is not None)


def choice(*texts: str) -> Constraint:
    flags = [part for text in texts for part in ("--choice", text)]
    return Constraint("choice", tuple(flags), "", lambda text: text in texts)


def is_sum(text: str) -> bool:
    """Whether the text is numbers joined by plus signs, in any depth of brackets."""
    while (shorter := re.sub(r"\(\d+( \+ \d+)*\)", "0", text, flags=re.ASCII)) != text:
        text = shorter
    return re.fullmatch(r"\d+( \+ \d+)*", text, flags=re.ASCII) is not None


SUM = """root ::= term (" + " term)*
term ::= [0-9]+ | "(" root ")"
"""

PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 12},
        "born": {"type": "integer", "minimum": 1700, "maximum": 2026},
        "home": {
            "type": "object",
            "properties": {"city": {"type": "string", "maxLength": 10},
                           "code": {"type": "integer"}},
            "required": ["city"], "additionalProperties": False,
        },
    },
    "required": ["name", "born", "home"], "additionalProperties": False,
}
TREE = {
    "$defs": {"node": {
        "type": "object",
        "properties": {"value": {"type": "integer"},
                       "children": {"type": "array", "items": {"$ref": "#/$defs/node"},
                                    "maxItems": 2}},
        "required": ["value", "children"], "additionalProperties": False,
    }},
    "$ref": "#/$defs/node",
}
SHAPE = {
    "type": "object",
    "properties": {"kind": {"enum": ["circle", "box"]}, "radius": {"type": "number"},
                   "sides": {"type": "array", "items": {"type": "integer", "minimum": 1},
                             "minItems": 2, "maxItems": 3}},
    "required": ["kind"],
    "if": {"properties": {"kind": {"const": "circle"}}},
    "then": {"required": ["radius"], "properties": {"sides": False}},
    "else": {"required": ["sides"], "properties": {"radius": False}},
}

ALL = (
    schema("nested", PERSON),
    schema("enum", {"enum": ["red", "green", "blue", 7, None, {"other": [True, "é\"\\"]}]}),
    schema("pattern", {"type": "string", "pattern": "^[A-Z][a-z]{2,8}( [A-Z]\\.)?$"}),
    schema("recursion", TREE),
    schema("numbers", {"type": "array", "minItems": 3, "maxItems": 4, "items": {
        "type": "number", "minimum": -2.5, "exclusiveMaximum": 1000, "multipleOf": 0.25}}),
    schema("condition", SHAPE),
    schema("tuple with formats", {
        "type": "array", "minItems": 3, "maxItems": 3, "items": False, "prefixItems": [
            {"type": "string", "format": "date", "pattern": "^(18|19)"},
            {"type": "string", "format": "ipv4"},
            {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3, "maxLength": 3}]}]}),
    schema("names", {
        "type": "object", "required": ["alpha", "b"], "maxProperties": 4,
        "propertyNames": {"pattern": "^[a-z]{1,6}$"},
        "patternProperties": {"^a": {"type": "boolean"}},
        "additionalProperties": {"type": ["integer", "null"]}}),
    regex("[0-9]{4}-(0[1-9]|1[0-2])"),
    regex("(yes|no), because [a-z ]{4,30}\\."),
    regex("([^\\x00-\\x1f\"]{1,3};){2,4}"),
    choice("apple pie", "apple", "Äpfel", "pear"),
    Constraint("grammar of sums", ("--grammar", "FILE"), SUM, is_sum),
)
