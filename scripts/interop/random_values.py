"""Values near a schema: mostly valid ones made from it, and those with one thing changed."""

from __future__ import annotations

import copy
import random

from random_schemas import FORMATS, NAMES, TYPES

LETTERS = "ab01-_. é\U0001f600\"\\/\t\x01"
CONFLICTS = {"minimum": max, "exclusiveMinimum": max, "minLength": max, "minItems": max,
             "minProperties": max, "maximum": min, "exclusiveMaximum": min, "maxLength": min,
             "maxItems": min, "maxProperties": min}


class ValueMaker:
    def __init__(self, chance: random.Random, document: dict, examples: dict[str, list[str]]):
        self.chance = chance
        self.document = document
        self.examples = examples

    def flat(self, schema: object, depth: int = 6) -> dict:
        """One way to satisfy the schema, as a schema without references and combinations."""
        if not isinstance(schema, dict) or depth == 0:
            return {}
        parts = [*schema.get("allOf", [])]
        parts += [self.chance.choice(schema[key]) for key in ("anyOf", "oneOf") if key in schema]
        if "$ref" in schema:
            parts.append(self.document["$defs"][schema["$ref"].rsplit("/", 1)[1]])
        if "if" in schema and self.chance.random() < 0.5:
            parts += [schema["if"], schema.get("then", True)]
        elif "if" in schema:
            parts.append(schema.get("else", True))
        for names in schema.get("dependentRequired", {}).values():
            parts.append({"required": names} if self.chance.random() < 0.5 else True)
        merged = dict(schema)
        for part in parts:
            for key, value in self.flat(part, depth - 1).items():
                merged[key] = self.both(key, merged[key], value) if key in merged else value
        return merged

    def both(self, key: str, one: object, other: object) -> object:
        if key in CONFLICTS:
            return CONFLICTS[key](one, other)
        if key == "required":
            return sorted({*one, *other})
        if key == "properties":
            return {name: {"allOf": [one.get(name, True), other.get(name, True)]}
                    for name in {**one, **other}}
        if key in ("items", "additionalProperties"):
            return {"allOf": [one, other]}
        return self.chance.choice((one, other))

    def value(self, schema: object, depth: int = 4) -> object:
        flat = self.flat(schema)
        if "const" in flat:
            return flat["const"]
        if "enum" in flat:
            return self.chance.choice(flat["enum"])
        kind = self.kind(flat)
        if depth == 0 and kind in ("array", "object"):
            return [] if kind == "array" else {}
        return getattr(self, kind)(flat, depth)

    def kind(self, flat: dict) -> str:
        if "type" in flat:
            kinds = flat["type"]
            return self.chance.choice(kinds) if isinstance(kinds, list) else kinds
        hints = {"properties": "object", "required": "object", "patternProperties": "object",
                 "additionalProperties": "object", "items": "array", "prefixItems": "array",
                 "contains": "array", "pattern": "string", "minLength": "string",
                 "minimum": "number", "maximum": "number", "multipleOf": "number"}
        hinted = [kind for key, kind in hints.items() if key in flat]
        return self.chance.choice(hinted if hinted and self.chance.random() < 0.9 else TYPES)

    def null(self, flat: dict, depth: int) -> None:
        return None

    def boolean(self, flat: dict, depth: int) -> bool:
        return self.chance.random() < 0.5

    def integer(self, flat: dict, depth: int) -> int:
        low = int(flat.get("minimum", flat.get("exclusiveMinimum", -20)))
        value = low + self.chance.randrange(40 if self.chance.random() < 0.8 else 1000000)
        step = flat.get("multipleOf", 1)
        value = value // step * step if isinstance(step, int) else value
        return value if self.chance.random() < 0.9 else float(value)

    def number(self, flat: dict, depth: int) -> int | float:
        value = self.integer({}, depth) if self.chance.random() < 0.4 else round(
            self.chance.uniform(-12, 20), self.chance.randint(1, 4))
        step = flat.get("multipleOf")
        value = round(value // step * step, 6) if step else value
        return int(value) if value == int(value) else value

    def string(self, flat: dict, depth: int) -> str:
        if "format" in flat:
            return self.chance.choice(FORMATS[flat["format"]])
        near = self.examples.get(flat.get("pattern"), [""])
        text = self.chance.choice(near)
        low, high = flat.get("minLength", 0), flat.get("maxLength", 6)
        if "pattern" not in flat or self.chance.random() < 0.2:
            while len(text) < low or self.chance.random() < 0.4:
                text += self.chance.choice(LETTERS)
            text = text[:high]
        return text

    def array(self, flat: dict, depth: int) -> list:
        prefix = flat.get("prefixItems", [])
        low = flat.get("minItems", 0)
        count = self.chance.randint(low, max(low, min(flat.get("maxItems", 4), 4)))
        values = [self.value(prefix[at] if at < len(prefix) else flat.get("items", True), depth - 1)
                  for at in range(count)]
        if "contains" in flat and values:
            values[self.chance.randrange(count)] = self.value(flat["contains"], depth - 1)
        return values

    def object(self, flat: dict, depth: int) -> dict:
        members = flat.get("properties", {})
        names = [*flat.get("required", [])]
        names += [name for name in members if self.chance.random() < 0.5]
        names += [self.chance.choice(NAMES) for _ in range(flat.get("minProperties", 0))]
        if self.chance.random() < 0.3:
            names.append(self.chance.choice((*NAMES, "aab", "x7", "zz", "")))
        self.chance.shuffle(names)
        rest = flat.get("additionalProperties", True)
        return {name: self.value(members.get(name, rest), depth - 1) for name in names}

    def changed(self, value: object) -> object:
        """The value with one thing in it changed."""
        value = copy.deepcopy(value)
        if value and isinstance(value, (list, dict)) and self.chance.random() < 0.6:
            key = self.chance.choice([*value] if isinstance(value, dict) else range(len(value)))
            if self.chance.random() < 0.3:
                del value[key]
            else:
                value[key] = self.changed(value[key])
            return value
        if isinstance(value, list):
            return [*value, self.chance.choice((*value, None, 1, "a"))]
        if isinstance(value, dict):
            return value | {self.chance.choice(NAMES): self.chance.choice((None, 1, "a", {}))}
        if isinstance(value, str) and self.chance.random() < 0.7:
            at = self.chance.randint(0, len(value))
            return value[:at] + self.chance.choice(LETTERS) + value[at + self.chance.randrange(2):]
        if isinstance(value, int) and not isinstance(value, bool) and self.chance.random() < 0.7:
            return value + self.chance.choice((-1, 1, 0.5, 0.1, 10))
        return self.value(True, 1)
