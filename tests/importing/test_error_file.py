"""The error file: the user's own rows that did not go in, with the reason beside them."""

from pathlib import Path

import pytest

from core.importing.errors import write_errors
from core.importing.headers import ERROR_COLUMN
from core.sheets.opening import open_sheet
from core.sheets.writing import KINDS, FileKind, write_sheet
from tests.importing.making import csv_of
from tests.sheets.making import repacked

HEADERS = ["姓名", "我自己的列", "手机"]
ROWS = [["王芳", "=1+1", "13800138000"], ["李雷", "备注\n两行", "12"], ["", "", ""], ["韩梅", "-5元", "34"]]


@pytest.mark.feature("XS-LPOOL-010", "XS-LEAD-005", "XS-CPOOL-009")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", KINDS)
def test_the_faulty_rows_come_back_as_they_were_with_the_reason_last(
    tmp_path: Path, given: FileKind, kind: FileKind
) -> None:
    original, out = tmp_path / f"in.{given}", tmp_path / f"out.{kind}"
    write_sheet(original, given, HEADERS, ROWS)
    assert write_errors(out, kind, original, [(3, "手机「12」不像电话号码"), (5, "=手机不对")]) == 2
    sheet = open_sheet(out)
    assert sheet.headers == [*HEADERS, ERROR_COLUMN]
    assert [cells for _, cells in sheet.rows()] == [
        ["李雷", "备注\n两行", "12", "手机「12」不像电话号码"],
        ["韩梅", "-5元", "34", "=手机不对"],
    ]


def test_the_reasons_of_the_time_before_are_replaced(tmp_path: Path) -> None:
    original, again = tmp_path / "in.csv", tmp_path / "again.csv"
    original.write_bytes(csv_of(["姓名", ERROR_COLUMN, "手机"], [["李雷", "旧的原因", "12"], ["王芳", "", "34"]]))
    write_errors(again, "csv", original, [(2, "新的原因")])
    sheet = open_sheet(again)
    assert (sheet.headers, list(sheet.rows())) == (["姓名", "手机", ERROR_COLUMN], [(2, ["李雷", "12", "新的原因"])])


def test_cells_that_could_not_be_read_come_back_as_they_looked(tmp_path: Path) -> None:
    original, out = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    write_sheet(original, "xlsx", ["姓名", "金额"], [["李雷", 12]])
    sheet = "xl/worksheets/sheet1.xml"
    broken = repacked(
        original.read_bytes(), {sheet: lambda xml: xml.replace(b'<c r="B2"><v>12</v>', b'<c r="B2" t="e"><v>#REF!</v>')}
    )
    original.write_bytes(broken)
    write_errors(out, "xlsx", original, [(2, "金额不对")])
    assert [cells for _, cells in open_sheet(out).rows()] == [["李雷", "#REF!", "金额不对"]]


def test_rows_are_looked_for_once_and_none_is_written_without_a_reason(tmp_path: Path) -> None:
    original, out = tmp_path / "in.csv", tmp_path / "out.csv"
    original.write_bytes(csv_of(["姓名"], [[f"第{number}人"] for number in range(2, 5002)]))
    problems = [(number, f"原因{number}") for number in range(2, 5002, 7)]
    assert write_errors(out, "csv", original, iter(problems)) == len(problems)
    assert [tuple(cells) for _, cells in open_sheet(out).rows()] == [(f"第{n}人", f"原因{n}") for n, _ in problems]
    assert write_errors(out, "csv", original, []) == 0
