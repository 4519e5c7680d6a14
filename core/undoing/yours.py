"""Whose the bin is (回收站权限): what one may delete now, as if it were still living, whoever deleted it."""

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.db import rows
from core.objects.access import any_of, each_parent, grants, select_from
from core.objects.definition import ObjectDef


def deletable(actor: Actor, definition: ObjectDef, table: Table) -> Criterion | None:
    """The rows that the actor may delete, wherever they are; None means every row."""
    granted = grants(actor, definition, "delete", table, each_parent)
    return None if granted is None else any_of(granted)


async def may_restore(actor: Actor, definition: ObjectDef, ids: list[int]) -> set[int]:
    """Those of the binned records that are the actor's to bring back."""
    if not ids:
        return set()
    table = Table(definition.table)
    query = select_from(table).select(table.id).where(table.id.isin(ids))
    rule = deletable(actor, definition, table)
    found = await rows(*(query if rule is None else query.where(rule)).get_parameterized_sql())
    return {int(row[0]) for row in found}
