"""Cells leave the process that reads a file as JSON and come back as they were."""

from datetime import date, datetime

import orjson

from core.importing.cells import packed, unpacked
from core.sheets.sheet import Cell, Row, Unreadable


def test_cells_of_every_kind_come_back_as_they_were() -> None:
    cells: list[Cell] = [
        None, "文字", 12, 1.5, True, date(2026, 1, 5), datetime(2026, 1, 5, 10, 30),
        Unreadable("#REF!", "公式坏了"), Unreadable("多", "格数不对", row=True),
    ]  # fmt: skip
    rows: list[Row] = [(2, cells), (70, [None])]
    back = list(unpacked(orjson.loads(orjson.dumps(packed(rows)))))
    assert back == rows and [type(cell) for cell in back[0][1]] == [type(cell) for cell in cells]
