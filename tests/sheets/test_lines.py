"""Tables as text: encodings, separators, quotes."""

import tracemalloc
from pathlib import Path

import pytest

from core.sheets.opening import open_sheet
from core.sheets.sheet import Unreadable
from tests.sheets.making import read, refusal

TABLE = "姓名,公司,手机\r\n王芳,惠筑科技（上海）,13800138000\r\n李雷,汇鑫㙍,13900139000\r\n"
ROWS = [(2, ["王芳", "惠筑科技（上海）", "13800138000"]), (3, ["李雷", "汇鑫㙍", "13900139000"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_told_by_itself(encoding: str) -> None:
    assert read(TABLE.encode(encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_usual_separator_and_line_end_is_told_by_itself(separator: str, ending: str) -> None:
    text = TABLE.replace(",", separator).replace("\r\n", ending)
    assert read(text.encode("utf-8-sig")) == ROWS


def test_the_separator_that_the_first_line_names_is_used() -> None:
    assert read("sep=;\n姓名;公司,地址\n王芳;惠筑,上海\n".encode()) == [(3, ["王芳", "惠筑,上海"])]


def test_quoted_cells_hold_separators_quotes_and_line_breaks_and_a_record_is_one_row() -> None:
    text = '姓名,地址\n"王芳","上海市，""北"",\n三楼"\n\n李雷,杭州\n'
    assert read(text.encode()) == [(2, ["王芳", '上海市，"北",\n三楼']), (4, ["李雷", "杭州"])]


def test_the_line_that_an_export_ends_with_is_no_row_but_a_name_with_a_hash_is() -> None:
    exported = f"{TABLE}# 张三(zhangsan) 2026-11-22 导出\r\n"
    sheet = open_sheet(exported.encode())
    assert (sheet.height, list(sheet.rows())) == (2, ROWS)
    assert read("姓名,公司\n#1 展位,惠筑\n".encode()) == [(2, ["#1 展位", "惠筑"])]


def test_a_row_with_more_cells_than_headers_is_not_trusted() -> None:
    [(_, good), (_, shifted)] = read("姓名,地址\n王芳,上海\n李雷,杭州,西湖区\n".encode())
    assert good == ["王芳", "上海"]
    assert shifted[-1] == Unreadable("杭州", "这一行有 3 格，列名只有 2 个，可能内容里的逗号没有加引号", row=True)


def test_a_short_row_has_empty_cells_and_empty_cells_at_the_end_do_not_count() -> None:
    assert read("姓名,地址,备注\n王芳\n李雷,,,,,\n".encode()) == [(2, ["王芳", None, None]), (3, ["李雷", None, None])]


def test_a_quote_that_is_left_open_is_named_with_its_row() -> None:
    text = '姓名,备注\n王芳,好\n李雷,"没有关上\n' + "韩梅,好\n" * 50
    assert refusal(text.encode()) == "第 3 行的引号没有配对，后面的内容都连成了一格，改好再上传"


def test_a_cell_of_a_million_characters_is_a_problem_of_its_row_only() -> None:
    [(_, cells), (_, after)] = read(f"姓名,备注\n王芳,{'长' * 1_000_000}\n李雷,好\n".encode())
    assert isinstance(cells[1], Unreadable)
    assert cells[1].why.startswith("这一格有 1000000 个字")
    assert after == ["李雷", "好"]


def test_bytes_that_are_no_text_are_refused_with_what_to_do() -> None:
    assert refusal("姓名,公司\n王芳,惠筑\n".encode() + b"\xff\xff\xff") == (
        "认不出这个文件的文字编码。用 Excel 打开，另存为 XLSX 或「CSV UTF-8」再上传"
    )
    assert refusal(TABLE.encode() * 3 + b"\xb2\xe2,\xff\n").startswith("文件里有一处文字坏了")
    assert refusal(b"name,phone\nwang\x00fang,1\n").startswith("这不是表格")


def test_too_many_rows_and_columns_are_refused_with_the_limit() -> None:
    assert (
        refusal(",".join(f"列{n}" for n in range(501)).encode()) == "这个表有 501 列，最多 500 列，删掉用不着的列再试"
    )
    assert refusal(b"name\n" + b"a\n" * 200_001) == "这个表超过 200000 行，分成几个文件导入"
    assert open_sheet(b"name\n" + b"a\n" * 200_000).height == 200_000


def test_a_long_text_is_never_held_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("姓名,公司,备注\n" + "王芳,惠筑科技有限公司,每个月回访一次\n" * 40_000, encoding="gb18030")
    tracemalloc.start()
    try:
        assert sum(1 for _ in open_sheet(path).rows()) == 40_000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < path.stat().st_size / 2
