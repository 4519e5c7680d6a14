"""Whether a few records are open to an actor (可见判断), the question that everything asks first.

What an actor may see follows from the definition and from what the actor is, so that the statement for it is the same
until one of them changes: its text is built once and kept for each of them.
"""

from collections.abc import Hashable, Sequence
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Case

from core.actor import Actor
from core.db import database, rows
from core.objects.access import select_from, visible
from core.objects.definition import ObjectDef

MOST, FEW = 2000, 4
MOST_ID = 2**63
SOME_ID = -1  # stands in for a record while a statement is built

_kept: dict[Hashable, tuple[str, list[Any]]] = {}


async def open_ids(actor: Actor, definition: ObjectDef, ids: Sequence[int], verb: str) -> set[int]:
    """Those of a `FEW` ids that the actor may `verb`."""
    return {int(row[0]) for row in await _asked(actor, definition, ids, (verb,))}


async def seen_and_allowed(actor: Actor, definition: ObjectDef, record_id: int, verb: str) -> tuple[bool, bool]:
    """Whether the actor sees a record, and whether they may `verb` it besides."""
    found = await _asked(actor, definition, [record_id], ("read", verb))
    return bool(found), bool(found and found[0][1] is not None)


async def _asked(actor: Actor, definition: ObjectDef, ids: Sequence[int], verbs: tuple[str, ...]) -> list[Any]:
    possible = [one for one in ids if 0 < one < MOST_ID]
    if not possible:
        return []
    key = (database().dialect.name, definition.key, verbs, len(possible), actor.standing)
    if key not in _kept:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = _built(actor, definition, len(possible), *verbs)
    text, bound = _kept[key]
    return await rows(text, [*bound, *possible])


def _built(actor: Actor, definition: ObjectDef, count: int, verb: str, besides: str = "") -> tuple[str, list[Any]]:
    """The text for so many records, and the bound values that stand before their ids."""
    table, some = Table(definition.table), [SOME_ID] * count
    query = select_from(table).select(table.id)
    if besides:
        query = query.select(Case().when(visible(actor, definition, besides, table=table), table.id))
    query = query.where(visible(actor, definition, verb, table=table) & table.id.isin(some))
    text, values = query.get_parameterized_sql()
    if values[-count:] != some:
        raise ValueError(f"the records are not the last that are bound: {text}")
    return text, values[:-count]
