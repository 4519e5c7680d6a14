"""Picking up: four modes, limits, applications, and many people at once."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.accounts.contact import Contact
from core.activities.activity import Activity
from core.errors import Conflict, CrmError, Invalid, NotFound
from core.objects.actions import perform_many
from core.objects.query import record
from core.org.actor import Actor
from core.org.directory import take_over
from core.pools.facts import PoolApplication, PoolEvent
from core.pools.group import PoolGroup
from tests.conftest import DEPARTMENTS, MEMBERS, Company, MemberFact, actor
from tests.pools.conftest import Pool, group, opened, pool_of


@pytest.mark.feature("XS-LPOOL-012", "XS-CPOOL-011", "AR-POOL-006")
async def test_one_tap_makes_a_waiting_record_ones_own(leads: Pool, stopped_clock):
    waiting = await leads.waiting()
    await leads.act(leads.rep, waiting, "claim")
    taken = await leads.row(waiting)
    assert (taken.owner_id, taken.pool_state, taken.owned_since) == (leads.rep.id, "claimed", clock.now())
    assert taken.pool_group_id == leads.group.id and await leads.verbs(waiting) == ["claim"]
    assert (await record(leads.rep, leads.definition, waiting))["name"] == "林嘉禾"


async def test_what_another_took_first_is_a_conflict_and_what_is_elsewhere_unknown(leads: Pool):
    waiting = await leads.waiting()
    await leads.act(leads.other, waiting, "claim")
    with pytest.raises(Conflict, match="已被别人领取"):
        await leads.act(leads.rep, waiting, "claim")
    with pytest.raises(NotFound):
        await leads.act(leads.south, await leads.waiting(), "claim")


@pytest.mark.feature("XS-CPOOL-011", "XS-LPOOL-011")
async def test_ticked_records_are_taken_together(leads: Pool):
    waiting = [await leads.waiting() for _ in range(3)]
    assert await leads.act_on(leads.rep, waiting, "claim") == [200, 200, 200]
    assert await leads.act_on(leads.rep, waiting, "claim") == [409, 409, 409]
    assert {(await leads.row(one)).owner_id for one in waiting} == {leads.rep.id}


@pytest.mark.parametrize("mode", ["apply", "assign"])
@pytest.mark.feature("XS-LPOOL-011", "XS-CPOOL-011")
async def test_only_groups_of_that_mode_are_taken_from_by_oneself(mode: str, company: Company):
    pool = await opened(company, mode=mode)
    waiting = await pool.waiting()
    with pytest.raises(Conflict, match="申请" if mode == "apply" else "管理员分配"):
        await pool.act(pool.rep, waiting, "claim")
    assert (await pool.row(waiting)).owner_id is None


@pytest.mark.feature("WN-LPOOL-003")
async def test_a_lead_is_taken_with_its_form_completed_or_not_at_all(company: Company):
    pool = await opened(company, mode="work", details=True)
    waiting = await pool.waiting(name="林")
    for values in ({}, {"values": {"title": "总监"}}, {"values": {"mobile": "abc"}}):
        with pytest.raises(Invalid):
            await pool.act(pool.rep, waiting, "claim", **values)
        untouched = await pool.row(waiting)
        assert (untouched.owner_id, untouched.title, await pool.verbs(waiting)) == (None, "", [])
    await pool.act(pool.rep, waiting, "claim", values={"name": "林嘉禾", "mobile": "13900002716"})
    taken = await pool.row(waiting)
    assert (taken.owner_id, taken.name, taken.mobile) == (pool.rep.id, "林嘉禾", "13900002716")


@pytest.mark.feature("WN-CPOOL-002")
async def test_an_account_without_contacts_is_taken_with_a_contact(accounts: Pool):
    waiting = await accounts.waiting(name="汇筑")
    with pytest.raises(Invalid, match="联系人"):
        await accounts.act(accounts.rep, waiting, "claim", content="电话", next_at=None)
    assert (await accounts.row(waiting)).owner_id is None
    await accounts.act(accounts.rep, waiting, "claim", contact_name="林嘉禾", contact_mobile="13900002716")
    contact = await Contact.get(account_id=waiting)
    assert (contact.name, contact.owner_id) == ("林嘉禾", accounts.rep.id)
    assert (await accounts.row(waiting)).owner_id == accounts.rep.id


@pytest.mark.feature("WN-CPOOL-003", "WN-CPOOL-009")
async def test_an_account_with_contacts_is_taken_with_a_follow_up_and_the_next_plan(accounts: Pool):
    waiting = await accounts.waiting(name="汇筑")
    await Contact.create(name="林嘉禾", account_id=waiting)
    soon = (clock.now() + timedelta(days=2)).isoformat()
    for values in (
        {"contact_name": "王"},
        {"content": "打过电话"},
        {"next_at": soon},
        {"content": "打过电话", "next_at": (clock.now() - timedelta(days=1)).isoformat()},
    ):
        with pytest.raises(Invalid):
            await accounts.act(accounts.rep, waiting, "claim", **values)
        assert (await accounts.row(waiting)).owner_id is None and not await Activity.all().count()
    await accounts.act(accounts.rep, waiting, "claim", content="打过电话，约了见面", next_at=soon)
    account, said = await accounts.row(waiting), await Activity.get(account_id=waiting)
    assert (account.owner_id, said.owner_id, said.content) == (accounts.rep.id, accounts.rep.id, "打过电话，约了见面")
    assert account.next_follow_at == said.next_at


async def test_contacts_go_and_come_with_their_account(accounts: Pool):
    account = await accounts.owned(accounts.rep, name="汇筑")
    mine = await Contact.create(name="林", account_id=account, owner_id=accounts.rep.id)
    elses = await Contact.create(name="王", account_id=account, owner_id=accounts.south.id)
    await accounts.act(accounts.rep, account, "release", reason="")
    owners = {one.id: one.owner_id for one in await Contact.all()}
    assert owners == {mine.id: None, elses.id: accounts.south.id}
    soon = (clock.now() + timedelta(days=2)).isoformat()
    await accounts.act(accounts.other, account, "claim", content="接着跟进", next_at=soon)
    assert (await Contact.get(id=mine.id)).owner_id == accounts.other.id
    assert (await Contact.get(id=elses.id)).owner_id == accounts.south.id


@pytest.mark.feature("AR-POOL-005")
async def test_an_application_waits_is_made_once_and_ends_when_somebody_gets_the_record(company: Company):
    pool = await opened(company, mode="apply")
    waiting = await pool.waiting()
    await pool.act(pool.rep, waiting, "apply", note="老客户介绍的")
    await pool.act(pool.rep, waiting, "apply", note="再点一次")
    [asked] = await PoolApplication.all()
    assert (asked.member_id, asked.state, asked.note) == (pool.rep.id, "waiting", "老客户介绍的")
    with pytest.raises(Conflict, match="已经有同事在申请"):
        await pool.act(pool.other, waiting, "apply")
    await pool.act(pool.manager, waiting, "assign", members=[pool.rep.id], advice="")
    await asked.refresh_from_db()
    assert (asked.state, asked.open_key) == ("granted", None)
    with pytest.raises(Conflict, match="已被别人领取"):
        await pool.act(pool.other, waiting, "apply")


async def test_an_application_for_what_another_got_is_over(company: Company):
    pool = await opened(company, mode="apply")
    waiting = await pool.waiting()
    await pool.act(pool.rep, waiting, "apply")
    await pool.act(pool.manager, waiting, "assign", members=[pool.other.id], advice="")
    assert [(one.state, one.open_key) for one in await PoolApplication.all()] == [("over", None)]


async def test_where_one_takes_directly_nothing_is_applied_for(leads: Pool):
    with pytest.raises(Conflict, match="直接领取"):
        await leads.act(leads.rep, await leads.waiting(), "apply")


async def test_nobody_holds_more_than_the_group_allows(company: Company):
    pool = await opened(company, capacity=2)
    waiting = [await pool.waiting() for _ in range(3)]
    assert await pool.act_on(pool.rep, waiting, "claim") == [200, 200, 409]
    with pytest.raises(Conflict, match="满了"):
        await pool.act(pool.manager, waiting[2], "assign", members=[pool.rep.id])
    await pool.act(pool.rep, waiting[0], "release", reason="")
    assert await pool.act_on(pool.rep, waiting[2:], "claim") == [200]


async def test_the_daily_limit_counts_the_companys_day(company: Company, stopped_clock):
    pool = await opened(company, daily_limit=1)
    first, second, third = [await pool.waiting() for _ in range(3)]
    assert await pool.act_on(pool.rep, [first, second], "claim") == [200, 409]
    assert await pool.act_on(pool.other, [second], "claim") == [200]
    stopped_clock.advance(14 * 3600)  # 23:30 of the same day in Shanghai
    assert await pool.act_on(pool.rep, [third], "claim") == [409]
    stopped_clock.advance(3600)
    assert await pool.act_on(pool.rep, [third], "claim") == [200]


async def test_returning_does_not_win_back_a_pick_up_of_the_day(company: Company):
    pool = await opened(company, daily_limit=1)
    first, second = await pool.waiting(), await pool.waiting()
    await pool.act(pool.rep, first, "claim")
    await pool.act(pool.rep, first, "release", reason="")
    assert await pool.act_on(pool.rep, [second], "claim") == [409]


async def at_once(*attempts: Any) -> list[int]:
    """Statuses of attempts that run beside each other."""

    async def status(attempt: Any) -> int:
        try:
            await attempt
        except CrmError as error:
            return error.status
        return 200

    return await asyncio.gather(*[status(attempt) for attempt in attempts])


async def test_two_pick_ups_at_once_do_not_both_take_the_last_place(company: Company):
    pool = await opened(company, capacity=3, daily_limit=3)
    waiting = [await pool.waiting() for _ in range(9)]
    found = await at_once(*[pool.act(pool.rep, one, "claim") for one in waiting])
    assert Counter(found) == {200: 3, 409: 6}


async def test_giving_back_and_taking_at_once_leave_one_owner_or_none(leads: Pool):
    mine = await leads.owned(leads.rep)
    attempts = [leads.act(leads.rep, mine, "release", reason=""), leads.act(leads.other, mine, "claim")]
    released, taken = await at_once(*attempts)
    row = await leads.row(mine)
    assert released == 200 and taken in (200, 409)
    assert row.owner_id == (leads.other.id if taken == 200 else None)
    assert row.pool_state == ("claimed" if taken == 200 else "unclaimed")


async def test_twenty_members_take_the_same_hundred_records_and_each_has_one_owner(company: Company):
    people = [MemberFact(f"seller{n}", f"销售{n}", 3, "销售") for n in range(20)]
    await take_over(DEPARTMENTS, [*MEMBERS, *people], ["boss"])
    pool = await pool_of(await group(everyone=True))
    takers: list[Actor] = [await actor(person.userid) for person in people]
    waiting = [await pool.waiting() for _ in range(100)]
    answers = await asyncio.gather(*[perform_many(one, pool.definition, waiting, "claim") for one in takers])
    statuses = Counter(row.get("status", 200) for answer in answers for row in answer)
    assert statuses == {200: 100, 409: 1900}
    won = {row["id"]: taker.id for taker, answer in zip(takers, answers, strict=True) for row in answer if row["ok"]}
    assert {one: (await pool.row(one)).owner_id for one in waiting} == won
    assert await PoolEvent.filter(verb="claim").count() == 100


async def test_a_group_that_is_switched_off_gives_nothing_out(leads: Pool):
    waiting = await leads.waiting()
    await PoolGroup.filter(id=leads.group.id).update(active=False)
    with pytest.raises(NotFound):
        await leads.act(await actor("rep"), waiting, "claim")
