"""What stands in an exported file: the list as it is seen, as words, numbers and dates that people can work with."""

import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.activities.activity import ACTIVITY
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.fields import Face, Option
from core.objects.list_settings import set_list
from core.objects.writing import create
from core.org.tables import Member
from core.work import work
from tests.conftest import Company
from tests.exporting.making import Exports
from tests.objects import making

EACH_FORMAT = pytest.mark.parametrize("format", ["xlsx", "csv"])


async def new(actor: Any, definition: Any, **values: Any) -> Any:
    """A lead needs some way to reach it."""
    reached = {"phone": "0512-66668888"} if definition is LEAD else {}
    async with work():
        return await create(actor, definition, {**reached, **values})


@pytest.mark.feature("AR-IMP-003")
@EACH_FORMAT
async def test_a_list_is_exported_with_its_columns_filter_and_order(company: Company, exports: Exports, format: str):
    for name, status in (("甲", "new"), ("乙", "contacted"), ("丙", "new")):
        await new(company.rep, LEAD, name=name, status=status, company="惠筑")
    where = {"field": "status", "is": "new"}
    table = await exports.table(
        company.rep, LEAD, where=where, sort="id", columns=("name", "status", "owner"), format=format
    )
    assert table.headers == ["系统编号", "姓名", "跟进状态", "负责人"]
    assert [row[1:] for row in table.rows] == [["甲", "未处理", "周雨桐"], ["丙", "未处理", "周雨桐"]]


async def test_without_columns_it_has_those_of_the_members_list(company: Company, exports: Exports):
    await new(company.rep, LEAD, name="甲")
    usual = await exports.table(company.rep, LEAD)
    faces = LEAD.faces
    assert usual.headers == ["系统编号", *(faces[key].label for key in LEAD.listed)]
    async with work():
        await set_list(company.rep, LEAD, [{"key": "mobile", "width": None}], "")
    assert (await exports.table(company.rep, LEAD)).headers == ["系统编号", faces["mobile"].label]


@pytest.mark.feature("XS-ACT-002")
async def test_follow_ups_of_a_period_are_exported(company: Company, exports: Exports, stopped_clock: clock.Stopped):
    lead = (await new(company.rep, LEAD, name="甲")).id
    for day in ("2026-11-10", "2026-11-24", "2026-12-01"):
        await new(company.rep, ACTIVITY, lead=lead, kind="call", content=day, at=f"{day}T09:00:00+08:00")
    period = {"field": "at", "between": ["2026-11-20", "2026-11-30"]}
    table = await exports.table(company.manager, ACTIVITY, where=period, columns=("content", "lead", "owner", "at"))
    assert [row[1:] for row in table.rows] == [["2026-11-24", "甲", "周雨桐", datetime(2026, 11, 24, 9, 0)]]


@pytest.mark.feature("AR-IMP-003")
async def test_chosen_records_are_exported_alone(company: Company, exports: Exports):
    ids = [(await new(company.rep, LEAD, name=name)).id for name in "甲乙丙"]
    foreign = (await new(company.south, LEAD, name="丁")).id
    assert await exports.ids(company.rep, LEAD, ids=(ids[2], ids[0], foreign), sort="id") == [ids[0], ids[2]]


async def test_rows_without_a_value_in_the_sorted_field_come_last(company: Company, exports: Exports):
    moments = ["2026-11-26T10:00:00+08:00", None, "2026-11-25T10:00:00+08:00", None]
    ids = [(await new(company.rep, LEAD, name="甲", next_follow_at=moment)).id for moment in moments]
    found = await exports.ids(company.rep, LEAD, sort="next_follow_at")
    assert found == [ids[2], ids[0], ids[1], ids[3]]


async def test_a_search_is_exported_and_says_where_it_ends(company: Company, exports: Exports):
    await new(company.rep, LEAD, name="林嘉禾", company="惠筑科技")
    await new(company.rep, LEAD, name="王晓")
    run = await exports.run(company.rep, LEAD, q="惠筑")
    assert (run.status, run.rows, run.message) == ("done", 1, "按文字搜索只看最近的 2,000 条")


KINDS = {
    "money_field": Face("预算", "money"),
    "number_field": Face("人数比", "number"),
    "day_field": Face("签约日", "date"),
    "moment_field": Face("约见", "datetime"),
    "truth_field": Face("重点", "boolean"),
    "choice_field": Face("来源渠道", "choice", options=(Option("fair", "展会"), Option("web", "官网"))),
    "choices_field": Face("标签", "choices", options=(Option("vip", "重要"), Option("old", "老客户/续约"))),
}
GIVEN: dict[str, Any] = {
    "money_field": "1450.00",
    "number_field": 0.5,
    "day_field": "2026-11-24",
    "moment_field": "2026-11-24T09:30:00+08:00",
    "truth_field": True,
    "choice_field": "web",
    "choices_field": ["vip", "old"],
}


async def fields_of_every_kind() -> None:
    async with work():
        for key, face in KINDS.items():
            await custom.add_field("lead", key, face)
    await custom.load()


async def test_values_stand_in_cells_of_their_own_kind(company: Company, exports: Exports):
    """A label that holds a separator shows its code, so that the list can be read back."""
    await fields_of_every_kind()
    await new(company.rep, LEAD, name="甲", **GIVEN)
    await new(company.rep, LEAD, name="乙")
    table = await exports.table(company.rep, LEAD, columns=tuple(KINDS), sort="id")
    full, empty = table.rows
    assert full[1:] == [1450, 0.5, date(2026, 11, 24), datetime(2026, 11, 24, 9, 30), "是", "官网", "重要、old"]
    assert empty[1:] == [None] * len(KINDS)
    lines = await exports.table(company.rep, LEAD, columns=tuple(KINDS), sort="id", format="csv")
    assert lines.rows[0][1:] == ["1450.00", "0.5", "2026-11-24", "2026-11-24 09:30:00", "是", "官网", "重要、old"]


async def test_times_are_the_companys_and_keep_their_fractions(company: Company, exports: Exports):
    moment = datetime(2026, 11, 23, 17, 0, 0, 250, tzinfo=UTC)
    await making.row(LEAD, company.rep, next_follow_at=moment)
    await making.row(LEAD, company.rep, next_follow_at=moment.replace(microsecond=0))
    found = (await exports.table(company.rep, LEAD, columns=("next_follow_at",), sort="id")).column("下次跟进")
    assert found == ["2026-11-24T01:00:00.000250+08:00", datetime(2026, 11, 24, 1, 0)]


async def test_what_no_file_can_change_is_there_to_be_read(company: Company, exports: Exports):
    moment = datetime(2026, 11, 23, 17, 0, 5, 250, tzinfo=UTC)
    await making.row(LEAD, company.rep, last_follow_at=moment)
    found = (await exports.table(company.rep, LEAD, columns=("last_follow_at",))).column("最近跟进")
    assert found == [datetime(2026, 11, 24, 1, 0, 5)]


async def test_an_option_whose_code_is_its_own_word_in_other_letters_shows_the_word(company: Company, exports: Exports):
    await new(company.rep, LEAD, name="甲", level="b")
    assert (await exports.table(company.rep, LEAD, columns=("level",))).column("级别") == ["B"]


async def test_names_that_several_bear_say_who_is_meant(company: Company, exports: Exports):
    await Member.filter(id=company.south.id).update(name="周雨桐")
    accounts = [await making.row(ACCOUNT, company.rep, name=name) for name in ("惠筑(苏州)", "惠筑（苏州）", "汇智")]
    for account in accounts:
        await making.row(CONTACT, company.rep, account_id=account)
    table = await exports.table(company.rep, CONTACT, columns=("account", "owner"), sort="id")
    assert table.column(CONTACT.faces["account"].label) == [
        f"惠筑(苏州)(#{accounts[0]})",
        f"惠筑（苏州）(#{accounts[1]})",
        "汇智",
    ]
    assert set(table.column("负责人")) == {"周雨桐(rep)"}


async def test_two_fields_of_one_label_can_be_told_apart(company: Company, exports: Exports):
    async with work():
        await custom.add_field("lead", "other_title", Face(LEAD.faces["title"].label, "text"))
    await custom.load()
    await new(company.rep, LEAD, name="甲", title="采购", other_title="代理")
    label = LEAD.faces["title"].label
    table = await exports.table(company.rep, LEAD, columns=("title", "other_title"))
    assert table.headers == ["系统编号", f"{label}(title)", f"{label}(other_title)"]
    assert table.rows[0][1:] == ["采购", "代理"]


@EACH_FORMAT
async def test_a_text_never_becomes_a_formula(company: Company, exports: Exports, format: str):
    await Lead.create(name="=1+1", company="@SUM(A1)", owner_id=company.rep.id)
    run = await exports.run(company.rep, LEAD, columns=("name", "company"), format=format)
    path = await exports.path(run)
    if format == "csv":
        assert "'=1+1,'@SUM(A1)" in path.read_text("utf-8-sig")
    else:
        with zipfile.ZipFile(path) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


async def test_the_file_says_who_took_it_out_and_when(company: Company, exports: Exports, stopped_clock: clock.Stopped):
    await new(company.rep, LEAD, name="甲")
    lines = await exports.path(await exports.run(company.rep, LEAD, format="csv"))
    mark = "周雨桐（rep）2026-11-24 09:30 导出 线索 1 条"
    assert lines.read_text("utf-8-sig").splitlines()[-1] == f"# {mark}"
    book = await exports.path(await exports.run(company.rep, LEAD))
    with zipfile.ZipFile(book) as parts:
        assert mark in parts.read("xl/worksheets/sheet1.xml").decode()


async def test_an_empty_list_is_a_file_with_its_headers(company: Company, exports: Exports):
    table = await exports.table(company.rep, LEAD, columns=("name",))
    assert (table.headers, table.rows) == (["系统编号", "姓名"], [])


@making.every
async def test_every_object_can_be_exported(company: Company, exports: Exports, definition: Any):
    """All its columns, by an administrator."""
    record_id = await making.row(definition, company.boss)
    table = await exports.table(company.boss, definition, columns=tuple(definition.faces), sort="id")
    assert len(table.headers) == len(set(table.headers)) == len(definition.faces)
    assert record_id in [int(one) for one in table.column("系统编号")]
