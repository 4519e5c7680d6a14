"""Nobody takes out more than they see, and nobody fetches what they may no longer see."""

import pytest

from core.actor import Actor
from core.errors import Invalid, NotAllowed, NotFound
from core.exporting.keeping import exports as listed_exports
from core.exporting.keeping import fetched
from core.exporting.run import ExportRun
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef
from core.org.tables import FieldRule, Member, MemberRole, Role, RoleGrant
from core.pools.group import PoolGroup, PoolMember
from core.work import work
from tests.conftest import Company, actor
from tests.exporting.making import Exports
from tests.objects import making


async def role_of(member: Actor, *grants: tuple[str, str, str], hidden: tuple[str, ...] = ()) -> Actor:
    """The member with a role of these grants (object, verb, reach), and leads' fields hidden."""
    role = await Role.create(name="角色", key=f"role{member.id}")
    await MemberRole.create(role=role, member_id=member.id)
    for key, verb, reach in grants:
        await RoleGrant.create(role=role, object=key, verb=verb, reach=reach)
    for field in hidden:
        await FieldRule.create(role=role, object="lead", field=field, rule="hidden")
    return await actor(member.userid)


async def leads_of(company: Company) -> dict[str, int]:
    return {
        who.userid: await making.row(LEAD, who, mobile="13900002716") for who in (company.manager, company.rep)
    }  # fmt: skip


async def test_it_holds_what_the_list_shows(company: Company, exports: Exports):
    ids = await leads_of(company)
    assert await exports.ids(company.manager, LEAD, sort="id") == sorted(ids.values())
    assert await exports.ids(company.rep, LEAD, sort="id") == [ids["rep"]]
    assert await exports.ids(company.south, LEAD, sort="id") == []


async def test_a_role_can_narrow_it_or_forbid_it(company: Company, exports: Exports):
    ids = await leads_of(company)
    narrowed = await role_of(company.manager, ("*", "export", "own"))
    assert await exports.ids(narrowed, LEAD, sort="id") == [ids["manager"]]
    assert await making.listed(narrowed, LEAD, sort="id") == sorted(ids.values())
    closed = await role_of(company.rep, ("lead", "export", "none"))
    with pytest.raises(NotAllowed, match="不能导出线索"):
        await exports.begin(closed, LEAD)


async def test_a_role_cannot_widen_it_beyond_what_is_seen(company: Company, exports: Exports):
    ids = await leads_of(company)
    eager = await role_of(company.rep, ("*", "export", "all"))
    assert await exports.ids(eager, LEAD) == [ids["rep"]]


async def test_hidden_fields_are_in_no_file(company: Company, exports: Exports):
    await leads_of(company)
    blind = await role_of(company.rep, hidden=("mobile",))
    assert LEAD.faces["mobile"].label not in (await exports.table(blind, LEAD)).headers
    for wish in ({"columns": ("mobile",)}, {"where": {"field": "mobile", "filled": True}}, {"sort": "mobile"}):
        with pytest.raises(Invalid):
            await exports.begin(blind, LEAD, **wish)


async def test_the_pool_gives_its_own_columns_and_no_more(company: Company, exports: Exports):
    group = await PoolGroup.create(name="公海", pool_of="lead", active=True)
    await PoolMember.create(group=group, member_id=company.south.id)
    pooled = {"pool_group_id": group.id, "pool_state": "unclaimed"}
    lead = await making.row(LEAD, company.rep, mobile="13900002716", **pooled)
    south = await actor("south")
    table = await exports.table(south, LEAD, view="pool", columns=("name", "mobile", "company"))
    allowed = {"id", "pool_group", "pool_state", "entered_pool_at", "returns", "created_at", *LEAD.teaser}
    expected = [LEAD.faces[key].label for key in ("id", "name", "mobile", "company") if key in allowed]
    assert table.headers == expected and LEAD.faces["mobile"].label not in expected
    assert [int(row[0]) for row in table.rows] == [lead]
    assert await exports.ids(south, LEAD) == []
    with pytest.raises(Invalid, match="看不到"):
        await exports.begin(south, LEAD, view="pool", columns=("mobile",))


async def test_rights_are_those_of_the_moment_it_is_written(company: Company, exports: Exports):
    """Asked for with all rights, written with less: a column is left out, a whole export ends with a sentence."""
    await leads_of(company)
    waiting = await exports.begin(company.rep, LEAD, columns=("name", "mobile"))
    second = await exports.begin(company.manager, LEAD)
    await role_of(company.rep, hidden=("mobile",))
    await role_of(company.manager, ("lead", "export", "none"))
    assert (await exports.carry_out(waiting)).columns == ["id", "name"]
    ended = await exports.carry_out(second)
    assert (ended.status, ended.file_id) == ("failed", None) and "不能导出线索" in ended.message


async def test_who_left_gets_no_file(company: Company, exports: Exports):
    waiting = await exports.begin(company.rep, LEAD)
    await Member.filter(id=company.rep.id).update(status="left")
    ended = await exports.carry_out(waiting)
    assert (ended.status, ended.message) == ("failed", "导出的人已停用或离职，没有导出")


async def fetch(who: Actor, run: ExportRun) -> None:
    async with work():
        await fetched(who, run.id)


async def test_a_file_is_only_given_to_who_could_still_write_it(company: Company, exports: Exports):
    await leads_of(company)
    runs = [await exports.run(company.rep, LEAD, columns=columns) for columns in (("name",), ("name", "mobile"))]
    for run in runs:
        await fetch(company.rep, run)
    blind = await role_of(company.rep, hidden=("mobile",))
    await fetch(blind, runs[0])
    with pytest.raises(NotAllowed, match="字段权限"):
        await fetch(blind, runs[1])
    await RoleGrant.create(role=await Role.get(key=f"role{company.rep.id}"), object="*", verb="export", reach="none")
    with pytest.raises(NotAllowed, match="导出"):
        await fetch(await actor("rep"), runs[0])


async def test_others_exports_are_unknown_and_the_audit_is_for_administrators(company: Company, exports: Exports):
    await leads_of(company)
    run = await exports.run(company.rep, LEAD, where={"field": "mobile", "filled": True})
    await fetch(company.rep, run)
    await fetch(company.rep, run)
    for stranger in (company.other, company.manager):
        with pytest.raises(NotFound):
            await fetch(stranger, run)
    with pytest.raises(NotAllowed, match="导出的人"):
        await fetch(company.boss, run)
    with pytest.raises(NotAllowed, match="管理员"):
        await listed_exports(company.manager, everyone=True)
    assert (await listed_exports(company.boss)).items == []
    [told] = (await listed_exports(company.boss, everyone=True)).items
    assert told["by"] == {"id": company.rep.id, "label": "周雨桐"}
    assert (told["filter"], told["rows"], told["downloads"]) == ("手机不为空", 1, 2)


@making.every
async def test_no_object_is_taken_out_without_the_right(company: Company, exports: Exports, definition: ObjectDef):
    closed = await role_of(company.rep, ("*", "export", "none"))
    with pytest.raises(NotAllowed):
        await exports.begin(closed, definition)
