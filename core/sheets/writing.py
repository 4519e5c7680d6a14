"""Tables into files (写表格): XLSX or CSV, row by row; a text never becomes a formula."""

import csv
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from core.sheets.book import Book
from core.sheets.sheet import Unreadable

FileKind = Literal["xlsx", "csv"]
KINDS: tuple[FileKind, ...] = ("xlsx", "csv")
TEMPTING = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]|'+#")  # what `lines` takes a quote off from has to get one
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Form:
    """What helps to fill in a workbook by hand, by column: words offered, a tip at the header, kept as text; `notes`
    is a second sheet. A CSV has none of it.
    """

    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    tips: Mapping[int, str] = field(default_factory=dict)
    texts: Collection[int] = ()
    notes: Sequence[Sequence[str]] = ()


def write_sheet(
    path: Path | str,
    kind: FileKind,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    watermark: str = "",
    widths: Sequence[int] = (),
    form: Form | None = None,
) -> int:
    """Writes the rows as they come and says how many there were.

    Cells are text, int, float, Decimal (two digits), bool (是 or 否), date, naive datetime (company time), None.
    """
    if kind == "csv":
        return _write_csv(Path(path), headers, rows, watermark)
    form = form or Form()
    with Book(path) as book:
        sheet = book.sheet("数据", headers, widths, form.texts)
        if watermark:
            sheet.mark(watermark)
        for row in rows:
            sheet.add(row)
        for column, words in form.choices.items():
            book.offer(sheet, column, words)
        for column, tip in form.tips.items():
            sheet.tip(column, tip)
        if form.notes:
            notes = book.sheet("填写说明", form.notes[0], (24, 10, 80))
            for line in form.notes[1:]:
                notes.add(line)
    return sheet.count


def _write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Any]], watermark: str) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([csv_text(header) for header in headers])
        for row in rows:
            writer.writerow(_csv_row(row))
            count += 1
        if watermark:
            writer.writerow([f"# {watermark}"])
    return count


def _csv_row(row: Sequence[Any]) -> list[str]:
    texts = [csv_text(cell) for cell in row]
    if texts and texts[0].startswith("#") and not any(texts[1:]):
        texts[0] = f"'{texts[0]}"  # else it would be read as the watermark
    return texts


def csv_text(cell: Any) -> str:
    """A cell as text; what a spreadsheet would run gets a quote before it, which reading takes off again."""
    if isinstance(cell, str):
        text = cell.replace("\x00", "")
        return f"'{text}" if TEMPTING.match(text) and not PLAIN_NUMBER.fullmatch(text) else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return csv_text(cell.shown) if isinstance(cell, Unreadable) else str(cell)
