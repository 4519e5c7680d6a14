"""Tables in workbooks (XLSX, XLS, ODS): the first visible sheet, its cached values, merged and faulty cells."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from core.sheets.container import sheets_of
from core.sheets.extent import Extent
from core.sheets.packed import BROKEN, DAMAGED, LOCKED, look_inside
from core.sheets.sheet import (
    Cell,
    Row,
    Sheet,
    Unreadable,
    cell_of,
    column_name,
    header_of,
    is_watermark,
    oddities,
    refuse_headers,
    refuse_rows,
    unreadable,
)

MOST_COVERED = 200_000
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_workbook(source: Path | bytes, name: str, *, packed: bool) -> Sheet:
    """The first visible sheet of a workbook. Raises Invalid."""
    content = b"" if packed else source if isinstance(source, bytes) else source.read_bytes()
    if ENCRYPTED in content:
        raise unreadable(LOCKED)
    with _refusing():
        inside = look_inside(source) if packed else sheets_of(content)
        with load_workbook(BytesIO(source) if isinstance(source, bytes) else source) as book:
            extents = inside if isinstance(inside, dict) else dict(zip(book.sheet_names, inside, strict=True))
            shown = [one.name for one in book.sheets_metadata if _is_shown(one)]
            if not shown:
                raise unreadable("这个文件里没有看得见的工作表")
            extents[shown[0]].refuse_vast()
            grid = book.get_sheet_by_name(shown[0])
    return Grid(grid, extents[shown[0]], others=len(shown) - 1).table(name)


@contextmanager
def _refusing() -> Iterator[None]:
    """What goes wrong with a damaged file, as a sentence."""
    try:
        yield
    except PasswordError:
        raise unreadable(LOCKED) from None
    except (CalamineError, struct.error, *DAMAGED):
        raise unreadable(BROKEN) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a bug of the reader's own; it is not even an Exception
            raise
        raise unreadable(BROKEN) from None


def _is_shown(sheet: SheetMetadata) -> bool:
    return sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet


class Grid:
    """A sheet as the reader lays it out, with what the file says of its cells beside their values."""

    def __init__(self, sheet: CalamineSheet, extent: Extent, others: int) -> None:
        self.sheet, self.others = sheet, others
        self.left = sheet.start[1] if sheet.start else 0  # empty columns before the table are not laid out
        self.covered = _covered(sheet, self.left)
        self.faults: dict[int, list[tuple[int, Unreadable]]] = {}
        for (row, column), fault in extent.faults.items():
            if column >= self.left:
                self.faults.setdefault(row, []).append((column - self.left, Unreadable(*fault)))

    def filled(self) -> Iterator[Row]:
        """Every row that holds anything, without the empty cells at its end; those with faults only may come last."""
        end = self.sheet.end[0] + 1 if self.sheet.end else 0
        below: list[tuple[int, list[Any]]] = [(number, []) for number in sorted(self.faults) if number > end]
        laid_out: Iterator[tuple[int, list[Any]]] = enumerate(self.sheet.iter_rows(), 1)
        for number, values in chain(laid_out, below):
            cells: list[Cell] = [cell_of(value) if value != "" else None for value in values]
            for column, fault in self.faults.get(number, ()):
                cells += [None] * (column + 1 - len(cells))
                cells[column] = fault
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield number, cells

    def table(self, name: str) -> Sheet:
        rows = self.filled()
        header_row, first = next(rows, (0, []))
        if self._is_title(header_row, first):
            header_row, first = next(rows, (0, []))
        if not header_row:
            raise unreadable("这个文件是空的")
        headers, count, width = [header_of(cell) for cell in first], 0, len(first)
        last, final = 0, first
        for last, final in rows:  # noqa: B007
            count, width = count + 1, max(width, len(final))
        marked = last if count and is_watermark(final) else 0
        refuse_rows(count - bool(marked))
        headers += [""] * (width - len(headers))
        refuse_headers(headers)

        def read() -> Iterator[Row]:
            for number, cells in self.filled():
                if number > header_row and number != marked:
                    yield number, self._with_covered(number, cells, width)

        merged = {number for number in self.covered if header_row < number <= last}
        warnings = [*oddities(headers), *self._warnings(merged)]
        return Sheet(name, headers, header_row, count - bool(marked), read, merged, warnings)

    def _is_title(self, number: int, cells: list[Cell]) -> bool:
        """A line above the headers that is merged over several columns."""
        return len([cell for cell in cells if cell is not None]) == 1 and len(self.covered.get(number, ())) > 0

    def _with_covered(self, number: int, cells: list[Cell], width: int) -> list[Cell]:
        whole = cells + [None] * (width - len(cells))
        for column, top in self.covered.get(number, ()):
            if column < width:
                why = f"{column_name(column + self.left)} 列和第 {top} 行的单元格合并在一起，取消合并，每一格都填上"
                whole[column] = Unreadable("", why)
        return whole

    def _warnings(self, merged: set[int]) -> list[str]:
        found = []
        if merged:
            rows = "、".join(str(number) for number in sorted(merged)[:10])
            found.append(f"第 {rows} 行{'等' if len(merged) > 10 else ''}有合并的单元格，被合并的格子读不到内容")
        if self.faults:
            found.append(f"有 {sum(map(len, self.faults.values()))} 个单元格是 Excel 错误或没有结果的公式")
        if self.others:
            found.append(f"只读第一个工作表「{self.sheet.name[:40]}」，其余 {self.others} 个没有读")
        return found


def _covered(sheet: CalamineSheet, first: int) -> dict[int, list[tuple[int, int]]]:
    """By row number, the columns that merged cells cover, each with the row number of the cell that covers it."""
    found: dict[int, list[tuple[int, int]]] = {}
    last_row, last_column = sheet.end or (0, 0)
    left_over = MOST_COVERED
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom, last_row) + 1):
            columns = range(left + (row == top), min(right, last_column) + 1)
            found.setdefault(row + 1, []).extend((column - first, top + 1) for column in columns if column >= first)
            left_over -= len(columns) + 1
            if left_over < 0:
                raise unreadable("合并的单元格太多。全选后取消合并，每一格都填上，再上传")
    return {row: columns for row, columns in found.items() if columns}
