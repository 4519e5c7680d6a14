"""What people write in cells, as the values the API takes; what cannot be taken says what to write instead."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actor import SYSTEM
from core.importing.columns import Mapped, Target, targets
from core.importing.resolving import Resolved
from core.importing.values import columns_of, read_row
from core.importing.words import READ
from core.objects.fields import Face, Option
from core.objects.registry import object_named
from core.objects.values import Wrong, taken
from core.sheets.sheet import Cell, Unreadable

LEAD = object_named("lead")
OPTIONS = (
    Option("a", "华东"),
    Option("b", "华南、西南"),
    Option("c", "Ｎorth 北方"),
    Option("old", "西北", retired=True),
)


def value(kind: Any, cell: Cell, **traits: Any) -> Any:
    """A cell in a column of a field of the kind; the sentence where it cannot be taken."""
    target = Target("field", "字段", Face("字段", kind, **traits), "lead")
    values, problems = read_row([cell], [(0, target)], Resolved())
    assert len(values) + len(problems) == 1
    return values["field"] if values else problems["field"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-01-05", "2026-01-05"),
        ("2026/1/5", "2026-01-05"),
        ("2026.1.5", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("２０２６－０１－０５", "2026-01-05"),
        ("20260105", "2026-01-05"),
        (20260105, "2026-01-05"),
        (46027, "2026-01-05"),
        ("2026-01-05 10:30", "2026-01-05"),
        ("1899-12-31", "1899-12-31"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 10), "2026-01-05"),
        ("2026-02-30", "字段「2026-02-30」没有这一天"),
        ("1/5/2026", "字段「1/5/2026」看不懂，日期写成 2026-01-05"),
        ("26-1-5", "字段「26-1-5」看不懂，日期写成 2026-01-05"),
        ("明天", "字段「明天」看不懂，日期写成 2026-01-05"),
        (5, "字段「5」看不懂，日期写成 2026-01-05"),
        (True, "字段「是」看不懂，日期写成 2026-01-05"),
    ],
)
@pytest.mark.feature("XS-LPOOL-008", "XS-CPOOL-008")
def test_days(cell: Cell, day: str) -> None:
    assert value("date", cell) == day


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-01-05 10:30", "2026-01-05T10:30:00"),
        ("2026/1/5 9:05:07", "2026-01-05T09:05:07"),
        ("2026年1月5日 10点30分", "2026-01-05T10:30:00"),
        ("2026年1月5日下午3点", "2026-01-05T15:00:00"),
        ("2026-01-05 下午3:20", "2026-01-05T15:20:00"),
        ("2026-01-05T10:30:00+08:00", "2026-01-05T10:30:00+08:00"),
        ("2026-01-05", "2026-01-05T00:00:00"),
        (datetime(2026, 1, 5, 10, 30, 9), "2026-01-05T10:30:09"),
        (46027.4375, "2026-01-05T10:30:00"),
        ("2026-01-05 25:00", "字段「2026-01-05 25:00」没有这个时刻"),
        ("2026-01-05 早上", "字段「2026-01-05 早上」看不懂，时间写成 2026-01-05 10:30"),
    ],
)
def test_moments_are_company_time(cell: Cell, moment: str) -> None:
    assert value("datetime", cell) == moment


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 30)).map(lambda one: one.replace(microsecond=0)))
def test_a_moment_from_a_workbook_or_a_text_is_the_same_moment(when: datetime) -> None:
    face = Face("时间", "datetime")
    written = taken(face, READ["datetime"](face, when.strftime("%Y-%m-%d %H:%M:%S").zfill(19)))
    assert taken(face, READ["datetime"](face, when)) == written
    assert written.tzinfo is UTC


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1450", "1450"),
        ("¥1,450.50", "1450.50"),
        ("￥1450元", "1450"),
        ("1450元整", "1450"),
        ("1.2万", "12000.0"),
        ("3万元", "30000"),
        ("1.5亿", "150000000.0"),
        ("人民币 1,200", "1200"),
        ("（300.00）", "-300.00"),
        ("-300", "-300"),
        (1450, "1450"),
        (0.1, "0.1"),
        ("12,34", "字段「12,34」不是金额，写成 1450.00"),
        ("$100", "字段「$100」不是金额，写成 1450.00"),
        ("一万", "字段「一万」不是金额，写成 1450.00"),
        ("1450/年", "字段「1450/年」不是金额，写成 1450.00"),
    ],
)
def test_money(cell: Cell, amount: str) -> None:
    assert value("money", cell) == amount


@given(st.decimals(-(10**9), 10**9, places=2))
def test_money_is_the_same_as_a_number_and_as_a_text(amount: Decimal) -> None:
    face = Face("金额", "money")
    fen = int(amount * 100)
    for cell in (float(amount), str(amount), f"{amount:,}", f"¥{amount:,}元"):
        assert taken(face, READ["money"](face, cell)) == fen


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12),
        ("1,234.5", 1234.5),
        ("１２", 12),
        (3, 3),
        (2.5, 2.5),
        ("3万", 30000),
        ("十二", "字段「十二」不是数字"),
    ],
)
def test_numbers(cell: Cell, number: Any) -> None:
    assert value("number", cell) == number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (13800138000, "13800138000"),
        ("138 0013 8000", "138 0013 8000"),
        ("'13800138000", "13800138000"),
        ("13800138000、13900139000", "13800138000; 13900139000"),
        ("13800138000\n021-88886666", "13800138000; 021-88886666"),
        ("1.38E+10", "字段「1.38E+10」被 Excel 缩写了，号码不全。把这一列设成文本格式，重新填"),
        ("1.38001e10", "字段「1.38001e10」被 Excel 缩写了，号码不全。把这一列设成文本格式，重新填"),
    ],
)
def test_phones_that_excel_took_for_numbers(cell: Cell, number: str) -> None:
    assert value("phone", cell) == number


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        ("text", 12, "12"),
        ("text", 1.5, "1.5"),
        ("text", 12.199999999999999, "12.2"),
        ("text", 0.0000001, "0.0000001"),
        ("text", date(2026, 1, 5), "2026-01-05"),
        ("text", "'310101199001011234", "310101199001011234"),
        ("text", 9.1330106e17, "字段超过 15 位，Excel 已改掉后几位。把这一列设成文本格式，重新填"),
        ("email", "王芳 <w@a.cn>", "w@a.cn"),
        ("email", "w@a.cn；b@a.cn", "w@a.cn;b@a.cn"),
        ("email", "mailto:w@a.cn", "w@a.cn"),
        ("boolean", "是", True),
        ("boolean", "×", False),
        ("boolean", 1, True),
        ("boolean", False, False),
        ("boolean", "也许", "字段「也许」写成「是」或「否」"),
    ],
)
def test_texts_addresses_and_ticks(kind: str, cell: Cell, text: Any) -> None:
    assert value(kind, cell) == text


@pytest.mark.feature("XS-LPOOL-008", "XS-CPOOL-008")
@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("choice", "华东", "a"),
        ("choice", " 华 东 ", "a"),
        ("choice", "north北方", "c"),
        ("choice", "A", "a"),
        ("choices", "华东、North 北方", ["a", "c"]),
        ("choices", "华南、西南", ["b"]),
        ("choices", "华东;华东，a", ["a"]),
        ("choice", "东北", "字段没有「东北」这个选项，可填：华东、华南、西南、Ｎorth 北方"),
        ("choices", "华东、东北", "字段没有「东北」这个选项，可填：华东、华南、西南、Ｎorth 北方"),
    ],
)
def test_options_by_their_words_and_codes(kind: str, cell: Cell, code: Any) -> None:
    assert value(kind, cell, options=OPTIONS) == code


def test_many_options_are_not_all_listed_and_none_asks_the_administrator() -> None:
    many = tuple(Option(str(number), f"第{number}项") for number in range(50))
    assert value("choice", "x", options=many).endswith("第19项 等 50 个")
    assert value("choice", "x") == "字段还没有选项，先让管理员添加"


def test_of_two_options_with_one_word_the_one_that_fits_the_field_above_is_meant() -> None:
    area = Face("大区", "choice", options=(Option("e", "华东"), Option("s", "华南")))
    city = Face(
        "城市",
        "choice",
        options=(Option("oe", "其他", when=("e",)), Option("os", "其他", when=("s",))),
        depends_on="area",
    )
    fields = [Target("city", "城市", city, "lead"), Target("area", "大区", area, "lead")]
    assert row(["其他", "华南"], {0: "city", 1: "area"}, fields) == ({"area": "s", "city": "os"}, {})
    assert row(["其他", "华东"], {0: "city", 1: "area"}, fields) == ({"area": "e", "city": "oe"}, {})


def row(cells: Sequence[Cell], mapping: Mapped, fields: Sequence[Target]) -> tuple[dict[str, Any], dict[str, str]]:
    return read_row(cells, columns_of(mapping, fields), Resolved())


def test_every_problem_of_a_row_is_told_at_once_beside_what_could_be_read() -> None:
    mapping = {0: "name", 1: "status", 2: "next_follow_at", 3: "note", 5: "id"}
    values, problems = row(["王芳", "热", "昨天", None, "没有对应的列", 12], mapping, targets(SYSTEM, LEAD))
    assert values == {"name": "王芳", "note": None, "id": 12}
    assert problems == {
        "status": "跟进状态没有「热」这个选项，可填：未处理、已联系、已关闭",
        "next_follow_at": "下次跟进「昨天」看不懂，时间写成 2026-01-05 10:30",
    }


def test_cells_that_cannot_be_read_are_problems_of_the_fields_they_are_for() -> None:
    merged, shifted = Unreadable("", "和上一行合并了"), Unreadable("x", "逗号没有加引号", row=True)
    fields = targets(SYSTEM, LEAD)
    assert row([merged, merged], {1: "mobile"}, fields) == ({}, {"mobile": "手机：和上一行合并了"})
    assert row(["王芳", shifted], {0: "name"}, fields) == ({}, {"": "逗号没有加引号"})


@pytest.mark.parametrize("number", ["abc", -1, 0, 1.5, 2**70])
def test_a_number_of_a_record_is_a_whole_number(number: Cell) -> None:
    _, problems = row([number], {0: "id"}, targets(SYSTEM, LEAD))
    assert list(problems) == ["id"]


cells = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.from_regex(r"[0-9]{1,5}[-/.年][0-9]{1,3}[-/.月][0-9]{1,3}日?( [0-9]{1,3}[:点][0-9]{1,3})?", fullmatch=True),
)


@given(cells, st.sampled_from([target for target in targets(SYSTEM, LEAD) if target.kind != "reference"]))
def test_any_cell_is_a_value_that_the_field_takes_or_a_sentence(cell: Cell, target: Target) -> None:
    values, problems = row([cell], {0: target.key}, [target])
    assert len(values) + len(problems) == 1
    assert all(len(sentence) > 4 for sentence in problems.values())
    try:
        taken(target.face, values.get(target.key))
    except Wrong as refused:
        assert refused.message.startswith(target.face.label)
