"""What a reading of a card picture is: values with confidence and place (名片识别结果)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Quad = tuple[tuple[int, int], ...]
"""Four corners, clockwise from the top left of the text, in pixels of the picture after its EXIF turn."""

DOUBT = 0.8
"""A value below this confidence is shown for a person to confirm."""

FIELDS = (
    "name",
    "company",
    "department",
    "title",
    "mobile",
    "phone",
    "fax",
    "email",
    "wechat",
    "qq",
    "website",
    "address",
    "postcode",
    "name_en",
    "company_en",
    "department_en",
    "title_en",
    "address_en",
)
"""Every field a card can have; `…_en` is the second language of a bilingual card."""


@dataclass(frozen=True)
class Value:
    """One value: cleaned `value`, the `raw` text it was read from, `confidence` 0..1 and its `box`."""

    value: str
    raw: str
    confidence: float
    box: Quad

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBT

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "confidence": self.confidence,
            "box": _quad_to_json(self.box),
            "raw": self.raw,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Value:
        return cls(data["value"], data["raw"], data["confidence"], _quad_from_json(data["box"]))


@dataclass(frozen=True)
class CardReading:
    """One card: values by field, the lines that belong to no field, and where the card lies."""

    fields: dict[str, list[Value]] = field(default_factory=dict)
    other: list[str] = field(default_factory=list)
    box: Quad | None = None

    def first(self, name: str) -> str:
        """The best value of a field, or an empty string."""
        values = self.fields.get(name)
        return values[0].value if values else ""

    def to_json(self) -> dict[str, Any]:
        return {
            "fields": {name: [value.to_json() for value in values] for name, values in self.fields.items()},
            "other": list(self.other),
            "box": None if self.box is None else _quad_to_json(self.box),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CardReading:
        fields = {name: [Value.from_json(value) for value in values] for name, values in data["fields"].items()}
        return cls(fields, list(data["other"]), None if data["box"] is None else _quad_from_json(data["box"]))


@dataclass(frozen=True)
class Reading:
    """All cards found in one picture (none in a blank photo), the time taken and the picture's size."""

    cards: list[CardReading]
    ms: int
    width: int
    height: int

    def to_json(self) -> dict[str, Any]:
        return {
            "cards": [card.to_json() for card in self.cards],
            "ms": self.ms,
            "width": self.width,
            "height": self.height,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reading:
        cards = [CardReading.from_json(card) for card in data["cards"]]
        return cls(cards, data["ms"], data["width"], data["height"])


def _quad_to_json(quad: Quad) -> list[list[int]]:
    return [[x, y] for x, y in quad]


def _quad_from_json(points: Sequence[Sequence[int]]) -> Quad:
    return tuple((int(x), int(y)) for x, y in points)
