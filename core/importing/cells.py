"""Cells on their way out of the small process that reads a file (单元格传送): as JSON, and back as they were."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from core.sheets.sheet import Cell, Row, Unreadable


def packed(rows: Iterable[Row]) -> list[list[Any]]:
    return [[number, [_packed(cell) for cell in cells]] for number, cells in rows]


def unpacked(rows: Iterable[list[Any]]) -> Iterator[Row]:
    return ((int(number), [_unpacked(cell) for cell in cells]) for number, cells in rows)


def _packed(cell: Cell) -> Any:
    if isinstance(cell, Unreadable):
        return {"shown": cell.shown, "why": cell.why, "row": cell.row}
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _unpacked(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    if "moment" in cell:
        return datetime.fromisoformat(cell["moment"])
    return date.fromisoformat(cell["day"]) if "day" in cell else Unreadable(**cell)
