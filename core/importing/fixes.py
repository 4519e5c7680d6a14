"""Cells that were corrected in place (改错), and the rows of a run that brings in only some: kept with the run.

`options["fixes"]` holds {row: {"values": {field: text}, "outcome", "problems"}}; the two last say what a check found.
`options["only"]` are the rows of a run that follows another, in ascending order, and `options["after"]` the batches
before it. A corrected cell is text and is read as a cell of a file of texts would be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from core.importing.address_book import part_of
from core.importing.columns import Mapped
from core.importing.lines import FAILED
from core.sheets.sheet import Cell, Row, Sheet, cell_of

FIXES, ONLY, AFTER, AGAIN = "fixes", "only", "after", "again"
MENDED = "已改好，还没有导入"

Texts = dict[str, str]
Fixes = dict[int, Texts]


def fixes_of(options: Mapping[str, Any]) -> Fixes:
    return {int(row): dict(fix["values"]) for row, fix in options.get(FIXES, {}).items()}


def passed_on(options: Mapping[str, Any]) -> dict[str, Any]:
    """The corrections for a run that writes them; what a check found before is not its own."""
    return {row: {"values": fix["values"]} for row, fix in options.get(FIXES, {}).items()}


def reason_of(fix: Mapping[str, Any], reason: str) -> str:
    """Why a row is not in: as it was found last, which is "" for one that would go in now."""
    if "outcome" not in fix:
        return reason
    return "；".join(dict.fromkeys(fix["problems"].values())) if fix["outcome"] == FAILED else ""


def mended(options: Mapping[str, Any]) -> dict[int, str]:
    """The outcome of every row that a check found to be right now."""
    found = {int(row): fix.get("outcome", FAILED) for row, fix in options.get(FIXES, {}).items()}
    return {row: outcome for row, outcome in found.items() if outcome != FAILED}


def rows_of(sheet: Sheet, options: Mapping[str, Any], mapping: Mapped) -> Sheet:
    """The rows of a file that are a run's, with the corrected cells in their places. May read the file once."""
    sheet = _only(part_of(sheet, dict(options)), options)
    fixes, columns = fixes_of(options), {key: column for column, key in mapping.items()}
    if not fixes:
        return sheet

    def read() -> Iterator[Row]:
        return ((number, corrected(cells, fixes.get(number, {}), columns)) for number, cells in sheet.read())

    return replace(sheet, read=read)


def _only(sheet: Sheet, options: Mapping[str, Any]) -> Sheet:
    if ONLY not in options:
        return sheet
    wanted = frozenset(options[ONLY])

    def read() -> Iterator[Row]:
        return (row for row in sheet.read() if row[0] in wanted)

    return replace(sheet, read=read, height=len(wanted))


def corrected(cells: list[Cell], texts: Mapping[str, str], columns: Mapping[str, int]) -> list[Cell]:
    """A row with other cells in the columns of the corrected fields."""
    found = list(cells)
    for key, text in texts.items():
        if key in columns and columns[key] < len(found):
            found[columns[key]] = cell_of(text)
    return found
