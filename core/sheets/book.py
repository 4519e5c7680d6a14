"""A workbook that is written row by row (XLSX)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from core.sheets.sheet import LONGEST_CELL, Unreadable, column_name

DATE, MOMENT, MONEY, TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "0.00", "@"
WIDTH = 16
OFFERED_ROWS = 10_000  # how far down a column offers its words
LONGEST_LIST = 255  # Excel's limit for words inside a rule
OPTIONS = "选项"


class Book:
    """Only the row being written is held; `with` writes the file at the end. Raises OSError."""

    def __init__(self, path: Path | str) -> None:
        self.book = Workbook(str(path), {"constant_memory": True, "default_date_format": MOMENT})
        self.formats = {code: self.book.add_format({"num_format": code}) for code in (DATE, MOMENT, MONEY, TEXT)}
        self.bold = self.book.add_format({"bold": True})
        self.lists: list[Sequence[str]] = []

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None and self.lists:
            self._write_lists()
        try:
            self.book.close()
        except FileCreateError as full:  # it wraps what the disk said
            raise OSError(str(full)) from full

    def sheet(
        self, name: str, headers: Sequence[str], widths: Sequence[int] = (), texts: Collection[int] = ()
    ) -> "Written":
        sheet = self.book.add_worksheet(name)
        for column, header in enumerate(headers):
            width = widths[column] if column < len(widths) else WIDTH
            sheet.set_column(column, column, width, self.formats[TEXT] if column in texts else None)
            sheet.write_string(0, column, header[:LONGEST_CELL], self.bold)
        sheet.freeze_panes(1, 0)
        return Written(sheet, self.formats)

    def offer(self, sheet: "Written", column: int, words: Sequence[str]) -> None:
        """Lets people choose a word in a column; many words stand in a hidden sheet."""
        short = sum(len(word) + 1 for word in words) <= LONGEST_LIST and not any("," in word for word in words)
        source: Any = list(words)
        if not short:
            self.lists.append(words)
            place = column_name(len(self.lists) - 1)
            source = f"='{OPTIONS}'!${place}$1:${place}${len(words)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_title": "没有这个选项",
            "error_message": "从下拉列表里选一个",
        }
        sheet.sheet.data_validation(1, column, OFFERED_ROWS, column, rule)

    def _write_lists(self) -> None:
        sheet = self.book.add_worksheet(OPTIONS)
        for row, words in enumerate(zip_longest(*self.lists, fillvalue="")):
            for column, word in enumerate(words):
                if word:
                    sheet.write_string(row, column, word)
        sheet.hide()


class Written:
    """One sheet; `count` is how many rows stand below the header."""

    def __init__(self, sheet: Any, formats: dict[str, Any]) -> None:
        self.sheet, self.formats, self.count = sheet, formats, 0

    def mark(self, watermark: str) -> None:
        """Prints who and when above every page."""
        self.sheet.set_header("&C" + watermark.replace("&", "&&")[:200])

    def tip(self, column: int, text: str) -> None:
        self.sheet.write_comment(0, column, text[:1000], {"x_scale": 2})

    def add(self, row: Sequence[Any]) -> None:
        self.count += 1
        for column, cell in enumerate(row):
            if cell is not None and cell != "":
                self._put(column, cell)

    def _put(self, column: int, cell: Any) -> None:
        sheet, row = self.sheet, self.count
        if isinstance(cell, str):
            sheet.write_string(row, column, cell[:LONGEST_CELL])
        elif isinstance(cell, bool):
            sheet.write_string(row, column, "是" if cell else "否")
        elif isinstance(cell, Decimal):
            sheet.write_number(row, column, float(cell), self.formats[MONEY])
        elif isinstance(cell, date):
            self._put_date(column, cell)
        elif isinstance(cell, Unreadable):
            sheet.write_string(row, column, cell.shown)
        else:
            sheet.write_number(row, column, cell)

    def _put_date(self, column: int, when: date) -> None:
        """Excel knows no days before 1900."""
        if when.year < 1900:
            self.sheet.write_string(self.count, column, str(when))
        elif isinstance(when, datetime):
            self.sheet.write_datetime(self.count, column, when, self.formats[MOMENT])
        else:
            self.sheet.write_datetime(self.count, column, when, self.formats[DATE])
