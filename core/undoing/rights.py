"""Who may take back what (撤销权限): whoever may change a record now, or would once it is as it was before."""

from collections.abc import Sequence
from typing import Any

from pypika_tortoise.queries import Table

from core.actor import Actor
from core.db import rows
from core.objects.access import owned_by, select_from
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.undoing.footprint import Footprint


async def may_put_back(actor: Actor, definition: ObjectDef, prints: Sequence[Footprint]) -> set[int]:
    """Those of the records whose former values the actor may bring back.

    Handing a record over takes it out of one's sight at once; its former owner, and those above, may take it back.
    """
    now = await _changeable(actor, definition, [one.record_id for one in prints])
    former = {one.record_id: one.before.get("owner") for one in prints if one.record_id not in now}
    theirs = await _owners_within(actor, definition, {owner for owner in former.values() if owner})
    return now | {record_id for record_id, owner in former.items() if owner in theirs}


async def may_take_away(actor: Actor, definition: ObjectDef, prints: Sequence[Footprint]) -> set[int]:
    """Those of a batch's new records which the actor may bin: one's own additions, and what one may change."""
    own = {one.record_id for one in prints if one.by_id == actor.id}
    others = [one.record_id for one in prints if one.record_id not in own]
    return own | await _changeable(actor, definition, others)


async def _changeable(actor: Actor, definition: ObjectDef, ids: list[int]) -> set[int]:
    """Nobody changes what they do not see."""
    return await visible_ids(actor, definition, ids) & await visible_ids(actor, definition, ids, "update")


async def _owners_within(actor: Actor, definition: ObjectDef, owners: set[int]) -> set[int]:
    """Those of the members whose records the actor may change by being their owner or above them."""
    reach = actor.reach(definition.key, "update")
    if reach in ("all", "none") or not owners:
        return owners if reach == "all" else set()
    people = Table("member")
    them: Any = select_from(people).select(people.id.as_("owner_id")).where(people.id.isin(sorted(owners))).as_("them")
    query = select_from(them).select(them.owner_id).where(owned_by(actor, them, reach))
    return {int(row[0]) for row in await rows(*query.get_parameterized_sql())}
