"""The recycle bin (回收站): what lies in it, and records going in and coming out (decision 37).

A record that was deleted is a root; what hung on it came along and goes back with it. Whoever has found out that a
record may go or come back calls `into_bin` and `out_of_bin`; both work on many records in few statements.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from core import clock
from core.actor import Actor
from core.db import database, execute_all
from core.objects import history
from core.objects.definition import ObjectDef, Values
from core.objects.hanging import chunks
from core.objects.record_keys import RecordHint, RecordKey, holders, keys_in_force, pairs_of
from core.work import current_work

KEPT_DAYS = 30
LONGEST_LABEL = 200
Root = tuple[str, int]


class Binned(Model):
    """A record in the bin: one row as long as it lies there. `batch` is what put it there."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    root_object = fields.CharField(40)
    root_id = fields.BigIntField()
    label = fields.CharField(LONGEST_LABEL, default="", db_default="")
    batch = fields.CharField(24)
    by_id = fields.BigIntField(null=True)
    at = fields.DatetimeField()
    until = fields.DatetimeField()

    class Meta:
        table = "binned"
        unique_together = (("object", "record_id"),)


async def into_bin(
    actor: Actor,
    definition: ObjectDef,
    ids: list[int],
    *,
    root: Root | None = None,
    verb: str = "delete",
    note: str = "",
) -> None:
    """Puts living records into the bin: their keys become free and no search finds them. Without a `root` each is one.

    Nothing that hangs on them is looked at: see `hanging_on`.
    """
    current_work()
    for some in chunks(ids):
        await _put(actor, definition, some, root, verb, note)


async def _put(actor: Actor, definition: ObjectDef, ids: list[int], root: Root | None, verb: str, note: str) -> None:
    now, living = clock.now(), definition.model.filter(id__in=ids, deleted_at=None)
    titles: dict[int, Any] = dict(await living.order_by("id").values_list("id", definition.title))
    await living.update(deleted_at=now, version=F("version") + 1)
    await RecordKey.filter(object=definition.key, record_id__in=ids).delete()
    await RecordHint.filter(object=definition.key, record_id__in=ids).delete()
    if definition.searched:
        await execute_all(database().dialect.search_drop(definition.table), [[record_id] for record_id in titles])
    dialect, root_object = database().dialect, root[0] if root else definition.key
    until = dialect.bind(now + timedelta(days=KEPT_DAYS))
    fixed = [definition.key, root_object, current_work().batch, actor.id or None, dialect.bind(now), until]
    columns = ["object", "root_object", "batch", "by_id", "at", "until", "record_id", "root_id", "label"]
    rows = [
        [*fixed, record_id, root[1] if root else record_id, str(title)[:LONGEST_LABEL]]
        for record_id, title in titles.items()
    ]
    await execute_all(dialect.insert("binned", columns), rows)
    await history.remember_many(actor, definition, verb, [(record_id, {}, {}) for record_id in titles], note)


async def out_of_bin(definition: ObjectDef, ids: list[int]) -> list[Any]:
    """The rows of these records, living again and held against other writers; keys and tokens are written after it."""
    current_work()
    found: list[Any] = []
    for some in chunks(ids):
        binned = definition.model.filter(id__in=some, deleted_at__isnull=False)
        found += await binned.order_by("id").select_for_update()
        await binned.update(deleted_at=None, version=F("version") + 1)
        await Binned.filter(object=definition.key, record_id__in=some).delete()
    for instance in found:
        instance.deleted_at = None
        instance.version += 1
    return found


async def taken_since(
    definition: ObjectDef, records: list[Any], values: list[Values], *, besides: Collection[int] = ()
) -> dict[int, dict[str, set[str]]]:
    """Values of hard keys that others hold by now: {record: {field: values}}; the records `besides` do not count."""
    force = await keys_in_force(definition)
    wanted = {
        (record.id, key.field, (definition.key, *pair))
        for record, held in zip(records, values, strict=True)
        if definition.holds_keys(record)
        for key in force
        for pair in pairs_of(key, held)
    }
    there = await holders([key for _, _, key in wanted], 0)
    found: dict[int, dict[str, set[str]]] = {}
    for record_id, field, key in wanted:
        if any(one.hard and one.record_id not in {record_id, *besides} for one in there.get(key, ())):
            found.setdefault(record_id, {}).setdefault(field, set()).add(key[2])
    return found
