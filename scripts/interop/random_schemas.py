"""Random JSON Schemas of draft 2020-12, inside the part on which implementations agree.

Left out because dialects differ there: `\\d`, `\\w` and `\\s` in patterns (Python's take more than
ASCII), line ends, `$dynamicRef`, and formats that Python takes too gladly.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

NAMES = ("a", "b", "ab", "ba", "x1", "é")
NAME_PATTERNS = ("^a", "b$", "^[ab]+$", "1", "^x[0-9]$")
FORMATS = {
    "date": ("2024-02-29", "2023-02-29", "1999-12-31", "2001-13-01", "2020-1-05"),
    "ipv4": ("127.0.0.1", "255.255.255.255", "256.0.0.1", "1.2.3", "01.2.3.4"),
    "ipv6": ("::1", "2001:db8::8a2e:370:7334", "1::2::3", "::ffff:1.2.3.4", "12345::"),
}
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass
class SchemaWriter:
    """Writes one schema; `examples` keeps texts that are near each pattern it wrote."""

    chance: random.Random
    examples: dict[str, list[str]] = field(default_factory=dict)
    definitions: dict[str, object] = field(default_factory=dict)
    inside: bool = False
    """Whether the place that is written is within an array or object of its definition."""

    def document(self) -> dict:
        names = [f"d{number}" for number in range(self.chance.choice((0, 0, 1, 2)))]
        self.definitions = dict.fromkeys(names)
        for name in names:
            self.definitions[name] = self.schema(2)
        root = self.schema(3)
        document = root if isinstance(root, dict) else {"items": root}
        return document | ({"$defs": self.definitions} if names else {})

    def schema(self, depth: int) -> object:
        chance = self.chance.random()
        if depth <= 0 or chance < 0.06:
            return self.leaf()
        if chance < 0.24:
            return self.combination(depth)
        if chance < 0.32 and (known := self.referable()):
            return {"$ref": f"#/$defs/{self.chance.choice(known)}"}
        if chance < 0.36:
            return {"type": self.chance.sample(TYPES, 2)} | self.string() | self.number()
        kind = self.chance.choice((self.string, self.number, self.array, self.object, self.object))
        return kind(depth - 1) if kind in (self.array, self.object) else kind()

    def referable(self) -> list[str]:
        """Definitions that may stand here: none that would refer to itself with nothing between."""
        return [name for name, written in self.definitions.items()
                if self.inside or written is not None]

    def child(self, depth: int) -> object:
        """A schema of elements or members."""
        outer, self.inside = self.inside, True
        schema = self.schema(depth)
        self.inside = outer
        return schema

    def leaf(self) -> object:
        return self.chance.choice((
            True, True, False, {"type": self.chance.choice(TYPES)}, {"type": "string"},
            {"const": self.constant()}, {"enum": [self.constant() for _ in range(3)]}))

    def constant(self, depth: int = 1) -> object:
        simple = [None, True, False, 0, 1, 2.0, -3, 12, 2.5, "", "a", "ab", "é\"\\", "\U0001f600"]
        if depth and self.chance.random() < 0.3:
            few = [self.constant(0) for _ in range(self.chance.randrange(3))]
            return few if self.chance.random() < 0.5 else dict(zip(NAMES, few, strict=False))
        return self.chance.choice(simple)

    def some(self, options: dict[str, Callable[[], object]], likely: float) -> dict:
        return {key: make() for key, make in options.items() if self.chance.random() < likely}

    def typed(self, kind: str, keywords: dict) -> dict:
        return ({"type": kind} if self.chance.random() < 0.75 else {}) | keywords

    def number(self) -> dict:
        whole = self.chance.random() < 0.5
        bound = lambda: self.chance.choice((-10, -1, 0, 3, 7, 12, 100, -2.5, 0.75, 1.125, 4.0))
        keywords = self.some({
            "minimum": bound, "maximum": bound, "exclusiveMinimum": bound,
            "exclusiveMaximum": bound,
            "multipleOf": lambda: self.chance.choice((1, 2, 3, 7, 10, 0.5, 0.1, 0.01, 2.5, 1.1)),
        }, 0.3)
        return self.typed("integer" if whole else "number", keywords)

    def string(self) -> dict:
        if self.chance.random() < 0.15:
            return {"type": "string", "format": self.chance.choice(list(FORMATS))}
        return self.typed("string", self.some({
            "minLength": lambda: self.chance.randrange(4),
            "maxLength": lambda: self.chance.randrange(1, 7),
            "pattern": self.pattern,
        }, 0.4))

    def pattern(self) -> str:
        text, example = self.expression(2)
        before, after = self.chance.choice((("^", "$"), ("^", "$"), ("^", ""), ("", "$"), ("", "")))
        if before and after and "|" in text:
            text = f"(?:{text})"
        if self.chance.random() < 0.1:
            text = f"(?{self.chance.choice('=!')}{self.expression(1)[0]}){text}"
        whole = before + text + after
        self.examples.setdefault(whole, []).extend(example() for _ in range(8))
        return whole

    def expression(self, depth: int) -> tuple[str, Callable[[], str]]:
        """An expression, and what makes a text for it."""
        pick = self.chance.random()
        if depth == 0 or pick < 0.35:
            text, letters = self.chance.choice((
                ("a", "a"), ("b", "b"), ("é", "é"), ("[ab]", "ab"), ("[0-9]", "0379"), ("-", "-"),
                (".", "a1-é\U0001f600"), ("[^a]", "b1\"é"), ("\\.", "."), ("[a-cx-z_]", "acxz_")))
            return text, lambda: self.chance.choice(letters)
        first, make = self.expression(depth - 1)
        if pick < 0.65:
            low, high, mark = self.chance.choice((
                (0, 3, "*"), (1, 3, "+"), (0, 1, "?"), (2, 2, "{2}"), (1, 3, "{1,3}"),
                (2, 4, "{2,}"), (0, 2, "{0,2}"), (1, 2, "+?")))
            return f"(?:{first}){mark}", lambda: "".join(
                make() for _ in range(self.chance.randint(low, high)))
        second, other = self.expression(depth - 1)
        if pick < 0.85:
            return first + second, lambda: make() + other()
        return f"({first}|{second})", lambda: self.chance.choice((make, other))()

    def array(self, depth: int) -> dict:
        count = lambda: self.chance.randrange(4)
        inner = lambda: self.child(depth)
        return self.typed("array", self.some({
            "prefixItems": lambda: [inner() for _ in range(self.chance.randint(1, 3))],
            "items": inner, "minItems": count, "maxItems": lambda: self.chance.randint(1, 4),
        }, 0.45) | self.some({"contains": inner}, 0.2) | self.some({
            "minContains": count, "maxContains": lambda: self.chance.randint(1, 2),
            "unevaluatedItems": inner, "uniqueItems": lambda: True,
        }, 0.1))

    def object(self, depth: int) -> dict:
        inner = lambda: self.child(depth)
        name = lambda: self.chance.choice(NAMES)
        several = lambda: self.chance.sample(NAMES, self.chance.randint(1, 3))
        return self.typed("object", self.some({
            "properties": lambda: {key: inner() for key in several()},
            "required": several, "additionalProperties": inner,
        }, 0.6) | self.some({
            "patternProperties": lambda: {
                key: inner() for key in self.chance.sample(NAME_PATTERNS, 2)},
            "propertyNames": lambda: self.chance.choice((
                {"maxLength": 2}, {"pattern": "^[abx]"}, {"enum": ["a", "b", "x1"]})),
            "dependentRequired": lambda: {name(): several()},
            "dependentSchemas": lambda: {name(): self.schema(depth)},
            "minProperties": lambda: self.chance.randrange(4),
            "maxProperties": lambda: self.chance.randint(1, 4),
            "unevaluatedProperties": lambda: self.chance.choice((False, False, inner())),
        }, 0.15))

    def combination(self, depth: int) -> dict:
        inner = lambda: self.schema(depth - 1)
        few = lambda: [inner() for _ in range(self.chance.randint(2, 3))]
        kind = self.chance.choice(("anyOf", "allOf", "oneOf", "not", "if", "beside"))
        if kind == "not":
            return {"not": inner()}
        if kind == "if":
            return {"if": inner()} | self.some({"then": inner, "else": inner}, 0.8)
        if kind == "beside":
            base = self.object(depth - 1) if self.chance.random() < 0.7 else self.array(depth - 1)
            return base | {self.chance.choice(("anyOf", "allOf", "oneOf")): few()}
        return {kind: few()}
