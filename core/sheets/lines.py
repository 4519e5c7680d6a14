"""Tables as text (CSV): UTF-8, GBK or UTF-16, separated by comma, semicolon or tab, read line by line."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import count
from typing import BinaryIO

from core.sheets.sheet import (
    MOST_COLUMNS,
    Cell,
    Row,
    Sheet,
    Unreadable,
    cell_of,
    header_of,
    is_watermark,
    oddities,
    refuse_headers,
    refuse_rows,
    unreadable,
)

LONGEST_FIELD = 2_000_000  # beyond it a quote was surely left open
PIECE = 1 << 16
SEPARATORS = ",\t;"
SAID = re.compile(r"sep=([,;\t])\s*")
GUARDED = re.compile(r"'+[=+\-@＝＋－＠#\t\r\n]")
NO_TEXT = "认不出这个文件的文字编码。用 Excel 打开，另存为 XLSX 或「CSV UTF-8」再上传"
OPEN_QUOTE = "第 {row} 行的引号没有配对，后面的内容都连成了一格，改好再上传"

Opened = Callable[[], BinaryIO]


def open_lines(opened: Opened, name: str) -> Sheet:
    """A CSV as a table. It is read once here, to count its rows and to know that every byte of it is text."""
    encoding = encoding_of(opened)
    separator = _separator(opened, encoding)
    header_row, headers, height, last = 0, [], 0, 0
    final: list[Cell] = []
    for number, cells in _records(opened, encoding, separator):
        if cells == ["sep="] and not header_row:
            continue
        if not header_row:
            header_row, headers = number, [header_of(cell) for cell in cells]
            refuse_headers(headers)
        else:
            height, last, final = height + 1, number, cells
        refuse_rows(height - 1)  # one more may be the watermark
    if not header_row:
        raise unreadable("这个文件是空的")
    marked = last if height and is_watermark(final) else 0
    height -= bool(marked)
    refuse_rows(height)

    def read() -> Iterator[Row]:
        for number, cells in _records(opened, encoding, separator):
            if number > header_row and number != marked:
                yield number, _fitted(cells, len(headers))

    return Sheet(name, headers, header_row, height, read, warnings=oddities(headers))


def _fitted(cells: list[Cell], width: int) -> list[Cell]:
    """As many cells as headers. A row with more has most likely an unquoted comma: its values are shifted."""
    if len(cells) <= width:
        return cells + [None] * (width - len(cells))
    why = f"这一行有 {len(cells)} 格，列名只有 {width} 个，可能内容里的逗号没有加引号"
    return [*cells[: width - 1], Unreadable(str(cells[width - 1] or ""), why, row=True)]


def encoding_of(opened: Opened) -> str:
    """The encoding in which every byte of the file is text. Raises Invalid."""
    with opened() as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = _decodes(opened, "utf-16")
        if found is None:
            return "utf-16"
        raise unreadable(NO_TEXT)
    wide = _decodes(opened, "utf-8-sig")
    if wide is None:
        return "utf-8-sig"
    if wide >= 20:  # so many Chinese characters are no accident: UTF-8 with a broken place
        raise unreadable("文件里有一处文字坏了，读不下去。用 Excel 打开，另存为 XLSX 再上传")
    if _decodes(opened, "gb18030") is None:
        return "gb18030"
    raise unreadable(NO_TEXT)


def _decodes(opened: Opened, encoding: str) -> int | None:
    """None when the whole file is text in the encoding, else how many characters beyond ASCII came before."""
    decoder = codecs.getincrementaldecoder(encoding)()
    wide = 0
    with opened() as file:
        while True:
            piece = file.read(PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                before = bytes(error.object[: error.start]).decode(encoding, "ignore")
                return wide + sum(not character.isascii() for character in before)
            if "\x00" in text:
                raise unreadable("这不是表格。请上传 XLSX、XLS 或 CSV 文件")
            wide += 0 if text.isascii() else sum(not character.isascii() for character in text)
            if not piece:
                return None


def _text(opened: Opened, encoding: str) -> Iterator[str]:
    """The lines with their ends, which may be CR, LF or both."""
    with TextIOWrapper(opened(), encoding, newline="") as file:
        for number in count(1):
            line = file.readline(LONGEST_FIELD)
            if len(line) == LONGEST_FIELD:
                raise unreadable(f"第 {number} 行太长了，这不像表格。用 Excel 打开，另存为 XLSX 再上传")
            if not line:
                return
            yield line


def _separator(opened: Opened, encoding: str) -> str:
    """What separates the headers: what the first line says (Excel's sep=;), else what is there most often."""
    first = next((line for line in _text(opened, encoding) if line.strip()), "")
    if said := SAID.fullmatch(first):
        return said[1]
    outside = re.sub(r'"[^"]*"', "", first[:PIECE])
    return max(SEPARATORS, key=outside.count)


def _records(opened: Opened, encoding: str, separator: str) -> Iterator[Row]:
    """(number, cells) of every record that holds anything."""
    csv.field_size_limit(LONGEST_FIELD)
    lines: list[str] = []  # of the record being read
    ended: list[str] = []  # of the one before
    number = 0
    try:
        for number, fields in enumerate(csv.reader(_kept(_text(opened, encoding), lines), delimiter=separator), 1):
            if len(fields) > MOST_COLUMNS * 4:
                raise unreadable(f"第 {number} 行有 {len(fields)} 列，最多 {MOST_COLUMNS} 列")
            cells = [cell_of(field) for field in fields]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield number, [_unguarded(cell) for cell in cells]
            ended, lines[:] = lines[:], []
    except csv.Error:
        raise unreadable(OPEN_QUOTE.format(row=number + 1)) from None
    _refuse_open_quote(number, ended, separator)


def _refuse_open_quote(number: int, lines: list[str], separator: str) -> None:
    """Whether the last record ended because the file did. Raises Invalid."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise unreadable(OPEN_QUOTE.format(row=number)) from None


def _kept(text: Iterator[str], lines: list[str]) -> Iterator[str]:
    for line in text:
        lines.append(line)
        yield line


def _unguarded(cell: Cell) -> Cell:
    """Without the quote that keeps a spreadsheet from taking a text for a formula."""
    return cell[1:] if isinstance(cell, str) and cell[0] == "'" and GUARDED.match(cell) else cell
