"""Assigning and giving back: turns, advice, the group of a return, and the team that comes before the pool."""

from typing import Any

import pytest

from core import clock
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.org.tables import Member
from core.pools.facts import PoolEvent
from core.pools.group import PoolGroup
from core.teams.team import TeamMember
from tests.conftest import Company
from tests.pools.conftest import Pool, group, opened, pool_of, seat


async def follower(pool: Pool, record_id: int, member: Any, kind: str = "follower") -> None:
    await TeamMember.create(
        object=pool.group.pool_of, record_id=record_id, member_id=member.id, kind=kind, added_at=clock.now()
    )


@pytest.mark.feature("XS-LPOOL-013", "XS-LPOOL-011", "WN-LASG-002", "AR-POOL-004", "XS-CPOOL-011")
async def test_an_admin_of_the_group_gives_a_record_with_advice(leads: Pool):
    waiting = await leads.waiting()
    with pytest.raises(NotFound):
        await leads.act(leads.rep, waiting, "assign", members=[leads.rep.id])
    await leads.act(leads.manager, waiting, "assign", members=[leads.rep.id], advice="先打电话")
    row = await leads.row(waiting)
    assert (row.owner_id, row.advice, row.pool_state) == (leads.rep.id, "先打电话", "claimed")
    [event] = await PoolEvent.all()
    assert (event.verb, event.member_id, event.by_id, event.note) == (
        "assign", leads.rep.id, leads.manager.id, "先打电话",
    )  # fmt: skip


@pytest.mark.feature("WN-LASG-001", "WN-LASG-003")
async def test_several_people_get_records_in_the_order_they_were_ticked(leads: Pool):
    waiting = [await leads.waiting() for _ in range(5)]
    people = [leads.other.id, leads.rep.id]
    assert await leads.act_on(leads.manager, waiting, "assign", members=people, advice="") == [200] * 5
    owners = [(await leads.row(one)).owner_id for one in waiting]
    assert owners == [leads.other.id, leads.rep.id, leads.other.id, leads.rep.id, leads.other.id]


async def test_a_record_that_cannot_be_given_costs_nobody_a_turn(leads: Pool):
    first, gone, second = await leads.waiting(), await leads.waiting(), await leads.waiting()
    await leads.act(leads.manager, gone, "discard", reason="空号")
    people = [leads.rep.id, leads.other.id]
    assert await leads.act_on(leads.manager, [first, gone, second], "assign", members=people) == [200, 409, 200]
    assert [(await leads.row(one)).owner_id for one in (first, second)] == people


@pytest.mark.feature("WN-LASG-001")
async def test_a_superior_gives_what_the_team_has_to_somebody_else(leads: Pool):
    mine = await leads.owned(leads.rep)
    with pytest.raises(Conflict):
        await leads.act(leads.rep, mine, "assign", members=[leads.other.id])
    await leads.act(leads.manager, mine, "assign", members=[leads.other.id], advice="你更熟")
    assert (await leads.row(mine)).owner_id == leads.other.id


@pytest.mark.parametrize("status", ["disabled", "left"])
async def test_nobody_who_is_away_is_given_anything(status: str, leads: Pool):
    waiting = await leads.waiting()
    await Member.filter(id=leads.rep.id).update(status=status)
    with pytest.raises(Invalid, match="不能再接收"):
        await leads.act(leads.manager, waiting, "assign", members=[leads.rep.id])
    for members in ([], [999_999], "x"):
        with pytest.raises(Invalid):
            await leads.act(leads.manager, waiting, "assign", members=members)


@pytest.mark.feature("XS-LEAD-019", "WN-LEAD-010", "WN-CUST-017", "XS-CUST-036")
@pytest.mark.parametrize("pool_of_", ["lead", "account"])
async def test_what_is_given_back_keeps_its_group_and_counts_the_return(pool_of_: str, company: Company):
    pool = await opened(company, pool_of=pool_of_)
    mine = await pool.owned(pool.rep)
    await pool.act(pool.rep, mine, "release", reason="没有预算")
    row = await pool.row(mine)
    assert (row.owner_id, row.pool_state, row.pool_group_id, row.returns) == (None, "unclaimed", pool.group.id, 1)
    assert row.entered_pool_at and row.owned_since is None
    [event] = await PoolEvent.all()
    assert (event.verb, event.member_id, event.note) == ("release", pool.rep.id, "没有预算")
    assert [item["id"] for item in await pool.listed(pool.other)] == [mine]


@pytest.mark.feature("XS-CUST-035")
async def test_ticked_records_are_given_back_together(accounts: Pool):
    mine = [await accounts.owned(accounts.rep) for _ in range(2)]
    elses = await accounts.owned(accounts.south)
    assert await accounts.act_on(accounts.rep, [*mine, elses], "release", reason="") == [200, 200, 404]
    assert await accounts.act_on(accounts.rep, mine, "release", reason="") == [403, 403]


@pytest.mark.feature("AR-CUST-003")
async def test_a_superior_takes_a_reps_account_back_into_the_pool(accounts: Pool):
    account = await accounts.owned(accounts.rep)
    with pytest.raises(NotFound):
        await accounts.act(accounts.other, account, "release", reason="")
    await accounts.act(accounts.manager, account, "release", reason="两个月没人跟")
    assert (await accounts.row(account)).owner_id is None
    [event] = await PoolEvent.all()
    assert (event.member_id, event.by_id) == (accounts.rep.id, accounts.manager.id)


@pytest.mark.feature("XS-CUST-037")
async def test_another_group_is_chosen_only_where_the_group_lets_members_choose(company: Company):
    home, next_door = await group(name="甲"), await group(name="乙")
    for one in (home, next_door):
        await seat(one, company.rep)
    elsewhere, accounts = await group(name="丙"), await group(name="丁", pool_of="account", everyone=True)
    pool = await pool_of(home)
    mine = await pool.owned(pool.rep)
    with pytest.raises(Conflict, match="原来的分组"):
        await pool.act(pool.rep, mine, "release", group=next_door.id)
    await PoolGroup.filter(id=home.id).update(movable=True)
    for wrong in (elsewhere.id, accounts.id, 999_999):
        with pytest.raises(Invalid, match="分组"):
            await pool.act(pool.rep, mine, "release", group=wrong)
    await pool.act(pool.rep, mine, "release", group=next_door.id)
    assert (await pool.row(mine)).pool_group_id == next_door.id


@pytest.mark.feature("XS-CUST-037")
async def test_an_administrator_returns_to_any_group(company: Company):
    home, elsewhere = await group(name="甲"), await group(name="乙")
    await seat(home, company.rep)
    pool = await pool_of(home)
    mine = await pool.owned(pool.rep)
    await pool.act(pool.boss, mine, "release", group=elsewhere.id)
    assert (await pool.row(mine)).pool_group_id == elsewhere.id


async def test_without_a_group_nothing_is_given_back_until_one_is_chosen(leads: Pool):
    mine = await leads.owned(leads.rep, name="私有")
    await type(await leads.row(mine)).filter(id=mine).update(pool_group_id=None, pool_state="private")
    with pytest.raises(Invalid, match="不属于任何公海分组"):
        await leads.act(leads.rep, mine, "release", reason="")
    await leads.act(leads.rep, mine, "release", group=leads.group.id)
    row = await leads.row(mine)
    assert (row.pool_state, row.returns) == ("unclaimed", 0)  # it came for the first time


@pytest.mark.feature("WN-CPOOL-005")
@pytest.mark.parametrize("kind", ["follower", "collaborator"])
async def test_an_account_that_others_work_on_goes_to_one_of_them(kind: str, accounts: Pool):
    account = await accounts.owned(accounts.rep)
    await follower(accounts, account, accounts.other, kind)
    with pytest.raises(Invalid, match=f"{accounts.other.name}.*选其中一位"):
        await accounts.act(accounts.rep, account, "release", reason="")
    with pytest.raises(Invalid, match="跟进人或协作人"):
        await accounts.act(accounts.rep, account, "release", to=accounts.south.id)
    await accounts.act(accounts.rep, account, "release", to=accounts.other.id, reason="换人")
    row = await accounts.row(account)
    assert (row.owner_id, row.pool_state, row.returns) == (accounts.other.id, "claimed", 0)
    assert not await TeamMember.filter(record_id=account, member_id=accounts.other.id).exists()


async def test_without_a_team_nobody_can_be_named(accounts: Pool):
    account = await accounts.owned(accounts.rep)
    with pytest.raises(Invalid, match="跟进人或协作人"):
        await accounts.act(accounts.rep, account, "release", to=accounts.other.id)


async def test_who_follows_without_being_the_owner_gives_nothing_back(accounts: Pool):
    account = await accounts.owned(accounts.rep)
    await follower(accounts, account, accounts.other)
    with pytest.raises(NotAllowed):
        await accounts.act(accounts.other, account, "release", to=accounts.other.id)
