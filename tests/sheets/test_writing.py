"""What is written is read again as the same cells, and nothing in it runs when a spreadsheet opens it."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.sheets.opening import open_sheet
from core.sheets.writing import KINDS, FileKind, Form, write_sheet

COMMANDS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x","y")', "'=1", "''=1", "-5元"]
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff\u2028\u2029"),
    max_size=12,
).map(str.strip)
texts = st.one_of(
    words, st.sampled_from(COMMANDS[:4] + COMMANDS[5:]), st.builds("{}\n{}".format, words, words).map(str.strip)
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(texts, min_size=3, max_size=3), max_size=6))
@example(rows=[["#1", "", ""], ["a", "", ""], ["#2", "", ""]])
@example(rows=[["_x0041_", "_x005F_", "&amp;"]])
@example(rows=[["'#", "'", "''"]])
def test_texts_come_back_as_they_went(tmp_path: Path, kind: FileKind, rows: list[list[str]]) -> None:
    path = tmp_path / f"t.{kind}"
    rows = rows if kind == "csv" else [*rows, ["完", "", "完"]]  # a workbook must not end like an export does
    assert write_sheet(path, kind, ["姓名", "公司", "备注"], rows, watermark="张三 2026-11-22") == len(rows)
    wanted = [(number, [text or None for text in row]) for number, row in enumerate(rows, 2) if any(row)]
    assert list(open_sheet(path).rows()) == wanted


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.integers(-(10**14), 10**14),
            st.dates(date(1900, 3, 1), date(2999, 12, 31)),
            st.datetimes(datetime(1900, 3, 1), datetime(2999, 12, 31)).map(lambda when: when.replace(microsecond=0)),
            st.decimals(-(10**9), 10**9, places=2),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_numbers_dates_and_money_come_back_from_a_workbook(tmp_path: Path, rows: list[Any]) -> None:
    path = tmp_path / "n.xlsx"
    write_sheet(path, "xlsx", ["数", "日", "时", "金额"], rows)
    for (whole, day, moment, money), (_, cells) in zip(rows, open_sheet(path).rows(), strict=True):
        assert cells[0] == whole
        assert _day(cells[1]) == datetime.combine(day, datetime.min.time())
        assert _day(cells[2]) == moment
        assert Decimal(str(cells[3])).quantize(Decimal("0.01")) == money


def _day(cell: Any) -> datetime:
    return cell if isinstance(cell, datetime) else datetime.combine(cell, datetime.min.time())


@pytest.mark.parametrize("command", COMMANDS)
def test_no_text_is_a_formula_when_a_spreadsheet_opens_the_file(tmp_path: Path, command: str) -> None:
    for kind in KINDS:
        write_sheet(tmp_path / f"f.{kind}", kind, [command], [[command]], watermark=command)
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml").replace(b"<firstHeader", b"")
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.reader(file):
            assert line[0][0] in "'#"


def test_plain_numbers_keep_their_sign_in_a_csv(tmp_path: Path) -> None:
    write_sheet(tmp_path / "n.csv", "csv", ["数"], [["-5"], ["+8613800138000"], ["-12.5"]])
    assert (tmp_path / "n.csv").read_text(encoding="utf-8-sig").split() == ["数", "-5", "+8613800138000", "-12.5"]


def test_excel_knows_a_csv_as_utf_8_and_the_watermark_is_its_last_line(tmp_path: Path) -> None:
    write_sheet(
        tmp_path / "w.csv", "csv", ["姓名"], [["王芳"], [True], [None], [Decimal("1450.00")]], watermark="张三 导出"
    )
    raw = (tmp_path / "w.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines() == ["姓名", "王芳", "是", '""', "1450.00", "# 张三 导出"]


def test_a_workbook_prints_the_watermark_above_every_page(tmp_path: Path) -> None:
    write_sheet(tmp_path / "w.xlsx", "xlsx", ["姓名"], [["王芳"]], watermark="张三 & 李四 导出")
    with zipfile.ZipFile(tmp_path / "w.xlsx") as archive:
        assert "&amp;C张三 &amp;&amp; 李四 导出".encode() in archive.read("xl/worksheets/sheet1.xml")


def test_a_form_offers_words_tips_and_notes_and_keeps_numbers_as_text(tmp_path: Path) -> None:
    many = [f"第{number}个很长的选项名称" for number in range(60)]
    form = Form(
        choices={0: ["企业", "个人"], 1: many},
        tips={2: "手机号码"},
        texts={2},
        notes=[["列名", "怎么填"], ["手机", "11 位"]],
    )
    write_sheet(tmp_path / "f.xlsx", "xlsx", ["类型", "行业", "手机"], [], form=form)
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
        comments = archive.read("xl/comments1.xml").decode()
        options = archive.read("xl/worksheets/sheet3.xml").decode()
    assert '<formula1>"企业,个人"</formula1>' in xml
    assert "选项!$A$1:$A$60" in xml.replace("'", "")
    assert "手机号码" in comments
    assert 'name="选项" sheetId="3" state="hidden"' in book
    assert options.count("<row") == 60
    sheet = open_sheet(tmp_path / "f.xlsx")
    assert (sheet.headers, sheet.height) == (["类型", "行业", "手机"], 0)


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    """The file stays small in memory: nothing is asked of a row before the one above it is written."""
    asked: list[int] = []

    def rows() -> Any:
        for number in range(5000):
            asked.append(number)
            yield [f"公司{number}", number]

    assert write_sheet(tmp_path / "s.xlsx", "xlsx", ["公司", "人数"], rows()) == 5000
    assert asked == list(range(5000))
    assert open_sheet(io.BytesIO((tmp_path / "s.xlsx").read_bytes()).getvalue()).height == 5000
