"""Coming into a pool (进入公海): new records with a group, and what then looks for an owner."""

from typing import Any

from core import clock, jobs
from core.actor import Actor
from core.errors import Invalid
from core.objects.asked_once import once
from core.objects.definition import ObjectDef, Values
from core.objects.registry import definition_of
from core.pools.group import PoolGroup
from core.pools.moves import group_named, leads, tell_move
from core.pools.rules import AssignmentRule
from core.work import current_work


async def choose_group(actor: Actor, record: Any) -> None:
    """A new record's group: given, the only one of the member, or asked for where there are several (decision 25).

    Without an owner it goes straight into the pool (创建类型), which takes a group.
    """
    definition = definition_of(record)
    if record.pool_group_id is not None:
        group = await group_named(definition, record.pool_group_id, "pool_group")
        if group.id not in actor.pools and not leads(actor, group.id):
            raise Invalid({"pool_group": "你不在这个公海分组里，选一个自己的分组"})
    elif record.owner_id is not None and actor.pools:
        record.pool_group_id = await _only_group(actor, definition)
    now = clock.now()
    if record.owner_id is None:
        record.entered_pool_at = now if record.pool_group_id else None
        if record.pool_group_id and "origin" in definition.faces:
            record.origin = "pool"
    else:
        record.owned_since = now


async def own_groups(actor: Actor, definition: ObjectDef) -> list[PoolGroup]:
    """The groups that a member's new records of an object may go to."""
    mine = PoolGroup.filter(id__in=sorted(actor.pools), pool_of=definition.key, active=True, deleted_at=None)
    return await mine.order_by("name", "id")


async def _only_group(actor: Actor, definition: ObjectDef) -> int | None:
    mine = await once(("own_groups", actor.id, definition.key), lambda: own_groups(actor, definition))
    if len(mine) > 1:
        raise Invalid({"pool_group": f"选一个公海分组：{'、'.join(group.name for group in mine[:5])}"})
    return mine[0].id if mine else None


async def tell_entered(actor: Actor, record: Any, verb: str, before: Values) -> None:
    """A record that was created straight into a pool looks for its owner."""
    if verb == "create" and record.owner_id is None and record.pool_group_id is not None:
        await tell_move(actor, definition_of(record), record, "enter", None, "")
        await entered(record)


async def entered(record: Any) -> None:
    """Lets the rules of the group look at a record, once the transaction is over. Quiet work sees to that itself."""
    if current_work().quiet:
        return
    if await AssignmentRule.exists(group_id=record.pool_group_id, active=True):
        await jobs.add("pool.assign", {"object": definition_of(record).key, "id": record.id})
