"""All lines of text of one picture, read upright, whatever way the card lies (文字行与方向)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr.engine import Corners, Engine, Picture, Text, as_float
from ocr.strips import cut, sides, turned

_PROBES = 3
"""The longest lines decide between upright and upside down."""
_CERTAIN = 0.93
"""Mean certainty from which a reading is taken without trying the other way round."""
_TALL = 1.5
"""A box this many times as high as wide holds vertical or sideways text."""
_NOISE = 0.5
"""Below this mean certainty a strip is texture, not text."""


@dataclass(frozen=True)
class Line:
    """One line: its text, certainty, box in the picture, and its rectangle on the upright card.

    The rectangle (`left top right bottom`) is measured along the text, so that lines of one row share their
    heights even when the card lies askew.
    """

    text: str
    score: float
    weakest: float
    box: Corners
    left: float
    top: float
    right: float
    bottom: float
    vertical: bool = False

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


def read_lines(engine: Engine, picture: Picture) -> list[Line]:
    """Find and read the text of a picture; lines come in reading order."""
    boxes = engine.detect(picture)
    if not boxes:
        return []
    angle = _direction(boxes)
    boxes = [_along(box, angle) for box in boxes]
    texts, upside_down = _read_upright(engine, picture, boxes)
    if upside_down:
        boxes, angle = [turned(box, 2) for box in boxes], angle + math.pi
    lines = [_line(text, box, angle) for text, box in zip(texts, boxes, strict=True) if _is_text(text)]
    return sorted(lines, key=lambda line: (line.top, line.left))


def _is_text(text: Text) -> bool:
    return bool(text.text.strip()) and text.score >= _NOISE


def _direction(boxes: Sequence[Corners]) -> float:
    """The angle of the text in radians, from -90° to 90°, by the long sides of the long boxes."""
    across = along = 0.0
    for box in boxes:
        width, height = sides(box)
        if max(width, height) >= _TALL * min(width, height):
            edge = box[1] - box[0] if width > height else box[2] - box[1]
            # Angles are doubled because a line and the same line reversed have one direction.
            double = 2 * math.atan2(edge[1], edge[0])
            across += max(width, height) * math.cos(double)
            along += max(width, height) * math.sin(double)
    return math.atan2(along, across) / 2 if across or along else 0.0


def _along(box: Corners, angle: float) -> Corners:
    """The box with the corner first from which the text would run in this direction."""
    edges = np.roll(box, -1, axis=0) - box
    return turned(
        box, int((edges @ as_float([math.cos(angle), math.sin(angle)]) / np.linalg.norm(edges, axis=1)).argmax())
    )


def _read_upright(engine: Engine, picture: Picture, boxes: Sequence[Corners]) -> tuple[list[Text], bool]:
    """The texts of all boxes and whether they had to be turned upside down."""
    order = sorted(range(len(boxes)), key=lambda index: -_length(boxes[index]))
    probes, rest = order[:_PROBES], order[_PROBES:]
    texts = [Text("", 0.0, 0.0)] * len(boxes)
    upright = engine.recognise([cut(picture, boxes[index]) for index in probes])
    upside_down = False
    if _certainty(upright) < _CERTAIN:
        other = engine.recognise([cut(picture, turned(boxes[index], 2)) for index in probes])
        if _certainty(other) > _certainty(upright):
            upright, upside_down = other, True
    strips = [_strip(picture, turned(boxes[index], 2) if upside_down else boxes[index]) for index in rest]
    for index, text in zip([*probes, *rest], [*upright, *engine.recognise(strips)], strict=True):
        texts[index] = text
    return texts, upside_down


def _length(box: Corners) -> float:
    """How long a horizontal line is; vertical text says nothing about up and down."""
    width, height = sides(box)
    return width if width >= height else 0.0


def _certainty(texts: Sequence[Text]) -> float:
    letters = sum(len(text.text) for text in texts)
    return sum(text.score * len(text.text) for text in texts) / letters if letters else 0.0


def _strip(picture: Picture, box: Corners) -> Picture:
    width, height = sides(box)
    return cut(picture, box) if height < _TALL * width else _laid_flat(cut(picture, box))


def _laid_flat(column: Picture) -> Picture:
    """A column of characters as one row: cut between the characters and set side by side."""
    edges = _cuts(column)
    cells = [column[top:bottom] for top, bottom in itertools.pairwise(edges)]
    tallest = max(len(cell) for cell in cells)
    paper = np.median(column.reshape(-1, 3), axis=0).astype(np.uint8)
    row = np.full((tallest, sum(cell.shape[1] for cell in cells), 3), paper, np.uint8)
    at = 0
    for cell in cells:
        top = (tallest - len(cell)) // 2
        row[top : top + len(cell), at : at + cell.shape[1]] = cell
        at += cell.shape[1]
    return row


def _cuts(column: Picture) -> list[int]:
    """Where to cut a column: equal steps of about a character's width that cross the least ink."""
    height, width = column.shape[:2]
    paper = np.median(column.reshape(-1, 3), axis=0)
    ink = np.abs(column.astype(np.float32) - paper).sum(axis=2).mean(axis=1)
    written = np.flatnonzero(ink > 0.15 * ink.max())
    first, last = (int(written[0]), int(written[-1]) + 1) if len(written) else (0, height)
    options = []
    for count in range(1, 13):
        step = (last - first) / count
        if not 0.62 * width <= step <= 1.5 * width:
            continue
        inner = [round(first + step * index) for index in range(1, count)]
        crossed = (
            float(np.mean([ink[max(0, at - 1) : at + 2].min() for at in inner])) if inner else float(ink.mean()) * 0.5
        )
        options.append((crossed + 0.1 * float(ink.mean()) * abs(step / width - 0.95), [0, *inner, height]))
    return min(options)[1] if options else [0, height]


def _line(text: Text, box: Corners, angle: float) -> Line:
    cosine, sine = math.cos(-angle), math.sin(-angle)
    upright = box @ as_float([[cosine, sine], [-sine, cosine]])
    width, height = sides(box)
    # Means of opposite corners: a slanted box must not look taller than its letters.
    left, right = float(upright[[0, 3], 0].mean()), float(upright[[1, 2], 0].mean())
    top, bottom = float(upright[[0, 1], 1].mean()), float(upright[[2, 3], 1].mean())
    return Line(text.text.strip(), text.score, text.weakest, box, left, top, right, bottom, height >= _TALL * width)
