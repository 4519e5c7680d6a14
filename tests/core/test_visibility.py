"""Who sees what: reaches, roles OR-ed, superiors, parents, against a plain reading of the rule."""

from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.activities.activity import ACTIVITY, Activity
from core.errors import NotAllowed, NotFound
from core.leads.lead import LEAD, Lead
from core.objects.definition import ObjectDef
from core.objects.query import Listing, record, search, visible_ids
from core.objects.writing import delete, update
from core.org.actor import Actor
from core.org.tables import Department, FieldRule, Member, MemberRole, Role, RoleGrant
from core.people.people import MEMBER
from core.work import work
from tests.conftest import Company, actor

REACHES = ("none", "own", "team", "department", "all")
PEOPLE = ("boss", "manager", "rep", "other", "south")


async def role(*grants: tuple[str, str, str], to: Actor, hidden: tuple[str, ...] = ()) -> Role:
    made = await Role.create(name="角色", key=f"r{await Role.all().count()}")
    for object_key, verb, reach in grants:
        await RoleGrant.create(role=made, object=object_key, verb=verb, reach=reach)
    for field in hidden:
        await FieldRule.create(role=made, object="lead", field=field, rule="hidden")
    await MemberRole.create(member_id=to.id, role=made)
    return made


async def seen(who: Actor, definition: ObjectDef = LEAD) -> set[int]:
    ids = {item["id"] for item in (await search(who, definition, Listing(limit=200))).items}
    assert await visible_ids(who, definition, list(range(1, 60))) == ids
    return ids


@pytest.fixture
async def owned(company: Company) -> dict[str | None, int]:
    """One lead of everybody, one of nobody, by userid."""
    found: dict[str | None, int] = {}
    for name in PEOPLE:
        found[name] = (await Lead.create(name=name, owner_id=getattr(company, name).id)).id
    found[None] = (await Lead.create(name="nobody's")).id
    await Lead.create(name="binned", owner_id=company.rep.id, deleted_at=clock.now())
    return found


EXPECTED = {
    # reach → who the holder sees leads of, when the holder is the manager or the rep
    "own": {"manager": {"manager"}, "rep": {"rep"}},
    "team": {"manager": {"manager", "rep", "other"}, "rep": {"rep"}},
    "department": {"manager": {"manager", "rep", "other"}, "rep": {"rep", "other"}},
    "all": {"manager": {*PEOPLE, None}, "rep": {*PEOPLE, None}},
}


@pytest.mark.parametrize("reach", sorted(EXPECTED))
@pytest.mark.parametrize("name", ["manager", "rep"])
async def test_a_reach_is_what_its_name_says(reach: str, name: str, company: Company, owned: dict[Any, int]):
    await role(("lead", "read", reach), to=getattr(company, name))
    assert await seen(await actor(name)) == {owned[who] for who in EXPECTED[reach][name]}


async def test_reach_none_is_a_denial_with_its_reason(company: Company, owned: dict[Any, int]):
    await role(("lead", "read", "none"), to=company.rep)
    with pytest.raises(NotAllowed, match="找管理员"):
        await seen(await actor("rep"))
    assert await visible_ids(await actor("rep"), LEAD, [owned["rep"]]) == set()


async def test_without_a_role_one_sees_ones_own_and_ones_peoples(company: Company, owned: dict[Any, int]):
    assert await seen(company.rep) == {owned["rep"]}
    assert await seen(company.manager) == {owned[name] for name in ("manager", "rep", "other")}
    assert await seen(company.boss) == set(owned.values())


@pytest.mark.parametrize("first", REACHES)
@pytest.mark.parametrize("second", REACHES)
async def test_of_several_roles_the_furthest_reach_counts(first, second, company: Company, owned):
    await role(("lead", "read", first), to=company.rep)
    await role(("*", "read", second), to=company.rep)
    rep = await actor("rep")
    assert rep.reach("lead", "read") == max(first, second, key=REACHES.index)
    assert rep.reach("account", "read") == second


async def test_the_star_of_a_role_counts_where_it_names_nothing_else(company: Company):
    await role(("*", "read", "all"), ("lead", "read", "own"), to=company.rep)
    rep = await actor("rep")
    assert (rep.reach("lead", "read"), rep.reach("contact", "read")) == ("own", "all")
    assert rep.reach("lead", "update") == "team" and rep.reach("lead", "grant") == "none"


async def test_a_field_is_hidden_only_when_every_role_hides_it(company: Company):
    await role(to=company.rep, hidden=("mobile", "email"))
    assert (await actor("rep")).hidden == {("lead", "mobile"), ("lead", "email")}
    await role(to=company.rep, hidden=("mobile",))
    assert (await actor("rep")).hidden == {("lead", "mobile")}
    assert (await actor("rep")).locks("lead", "mobile")


async def test_a_deleted_role_gives_nothing(company: Company):
    made = await role(("lead", "read", "all"), to=company.rep)
    assert (await actor("rep")).roles == ("角色",)
    await Role.filter(id=made.id).update(deleted_at=clock.now())
    assert (await actor("rep")).reach("lead", "read") == "team" and (await actor("rep")).roles == ()


async def test_a_department_reaches_its_parts_and_no_others(company: Company, owned: dict[Any, int]):
    await role(("lead", "read", "department"), to=company.south)
    assert await seen(await actor("south")) == {owned["south"]}
    east = await Department.get(wecom_id=2)
    await Member.filter(id=company.south.id).update(department_id=east.id)
    assert await seen(await actor("south")) == {owned[name] for name in ("manager", "rep", "other", "south")}


async def test_children_are_seen_through_their_parents(company: Company):
    account = await Account.create(name="汇筑", owner_id=company.rep.id)
    contact = await Contact.create(name="林", owner_id=company.south.id, account_id=account.id)
    activity = await Activity.create(content="x", owner_id=company.south.id, contact_id=contact.id)
    for who, sees in ((company.rep, True), (company.manager, True), (company.other, False), (company.south, True)):
        assert (contact.id in await seen(who, CONTACT)) is sees
        assert (activity.id in await seen(who, ACTIVITY)) is sees
    assert account.id not in await seen(company.south, ACCOUNT)  # never upwards
    await Account.filter(id=account.id).update(deleted_at=clock.now())
    assert await seen(company.rep, CONTACT) == set()


async def test_who_only_reads_the_parent_does_not_write_its_children(company: Company):
    account = await Account.create(name="汇筑", owner_id=company.rep.id)
    contact = await Contact.create(name="林", owner_id=company.rep.id, account_id=account.id)
    reader = Actor(**{**company.south.__dict__, "reaches": {("account", "read"): "all"}})
    assert (await record(reader, CONTACT, contact.id))["name"] == "林"
    for attempt in (update(reader, CONTACT, contact.id, {"title": "x"}), delete(reader, CONTACT, contact.id)):
        with pytest.raises(NotAllowed, match="负责人"):
            async with work():
                await attempt
    async with work():  # the parent's owner may
        await update(company.manager, CONTACT, contact.id, {"title": "x"})


async def test_a_reach_without_permission_for_a_child_is_not_widened_by_its_parent(company: Company):
    account = await Account.create(name="汇筑", owner_id=company.rep.id)
    contact = await Contact.create(name="林", owner_id=company.rep.id, account_id=account.id)
    nothing = Actor(**{**company.rep.__dict__, "reaches": {("contact", "read"): "none"}})
    assert await visible_ids(nothing, CONTACT, [contact.id]) == set()


async def test_everybody_reads_colleagues_and_only_administrators_write_them(company: Company):
    assert company.rep.id in await seen(company.south, MEMBER)
    with pytest.raises(NotAllowed):
        async with work():
            await update(company.south, MEMBER, company.rep.id, {"name": "x"})


async def test_a_record_is_invisible_before_its_input_is_looked_at(company: Company, owned: dict[Any, int]):
    with pytest.raises(NotFound):
        async with work():
            await update(company.rep, LEAD, owned["south"], {"nonsense": object()})
