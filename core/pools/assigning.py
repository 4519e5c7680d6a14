"""Giving records to people (分配): by hand in the order they were ticked, or by the rules of a group (decision 6)."""

from typing import Any

from pypika_tortoise.queries import Table

from core import jobs
from core.actor import SYSTEM, Actor
from core.db import rows
from core.errors import Conflict, Invalid
from core.jobs import JobRun
from core.objects.access import select_from
from core.objects.definition import ObjectDef, Values
from core.objects.filters import compiled
from core.objects.registry import definition_of, object_named
from core.org.actor import MAY_ACT
from core.org.recipients import recipients
from core.org.tables import Department, Member
from core.pools.claiming import taken_over
from core.pools.group import PoolGroup
from core.pools.limits import full
from core.pools.moves import leads
from core.pools.news import Unmatched
from core.pools.rules import AssignmentRule
from core.work import current_work, happened, work

BATCH = 200
DEEPEST = 12


def can_assign(actor: Actor, record: Any) -> bool:
    """Group admins allot what waits, superiors what their people have."""
    if record.pool_state == "unclaimed":
        return leads(actor, record.pool_group_id)
    return record.pool_state in ("claimed", "private") and (actor.admin or actor.leads_people)


async def assign(actor: Actor, record: Any, values: Values) -> None:
    """To the first of the members; a batch turns the list for every record (see `in_turn`)."""
    definition = definition_of(record)
    people = await recipients(values["members"], "members")
    member_id = next(iter(people))
    if member_id == record.owner_id:
        return
    if record.pool_group_id is not None:
        group = await PoolGroup.get(id=record.pool_group_id)
        if await full(definition, group, member_id, taking=False):
            raise Conflict(f"{people[member_id].name}在「{group.name}」里已经持有 {group.capacity} 条，满了，换一个人")
    await given_to(actor, definition, record, member_id, values["advice"])


async def given_to(actor: Actor, definition: ObjectDef, record: Any, member_id: int, advice: str) -> None:
    kept = {"advice": advice} if "advice" in definition.faces else {}
    await taken_over(actor, record, "assign", member_id, note=advice, **kept)


def in_turn(values: Values, n: int) -> Values:
    """The input for the n-th record: several members get records one after the other, as they were ticked."""
    members = values.get("members")
    if not isinstance(members, list) or not members:
        return values
    start = n % len(members)
    return {**values, "members": [*members[start:], *members[:start]]}


# -- by rules ------------------------------------------------------------------------------------------------------


async def assign_one(run: JobRun) -> None:
    """A record entered a pool."""
    await assign_by_rules(object_named(run.payload["object"]), run.payload["id"])


async def assign_waiting(run: JobRun) -> None:
    """A rule was switched on: everything that waits in its group is looked at; running again does no harm."""
    rule = await AssignmentRule.get_or_none(id=run.payload["rule"], active=True)
    group = await PoolGroup.get_or_none(id=rule.group_id, active=True, deleted_at=None) if rule else None
    if group is None:
        return
    definition, last = object_named(group.pool_of), 0
    waiting = definition.model.filter(pool_group_id=group.id, pool_state="unclaimed", deleted_at=None)
    while ids := await waiting.filter(id__gt=last).order_by("id").limit(BATCH).values_list("id", flat=True):
        for record_id in ids:
            await assign_by_rules(definition, int(str(record_id)), telling=False)
        last = int(str(ids[-1]))


async def assign_by_rules(definition: ObjectDef, record_id: int, *, telling: bool = True) -> int | None:
    """Gives an unclaimed record to the next member of the first rule that matches; the member, if there is one.

    Where no rule matches, or everybody of it is away or full, the group's admins are told and it stays.
    """
    async with work():
        record: Any = await definition.model.select_for_update().get_or_none(id=record_id, deleted_at=None)
        if record is None or record.pool_state != "unclaimed" or record.pool_group_id is None:
            return None
        group = await PoolGroup.get(id=record.pool_group_id)
        if not group.active:
            return None
        for rule in await AssignmentRule.filter(group_id=group.id, active=True).order_by("priority", "id"):
            if await matches(definition, rule.where, record_id) and (member := await _next(definition, group, rule)):
                await given_to(SYSTEM, definition, record, member, "")
                return member
        if telling:
            await happened(Unmatched(definition.key, record_id, group.id, current_work().batch))
    return None


async def matches(definition: ObjectDef, where: Any, record_id: int) -> bool:
    """Whether one record fits a filter; a filter that names what is no longer there fits nothing."""
    table = Table(definition.table)
    try:
        condition = compiled(SYSTEM, definition, where, table)
    except Invalid:
        return False
    only = table.id == record_id if condition is None else (table.id == record_id) & condition
    return bool(await rows(*select_from(table).select(table.id).where(only).get_parameterized_sql()))


async def _next(definition: ObjectDef, group: PoolGroup, rule: AssignmentRule) -> int | None:
    """The member whose turn it is, skipping who is away or full; taken by one conditional update."""
    people = await people_of(rule)
    while people:
        found = await _first_with_room(definition, group, people, rule.turn)
        if found is None:
            return None
        member_id, following = found
        if await AssignmentRule.filter(id=rule.id, turn=rule.turn).update(turn=following):
            return member_id
        await rule.refresh_from_db(fields=["turn"])
    return None


async def _first_with_room(
    definition: ObjectDef, group: PoolGroup, people: list[tuple[int, bool]], turn: int
) -> tuple[int, int] | None:
    """(member, the turn after)."""
    for step in range(len(people)):
        member_id, active = people[(turn + step) % len(people)]
        if active and not await full(definition, group, member_id, taking=False):
            return member_id, turn + step + 1
    return None


async def people_of(rule: AssignmentRule) -> list[tuple[int, bool]]:
    """(member, may act) in the order they were chosen; departments with their parts come after single members."""
    below = await _departments(rule.departments)
    inside = await Member.filter(department_id__in=below, deleted_at=None).order_by("id").values_list("id", flat=True)
    ids = list(dict.fromkeys([*rule.assignees, *(int(str(one)) for one in inside)]))
    acting = {row.id for row in await Member.filter(id__in=ids, status__in=MAY_ACT, deleted_at=None).only("id")}
    return [(member_id, member_id in acting) for member_id in ids]


async def _departments(chosen: list[int]) -> list[int]:
    found, level = list(chosen), list(chosen)
    for _ in range(DEEPEST):
        level = [row.id for row in await Department.filter(parent_id__in=level, deleted_at=None) if row.id not in found]
        if not level:
            break
        found += level
    return found


async def switched_on(rule: AssignmentRule) -> None:
    """Lets a rule look at what waits already."""
    await jobs.add("pool.assign_waiting", {"rule": rule.id})
