"""Tidying up: discard, restore, freeze, groups, protection; and what the database itself refuses."""

from typing import Any

import pytest

from core.db import IntegrityError, execute, rows
from core.errors import Conflict, CrmError, Invalid, NotAllowed
from core.leads.lead import Lead
from core.objects.duplicates import RecordKey
from core.objects.query import record
from core.objects.writing import update
from core.pools.group import PoolGroup
from core.shape import declared_checks, ensure_shape
from core.work import work
from tests.conftest import Company
from tests.objects.making import FIRST_MOMENT
from tests.pools.conftest import Pool, group, opened, pool_of, seat

MOBILE = "13900002716"


async def created(pool: Pool, **values: Any) -> int:
    """A lead straight in the pool, with its keys."""
    given = {"name": "林嘉禾", "mobile": MOBILE, "owner": None, "pool_group": pool.group.id}
    return await pool.create(pool.boss, **{**given, **values})


@pytest.mark.feature("XS-LPOOL-016")
async def test_discarded_records_leave_the_list_and_their_mobile_to_others(leads: Pool):
    ids = [await created(leads), await leads.waiting()]
    assert await leads.act_on(leads.rep, ids, "discard", reason="") == [404, 404]
    assert await leads.act_on(leads.manager, ids, "discard", reason="空号") == [200, 200]
    assert await leads.listed(leads.rep) == []
    assert (await leads.row(ids[0])).pool_state == "discarded" and not await RecordKey.all().count()
    assert await leads.create(leads.south, name="林嘉禾", mobile=MOBILE)


@pytest.mark.feature("XS-LPOOL-017")
async def test_a_discarded_record_is_restored_with_its_keys_unless_somebody_has_them(leads: Pool):
    first = await created(leads)
    await leads.act(leads.manager, first, "discard", reason="")
    await leads.act(leads.manager, first, "restore")
    assert (await leads.row(first)).pool_state == "unclaimed" and await RecordKey.get(value=MOBILE)
    await leads.act(leads.manager, first, "discard", reason="")
    await leads.create(leads.south, name="林嘉禾", mobile=MOBILE)
    with pytest.raises(Conflict, match="手机"):
        await leads.act(leads.manager, first, "restore")
    assert (await leads.row(first)).discarded
    assert await leads.verbs(first) == ["enter", "discard", "restore", "discard"]


async def test_a_change_to_a_discarded_record_takes_no_keys(leads: Pool):
    first = await created(leads)
    await leads.act(leads.manager, first, "discard", reason="")
    async with work():
        await update(leads.manager, leads.definition, first, {"title": "总监"})
    assert not await RecordKey.filter(object="lead").count()


async def test_only_what_waits_is_discarded_and_only_what_is_discarded_restored(leads: Pool):
    mine, waiting = await leads.owned(leads.rep), await leads.waiting()
    for who, one, key in (
        (leads.rep, mine, "discard"),
        (leads.boss, mine, "discard"),
        (leads.manager, waiting, "restore"),
    ):
        with pytest.raises(Conflict):
            await leads.act(who, one, key)


@pytest.mark.feature("XS-LPOOL-017")
async def test_frozen_is_an_overlay_that_thawing_takes_off(leads: Pool):
    waiting = await leads.waiting()
    await leads.act(leads.manager, waiting, "freeze", reason="两人都说是自己的")
    assert (await leads.row(waiting)).pool_state == "frozen"
    with pytest.raises(Conflict):
        await leads.act(leads.rep, waiting, "claim")
    for key in ("assign", "discard"):
        with pytest.raises(Conflict):
            await leads.act(leads.manager, waiting, key, **({"members": [leads.rep.id]} if key == "assign" else {}))
    await leads.act(leads.manager, waiting, "thaw")
    assert (await leads.row(waiting)).pool_state == "unclaimed"
    await leads.act(leads.rep, waiting, "claim")


async def test_a_frozen_record_that_somebody_has_is_not_changed_or_given_back(leads: Pool):
    mine = await leads.owned(leads.rep)
    with pytest.raises(Conflict):
        await leads.act(leads.rep, mine, "freeze")
    await leads.act(leads.boss, mine, "freeze", reason="争议")
    for attempt in ({"title": "总监"}, {"owner": leads.other.id}):
        with pytest.raises(CrmError):
            async with work():
                await update(leads.rep, leads.definition, mine, attempt)
    with pytest.raises(Conflict):
        await leads.act(leads.rep, mine, "release")
    await leads.act(leads.boss, mine, "thaw")
    row = await leads.row(mine)
    assert (row.pool_state, row.owner_id) == ("claimed", leads.rep.id)


@pytest.mark.feature("XS-LPOOL-015")
async def test_ticked_records_move_to_another_group_of_the_same_admin(company: Company):
    home, next_door, elsewhere = await group(name="甲"), await group(name="乙"), await group(name="丙")
    for one in (home, next_door):
        await seat(one, company.manager, admin=True)
    await seat(home, company.rep)
    pool = await pool_of(home)
    waiting = [await pool.waiting() for _ in range(2)]
    assert await pool.act_on(pool.rep, waiting, "move_group", group=next_door.id) == [404, 404]
    assert await pool.act_on(pool.manager, waiting, "move_group", group=elsewhere.id) == [403, 403]
    assert await pool.act_on(pool.manager, waiting, "move_group", group=next_door.id) == [200, 200]
    assert {(await pool.row(one)).pool_group_id for one in waiting} == {next_door.id}
    other_pool = await group(name="客户", pool_of="account")
    with pytest.raises(Invalid):
        await pool.act(pool.boss, waiting[0], "move_group", group=other_pool.id)


@pytest.mark.feature("XS-CUST-038", "XS-CUST-039")
async def test_records_from_before_the_pool_get_a_group_once(accounts: Pool):
    second = await group(name="第二", pool_of="account")
    old = await accounts.owned(accounts.rep, name="旧客户")
    await type(await accounts.row(old)).filter(id=old).update(pool_group_id=None, pool_state="private")
    grouped = await accounts.owned(accounts.rep)
    assert await accounts.act_on(accounts.rep, [old], "join_group", group=accounts.group.id) == [409]
    assert await accounts.act_on(accounts.manager, [old], "join_group", group=second.id) == [403]
    for chosen in (accounts.group.id, accounts.group.id, second.id):
        assert await accounts.act_on(accounts.boss, [old, grouped], "join_group", group=chosen) == [200, 200]
    for one in (old, grouped):
        row = await accounts.row(one)
        assert (row.pool_group_id, row.owner_id, row.pool_state) == (accounts.group.id, accounts.rep.id, "claimed")
    assert await accounts.verbs(old) == ["move"]


@pytest.mark.feature("XS-CUST-039")
async def test_the_admin_of_a_group_puts_the_records_of_the_own_team_into_it(accounts: Pool):
    old = await accounts.owned(accounts.rep)
    await type(await accounts.row(old)).filter(id=old).update(pool_group_id=None, pool_state="private")
    assert await accounts.act_on(accounts.manager, [old], "join_group", group=accounts.group.id) == [200]


async def test_only_administrators_protect(accounts: Pool):
    account = await accounts.owned(accounts.rep)
    for who in (accounts.rep, accounts.manager):
        with pytest.raises(Conflict):
            await accounts.act(who, account, "protect")
    await accounts.act(accounts.boss, account, "protect")
    assert (await accounts.row(account)).protected
    await accounts.act(accounts.boss, account, "unprotect")
    assert not (await accounts.row(account)).protected


BROKEN = [
    {"owner_id": 1},
    {"frozen": True},
    {"discarded": True},
    {"converted_at": FIRST_MOMENT},
]


@pytest.mark.parametrize("wrong", BROKEN, ids=lambda wrong: next(iter(wrong)))
async def test_the_database_refuses_an_unclaimed_record_that_is_not(wrong: dict[str, Any], leads: Pool):
    wrong = {key: leads.rep.id if key == "owner_id" else value for key, value in wrong.items()}
    waiting = await leads.waiting()
    with pytest.raises(IntegrityError):
        await Lead.filter(id=waiting).update(**wrong)
    with pytest.raises(IntegrityError):
        await Lead.create(name="林", pool_state="unclaimed", **wrong)
    await Lead.filter(id=waiting).update(pool_state="private", **wrong)
    with pytest.raises(IntegrityError):
        await Lead.filter(id=waiting).update(pool_state="unclaimed")


async def test_the_checks_of_the_database_are_the_declared_ones(database):
    async def live() -> set[str]:
        return {str(row[0]) for row in await rows(database.dialect.check_names())}

    assert await live() == set(declared_checks()) and len(declared_checks()) == 2
    name, (table, _, _) = next(iter(declared_checks().items()))
    for statement in database.dialect.drop_check(table, name):
        await execute(statement)
    for statement in database.dialect.add_check(table, f"ck_{table}_gone_00000000", "{new}id IS NOT NULL"):
        await execute(statement)
    await ensure_shape()
    assert await live() == set(declared_checks())


@pytest.mark.feature("XS-LPOOL-004", "XS-CPOOL-002", "AR-POOL-003", "XS-CUST-003")
@pytest.mark.parametrize("pool_of_", ["lead", "account"])
async def test_a_record_is_created_straight_into_a_group(pool_of_: str, company: Company):
    pool = await opened(company, pool_of=pool_of_)
    made = await pool.create(pool.rep, name="林嘉禾", pool_group=pool.group.id, owner=None, **_reach(pool_of_))
    row = await pool.row(made)
    assert (row.owner_id, row.pool_state, row.pool_group_id) == (None, "unclaimed", pool.group.id)
    assert row.entered_pool_at and await pool.verbs(made) == ["enter"]
    assert pool_of_ == "lead" or row.origin == "pool"
    assert [item["id"] for item in await pool.listed(pool.other)] == [made]


def _reach(key: str) -> dict[str, str]:
    return {"mobile": MOBILE} if key == "lead" else {}


@pytest.mark.feature("XS-CUST-003")
async def test_creating_asks_for_a_group_where_there_are_several_and_takes_the_only_one(company: Company):
    first = await opened(company, pool_of="account")
    made = await first.create(first.rep, name="甲")
    row = await first.row(made)
    assert (row.pool_group_id, row.owner_id, row.pool_state) == (first.group.id, first.rep.id, "claimed")
    second = await group(name="第二", pool_of="account")
    await seat(second, company.rep)
    both = await pool_of(second)
    with pytest.raises(Invalid, match="选一个公海分组"):
        await both.create(both.rep, name="乙")
    assert (await both.row(await both.create(both.rep, name="乙", pool_group=second.id))).pool_group_id == second.id
    with pytest.raises(Invalid, match="分组"):
        await both.create(both.south, name="丙", pool_group=second.id)
    with pytest.raises(Invalid):
        await both.create(both.rep, name="丁", pool_group=999_999)


@pytest.mark.feature("XS-CUST-003")
async def test_without_pools_nothing_is_asked(company: Company):
    off = await group(pool_of="account", everyone=True)
    await PoolGroup.filter(id=off.id).update(active=False)
    pool = await pool_of(off)
    row = await pool.row(await pool.create(pool.rep, name="甲"))
    assert (row.pool_group_id, row.pool_state) == (None, "private") and row.owned_since


async def test_the_group_of_a_record_is_not_changed_by_its_form(leads: Pool):
    mine = await leads.owned(leads.rep)
    for wrong in ({"pool_group": leads.group.id}, {"pool_state": "unclaimed"}, {"returns": 0}, {"protected": True}):
        with pytest.raises(Invalid):
            async with work():
                await update(leads.rep, leads.definition, mine, wrong)
    assert (await record(leads.rep, leads.definition, mine))["pool_state"] == "claimed"


async def test_an_admin_without_the_group_can_neither_discard_nor_freeze(leads: Pool):
    elsewhere = await opened_elsewhere(leads)
    for key in ("discard", "freeze", "assign"):
        with pytest.raises(CrmError) as refusal:
            await leads.act(leads.manager, elsewhere, key)
        assert refusal.value.status in (404, NotAllowed.status)


async def opened_elsewhere(leads: Pool) -> int:
    other = await group(name="别处")
    return await (await pool_of(other)).waiting()
