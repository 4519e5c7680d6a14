"""Who is told what of pools: new and former owners, those about to lose something, the group's admins."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core import clock
from core.events import listeners
from core.jobs import JobRun, Jobs
from core.outbox import Outbox
from core.pools.assigning import assign_by_rules
from core.pools.recycle_job import recycle_group
from core.pools.rule_book import rules_of
from notifications.told import listen
from tests.conftest import Company
from tests.pools.conftest import Pool, opened
from tests.pools.test_assigning_by_rules import rule as assignment_rule
from tests.pools.test_recycling import rule as recycle_rule


@pytest.fixture(autouse=True)
def heard_by_the_notices(database) -> None:
    here = listeners()
    assert here is not None
    listen(here, desk_of("https://crm.example.com", Buttons("secret", ())))


async def notices() -> list[tuple[str, str]]:
    """(userid, everything on the card) in the order they were queued."""

    async def tell(run: JobRun) -> None:
        here = listeners()
        assert here is not None
        await here.tell(run.payload["name"], run.payload["event"])

    queue = Jobs()
    queue.handle("event", tell)
    await queue.worker.drain()
    return [(row.userid, orjson.dumps(row.payload).decode()) for row in await Outbox.all().order_by("id")]


@pytest.mark.feature("WN-LASG-002")
async def test_the_new_owner_gets_the_advice_with_a_way_to_the_record(leads: Pool):
    waiting = await leads.waiting(name="林嘉禾")
    await leads.act(leads.manager, waiting, "assign", members=[leads.rep.id], advice="先打电话再加微信")
    [(who, card)] = await notices()
    assert who == "rep" and "林嘉禾" in card and "先打电话再加微信" in card and leads.manager.name in card
    assert f"https://crm.example.com/m/o/lead/{waiting}" in card


async def test_taking_and_giving_back_tells_nobody_what_they_did_themselves(leads: Pool):
    waiting = await leads.waiting()
    await leads.act(leads.rep, waiting, "claim")
    await leads.act(leads.rep, waiting, "release", reason="")
    assert await notices() == []


async def test_who_lost_a_record_to_a_superiors_decision_is_told(leads: Pool):
    first, second = await leads.owned(leads.rep, name="甲"), await leads.owned(leads.rep, name="乙")
    await leads.act(leads.manager, first, "assign", members=[leads.other.id], advice="")
    await leads.act(leads.manager, second, "release", reason="太久没跟")
    told = await notices()
    assert sorted(who for who, _ in told) == ["other", "rep", "rep"]
    assert any(leads.other.name in card and "甲" in card for who, card in told if who == "rep")
    assert any("太久没跟" in card and "乙" in card for who, card in told if who == "rep")


@pytest.mark.feature("WN-CPOOL-006")
async def test_a_warning_and_a_fall_reach_the_owner(leads: Pool):
    await recycle_rule(leads)
    long_ago = clock.now() - timedelta(days=31)
    await leads.owned(leads.rep, owned_since=long_ago, name="落了")
    for n in range(7):
        await leads.owned(leads.other, owned_since=long_ago + timedelta(days=8), name=f"快{n}")
    await leads.owned(leads.manager, owned_since=long_ago + timedelta(days=8), name="独一个")
    await recycle_group(leads.definition, leads.group, await rules_of(leads.definition, leads.group.id))
    told: dict[str, Any] = dict(await notices())
    assert "落了" in told["rep"] and "没有跟进" in told["rep"]
    assert "7 条线索快要回收" in told["other"] and "快0" in told["other"]
    assert "独一个" in told["manager"] and "还有 7 天" in told["manager"]


async def test_admins_of_the_group_hear_of_what_no_rule_assigned_and_of_applications(company: Company):
    pool = await opened(company, mode="apply")
    await assignment_rule(pool, pool.south, where={"field": "city", "is": "广州"})
    waiting = await pool.waiting(name="林嘉禾")
    await assign_by_rules(pool.definition, waiting)
    await pool.act(pool.rep, waiting, "apply", note="老客户介绍")
    told = await notices()
    assert [who for who, _ in told] == ["manager", "manager"]
    assert any("等你分配" in card for _, card in told) and any("老客户介绍" in card for _, card in told)
