"""The chosen file as rows to import (打开导入文件): a table, with whole names where it has family and given names."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from core.importing.headers import KIN, said
from core.sheets.opening import open_sheet
from core.sheets.sheet import Cell, Row, Sheet
from core.text.fold import WIDE

FAMILY, GIVEN = ("姓", "姓氏", "lastname", "familyname", "surname"), ("名", "firstname", "givenname")
WHOLE = "姓名"
_WIDE = re.compile(f"[{WIDE}]")


def open_file(source: Path | str | bytes, name: str = "") -> Sheet:
    """Like `open_sheet`. An address book with 姓 and 名 (Outlook's) gets one more column with both, at the end."""
    sheet = open_sheet(source, name)
    called = [said(header).plain for header in sheet.headers]
    family = next((index for index, word in enumerate(called) if word in FAMILY), None)
    given = next((index for index, word in enumerate(called) if word in GIVEN), None)
    if family is None or given is None or KIN["person.name"] & set(called):
        return sheet

    def read() -> Iterator[Row]:
        for number, cells in sheet.read():
            yield number, [*cells, whole_name(cells[family], cells[given])]

    return replace(sheet, headers=[*sheet.headers, WHOLE], read=read)


def whole_name(family: Cell, given: Cell) -> Cell:
    """王芳 of 王 and 芳, Anna Schmidt of Schmidt and Anna."""
    if not isinstance(family, str) or not isinstance(given, str):
        return family if given is None else given
    return f"{family}{given}" if _WIDE.search(family + given) else f"{given} {family}"
