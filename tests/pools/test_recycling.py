"""The trial, the answer for one record, the warnings and the day's work, all by the same function."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from core import clock, jobs
from core.activities.activity import ACTIVITY
from core.events import listeners
from core.jobs import Job, Jobs
from core.leads.lead import Lead
from core.objects.writing import create
from core.org.actor import Actor
from core.org.tables import Department, Member
from core.pools import recycle_job
from core.pools.facts import PoolEvent, RecycleWarning
from core.pools.facts_of import Asked, facts_of
from core.pools.jobs import POOL_JOBS
from core.pools.news import PoolMoved, RecycleWarned
from core.pools.recycle_job import horizon, recycle_group, recycling_of, take_back, trial
from core.pools.recycling import Rule, verdict
from core.pools.rule_book import drafted, rules_of
from core.pools.rules import RecycleRule
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.pools.conftest import Pool, opened

IDLE = {"kind": "idle", "days": 30}


def ago(days: float) -> Any:
    return clock.now() - timedelta(days=days)


async def rule(pool: Pool, *conditions: dict[str, Any], active: bool = True, warn_days: Any = (7, 3, 1)) -> RecycleRule:
    return await RecycleRule.create(
        group_id=pool.group.id, name="30 天不跟进", conditions=list(conditions or (IDLE,)), warn_days=list(warn_days),
        active=active, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip


async def heard(event: type) -> list[dict[str, Any]]:
    told = await Job.filter(kind="event").order_by("id")
    return [job.payload["event"] for job in told if job.payload["name"] == event.__name__]


async def listen(*events: type) -> None:
    async def nothing(_event: Any) -> None: ...

    here = listeners()
    assert here is not None
    for event in events:
        here.listen(event, nothing)


async def run_day(pool: Pool) -> None:
    await recycle_group(pool.definition, pool.group, await rules_of(pool.definition, pool.group.id))


@pytest.mark.feature("WN-CPOOL-006", "AR-POOL-008")
async def test_what_nobody_follows_falls_back_and_its_owner_is_told(leads: Pool, stopped_clock):
    await listen(PoolMoved)
    await rule(leads)
    idle, fresh = await leads.owned(leads.rep, owned_since=ago(31)), await leads.owned(leads.rep, owned_since=ago(3))
    await run_day(leads)
    row = await leads.row(idle)
    assert (row.owner_id, row.pool_state, row.returns, row.pool_group_id) == (None, "unclaimed", 1, leads.group.id)
    assert (await leads.row(fresh)).owner_id == leads.rep.id
    [event] = await PoolEvent.all()
    assert (event.verb, event.member_id, event.by_id, event.note) == (
        "recycle", leads.rep.id, None, "已 31 天没有跟进，超过 30 天收回",
    )  # fmt: skip
    [told] = await heard(PoolMoved)
    assert (told["verb"], told["former_id"], told["member_id"]) == ("recycle", leads.rep.id, None)


async def test_a_follow_up_keeps_a_record(leads: Pool):
    await rule(leads)
    mine = await leads.owned(leads.rep, owned_since=ago(31))
    async with work():
        await create(leads.rep, ACTIVITY, {"lead": mine, "content": "打了电话"})
    await run_day(leads)
    assert (await leads.row(mine)).owner_id == leads.rep.id


async def test_running_the_day_twice_or_at_once_takes_back_once(leads: Pool):
    await rule(leads)
    mine = [await leads.owned(leads.rep, owned_since=ago(31)) for _ in range(5)]
    await asyncio.gather(run_day(leads), run_day(leads))
    await run_day(leads)
    assert await PoolEvent.filter(verb="recycle").count() == 5
    assert {(await leads.row(one)).returns for one in mine} == {1}


async def test_a_day_that_was_cut_short_goes_on_where_it_stopped(leads: Pool, monkeypatch: pytest.MonkeyPatch):
    await rule(leads)
    for _ in range(5):
        await leads.owned(leads.rep, owned_since=ago(31))
    whole, left = recycle_job.take_back, iter([True, True])

    async def killed(*asked: Any) -> bool:
        next(left)
        return await whole(*asked)

    monkeypatch.setattr(recycle_job, "take_back", killed)
    with pytest.raises((StopIteration, RuntimeError)):
        await run_day(leads)
    assert await PoolEvent.filter(verb="recycle").count() == 2
    monkeypatch.setattr(recycle_job, "take_back", whole)
    await run_day(leads)
    assert await PoolEvent.filter(verb="recycle").count() == 5


async def test_what_changed_since_it_was_looked_at_is_decided_again(leads: Pool):
    """A follow-up, a switched-off rule, another group: each between the list and the record's own turn."""
    made = await rule(leads)
    mine = await leads.owned(leads.rep, owned_since=ago(31))
    await Lead.filter(id=mine).update(last_follow_at=clock.now())
    assert not await take_back(leads.definition, mine)
    await Lead.filter(id=mine).update(last_follow_at=None)
    await RecycleRule.filter(id=made.id).update(active=False)
    assert not await take_back(leads.definition, mine)
    await RecycleRule.filter(id=made.id).update(active=True)
    await Lead.filter(id=mine).update(pool_group_id=None, pool_state="private")
    assert not await take_back(leads.definition, mine)
    assert not await take_back(leads.definition, 999_999)


async def test_a_department_that_moves_while_a_rule_runs_changes_nothing(leads: Pool):
    await rule(leads)
    mine = await leads.owned(leads.rep, owned_since=ago(31))
    east = await Department.get(wecom_id=3)

    async def moved() -> None:
        async with work():
            await Department.filter(id=east.id).update(parent_id=(await Department.get(wecom_id=4)).id)

    await asyncio.gather(run_day(leads), moved())
    assert (await leads.row(mine)).owner_id is None and await PoolEvent.filter(verb="recycle").count() == 1


async def test_records_of_people_who_left_fall_too(leads: Pool):
    await rule(leads)
    mine = await leads.owned(leads.rep, owned_since=ago(31))
    await Member.filter(id=leads.rep.id).update(status="left")
    await run_day(leads)
    assert (await leads.row(mine)).owner_id is None


EXEMPT = {
    "protected": ({"protected": True}, "管理员设为不回收"),
    "frozen": ({"frozen": True, "pool_state": "frozen"}, "已冻结"),
    "converted": ({"converted_at": None, "pool_state": "converted"}, "已转换"),
}


@pytest.mark.parametrize("case", sorted(EXEMPT))
async def test_what_is_exempt_stays_and_is_told_as_spared(case: str, leads: Pool):
    columns, reason = EXEMPT[case]
    columns = {**columns, **({"converted_at": clock.now()} if case == "converted" else {})}
    made = await rule(leads)
    mine = await leads.owned(leads.rep, owned_since=ago(31))
    await Lead.filter(id=mine).update(**columns)
    await run_day(leads)
    assert (await leads.row(mine)).owner_id == leads.rep.id
    told = await recycling_of(leads.definition, await leads.row(mine))
    assert (told["falls_on"], told["exempt"]) == (None, [reason])
    tried = await trial(leads.definition, leads.group, await rules_of(leads.definition, leads.group.id))
    assert (tried["total"], tried["spared"]) == (0, [{"reason": reason, "count": 1}]) and made.active


@pytest.mark.feature("XS-CUST-038")
async def test_without_a_group_nothing_falls(accounts: Pool):
    await rule(accounts)
    mine = await accounts.owned(accounts.rep, owned_since=ago(300))
    await type(await accounts.row(mine)).filter(id=mine).update(pool_group_id=None, pool_state="private")
    await run_day(accounts)
    assert (await accounts.row(mine)).owner_id == accounts.rep.id
    assert (await recycling_of(accounts.definition, await accounts.row(mine)))["exempt"] == ["没有公海分组"]


async def test_a_team_does_not_keep_an_account_that_falls(accounts: Pool):
    await rule(accounts)
    mine = await accounts.owned(accounts.rep, owned_since=ago(31))
    await TeamMember.create(
        object="account", record_id=mine, member_id=accounts.other.id, kind="follower", added_at=clock.now()
    )
    await run_day(accounts)
    assert (await accounts.row(mine)).owner_id is None and not await TeamMember.all().count()


async def test_an_owner_is_warned_seven_three_and_one_day_ahead_once_each(leads: Pool, stopped_clock):
    await listen(RecycleWarned)
    await rule(leads)
    mine = [await leads.owned(leads.rep, owned_since=ago(22), name=f"林{n}") for n in range(2)]
    steps = []
    for _ in range(8):
        await run_day(leads)
        await run_day(leads)  # the same day again
        told = await heard(RecycleWarned)
        steps.append([item["days"] for item in told[-1]["items"]] if told else [])
        stopped_clock.advance(86_400)
    told = await heard(RecycleWarned)
    assert [[item["days"] for item in one["items"]] for one in told] == [[7, 7], [3, 3], [1, 1]]
    assert {one["owner_id"] for one in told} == {leads.rep.id}
    assert [item["label"] for item in told[0]["items"]] == ["林0", "林1"]
    assert await RecycleWarning.all().count() == 6
    await run_day(leads)
    assert (await leads.row(mine[0])).owner_id is None


async def test_a_follow_up_starts_the_warnings_anew(leads: Pool, stopped_clock):
    await listen(RecycleWarned)
    await rule(leads)
    mine = await leads.owned(leads.rep, owned_since=ago(23))
    await run_day(leads)
    await Lead.filter(id=mine).update(last_follow_at=clock.now())
    stopped_clock.advance(23 * 86_400)
    await run_day(leads)
    assert [one["items"][0]["days"] for one in await heard(RecycleWarned)] == [7, 7]


@pytest.mark.feature("AR-CUST-004")
async def test_a_trial_tells_who_would_lose_what_when_and_why_and_changes_nothing(leads: Pool, stopped_clock):
    lost = await leads.owned(leads.rep, owned_since=ago(31), name="林嘉禾")
    soon = await leads.owned(leads.other, owned_since=ago(25), name="王晓")
    await leads.owned(leads.other, owned_since=ago(3))
    await leads.waiting()
    tried = await trial(leads.definition, leads.group, (await drafted(leads.definition, -1, "草稿", [IDLE], [7]),))
    assert (tried["looked_at"], tried["total"]) == (3, 2)
    assert tried["losing"] == [
        {
            "record": {"id": lost, "label": "林嘉禾"}, "object": "lead",
            "owner": {"id": leads.rep.id, "label": leads.rep.name}, "falls_on": str(clock.today()),
            "why": ["已 31 天没有跟进，超过 30 天收回"], "rule": "草稿",
        },
        {
            "record": {"id": soon, "label": "王晓"}, "object": "lead",
            "owner": {"id": leads.other.id, "label": leads.other.name},
            "falls_on": str(clock.today() + timedelta(days=5)),
            "why": ["已 25 天没有跟进，超过 30 天收回"], "rule": "草稿",
        },
    ]  # fmt: skip
    assert {one["owner"]["id"]: one["count"] for one in tried["by_owner"]} == {leads.rep.id: 1, leads.other.id: 1}
    assert tried["by_day"] == [
        {"on": str(clock.today()), "count": 1},
        {"on": str(clock.today() + timedelta(days=5)), "count": 1},
    ]
    assert (await leads.row(lost)).owner_id == leads.rep.id and not await PoolEvent.all().count()


DRAFTS = [
    [IDLE],
    [{"kind": "no_opportunity", "days": 20}, {"kind": "returns", "at_least": 2}],
    [
        {"kind": "not_reached", "field": "level", "values": ["a", "b"], "days": 10},
        {"kind": "field", "where": {"any": [{"field": "city", "is": "苏州"}, {"field": "source", "empty": True}]}},
        {"kind": "idle", "days": 12},
    ],
]


async def drafts(pool: Pool) -> tuple[Rule, ...]:
    return tuple([await drafted(pool.definition, -n, f"规则{n}", one, [7, 3]) for n, one in enumerate(DRAFTS, 1)])


async def scattered(pool: Pool, owner: Actor, count: int) -> None:
    """Leads of all ages at all hours, so that days begin and end between them."""
    chance = random.Random(20261124)
    for _ in range(count):
        await pool.owned(
            owner,
            owned_since=ago(chance.uniform(0, 50)) if chance.random() < 0.9 else None,
            created_at=ago(chance.uniform(0, 60)),
            last_follow_at=ago(chance.uniform(0, 60)) if chance.random() < 0.6 else None,
            returns=chance.randrange(4),
            level=chance.choice(["", "a", "b", "c"]),
            city=chance.choice(["苏州", "上海", ""]),
            source=chance.choice(["", "card"]),
            protected=chance.random() < 0.1,
        )


async def test_what_a_trial_leaves_unread_would_not_have_fallen(leads: Pool, stopped_clock):
    """The statement that reads the facts leaves out many: the pure function over all of them says the same."""
    await scattered(leads, leads.rep, 150)
    rules, today = await drafts(leads), clock.today()
    until = horizon(rules, today)
    every = [one async for chunk in facts_of(Asked(leads.definition, rules, leads.group.id)) for one in chunk]
    assert len(every) == 150
    fallen = {one.id: found for one in every if (found := verdict(one, rules, today)).falls_on is not None}
    losing = {one: found for one, found in fallen.items() if found.falls and found.falls_on <= until}  # type: ignore[operator]
    tried = await trial(leads.definition, leads.group, rules)
    assert {(t["record"]["id"], t["falls_on"], t["rule"]) for t in tried["losing"]} == {
        (one, str(found.falls_on), found.rule.name) for one, found in losing.items() if found.rule
    }
    assert 20 < tried["total"] < 140 and sum(one["count"] for one in tried["spared"]) > 3


async def test_the_answer_for_a_record_is_what_the_job_then_does(leads: Pool, stopped_clock):
    await scattered(leads, leads.rep, 40)
    for conditions in DRAFTS:
        await rule(leads, *conditions)
    ids = [row.id for row in await Lead.all()]
    told = {one: await recycling_of(leads.definition, await leads.row(one)) for one in ids}
    await run_day(leads)
    fell = {one for one in ids if (await leads.row(one)).owner_id is None}
    today = str(clock.today())
    assert fell == {one for one in ids if told[one]["falls_on"] is not None and told[one]["falls_on"] <= today}
    assert 3 < len(fell) < 40


async def test_a_rule_that_names_what_is_gone_takes_nothing_and_harms_no_other(leads: Pool):
    await rule(leads, {"kind": "field", "where": {"field": "gone", "is": 1}})
    mine = await leads.owned(leads.rep, owned_since=ago(31))
    await run_day(leads)
    assert (await leads.row(mine)).owner_id == leads.rep.id
    await rule(leads)
    await run_day(leads)
    assert (await leads.row(mine)).owner_id is None


async def test_the_days_work_is_a_job_over_every_group(company: Company):
    leads, accounts = await opened(company), await opened(company, pool_of="account", name="客户公海")
    ids = []
    for pool in (leads, accounts):
        await rule(pool)
        ids.append((pool, await pool.owned(pool.rep, owned_since=ago(31))))
    queue = Jobs()
    for kind, handler in POOL_JOBS.items():
        queue.handle(kind, handler)
    await jobs.add("pool.recycle", {})
    await queue.worker.drain()
    for pool, one in ids:
        assert (await pool.row(one)).owner_id is None
