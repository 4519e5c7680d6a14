"""Whose the bin is (回收站权限): what one deleted oneself, and what one may delete, as if it were still living."""

from collections.abc import Sequence

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.db import rows
from core.objects.access import any_of, each_parent, grants, select_from
from core.objects.binning import Binned
from core.objects.definition import ObjectDef


def deletable(actor: Actor, definition: ObjectDef, table: Table) -> Criterion | None:
    """The rows that the actor may delete, wherever they are; None means every row."""
    granted = grants(actor, definition, "delete", table, each_parent)
    return None if granted is None else any_of(granted)


async def may_restore(actor: Actor, definition: ObjectDef, roots: Sequence[Binned]) -> set[int]:
    """Those of the binned records that are the actor's to bring back."""
    own = {one.record_id for one in roots if one.by_id == actor.id}
    others = [one.record_id for one in roots if one.record_id not in own]
    if not others:
        return own
    table = Table(definition.table)
    query = select_from(table).select(table.id).where(table.id.isin(others))
    rule = deletable(actor, definition, table)
    found = await rows(*(query if rule is None else query.where(rule)).get_parameterized_sql())
    return own | {int(row[0]) for row in found}
