"""Giving back (退回公海、放弃): to the pool group it came from, or to someone of the record's own team (decision 4)."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects.definition import ObjectDef, Values
from core.objects.labels import labels
from core.objects.registry import definition_of
from core.org.recipients import recipient
from core.pools.claiming import taken_over
from core.pools.entering import entered
from core.pools.group import PoolGroup
from core.pools.moves import group_named, leads, move
from core.teams.team import TeamMember


def can_release(actor: Actor, record: Any) -> bool:
    return record.owner_id is not None and record.pool_state in ("claimed", "private")


async def release(actor: Actor, record: Any, values: Values) -> None:
    """Returns a record to its pool, or hands it to a team member. The owner and those above may."""
    definition = definition_of(record)
    team = await TeamMember.filter(object=definition.key, record_id=record.id).values_list("member_id", flat=True)
    if team or values["to"]:
        await _hand_on(actor, definition, record, values, {int(str(one)) for one in team})
        return
    group = await _target(actor, definition, record, values["group"])
    await into_pool(actor, record, "release", group.id, note=values["reason"])


async def into_pool(actor: Actor, record: Any, verb: str, group_id: int, *, note: str) -> None:
    """The record without an owner, in a group. Coming back counts as a return, coming for the first time does not."""
    returned = record.pool_group_id is not None
    await move(
        actor,
        record,
        verb,
        {
            "owner": None,
            "owned_since": None,
            "pool_group": group_id,
            "entered_pool_at": clock.now(),
            "returns": record.returns + (1 if returned else 0),
        },
        note=note,
    )
    await entered(record)


async def _hand_on(actor: Actor, definition: ObjectDef, record: Any, values: Values, team: set[int]) -> None:
    if values["to"] is None:
        names = await labels({"member": team})
        who = "、".join(sorted(names.values()))
        raise Invalid({"to": f"这个{definition.label}还有其他跟进人或协作人（{who}），先选其中一位接着负责"})
    if values["to"] not in team:
        raise Invalid({"to": f"接手的人要是这个{definition.label}的跟进人或协作人"})
    await recipient(values["to"])
    await taken_over(actor, record, "assign", values["to"], note=values["reason"])


async def _target(actor: Actor, definition: ObjectDef, record: Any, wanted: int | None) -> PoolGroup:
    """The group a record returns to. Another than its own only where the group lets members choose (转移机制)."""
    own = record.pool_group_id
    if wanted is None:
        if own is None:
            raise Invalid({"group": f"这个{definition.label}不属于任何公海分组，选一个分组再退回"})
        home = await PoolGroup.get(id=own)
        if not home.active or home.deleted_at:
            raise Invalid({"group": f"「{home.name}」已停用，选一个别的分组再退回"})
        return home
    group = await group_named(definition, wanted)
    if group.id == own or leads(actor, group.id):
        return group
    if group.id not in actor.pools:
        raise Invalid({"group": "你不在这个公海分组里，选一个自己的分组"})
    if own is not None and not (await PoolGroup.get(id=own)).movable and await _active(own):
        raise Conflict("只能退回原来的分组；要换分组，找分组管理员")
    return group


async def _active(group_id: int) -> bool:
    """A group that is gone binds nobody."""
    return await PoolGroup.exists(id=group_id, active=True, deleted_at=None)
