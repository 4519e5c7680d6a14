"""The built-in views that the manuals ask for, and filters by whoever is on the team of a record."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT
from core.errors import Invalid
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.objects.query import Listing, search
from core.objects.schema import object_schema
from core.org.actor import Actor
from core.teams.team import TeamMember
from tests.conftest import Company
from tests.objects import making

both = pytest.mark.parametrize("definition", [ACCOUNT, LEAD], ids=["account", "lead"])


async def found(actor: Actor, definition: Any, **asked: Any) -> set[int]:
    return {item["id"] for item in (await search(actor, definition, Listing(**asked, limit=200))).items}


async def joins(record_id: int, definition: Any, member: Actor, kind: str) -> None:
    await TeamMember.create(
        object=definition.key, record_id=record_id, member_id=member.id, kind=kind, added_at=clock.now()
    )


@both
@pytest.mark.feature("XS-CUST-019", "XS-CUST-014")
async def test_mine_joined_all_and_seven_days_without_follow_up(
    definition: Any, company: Company, stopped_clock: clock.Stopped
):
    days = {n: clock.now() - timedelta(days=n) for n in (0, 6, 7, 8)}
    mine = await making.row(definition, company.rep, last_follow_at=days[8])
    today = await making.row(definition, company.rep, last_follow_at=days[0])
    never = await making.row(definition, company.rep)
    edge = await making.row(definition, company.rep, last_follow_at=days[6])
    followed = await making.row(definition, company.south, last_follow_at=days[7])
    served = await making.row(definition, company.south, last_follow_at=days[0])
    await making.row(definition, company.south)
    await joins(followed, definition, company.rep, "follower")
    await joins(served, definition, company.rep, "collaborator")
    views = {view["key"]: view["label"] for view in object_schema(company.rep, definition)["views"]}
    assert {key: views[key] for key in ("mine", "joined", "all", "idle")} == {
        "mine": "我负责的", "joined": "我参与的", "all": "全部", "idle": "7天未跟进的",
    }  # fmt: skip
    assert await found(company.rep, definition, view="mine") == {mine, today, never, edge}
    assert await found(company.rep, definition, view="joined") == {followed, served}
    assert await found(company.rep, definition, view="all") == {mine, today, never, edge, followed, served}
    assert await found(company.rep, definition, view="idle") == {mine, never, followed}


@both
async def test_the_team_is_a_filter_and_no_column(definition: Any, company: Company):
    first, second, alone = [await making.row(definition, company.rep) for _ in range(3)]
    await joins(first, definition, company.other, "follower")
    await joins(first, definition, company.south, "collaborator")
    await joins(second, definition, company.south, "follower")
    other, south = company.other.id, company.south.id
    for where, expected in (
        ({"is": other}, {first}), ({"in": [other, south]}, {first, second}), ({"is_not": other}, {second, alone}),
        ({"not_in": [other, south]}, {alone}), ({"in": ["me"]}, set()), ({"is": "my_team"}, {first}),
        ({"empty": True}, {alone}), ({"filled": True}, {first, second}), ({"filled": False}, {alone}),
    ):  # fmt: skip
        assert await found(company.manager, definition, where={"field": "team", **where}) == expected, where
    for where in ({"is": "x"}, {"is": None}, {"gt": 1}, {"contains": "x"}, {"empty": 1}, {"in": 5}, {"is": 2**70}):
        with pytest.raises(Invalid):
            await found(company.manager, definition, where={"field": "team", **where})
    schema = object_schema(company.rep, definition)
    assert [field["key"] for field in schema["filters"]] == ["team"]
    assert "team" not in [field["key"] for field in schema["fields"]]
    for asked in ({"columns": ("team",)}, {"sort": "team"}):
        with pytest.raises(Invalid):
            await found(company.rep, definition, **asked)


@pytest.mark.feature("WN-LEAD-013")
async def test_leads_are_filtered_by_what_came_of_the_last_call(company: Company):
    called, other, _ = [await making.row(LEAD, company.rep) for _ in range(3)]
    await perform(company.rep, LEAD, called, "call_mark", {"result": "interested"})
    await perform(company.rep, LEAD, other, "call_mark", {"result": "missed"})
    for where, expected in (
        ({"is": "interested"}, {called}), ({"in": ["interested", "missed"]}, {called, other}),
        ({"filled": True}, {called, other}),
    ):  # fmt: skip
        assert await found(company.rep, LEAD, where={"field": "call_mark", **where}) == expected


@both
@pytest.mark.feature("XS-LEAD-008", "XS-CUST-018", "AR-UX-004", "AR-UX-008", "XS-CUST-022")
async def test_a_list_is_sorted_filtered_and_searched_at_once_and_all_shows_everything(
    definition: Any, company: Company
):
    names = {"汇筑科技": "上海", "汇智软件": "北京", "成石贸易": "上海"}
    ids = {name: await making.row(definition, company.rep, name=name, city=city) for name, city in names.items()}
    by_name = [ids[name] for name in sorted(names)]
    for sort, expected in (("name", by_name), ("-name", by_name[::-1])):
        assert [i["id"] for i in (await search(company.rep, definition, Listing(sort=sort))).items] == expected
    where = {"field": "city", "is": "上海"}
    assert await found(company.rep, definition, q="汇", where=where, sort="-name") == {ids["汇筑科技"]}
    assert await found(company.rep, definition, view="all") == set(ids.values())
