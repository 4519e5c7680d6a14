"""Keyset paging: stable while others write, closed to cursors that are not its own."""

import base64
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import orjson
import pytest

from core import clock
from core.errors import Invalid
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.fields import Face
from core.objects.query import Listing, Page, search
from core.org.actor import Actor
from core.people.people import MEMBER
from core.work import work
from tests.conftest import Company


async def page(actor: Actor, **asked: Any) -> Page:
    return await search(actor, LEAD, Listing(**asked))


async def whole(actor: Actor, **asked: Any) -> list[int]:
    found, cursor = [], ""
    while True:
        one = await page(actor, cursor=cursor, **asked)
        found += [item["id"] for item in one.items]
        if one.next is None:
            return found
        cursor = one.next


async def leads(company: Company, values: Iterable[Any], column: str = "name") -> list[int]:
    return [(await Lead.create(owner_id=company.rep.id, **{column: value})).id for value in values]


async def test_a_page_says_where_the_next_begins_only_when_there_is_one(company: Company):
    await leads(company, "abcd")
    first = await page(company.rep, limit=4)
    assert first.next is None and first.total == 4
    first = await page(company.rep, limit=3)
    second = await page(company.rep, limit=3, cursor=first.next or "")
    assert (len(first.items), first.total, len(second.items), second.total, second.next) == (3, 4, 1, None, None)


async def test_rows_that_come_and_go_meanwhile_neither_repeat_nor_hide_others(company: Company):
    ids = await leads(company, ["b", "d", "f", "h", "j"])
    first = await page(company.rep, limit=2, sort="name")
    await leads(company, ["a", "c", "e"])
    await Lead.filter(id=ids[1]).update(deleted_at=clock.now())  # the very row the cursor names
    rest = await page(company.rep, limit=50, sort="name", cursor=first.next or "")
    assert [item["name"] for item in rest.items] == ["e", "f", "h", "j"]


async def test_names_that_look_like_dates_are_names(company: Company):
    """The value of a cursor is read by the kind of its field, never by its looks."""
    ids = await leads(company, ["2026-新年", "2026-11-24", "2026-11-24T10:00:00", "abcd-x", "", "😀", "O'x\\%"])
    expected = [one.id for one in sorted(await Lead.all(), key=lambda one: (one.name, one.id))]
    assert sorted(ids) == sorted(await whole(company.rep, sort="name", limit=1))
    assert {"".join(map(str, await whole(company.rep, sort="name", limit=n))) for n in (1, 2, 3, 50)} == {
        "".join(map(str, await whole(company.rep, sort="name", limit=200)))
    }
    assert set(expected) == set(ids)


async def test_custom_fields_of_every_kind_page_through_the_whole(company: Company):
    kinds = {"score": "number", "budget": "money", "met_at": "datetime", "day": "date", "vip": "boolean", "t": "text"}
    async with work():
        for key, kind in kinds.items():
            await custom.add_field("lead", key, Face("栏目", kind, filterable=True))  # type: ignore[arg-type]
    await custom.load()
    start = clock.now().replace(microsecond=0)
    for n in (3, 1, None, 1, 2, None, 7):
        values = {} if n is None else {
            "score": n / 10, "budget": n * 100, "met_at": (start + timedelta(milliseconds=n)).isoformat(),
            "day": f"2026-11-0{n}", "vip": n % 2 == 0, "t": f"t{n}",
        }  # fmt: skip
        await Lead.create(owner_id=company.rep.id, name="x", custom=values)
    for key in kinds:
        rows = [(one.custom.get(key), one.id) for one in await Lead.all()]
        for sign, back in (("", False), ("-", True)):
            some = sorted([row for row in rows if row[0] is not None], reverse=back)
            none = sorted([row for row in rows if row[0] is None], key=lambda row: row[1], reverse=back)
            assert await whole(company.rep, sort=f"{sign}{key}", limit=2) == [i for _, i in [*some, *none]], key


def forged(content: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "%%%", "null", "é", "A" * 5000, forged(None), forged(7), forged({}), forged([]), forged("lead"),
        forged(["lead", "name", "set", "a"]), forged(["lead", "name", "other", "a", 1]),
        forged(["lead", "name", "set", "a", "1"]), forged(["lead", "name", "set", "a", True]),
        forged(["lead", "name", "set", ["a"], 1]), forged(["lead", "name", "set", {}, 1]),
        forged(["lead", "name", "set", 7, 1]), forged(["lead", "name", "set", None, 1]),
        forged(["lead", "name", "set", "a\x00", 1]), forged(["lead", "name", "set", "a", 2**63]),
        forged(["lead", "-name", "set", "a", 1]), forged(["account", "name", "set", "a", 1]),
        forged(["lead", "id", "set", 1, 1]), forged([["lead"], "name", "set", "a", 1]),
    ],
    ids=lambda cursor: cursor[:40],
)  # fmt: skip
async def test_a_torn_or_foreign_cursor_is_refused(cursor: str, company: Company):
    with pytest.raises(Invalid) as refusal:
        await page(company.rep, sort="name", cursor=cursor)
    assert "cursor" in refusal.value.fields


@pytest.mark.parametrize("value", ["x", 7, None, True, "2026-13-01", "2026", []])
async def test_a_cursor_with_a_value_of_another_kind_is_no_accident(value: Any, company: Company):
    """Whatever a forged cursor holds, the answer is a page or a refusal."""
    for sort in ("next_follow_at", "updated_at", "id"):
        try:
            await page(company.rep, sort=sort, cursor=forged(["lead", sort, "set", value, 1]))
        except Invalid as refusal:
            assert "cursor" in refusal.fields


async def test_a_cursor_of_another_list_is_refused(company: Company):
    await leads(company, "abc")
    of_members = await search(company.rep, MEMBER, Listing(limit=1))
    by_name = await page(company.rep, sort="name", limit=1)
    for cursor, asked in ((of_members.next, {}), (by_name.next, {"sort": "-name"}), (by_name.next, {})):
        with pytest.raises(Invalid, match="另一个列表"):
            await page(company.rep, cursor=cursor or "", **asked)


async def test_an_exact_decimal_survives_its_cursor(company: Company):
    async with work():
        await custom.add_field("lead", "score", Face("评分", "number", filterable=True))
    await custom.load()
    values = [0.1, 0.1, 0.2, 0.30000000000000004, 0.3, 1e-7, 123456789.123456]
    for value in values:
        await Lead.create(owner_id=company.rep.id, name="x", custom={"score": value})
    found = await whole(company.rep, sort="score", limit=1)
    assert len(found) == len(set(found)) == len(values)


async def test_the_limit_is_kept_within_bounds(company: Company):
    await leads(company, "ab")
    assert len((await page(company.rep, limit=0)).items) == 1
    assert len((await page(company.rep, limit=10**9)).items) == 2


async def test_the_total_is_unknown_beyond_the_bound(company: Company, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.objects.query.COUNTED", 3)
    await leads(company, "abc")
    assert (await page(company.rep, limit=2)).total == 3
    await leads(company, "d")
    assert (await page(company.rep, limit=2)).total is None
