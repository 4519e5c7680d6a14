"""Automatic assignment: when it looks, whose turn it is, and who is told when nobody fits."""

import asyncio
from typing import Any

import pytest

from core import clock, jobs
from core.jobs import Job, Jobs
from core.org.tables import Department, Member
from core.pools.assigning import assign_by_rules
from core.pools.facts import PoolEvent
from core.pools.group import PoolGroup
from core.pools.jobs import POOL_JOBS
from core.pools.news import Unmatched
from core.pools.rules import AssignmentRule
from core.work import work
from tests.pools.conftest import Pool
from tests.pools.test_recycling import heard, listen

ANY = {"all": [{"field": "returns", "gte": 0}]}


async def rule(pool: Pool, *people: Any, where: Any = ANY, **more: Any) -> AssignmentRule:
    return await AssignmentRule.create(
        group_id=pool.group.id, name="规则", where=where, assignees=[one.id for one in people],
        **{"departments": [], "active": True, **more}, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip


async def done() -> None:
    """Everything that waits in the background."""
    queue = Jobs()
    for kind, handler in POOL_JOBS.items():
        queue.handle(kind, handler)
    await Job.filter(kind="event").delete()
    await queue.worker.drain()
    assert not await Job.filter(state="dead").count()


async def new(pool: Pool, n: int, **values: Any) -> int:
    given = {"name": f"林{n}", "mobile": f"139000000{n:02}", "owner": None, "pool_group": pool.group.id}
    return await pool.create(pool.boss, **{**given, **values})


async def owners(pool: Pool, ids: list[int]) -> list[int | None]:
    return [(await pool.row(one)).owner_id for one in ids]


@pytest.mark.feature("XS-LPOOL-029", "XS-LPOOL-032")
async def test_new_leads_go_to_the_people_of_the_rule_in_turn(leads: Pool):
    await rule(leads, leads.other, leads.rep)
    ids = [await new(leads, n) for n in range(4)]
    assert await owners(leads, ids) == [None] * 4
    await done()
    assert sorted(map(str, await owners(leads, ids))) == sorted(map(str, [leads.other.id, leads.rep.id] * 2))
    assert await leads.verbs(ids[0]) == ["enter", "assign"]
    assert (await PoolEvent.filter(verb="assign").first()).by_id is None  # type: ignore[union-attr]


@pytest.mark.feature("XS-LPOOL-032")
async def test_the_turn_goes_round_in_the_order_they_were_chosen_and_skips_who_is_away(leads: Pool):
    await rule(leads, leads.other, leads.south, leads.rep)
    await Member.filter(id=leads.south.id).update(status="disabled")
    got = [await assign_by_rules(leads.definition, await leads.waiting()) for _ in range(4)]
    assert got == [leads.other.id, leads.rep.id, leads.other.id, leads.rep.id]
    await Member.filter(id=leads.south.id).update(status="active")
    got = [await assign_by_rules(leads.definition, await leads.waiting()) for _ in range(3)]
    assert got == [leads.other.id, leads.south.id, leads.rep.id]


@pytest.mark.feature("XS-LPOOL-029")
async def test_the_first_rule_that_matches_wins(leads: Pool):
    await rule(leads, leads.south, where={"field": "city", "is": "广州"}, priority=1)
    await rule(leads, leads.rep, priority=2)
    await rule(leads, leads.other, priority=0, active=False)
    got = {city: await assign_by_rules(leads.definition, await leads.waiting(city=city)) for city in ("广州", "苏州")}
    assert got == {"广州": leads.south.id, "苏州": leads.rep.id}


@pytest.mark.feature("XS-LPOOL-030")
async def test_the_number_of_returns_decides_who_gets_what_comes_back(leads: Pool):
    await rule(leads, leads.south, where={"field": "returns", "gte": 1})
    mine = await leads.owned(leads.rep)
    fresh = await new(leads, 1)
    await leads.act(leads.rep, mine, "release", reason="")
    await done()
    assert await owners(leads, [mine, fresh]) == [leads.south.id, None]


@pytest.mark.feature("XS-LPOOL-031")
async def test_departments_with_their_parts_are_assignees_too(leads: Pool):
    east = await Department.get(wecom_id=2)
    await rule(leads, leads.south, departments=[east.id])
    got = [await assign_by_rules(leads.definition, await leads.waiting()) for _ in range(4)]
    assert got[0] == leads.south.id and set(got[1:]) == {leads.manager.id, leads.rep.id, leads.other.id}


async def test_who_is_full_is_passed_over_and_then_it_stays(leads: Pool):
    await PoolGroup.filter(id=leads.group.id).update(capacity=1)
    await rule(leads, leads.rep, leads.other)
    got = [await assign_by_rules(leads.definition, await leads.waiting()) for _ in range(3)]
    assert got == [leads.rep.id, leads.other.id, None]


async def test_what_no_rule_matches_stays_and_the_assigners_are_told(leads: Pool):
    await listen(Unmatched)
    await rule(leads, leads.south, where={"field": "city", "is": "广州"})
    waiting = await leads.waiting(city="苏州")
    assert await assign_by_rules(leads.definition, waiting) is None
    [told] = await heard(Unmatched)
    assert (told["record_id"], told["group_id"]) == (waiting, leads.group.id)
    assert (await leads.row(waiting)).pool_state == "unclaimed"


async def test_a_rule_that_is_switched_on_looks_at_what_waits(leads: Pool):
    ids = [await leads.waiting() for _ in range(3)]
    made = await rule(leads, leads.rep)
    async with work():
        await jobs.add("pool.assign_waiting", {"rule": made.id})
    await done()
    assert await owners(leads, ids) == [leads.rep.id] * 3


async def test_looking_twice_or_at_once_assigns_once_and_turns_evenly(leads: Pool):
    await rule(leads, leads.rep, leads.other)
    ids = [await leads.waiting() for _ in range(10)]
    await asyncio.gather(*[assign_by_rules(leads.definition, one) for one in [*ids, *ids]])
    found = await owners(leads, ids)
    assert found.count(leads.rep.id) == found.count(leads.other.id) == 5
    assert await PoolEvent.filter(verb="assign").count() == 10


async def test_a_rule_that_names_what_is_gone_matches_nothing(leads: Pool):
    await rule(leads, leads.south, where={"field": "gone", "is": 1})
    await rule(leads, leads.rep, priority=1)
    assert await assign_by_rules(leads.definition, await leads.waiting()) == leads.rep.id


async def test_what_was_taken_meanwhile_is_left_alone(leads: Pool):
    await rule(leads, leads.rep)
    waiting = await new(leads, 1)
    await leads.act(leads.other, waiting, "claim")
    await done()
    assert (await leads.row(waiting)).owner_id == leads.other.id
