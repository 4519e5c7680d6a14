"""The records before and after one in the list it was opened from (上一条、下一条)."""

from typing import Any

from pypika_tortoise.terms import ValueWrapper

from core.actor import Actor
from core.db import rows
from core.errors import NotFound
from core.objects.definition import ObjectDef
from core.objects.paging import Paging
from core.objects.query import Asked, Listing, asked_for, built_in_place, visible_ids


async def beside(actor: Actor, definition: ObjectDef, record_id: int, listing: Listing) -> dict[str, int | None]:
    """Ids of the neighbours, at most five statements; a record that is not in the list has none. Raises NotFound."""
    asked = await asked_for(actor, definition, listing)
    forward = Paging(asked.actor, definition, asked.table, asked.sort)
    turned = asked.sort.removeprefix("-") if asked.sort.startswith("-") else f"-{asked.sort}"
    backward = Paging(asked.actor, definition, asked.table, turned)
    here = await _first(asked, forward, asked.only & (asked.table.id == ValueWrapper(record_id)), forward.column.term)
    if here is None:
        if record_id not in await visible_ids(actor, definition, [record_id]):
            raise NotFound()
        return {"before": None, "after": None}
    return {"before": await _before(asked, backward, here), "after": await _after(asked, forward, here)}


async def _after(asked: Asked, paging: Paging, here: Any) -> int | None:
    for condition, term in paging.zones(asked.only, paging.cursor(here)):
        if (row := await _first(asked, paging, condition, term)) is not None:
            return int(row[0])
    return None


async def _before(asked: Asked, paging: Paging, here: Any) -> int | None:
    """Rows without a value come last in either direction: before the first of them is the last one with a value."""
    [(condition, term), *_] = paging.zones(asked.only, paging.cursor(here))
    row = await _first(asked, paging, condition, term)
    if row is None and term is None:
        [(condition, term), *_] = paging.zones(asked.only, "")
        row = await _first(asked, paging, condition, term)
    return None if row is None else int(row[0])


async def _first(asked: Asked, paging: Paging, only: Any, term: Any) -> Any:
    query = paging.apply(built_in_place(asked.table).select(asked.table.id).where(only), term, 1)
    found = await rows(*query.get_parameterized_sql())
    return found[0] if found else None
