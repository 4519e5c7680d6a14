"""Who sees what of a pool: members by the teaser, admins what nobody owns, everybody else nothing."""

from typing import Any

import pytest

from core.errors import Invalid, NotAllowed, NotFound
from core.objects.history import history
from core.objects.query import Listing, record, search, visible_ids
from core.objects.schema import object_schema
from core.org.tables import Department, MemberRole, Role, RoleGrant
from core.pools.group import PoolGroup, PoolMember
from tests.conftest import Company, actor
from tests.objects.making import narrowed
from tests.pools.conftest import Pool, group, opened, pool_of, seat

SHOWN = {
    "id", "company", "title", "city", "status", "source", "pool_group", "pool_state", "entered_pool_at", "returns",
    "created_at", "_scope", "_applied",
}  # fmt: skip


@pytest.mark.feature("XS-LPOOL-001", "XS-LPOOL-002", "WN-LPOOL-001")
async def test_only_members_of_a_group_find_its_records(leads: Pool):
    waiting = await leads.waiting()
    assert [item["id"] for item in await leads.listed(leads.rep)] == [waiting]
    assert await leads.listed(leads.south) == []
    assert (await search(leads.rep, leads.definition, Listing())).items == []


@pytest.mark.feature("XS-LPOOL-002", "XS-CPOOL-001")
async def test_a_pool_shows_the_teaser_and_nothing_else(leads: Pool):
    await leads.waiting(mobile="13900002716", note="机密", company="惠筑科技")
    [item] = await leads.listed(leads.rep)
    assert set(item) == SHOWN and item["_scope"] == "pool" and item["company"] == "惠筑科技"
    assert set((await leads.listed(leads.manager))[0]) == SHOWN


@pytest.mark.parametrize(
    "asked",
    [
        {"where": {"field": "mobile", "is": "13900002716"}},
        {"where": {"any": [{"field": "note", "contains": "机密"}]}},
        {"where": {"field": "owner", "is": "me"}},
        {"sort": "name"},
        {"sort": "updated_at"},
        {"columns": ("name",)},
        {"columns": ("company", "mobile")},
    ],
)
async def test_no_filter_order_or_column_tells_what_the_teaser_hides(asked: dict[str, Any], leads: Pool):
    await leads.waiting(mobile="13900002716", note="机密")
    with pytest.raises(Invalid):
        await leads.listed(leads.rep, **asked)


async def test_a_search_in_the_pool_finds_by_the_teaser_only(leads: Pool):
    waiting = await leads.waiting(name="林嘉禾", mobile="13900002716", company="惠筑科技")
    assert [item["id"] for item in await leads.listed(leads.rep, q="惠筑")] == [waiting]
    for hidden in ("林嘉禾", "13900002716", "2716"):
        assert await leads.listed(leads.rep, q=hidden) == []


@pytest.mark.feature("XS-LPOOL-003", "XS-CPOOL-010")
async def test_the_list_is_switched_between_all_groups_and_one(company: Company):
    first, second = await group(name="甲"), await group(name="乙")
    for one in (first, second):
        await seat(one, company.rep)
    elsewhere = await group(name="丙")
    pools = [await pool_of(one) for one in (first, second, elsewhere)]
    made = [await one.waiting() for one in pools]
    mine = pools[0]
    assert {item["id"] for item in await mine.listed(mine.rep)} == set(made[:2])
    only = {"field": "pool_group", "is": second.id}
    assert [item["id"] for item in await mine.listed(mine.rep, where=only)] == [made[1]]
    assert await mine.listed(mine.rep, where={"field": "pool_group", "is": elsewhere.id}) == []


@pytest.mark.feature("XS-LPOOL-017", "XS-LPOOL-018")
async def test_what_was_taken_or_put_aside_is_listed_when_asked_for(leads: Pool):
    taken, gone = await leads.owned(leads.other), await leads.waiting()
    await leads.act(leads.manager, gone, "discard", reason="空号")
    frozen = await leads.waiting()
    await leads.act(leads.manager, frozen, "freeze", reason="撞单")
    waiting = await leads.waiting()
    assert [item["id"] for item in await leads.listed(leads.rep)] == [waiting]
    for state, ids in (("claimed", [taken]), ("discarded", [gone]), ("frozen", [frozen])):
        found = await leads.listed(leads.rep, where={"field": "pool_state", "is": state}, columns=("pool_state",))
        assert [item["id"] for item in found] == ids and found[0]["pool_state"] == state
    everything = {"field": "pool_state", "filled": True}
    assert len(await leads.listed(leads.rep, where=everything)) == 4


@pytest.mark.feature("XS-LPOOL-014")
async def test_members_open_what_is_unclaimed_only_where_the_group_lets_them(leads: Pool):
    waiting = await leads.waiting()
    with pytest.raises(NotFound):
        await record(leads.rep, leads.definition, waiting)
    await PoolGroup.filter(id=leads.group.id).update(details=True)
    open_now = await pool_of(leads.group)
    assert (await record(open_now.rep, leads.definition, waiting))["name"] == "林嘉禾"
    assert await visible_ids(open_now.south, leads.definition, [waiting]) == set()
    assert await visible_ids(open_now.rep, leads.definition, [waiting], "update") == set()
    await leads.act(leads.other, waiting, "claim")
    assert await visible_ids(open_now.rep, leads.definition, [waiting]) == set()


@pytest.mark.feature("WN-LPOOL-004", "WN-CPOOL-001")
async def test_who_may_open_a_pooled_record_reads_what_happened_before(accounts: Pool):
    account = await accounts.owned(accounts.other)
    await accounts.act(accounts.other, account, "release", reason="不在我的区域")
    told = (await history(accounts.rep, accounts.definition, account))["items"]
    assert (await record(accounts.rep, accounts.definition, account))["id"] == account
    assert [entry["verb"] for entry in told] == ["release"] and told[0]["actor"]["label"] == accounts.other.name
    owners = [field for field in told[0]["fields"] if field["key"] == "owner"]
    assert (owners[0]["before"], owners[0]["after"]) == (accounts.other.name, None)
    assert await accounts.verbs(account) == ["release"]


async def test_group_admins_tidy_up_what_nobody_owns_and_nothing_else(leads: Pool):
    waiting, taken = await leads.waiting(), await leads.owned(leads.south)
    for verb in ("read", "update", "assign"):
        assert await visible_ids(leads.manager, leads.definition, [waiting, taken], verb) == {waiting}
    assert await visible_ids(leads.manager, leads.definition, [waiting], "delete") == set()


@pytest.mark.feature("AR-POOL-007", "AR-POOL-001")
async def test_seeing_all_pools_is_a_permission_and_so_is_seeing_none(leads: Pool):
    waiting = await leads.waiting()
    role = await Role.create(name="公海专员", key="pool")
    await RoleGrant.create(role=role, object="lead", verb="pool", reach="all")
    await MemberRole.create(member_id=leads.south.id, role=role)
    assert [item["id"] for item in await leads.listed(await actor("south"))] == [waiting]
    nothing = narrowed(leads.rep, reaches={("lead", "pool"): "none"})
    assert await leads.listed(nothing) == []
    with pytest.raises((NotAllowed, NotFound)):
        await leads.act(nothing, waiting, "claim")
    assert "pool" not in [view["key"] for view in object_schema(nothing, leads.definition)["views"]]


@pytest.mark.feature("XS-LEAD-006")
async def test_the_list_of_leads_leads_to_the_pool(leads: Pool):
    views = {view["key"]: view for view in object_schema(leads.rep, leads.definition)["views"]}
    assert views["pool"]["scope"] == "pool" and views["mine"]["scope"] == ""
    claim = next(a for a in object_schema(leads.rep, leads.definition)["actions"] if a["key"] == "claim")
    assert claim["batch"]


async def test_a_department_with_its_parts_and_everybody_can_be_in_a_group(company: Company):
    east = await Department.get(wecom_id=2)
    by_department, for_all, off = (
        await group(name="部门"),
        await group(name="全员", everyone=True),
        await group(name="停"),
    )
    await PoolMember.create(group_id=by_department.id, department_id=east.id)
    await seat(off, company.rep)
    await PoolGroup.filter(id=off.id).update(active=False)
    assert (await actor("rep")).pools == {by_department.id, for_all.id}
    assert (await actor("south")).pools == {for_all.id}


async def test_a_hidden_field_stays_hidden_in_the_pool(leads: Pool):
    await leads.waiting(company="惠筑")
    blind = narrowed(leads.rep, hidden=frozenset({("lead", "company")}))
    assert "company" not in (await leads.listed(blind))[0]


@pytest.mark.feature("AR-POOL-002")
async def test_idle_reclaimed_applied_and_assigned_are_told_apart(company: Company):
    pool = await opened(company, mode="apply")
    idle, reclaimed, taken = await pool.waiting(), await pool.waiting(returns=2), await pool.owned(pool.other)
    await pool.act(pool.other, idle, "apply", note="老客户")
    found = {item["id"]: item for item in await pool.listed(pool.rep)}
    assert (found[idle]["_applied"], found[idle]["returns"]) == (1, 0)
    assert (found[reclaimed]["_applied"], found[reclaimed]["returns"]) == (0, 2)
    back = await pool.listed(pool.rep, where={"field": "returns", "gte": 1})
    assert [item["id"] for item in back] == [reclaimed] and taken not in found
