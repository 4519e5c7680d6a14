"""One card from its lines: values with confidence and place, best first (名片)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.engine import Corners, as_float
from ocr.fields.extract import extract
from ocr.fields.findings import Finding
from ocr.lines import Line
from ocr.reading import FIELDS, CardReading, Quad, Value


def read_card(lines: Sequence[Line], scale: float) -> CardReading:
    """The fields of one card; `scale` leads from the lines' pixels to those of the original picture."""
    result = extract(lines)
    fields: dict[str, list[Value]] = {}
    for name in FIELDS:
        values = [_value(one, scale) for field, one in result.found if field == name]
        if values:
            fields[name] = values
    corners = np.concatenate([line.box for line in lines]) if lines else None
    return CardReading(fields, result.other, None if corners is None else _around(corners, scale))


def _value(one: Finding, scale: float) -> Value:
    return Value(one.value, one.raw, _confidence(one), _box(one, scale))


_BY_MEAN = ((0.5, 0.8, 0.9, 0.95, 0.98, 1.0), (0.2, 0.45, 0.65, 0.87, 0.98, 1.0))
_BY_WEAKEST = ((0.0, 0.4, 0.5, 0.6, 1.0), (0.3, 0.65, 0.84, 0.97, 1.0))
"""What the reader's certainty is worth, measured on drawn cards: (certainty, share of values that were right)."""


def _confidence(one: Finding) -> float:
    """The rule's certainty times the reader's: of values at 0.8 or more, 98.5 in 100 are right."""
    mean = float(np.interp(one.piece.score, *_BY_MEAN))
    weakest = float(np.interp(one.piece.weakest, *_BY_WEAKEST))
    return round(max(0.0, min(1.0, one.sure * min(mean, weakest))), 3)


def _box(one: Finding, scale: float) -> Quad:
    """The part of its lines a value was read from: exact for one line, their hull's rectangle for several."""
    parts = [_part(line, start, end) for line, start, end in one.piece.spans]
    if len(parts) == 1:
        return _quad(parts[0], scale)
    return _around(np.concatenate(parts), scale)


def _part(line: Line, start: float, end: float) -> Corners:
    top_left, top_right, bottom_right, bottom_left = line.box
    top, bottom = top_right - top_left, bottom_right - bottom_left
    return as_float(
        [top_left + top * start, top_left + top * end, bottom_left + bottom * end, bottom_left + bottom * start]
    )


def _around(points: Corners, scale: float) -> Quad:
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return _quad(as_float([[left, top], [right, top], [right, bottom], [left, bottom]]), scale)


def _quad(points: Corners, scale: float) -> Quad:
    return tuple((round(float(x) * scale), round(float(y) * scale)) for x, y in points)
