"""A table out of a file (表格): its headers, its rows by number, and what is odd about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.errors import Invalid

MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767  # Excel's own limit


@dataclass(frozen=True)
class Unreadable:
    """A cell whose value cannot be known: what was `shown` of it and the sentence why.

    With `row` the whole row cannot be trusted, whichever columns are wanted.
    """

    shown: str
    why: str
    row: bool = False

    def __str__(self) -> str:
        return self.shown


Cell = str | int | float | bool | date | datetime | Unreadable | None
Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Sheet:
    """`height` is how many rows `rows()` gives: those below the header that hold anything.

    A row is (its number as Excel shows it, one cell per header, None where empty). `merged` are the numbers of the
    rows with cells that a merged one covers, `warnings` sentences for whoever chose the file.
    """

    name: str
    headers: list[str]
    header_row: int
    height: int
    read: Callable[[], Iterator[Row]]
    merged: set[int] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    def rows(self, *, after: int = 0) -> Iterator[Row]:
        """The rows from the top, or those below row number `after`; may be asked for again."""
        return (row for row in self.read() if row[0] > after)


def unreadable(sentence: str) -> Invalid:
    """The refusal of a whole file."""
    return Invalid({"file": sentence})


def cell_of(value: Any) -> Cell:
    """A value as a reader gives it: no padding, no empty text, whole numbers as integers."""
    if isinstance(value, str):
        text = value.strip() if value[:1].isspace() or value[-1:].isspace() else value
        if len(text) > LONGEST_CELL:
            return Unreadable(text[:100], f"这一格有 {len(text)} 个字，一格最多 {LONGEST_CELL} 个字")
        return text or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value if value is None or isinstance(value, bool | int | date) else str(value)


def header_of(value: Cell) -> str:
    """A header as one line."""
    text = value.shown if isinstance(value, Unreadable) else "" if value is None else str(value)
    return " ".join(text.split())[:200]


def is_watermark(cells: list[Cell]) -> bool:
    """The line that an export ends with: one cell, beginning with #, and nothing beside it (decision 42)."""
    filled = [one for one in cells if one is not None]
    return len(filled) == 1 and filled[0] is cells[0] and isinstance(filled[0], str) and filled[0].startswith("#")


def refuse_rows(count: int) -> None:
    if count > MOST_ROWS:
        raise unreadable(f"这个表超过 {MOST_ROWS} 行，分成几个文件导入")


def refuse_headers(headers: list[str]) -> None:
    """Asks for a header row that can be one. Raises Invalid."""
    if len(headers) > MOST_COLUMNS:
        raise unreadable(f"这个表有 {len(headers)} 列，最多 {MOST_COLUMNS} 列，删掉用不着的列再试")
    if all(not header or header.replace(".", "", 1).isdigit() for header in headers):
        raise unreadable("第一行应该是列名（例如姓名、手机），这个文件的第一行不是，加上列名再试")


def oddities(headers: list[str]) -> list[str]:
    """Sentences about headers that are there twice or missing."""
    names = [header for header in headers if header]
    doubled = list(dict.fromkeys(name for name in names if names.count(name) > 1))
    nameless = [column_name(index) for index, header in enumerate(headers) if not header]
    found = []
    if doubled:
        found.append(f"列名重复：{'、'.join(doubled[:5])}，只按第一个对应，其余的请自己选")
    if nameless:
        found.append(f"第 {'、'.join(nameless[:10])} 列没有列名")
    return found


def column_name(index: int) -> str:
    """A, B … Z, AA: the column as Excel names it."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
