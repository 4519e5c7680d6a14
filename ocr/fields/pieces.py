"""From lines to pieces: a line split at its labels, and labels joined to the values beside them (片段)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ocr.engine import Corners, as_float
from ocr.fields.labels import find_labels, suits
from ocr.fields.plain import cjk_count, has_cjk, plain
from ocr.lines import Line

_EDGE = " :;,.|/、·•-_()[]"


@dataclass(frozen=True)
class Piece:
    """Part of a line, or lines that continue each other: its text, what its label says, and its place.

    `spans` name the parts of lines it was read from as (line, from, to) with fractions of the line's width.
    """

    text: str
    kinds: tuple[str, ...]
    spans: tuple[tuple[Line, float, float], ...]
    left: float
    top: float
    right: float
    bottom: float
    height: float
    label_left: float
    vertical: bool = False

    @property
    def score(self) -> float:
        return min(line.score for line, _, _ in self.spans)

    @property
    def weakest(self) -> float:
        return min(line.weakest for line, _, _ in self.spans)

    @property
    def width_in_letters(self) -> float:
        """Its width in units of its height: a lone label of one letter has less than two."""
        return (self.right - self.label_left) / max(self.height, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def last_bottom(self) -> float:
        return self.spans[-1][0].bottom


def pieces_of(lines: Iterable[Line]) -> list[Piece]:
    """All pieces of a card in reading order."""
    pieces = [piece for line in _joined_labels(list(lines)) for piece in _split(line)]
    return _joined_rows(_joined_letters(_labelled(pieces)))


def _joined_labels(lines: list[Line]) -> list[Line]:
    """`手` and `机:138…`, which a wide gap in the label made two lines, as one."""
    done = list(lines)
    for first in lines:
        if not re.fullmatch(r"[\u3400-\u9fff]", first.text):
            continue
        second = next((line for line in done if line is not first and _completes_label(first, line)), None)
        if second is not None:
            text, box = first.text + second.text, _spanning(first, second)
            done[done.index(second)] = replace(second, text=text, box=box, left=first.left)
            done = [line for line in done if line is not first]
    return done


def _completes_label(first: Line, second: Line) -> bool:
    level = abs((first.top + first.bottom) - (second.top + second.bottom)) < 0.8 * second.height
    near = 0 <= second.left - first.left < 4.5 * second.height
    if not level or not near or not has_cjk(second.text[:1]):
        return False
    labels = find_labels(plain(first.text + second.text))
    return bool(labels) and labels[0].start == 0 and not set(labels[0].kinds) <= {"name", "title", "company", "other"}


def _spanning(first: Line, second: Line) -> Corners:
    """The box from the start of one line to the end of another in the same row."""
    return as_float([first.box[0], second.box[1], second.box[2], first.box[3]])


def _split(line: Line) -> list[Piece]:
    text = plain(line.text)
    labels = find_labels(text)
    if not labels:
        return [_part(line, text, (), 0, len(text))]
    parts = []
    if text[: labels[0].start].strip(_EDGE):
        parts.append(_part(line, text, (), 0, labels[0].start))
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start if following else len(text)
        parts.append(_part(line, text, label.kinds, label.end, max(end, label.end), label.start))
    return parts


def _part(line: Line, text: str, kinds: tuple[str, ...], start: int, end: int, label_start: int | None = None) -> Piece:
    stop = start + len(text[start:end].rstrip())
    first, last, label = (_share(text, at) for at in (start, stop, start if label_start is None else label_start))
    left, right = line.left + first * line.width, line.left + last * line.width
    label_left = line.left + label * line.width
    return Piece(
        text[start:end].strip(), kinds, ((line, first, last),), left, line.top, right, line.bottom,
        line.width if line.vertical else line.height, label_left, line.vertical,
    )  # fmt: skip


def _share(text: str, at: int) -> float:
    """How far along the line a position lies; a Chinese character is as wide as two Latin ones."""
    total = len(text) + cjk_count(text)
    return (at + cjk_count(text[:at])) / total if total else 0.0


def _labelled(pieces: list[Piece]) -> list[Piece]:
    """Labels that stand alone, in a column or over their value, joined to it."""
    taken: set[int] = set()
    values = list(pieces)
    for index, label in enumerate(pieces):
        if not label.kinds or label.text:
            continue
        found = _beside(pieces, label, taken)
        if found is not None and label.width_in_letters < 2 and not suits(label.kinds, pieces[found].text):
            found = None
        if found is None and label.width_in_letters >= 2:
            found = _below(pieces, label, taken)
        if found is not None:
            values[found] = replace(values[found], kinds=label.kinds, label_left=label.label_left)
            taken.update((index, found))
    return [piece for index, piece in enumerate(values) if not (index in taken and pieces[index].kinds) and piece.text]


def same_row(one: Piece, other: Piece) -> bool:
    return abs(one.middle - other.middle) < 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _beside(pieces: Sequence[Piece], label: Piece, taken: set[int]) -> int | None:
    """The nearest unlabelled piece to the right in the same row."""
    row = [
        (piece.left - label.right, index)
        for index, piece in enumerate(pieces)
        if piece.text and not piece.kinds and index not in taken and same_row(piece, label)
        and piece.left > label.right - label.height
    ]  # fmt: skip
    return min(row)[1] if row and min(row)[0] < 8 * label.height else None


def _below(pieces: Sequence[Piece], label: Piece, taken: set[int]) -> int | None:
    """The piece right under a label that has nothing beside it."""
    under = [
        (piece.top - label.bottom, index)
        for index, piece in enumerate(pieces)
        if piece.text and not piece.kinds and index not in taken and abs(piece.left - label.label_left) < label.height
        and -0.3 * label.height < piece.top - label.bottom < 0.9 * label.height
    ]  # fmt: skip
    return min(under)[1] if under else None


_FIRM_END = re.compile(r"(?:公司|集团|集團|合伙企业|事务所|厂)$")


def _joined_rows(pieces: list[Piece]) -> list[Piece]:
    """A company's name that the detector split at its bracket or a gap, put together again."""
    done = list(pieces)
    for end in pieces:
        if end.kinds or end.vertical or not _FIRM_END.search(end.text):
            continue
        for start in done:
            if start is not end and _leads_to(start, end):
                done[done.index(start)] = merged(start, _after(start, end), "")
                done.remove(end)
                break
    return done


def _after(start: Piece, end: Piece) -> Piece:
    """The end without the character that both boxes hold."""
    twice = end.left < start.right and start.text[-1:] == end.text[:1]
    return replace(end, text=end.text[1:]) if twice else end


def _leads_to(start: Piece, end: Piece) -> bool:
    if start.kinds or start.vertical or _FIRM_END.search(start.text) or cjk_count(start.text) < 2:
        return False
    alike = max(start.height, end.height) < 1.35 * min(start.height, end.height)
    return alike and same_row(start, end) and -1.2 * end.height < end.left - start.right < 0.9 * end.height


_LETTER = re.compile(r"^[\u3400-\u9fff]{1,2}$")


def _joined_letters(pieces: list[Piece]) -> list[Piece]:
    """Characters set far apart (王　小　明), which the detector takes for lines of their own, put together."""
    done: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        before = next((index for index, one in enumerate(done) if _spaced_apart(one, piece)), None)
        if before is None:
            done.append(piece)
        else:
            done[before] = merged(done[before], piece, "")
    order = {id(piece): index for index, piece in enumerate(pieces)}
    return sorted(done, key=lambda piece: order.get(id(piece), (_first_index(order, pieces, piece))))


def _first_index(order: dict[int, int], pieces: Sequence[Piece], joined: Piece) -> int:
    return next((index for index, piece in enumerate(pieces) if piece.spans[0] == joined.spans[0]), len(order))


def _spaced_apart(one: Piece, other: Piece) -> bool:
    if one.kinds or other.kinds or one.vertical or other.vertical or not _LETTER.match(other.text):
        return False
    if not re.fullmatch(r"[\u3400-\u9fff]{1,3}", one.text) or len(one.text + other.text) > 4:
        return False
    alike = max(one.height, other.height) < 1.3 * min(one.height, other.height)
    single = len(one.text) == 1 or len(other.text) == 1
    return (
        alike and single and same_row(one, other) and 0 <= other.left - one.right + one.height * 0.3 < 2.4 * one.height
    )


def merged(one: Piece, other: Piece, glue: str) -> Piece:
    """`other` as the continuation of `one`."""
    return replace(
        one,
        text=one.text + glue + other.text,
        spans=one.spans + other.spans,
        left=min(one.left, other.left),
        top=min(one.top, other.top),
        right=max(one.right, other.right),
        bottom=max(one.bottom, other.bottom),
    )
