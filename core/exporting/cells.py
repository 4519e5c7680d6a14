"""Rows of a query as cells of a file (单元格): words instead of codes, real numbers and dates, company time.

What stands in a cell is read back by an import as the same value.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson

from core import clock
from core.exporting.namesakes import Namesakes
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.objects.query import Shape
from core.text.separators import OPTIONS

Cell = str | int | float | Decimal | bool | date | datetime | None
Convert = Callable[[Any], Cell]
WIDTHS = {"long_text": 40, "datetime": 18, "date": 12, "number": 10, "boolean": 8, "choice": 12, "phone": 16}
USUAL_WIDTH = 20


@dataclass(frozen=True)
class Cells:
    """Turns rows that a shape selected into the cells of the chosen columns."""

    form: Shape
    columns: Sequence[str]
    namesakes: Namesakes

    def of(self, part: list[Any]) -> Iterable[tuple[Cell, ...]]:
        """Column by column, which costs half of doing it cell by cell."""
        stored = [_loaded(row[self._custom_place]) for row in part] if self.form.extra else []
        return zip(*(self._column(key, part, stored) for key in self.columns), strict=True)

    def _column(self, key: str, part: list[Any], stored: list[dict[str, Any]]) -> list[Cell]:
        face = self.form.faces[key]
        if key == "id":
            return [row[0] for row in part]
        if key in self.form.extra:
            convert = converter(face)
            return [convert(values.get(key)) for values in stored]
        place = 2 + self.form.own.index(key)
        if face.kind == "reference":
            name, label = self.namesakes.name, dict(self.form.labelled)[key]
            return [None if row[place] is None else name(face.to, row[place], row[label]) for row in part]
        convert = converter(face)
        return [convert(row[place]) for row in part]

    @property
    def _custom_place(self) -> int:
        return 2 + len(self.form.own) + len(self.form.labelled)


def _loaded(stored: Any) -> dict[str, Any]:
    values: dict[str, Any] = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
    return values


def headers(definition: ObjectDef, faces: dict[str, Face], columns: Sequence[str]) -> list[str]:
    """Labels; with the key where two fields of the object share one."""
    labels = [face.label for face in faces.values()]
    return [
        faces[key].label if labels.count(faces[key].label) == 1 else f"{faces[key].label}({key})" for key in columns
    ]


def widths(faces: dict[str, Face], columns: Sequence[str]) -> list[int]:
    """In characters."""
    return [10 if key == "id" else WIDTHS.get(faces[key].kind, USUAL_WIDTH) for key in columns]


def converter(face: Face) -> Convert:
    """From what a column holds to its cell."""
    if face.kind == "choice":
        return _words(face).get if face.options else _text
    if face.kind == "choices":
        return _several(face)
    if face.kind == "datetime" and face.readonly:
        return _time_to_read
    if face.decimals:
        return lambda value: None if value is None else Decimal(int(value)).scaleb(-face.decimals)
    return CONVERT.get(face.kind, _text)


def _text(value: Any) -> Cell:
    return str(value) if value not in (None, "") else None


def _number(value: Any) -> Cell:
    """As it is; as text where a workbook, which keeps 16 digits, would change it."""
    if value is None or isinstance(value, int):
        return value
    number = float(value)
    if number.is_integer():
        return int(number)
    return number if float(f"{number:.16g}") == number else repr(number)


def _money(value: Any) -> Cell:
    return None if value is None else Decimal(int(value)).scaleb(-2)


def _day(value: Any) -> Cell:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _moment(value: Any) -> Cell:
    """Company time; a text with the offset where a fraction of a second or a repeated hour would be lost."""
    if not value:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = clock.local(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return local.isoformat() if local.microsecond or local.fold else local.replace(tzinfo=None)


def _time_to_read(value: Any) -> Cell:
    """Company time to the second, of what no file can change."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    return _moment(moment.replace(microsecond=0)) if moment else None


def _yes_no(value: Any) -> Cell:
    return None if value is None else bool(value)


CONVERT: dict[str, Convert] = {
    "number": _number, "money": _money, "date": _day, "datetime": _moment, "boolean": _yes_no,
}  # fmt: skip


class _Words(dict[Any, str | None]):
    """Words by code; an option that is gone shows its code."""

    def get(self, key: Any, default: Any = None) -> str | None:
        return super().get(key, str(key)) if key not in (None, "") else None


def _words(face: Face) -> _Words:
    """A word that two options share, or that is the code of another one, does not say which: those show their codes."""
    said = Counter(word for one in face.options for word in {one.label.casefold(), one.value.casefold()})
    return _Words({o.value: o.label if said[o.label.casefold()] == 1 else o.value for o in face.options})


def _several(face: Face) -> Convert:
    words = _words(face)
    whole = {code: code if word and OPTIONS.search(word) else word for code, word in words.items()}

    def joined(value: Any) -> Cell:
        codes = orjson.loads(value) if isinstance(value, str | bytes) else value
        return "、".join(whole.get(code) or str(code) for code in codes) if codes else None

    return joined
