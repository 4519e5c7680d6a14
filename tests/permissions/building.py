"""Writes the facts of the permission matrix into the database, without asking the product what it thinks of them."""

from datetime import timedelta
from typing import Any

from core import clock
from core.catalog.category import ProductCategory
from core.catalog.product import Product
from core.db import database, execute
from core.objects.registry import object_named
from core.objects.writing import tokens_of
from core.org.actor import actor_by_userid
from core.org.directory import take_over
from core.org.tables import Department, Duty, FieldRule, Member, MemberRole, Role, RoleGrant
from core.pools.group import PoolGroup, PoolMember
from core.teams.team import TeamMember
from core.work import work
from tests.objects.making import FIRST_MOMENT
from tests.opportunities.making import first_stage
from tests.permissions.facts import Group, Matrix, Person, Thing
from tests.permissions.people import DEPARTMENTS, PEOPLE, groups, members
from tests.permissions.records import all_things
from tests.permissions.rule import LIBRARY, PARTS, PUBLIC

WORD = "惠筑"  # in the title of every record
ORDER = (
    "lead", "account", "contact", "contact_company", "invoice_profile", "rename_request",
    *LIBRARY, "competitor_event", "market_note", "opportunity", *PARTS, "proposal", "activity", "task", "attachment",
)  # fmt: skip
MUST = {"rename_request": {"state": "granted", "former_name": "旧名"}, "invoice_profile": {"tax_number": "9100"}}
HIDDEN = {"lead": ("mobile",), "account": ("phone",), "contact": ("mobile",)}


async def build() -> Matrix:
    await take_over(DEPARTMENTS, members(), [one.userid for one in PEOPLE if one.admin])
    ids = {member.userid: member.id for member in await Member.all()}
    async with work():
        await _roles(ids)
        lead_groups, account_groups = groups("lead"), groups("account")
        for group in (*lead_groups, *account_groups):
            await _group(group, ids)
        await ProductCategory.create(name="云服务", path="云服务")
        product = await Product.create(name="备份")
        must = {**MUST, "opportunity": await first_stage(), "opportunity_line": {"product_id": product.id}}
        things = all_things(lead_groups, account_groups)
        for key in ORDER:
            await _rows([one for one in things if one.object == key], ids, must.get(key, {}))
        await PoolGroup.create(name="旧公海", pool_of="lead", active=True, deleted_at=clock.now())
        await Role.create(name="旧角色", key="old", deleted_at=clock.now())
    for key in [one for one in PUBLIC if one not in LIBRARY]:
        rows: list[Any] = await object_named(key).model.all()
        things += [Thing(key, "public", binned=row.deleted_at is not None, title=row.name, id=row.id) for row in rows]
    return Matrix(PEOPLE, things, {one.userid: await actor_by_userid(one.userid) for one in PEOPLE})


async def _roles(ids: dict[str, int]) -> None:
    for one in PEOPLE:
        for n, grants in enumerate(one.roles):
            role = await Role.create(name=f"{one.userid}{n}", key=f"{one.userid}{n}")
            await MemberRole.create(role=role, member_id=ids[one.userid])
            for (key, verb), reach in grants.items():
                await RoleGrant.create(role=role, object=key, verb=verb, reach=reach)
            await _field_rules(role, one)
        for duty in one.duties:
            await Duty.create(duty=duty, member_id=ids[one.userid])


async def _field_rules(role: Role, one: Person) -> None:
    for key, field in sorted(one.hidden):
        await FieldRule.create(role=role, object=key, field=field, rule="hidden")


async def _group(group: Group, ids: dict[str, int]) -> None:
    settings = {"everyone": group.everyone, "details": group.details, "active": group.active}
    row = await PoolGroup.create(name=f"{WORD}{group.of} {group.name}", pool_of=group.of, mode="claim", **settings)
    group.id = row.id
    for userid in (*group.members, *group.admins):
        await PoolMember.create(group=row, member_id=ids[userid], admin=userid in group.admins)
    for number in group.departments:
        await PoolMember.create(group=row, department_id=(await Department.get(wecom_id=number)).id)


async def _rows(things: list[Thing], ids: dict[str, int], must: dict[str, Any]) -> None:
    """Rows of one object with ids from 1: the same numbers mean other records in every object."""
    definition = object_named(things[0].object)
    made = []
    for n, thing in enumerate(things, 1):
        thing.id, thing.title = n, f"{WORD}{n:03d}{definition.label}"
        made.append(definition.model(**_columns(thing, ids, must)))
    await definition.model.bulk_create(made)
    await TeamMember.bulk_create([row for thing in things for row in _team(thing, ids)])
    if definition.searched:
        dialect = database().dialect
        for row in made:
            tokens = dialect.search_tokens(tokens_of(definition, row))
            await execute(dialect.search_write(definition.table)[1], [row.id, tokens])


def _columns(thing: Thing, ids: dict[str, int], must: dict[str, Any]) -> dict[str, Any]:
    definition = object_named(thing.object)
    n, moment = thing.id, FIRST_MOMENT + timedelta(minutes=thing.id * 37 % 101)
    columns = {
        "id": n,
        definition.title: thing.title,
        **({"owner_id": ids[thing.owner] if thing.owner else None} if definition.owned else {}),
        "created_at": moment,
        "updated_at": moment,
        "deleted_at": clock.now() if thing.binned else None,
        **must,
        **{f"{key}_id": parent.id for key, parent in thing.above.items()},
        **{key: f"1390000{n:04d}" for key in HIDDEN.get(thing.object, ())},
    }
    if thing.author:
        columns["author_id"] = ids[thing.author]
    if thing.object == "lead":
        columns["company"] = f"{WORD}{n:03d}科技有限公司"
    if thing.group:
        columns |= {"pool_group_id": thing.group.id, "entered_pool_at": moment, "pool_state": thing.state}
        columns |= {thing.state: True} if thing.state in ("frozen", "discarded") else {}
        columns |= {"converted_at": moment} if thing.state == "converted" else {}
    return columns


def _team(thing: Thing, ids: dict[str, int]) -> list[TeamMember]:
    return [
        TeamMember(
            object=thing.object,
            record_id=thing.id,
            member_id=ids[userid],
            kind="collaborator" if place.powers else "follower",
            can_edit=place.edits or "edit" in place.powers,
            powers=list(place.powers),
            added_at=FIRST_MOMENT,
        )
        for userid, place in thing.team.items()
    ]
