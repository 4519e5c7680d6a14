"""Records coming back from the recycle bin (恢复): living, findable, holding their keys again, and nobody is told."""

import re
from typing import Any

from core.actor import Actor
from core.db import IntegrityError
from core.errors import Conflict
from core.objects import history
from core.objects.binning import out_of_bin, taken_since
from core.objects.bulk import indexed, insert_keys
from core.objects.definition import ObjectDef, Values
from core.objects.record_keys import keys_in_force
from core.objects.writing import follow, stored_values
from core.work import current_work

Taken = dict[int, dict[str, set[str]]]
_BETWEEN = re.compile(r"[;；,，、\s]+")


async def restore(
    actor: Actor,
    definition: ObjectDef,
    ids: list[int],
    *,
    without: Taken | None = None,
    verb: str = "restore",
    note: str = "",
    along: bool = False,
) -> list[Any]:
    """The records, living again. `without` are values of hard keys that somebody else has now: they stay behind.
    What comes `along` with a record that it hangs on is told so: it changes nothing of that.

    Raises Conflict when another hard key is taken.
    """
    current_work()
    found = await out_of_bin(definition, ids)
    changes = []
    for instance in found:
        left = {field: left_of(definition, instance, field, values) for field, values in _lost(without, instance.id)}
        former = {field: getattr(instance, definition.columns[field]) for field in left}
        for field, value in left.items():
            setattr(instance, definition.columns[field], value)
        if left:
            await instance.save(update_fields=[definition.columns[field] for field in left])
        changes.append((instance.id, former, left))
    await _index(definition, found)
    await history.remember_many(actor, definition, verb, changes, note)
    for instance in found:
        await follow(actor, definition, instance, "come_along" if along else "restore", {})
    return found


async def _index(definition: ObjectDef, found: list[Any]) -> None:
    """Keys and tokens again, which nothing in the bin has."""
    force = await keys_in_force(definition)
    try:
        await insert_keys(definition, [indexed(definition, instance, force) for instance in found])
    except IntegrityError:
        raise Conflict("有人刚刚存了同样的资料，刷新后再看") from None


def _lost(without: Taken | None, record_id: int) -> list[tuple[str, set[str]]]:
    return list((without or {}).get(record_id, {}).items())


def left_of(definition: ObjectDef, instance: Any, field: str, taken: set[str]) -> str:
    """A text of several numbers or addresses without those that are taken."""
    keys = next(key.keys for key in definition.hard_keys if key.field == field)
    parts = _BETWEEN.split(str(getattr(instance, definition.columns[field])))
    return "; ".join(part for part in parts if part and not taken & {one[:200] for one in keys(part)})


async def taken_by_others(definition: ObjectDef, ids: list[int]) -> Taken:
    """Which hard keys of binned records are somebody else's by now, by record and field."""
    binned: list[Any] = await definition.model.filter(id__in=ids, deleted_at__isnull=False)
    held: list[Values] = [stored_values(definition, instance) for instance in binned]
    return await taken_since(definition, binned, held)
