"""Workbooks as people fill them: dates, formulas, merged cells, hidden sheets, titles above the headers."""

import re
from datetime import date, datetime
from typing import Any

from core.sheets.opening import open_sheet
from core.sheets.sheet import Unreadable
from tests.sheets.making import old_workbook, open_document, plain, read, refusal, repacked, workbook

SHEET = "xl/worksheets/sheet1.xml"


def test_rows_come_with_the_numbers_that_excel_shows_and_without_blank_ones() -> None:
    sheet = open_sheet(plain(["姓名", "手机"], ["王芳", "13800138000"], [], ["李雷", ""], [" ", ""]))
    assert (sheet.headers, sheet.height, sheet.warnings) == (["姓名", "手机"], 2, [])
    assert list(sheet.rows()) == [(2, ["王芳", "13800138000"]), (4, ["李雷", None])]
    assert list(sheet.rows(after=2)) == [(4, ["李雷", None])]


def test_numbers_dates_and_ticks_come_as_what_they_are() -> None:
    def fill(book: Any, sheet: Any) -> None:
        day, moment = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["手机", "单价", "成立", "下次", "可用"])
        sheet.write_number(1, 0, 13800138000)
        sheet.write_number(1, 1, 12.5)
        sheet.write_datetime(1, 2, datetime(2026, 1, 5), day)
        sheet.write_datetime(1, 3, datetime(2026, 1, 5, 10, 30), moment)
        sheet.write_boolean(1, 4, True)

    assert read(workbook(fill)) == [(2, [13800138000, 12.5, date(2026, 1, 5), datetime(2026, 1, 5, 10, 30), True])]


def test_formulas_give_their_last_result_and_excel_errors_are_named() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["公司", "数量", "行业"])
        sheet.write_formula(1, 0, '="惠筑"&"科技"', None, "惠筑科技")
        sheet.write_formula(1, 1, "=1+2", None, 3)
        sheet.write_formula(1, 2, "=VLOOKUP(1,A:B,2)", None, "#N/A")
        sheet.write_formula(2, 0, '=""', None, "无")
        sheet.write(2, 1, 4)

    content = repacked(workbook(fill), {SHEET: lambda xml: xml.replace("<v>无</v>".encode(), b"<v></v>")})
    assert read(content) == [
        (2, ["惠筑科技", 3, Unreadable("#N/A", "这一格是 Excel 的错误 #N/A，改成正确的内容")]),
        (3, [None, 4, None]),
    ]


def test_a_formula_that_nobody_calculated_is_not_taken_for_an_empty_cell() -> None:
    content = plain(["公司", "数量"], ["惠筑", 1])
    content = repacked(content, {SHEET: lambda xml: xml.replace(b"<v>1</v>", b"<f>SUM(C1:C9)</f>")})
    [(_, cells)] = read(content)
    assert isinstance(cells[1], Unreadable)
    assert "公式还没有算出结果" in cells[1].why


def test_a_last_row_of_nothing_but_such_formulas_is_a_row() -> None:
    content = plain(["公司", "数量"], ["惠筑", 1], ["汇鑫", 2])
    content = repacked(
        content, {SHEET: lambda xml: re.sub(b'<c r="(.)3"[^>]*>.*?</c>', rb'<c r="\g<1>3"><f>B9</f></c>', xml)}
    )
    assert [(number, [type(cell) for cell in cells]) for number, cells in read(content)] == [
        (2, [str, int]),
        (3, [Unreadable, Unreadable]),
    ]


def test_cells_under_a_merged_one_say_so_in_their_row() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["公司", "姓名"])
        sheet.merge_range(1, 0, 3, 0, "惠筑科技")
        for row, name in enumerate(["王芳", "李雷", "韩梅"], 1):
            sheet.write(row, 1, name)

    sheet = open_sheet(workbook(fill))
    first, second, third = [cells for _, cells in sheet.rows()]
    assert first == ["惠筑科技", "王芳"]
    assert all(
        isinstance(row[0], Unreadable) and "A 列和第 2 行的单元格合并在一起" in row[0].why for row in (second, third)
    )
    assert sheet.merged == {3, 4}
    assert sheet.warnings == ["第 3、4 行有合并的单元格，被合并的格子读不到内容"]


def test_a_title_that_is_merged_above_the_headers_is_passed_over() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 2, "2026 年展会客户")
        sheet.write_row(1, 0, ["公司", "姓名", "手机"])
        sheet.write_row(2, 0, ["惠筑科技", "王芳", "13800138000"])

    sheet = open_sheet(workbook(fill))
    assert sheet.headers == ["公司", "姓名", "手机"]
    assert list(sheet.rows()) == [(3, ["惠筑科技", "王芳", "13800138000"])]


def test_a_table_that_begins_further_right_and_down_keeps_its_row_numbers() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(3, 2, ["公司", "行业", "人数"])
        sheet.write_row(4, 2, ["惠筑科技", "", 12])
        sheet.write_formula(5, 2, "=1/0", None, "#DIV/0!")

    assert read(workbook(fill)) == [
        (5, ["惠筑科技", None, 12]),
        (6, [Unreadable("#DIV/0!", "这一格是 Excel 的错误 #DIV/0!，改成正确的内容"), None, None]),
    ]


def test_the_first_sheet_that_can_be_seen_is_read_and_the_others_are_mentioned() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "隐藏的")
        shown, other = book.add_worksheet("客户"), book.add_worksheet("字典")
        shown.write_column(0, 0, ["公司", "惠筑科技"])
        other.write(0, 0, "行业")
        shown.activate()
        sheet.hide()

    sheet = open_sheet(workbook(fill))
    assert (sheet.headers, list(sheet.rows())) == (["公司"], [(2, ["惠筑科技"])])
    assert sheet.warnings == ["只读第一个工作表「客户」，其余 1 个没有读"]


def test_headers_that_are_there_twice_or_missing_are_told() -> None:
    sheet = open_sheet(plain(["姓名", "电话", " 电话 ", ""], ["王芳", "1", "2", "3"]))
    assert sheet.headers == ["姓名", "电话", "电话", ""]
    assert sheet.warnings == ["列名重复：电话，只按第一个对应，其余的请自己选", "第 D 列没有列名"]


def test_colours_far_below_and_right_of_the_table_do_not_make_it_larger() -> None:
    def fill(book: Any, sheet: Any) -> None:
        grey = book.add_format({"bg_color": "#cccccc"})
        sheet.write_row(0, 0, ["公司", "姓名"])
        sheet.write_row(1, 0, ["惠筑科技", "王芳"])
        sheet.write_blank(900_000, 700, None, grey)

    assert read(workbook(fill)) == [(2, ["惠筑科技", "王芳"])]


def test_one_cell_with_a_million_characters_is_a_problem_of_its_row_only() -> None:
    content = repacked(
        plain(["公司", "备注"], ["惠筑科技", "长"], ["汇筑", "短"]),
        {"xl/sharedStrings.xml": lambda xml: xml.replace("长".encode(), "长".encode() * 1_000_000)},
    )
    [(_, cells), (_, after)] = read(content)
    assert isinstance(cells[1], Unreadable)
    assert cells[1].why == "这一格有 1000000 个字，一格最多 32767 个字"
    assert after == ["汇筑", "短"]


def test_a_sheet_of_headers_only_has_no_rows_and_one_of_values_only_is_refused() -> None:
    assert open_sheet(plain(["姓名", "手机"])).height == 0
    assert refusal(plain([13800138000, 13900139000])).startswith("第一行应该是列名")
    assert refusal(plain([])) == "这个文件是空的"


def test_workbooks_of_old_offices_and_of_other_offices_are_read_too() -> None:
    old = old_workbook([["姓名", "公司", "人数"], ["王芳", "", 12.0], [], ["李雷", "惠筑科技", 2.5]])
    assert read(old) == [(2, ["王芳", None, 12]), (4, ["李雷", "惠筑科技", 2.5])]
    other = open_document("R(姓名,公司*2,*16381)R*2(王芳,,惠筑,*16381)R*1048000(*16384)")
    assert open_sheet(other).headers == ["姓名", "公司", "公司"]
    assert read(other) == [(2, ["王芳", None, "惠筑"]), (3, ["王芳", None, "惠筑"])]
