"""Counts and sums over a list against plain Python, counts of views, and neighbours in a list."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.errors import Invalid, NotFound
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.beside import beside
from core.objects.fields import Face, Option
from core.objects.query import Listing, search
from core.objects.summary import counts, summary
from core.org.actor import Actor
from core.work import work
from tests.conftest import Company
from tests.core.test_saved_views import saved
from tests.objects.making import narrowed

FACES = {
    "budget": Face("预算", "money"),
    "score": Face("评分", "number"),
    "labels": Face("标记", "choices", options=(Option("hot", "热"), Option("old", "老"))),
    "vip": Face("重要", "boolean"),
    "renewal_on": Face("续约日", "date"),
    "met_at": Face("见面时间", "datetime"),
}
# around midnight and the turn of a month and a week in Shanghai
MOMENTS = [datetime(2026, 10, 31, 15, 59, tzinfo=UTC) + timedelta(hours=n * 13) for n in range(12)]


@pytest.fixture
async def filled(company: Company) -> list[Lead]:
    async with work():
        for key, face in FACES.items():
            await custom.add_field("lead", key, face)
    await custom.load()
    made = []
    for n in range(12):
        extra = {
            "budget": [None, 145_050, 1][n % 3], "score": [0.5, None][n % 2], "vip": [None, True, False][n % 3],
            "labels": [None, ["hot"], ["hot", "old"]][n % 3], "renewal_on": f"2026-1{n % 3}-30",
            "met_at": MOMENTS[n].isoformat(),
        }  # fmt: skip
        made.append(
            await Lead.create(
                name=f"v{n:02d}",
                status=["new", "contacted"][n % 2],
                level=["", "a", "b"][n % 3],
                owner_id=[company.rep.id, company.south.id][n % 4 == 0],
                created_at=MOMENTS[n],
                next_follow_at=None if n % 3 else MOMENTS[n // 2],
                custom={key: value for key, value in extra.items() if value is not None},
            )
        )
    return made


async def by(actor: Actor, fields: str, measure: str = "count", **listing: Any) -> dict[tuple[Any, ...], Any]:
    found = await summary(actor, LEAD, Listing(**listing), fields, measure)
    return {tuple(key["value"] for key in row["keys"]): row["value"] for row in found["rows"]}


@pytest.mark.feature("AR-UX-007")
@pytest.mark.parametrize("fields", [
    "status", "level", "owner", "labels", "vip", "frozen", "created_at", "created_at:week", "created_at:day",
    "renewal_on:month", "renewal_on:week", "met_at:day", "met_at:week", "next_follow_at:month",
    "status,owner", "labels,created_at:day", "created_at:week,level", "owner,labels",
])  # fmt: skip
async def test_every_row_of_a_summary_is_the_number_of_records_its_filter_gives(
    fields: str, company: Company, filled: list[Lead]
):
    for actor in (company.boss, company.rep):
        found = await summary(actor, LEAD, Listing(), fields, "count")
        whole = (await search(actor, LEAD, Listing())).total
        assert found["count"] == found["value"] == whole and not found["capped"] and found["rows"]
        for row in found["rows"]:
            where = {"all": [key["where"] for key in row["keys"]]}
            assert (await search(actor, LEAD, Listing(where=where))).total == row["count"], row
            assert all(key["label"] for key in row["keys"])
        if "labels" not in fields:
            assert sum(row["count"] for row in found["rows"]) == whole


@pytest.mark.feature("AR-UX-007")
async def test_sums_and_averages_are_those_of_plain_python(company: Company, filled: list[Lead]):
    budgets: dict[str, list[int]] = {}
    for lead in filled:
        budgets.setdefault(lead.status, []).extend([lead.custom["budget"]] if "budget" in lead.custom else [])
    sums = {(status,): f"{sum(all_of) / 100:.2f}" for status, all_of in budgets.items()}
    means = {(status,): f"{round(sum(all_of) / len(all_of)) / 100:.2f}" for status, all_of in budgets.items()}
    assert await by(company.boss, "status", "sum:budget") == sums
    assert await by(company.boss, "status", "avg:budget") == means
    assert await by(company.boss, "status", "sum:score") == {("new",): 3, ("contacted",): None}
    assert await by(company.boss, "status", "avg:score") == {("new",): 0.5, ("contacted",): None}
    whole = await summary(company.boss, LEAD, Listing(), "status", "sum:budget")
    assert whole["value"] == f"{sum(map(sum, budgets.values())) / 100:.2f}"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "UTC"])
async def test_days_are_those_of_the_company_s_time_zone(zone: str, company: Company):
    before = str(clock.timezone())
    moments = [datetime(2026, 3, 28, 21, tzinfo=UTC) + timedelta(minutes=47 * n) for n in range(60)]
    moments += [datetime(2026, 10, 24, 21, tzinfo=UTC) + timedelta(minutes=47 * n) for n in range(60)]
    for moment in moments:
        await Lead.create(name="v", owner_id=company.rep.id, created_at=moment)
    try:
        clock.set_timezone(zone)
        found = await by(company.rep, "created_at:day")
    finally:
        clock.set_timezone(before)
    assert found == Counter((moment.astimezone(ZoneInfo(zone)).date().isoformat(),) for moment in moments)


async def test_a_summary_obeys_view_filter_and_text_like_the_list(company: Company, filled: list[Lead]):
    where = {"field": "level", "is": "a"}
    for asked in ({"view": "mine"}, {"where": where}, {"q": "v03"}, {"view": "new", "where": where}):
        expected = (await search(company.rep, LEAD, Listing(**asked))).total
        assert (await summary(company.rep, LEAD, Listing(**asked), "owner", "count"))["count"] == expected


async def test_what_is_hidden_gone_or_of_another_kind_is_refused(company: Company, filled: list[Lead]):
    blind = narrowed(company.boss, hidden=frozenset({("lead", "status"), ("lead", "budget")}))
    for actor, fields, measure in (
        (blind, "status", "count"), (blind, "level", "sum:budget"), (company.boss, "nonsense", "count"),
        (company.boss, "name", "count"), (company.boss, "budget", "count"), (company.boss, "", "count"),
        (company.boss, "status,level,owner", "count"), (company.boss, "status,status", "count"),
        (company.boss, "status:month", "count"), (company.boss, "created_at:year", "count"),
        (company.boss, "status", "sum:name"), (company.boss, "status", "sum:id"),
        (company.boss, "status", "max:budget"), (company.boss, "status", "sum"),
        (company.boss, "status", "sum:gone"), (company.boss, "id", "count"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await summary(actor, LEAD, Listing(), fields, measure)


async def test_a_summary_costs_two_and_one_more_for_names(
    company: Company, filled: list[Lead], counted: Callable[[], Any]
):
    for fields, number in (("status", 2), ("created_at:month,level", 2), ("owner", 3), ("owner,status", 3)):
        with counted() as statements:
            await summary(company.manager, LEAD, Listing(), fields, "sum:budget")
        assert len(statements) == number, statements


async def test_at_most_five_hundred_groups_and_it_is_said(company: Company):
    await Lead.bulk_create(
        [Lead(name="v", owner_id=company.rep.id, created_at=MOMENTS[0] + timedelta(days=n)) for n in range(501)]
    )
    found = await summary(company.rep, LEAD, Listing(), "created_at:day", "count")
    assert (len(found["rows"]), found["capped"], found["count"]) == (500, True, 501)


async def test_views_are_counted_and_one_that_cannot_be_used_is_not(
    company: Company, filled: list[Lead], counted: Callable[[], Any]
):
    key = await saved(company.rep, "甲", where={"field": "level", "is": "a"})
    mine = (await search(company.rep, LEAD, Listing(view="mine"))).total
    with counted() as statements:
        assert await counts(company.rep, LEAD, ["mine", "new", "mine"]) == {
            "mine": mine, "new": (await search(company.rep, LEAD, Listing(view="new"))).total,
        }  # fmt: skip
    assert len(statements) <= 5
    assert await counts(company.rep, LEAD, [key, "nonsense"]) == {key: 3, "nonsense": None}
    blind = narrowed(company.rep, hidden=frozenset({("lead", "level")}))
    assert await counts(blind, LEAD, [key]) == {key: None}
    with pytest.raises(Invalid):
        await counts(company.rep, LEAD, [f"v{n}" for n in range(21)])


@pytest.mark.parametrize("sort", ["name", "-name", "next_follow_at", "-next_follow_at", "-created_at", "id", ""])
async def test_neighbours_are_those_of_the_list_in_any_order(sort: str, company: Company, filled: list[Lead]):
    for asked in ({"sort": sort}, {"sort": sort, "where": {"field": "level", "is": "a"}}):
        page = [item["id"] for item in (await search(company.rep, LEAD, Listing(**asked, limit=200))).items]
        for n, record_id in enumerate(page):
            before, after = (page[n - 1] if n else None), (page[n + 1] if n + 1 < len(page) else None)
            assert await beside(company.rep, LEAD, record_id, Listing(**asked)) == {"before": before, "after": after}


async def test_a_record_outside_its_list_has_no_neighbours_and_an_invisible_one_does_not_exist(
    company: Company, filled: list[Lead], counted: Callable[[], Any]
):
    mine, theirs = filled[1].id, filled[0].id
    outside = Listing(where={"field": "name", "is": "nobody"})
    assert await beside(company.rep, LEAD, mine, outside) == {"before": None, "after": None}
    for listing in (Listing(), outside):
        with pytest.raises(NotFound):
            await beside(company.rep, LEAD, theirs, listing)
    with counted() as statements:
        await beside(company.rep, LEAD, mine, Listing(sort="next_follow_at"))
    assert len(statements) <= 5, statements
