"""What can be undone as a whole (可撤销的操作): one row per batch, and what the batch did to rows beside records.

History (`change`) says what became of records. Rows that are no records, such as places in a team, leave their former
and their new state here, so that undo can put them back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from core import clock
from core.actor import Actor
from core.objects.definition import Action, ObjectDef
from core.objects.values import json_stored
from core.work import current_work

DAYS = {"delete": 30, "merge": 30}
USUAL_DAYS = 7
AT_ONCE = 500


class Deed(Model):
    """One batch that may be undone until `until`. States: done → undoing → undone; first doing, where it is an import
    that still writes.
    """

    id = fields.BigIntField(primary_key=True)
    batch = fields.CharField(24, unique=True)
    kind = fields.CharField(20)
    object = fields.CharField(40)
    record_id = fields.BigIntField(null=True)
    label = fields.CharField(200, default="", db_default="")
    count = fields.IntField(default=1, db_default=1)
    by_id = fields.BigIntField(null=True)
    at = fields.DatetimeField()
    until = fields.DatetimeField()
    state = fields.CharField(10, default="done", db_default="done")
    undone_by_id = fields.BigIntField(null=True)
    undone_at = fields.DatetimeField(null=True)
    told: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "deed"


class Aside(Model):
    """A row of a plain table that a batch changed: `before` is None for one it added, `after` for one it dropped."""

    id = fields.BigIntField(primary_key=True)
    batch = fields.CharField(24)
    seq = fields.IntField()
    at = fields.DatetimeField()
    table = fields.CharField(60)
    row_id = fields.BigIntField()
    before: dict[str, Any] | None = fields.JSONField(null=True)
    after: dict[str, Any] | None = fields.JSONField(null=True)

    class Meta:
        table = "aside"


async def did(
    actor: Actor,
    kind: str,
    definition: ObjectDef,
    record_id: int | None,
    label: str,
    *,
    count: int = 1,
    told: dict[str, Any] | None = None,
    state: str = "done",
) -> None:
    """Says that the current batch can be undone, at once or when it is no longer `doing`. A second call in the same
    batch adds to its count.
    """
    batch, now = current_work().batch, clock.now()
    if await Deed.filter(batch=batch).update(count=F("count") + count):
        return
    await Deed.create(
        batch=batch,
        kind=kind,
        object=definition.key,
        record_id=record_id,
        label=label[:200],
        count=count,
        by_id=actor.id or None,
        at=now,
        until=_until(kind, now),
        state=state,
        told=told or {},
    )


async def is_over(batch: str) -> None:
    """Says that a batch that was doing is complete, so that it can be undone."""
    await Deed.filter(batch=batch, state="doing").update(state="done")


async def did_in_batch(actor: Actor, definition: ObjectDef, record_id: int, action: Action) -> None:
    """Says that an action on one of many records can be undone with the others; one with a deed of its own said so."""
    if not await Deed.filter(batch=current_work().batch).exclude(kind="batch").exists():
        await did(actor, "batch", definition, record_id, action.label, told={"action": action.key})


def _until(kind: str, now: datetime) -> datetime:
    return now + timedelta(days=DAYS.get(kind, USUAL_DAYS))


async def added(row: Model) -> None:
    """Logs a row that was just created."""
    await _log(row, None, _state(row))


async def moved(row: Model, **changes: Any) -> None:
    """Changes columns of a row and logs them."""
    before = _part(row, changes)
    for key, value in changes.items():
        setattr(row, key, value)
    await row.save(update_fields=list(changes))
    await _log(row, before, _part(row, changes))


async def moved_all(model: type[Model], found: Sequence[Model], **changes: Any) -> None:
    """Changes columns of many rows alike and logs them; a few statements."""
    after = {key: json_stored(value) for key, value in changes.items()}
    logged = [_aside(row, before, {**before, **after}) for row in found if (before := _part(row, changes))]
    for start in range(0, len(found), AT_ONCE):
        await model.filter(pk__in=[row.pk for row in found[start : start + AT_ONCE]]).update(**changes)
    await Aside.bulk_create(logged, batch_size=AT_ONCE)


async def dropped(row: Model) -> None:
    """Deletes a row and logs what it was."""
    before = _state(row)
    await row.delete()
    await _log(row, before, None)


def _part(row: Model, changed: Iterable[str]) -> dict[str, Any]:
    """What changes of a row, and the record it belongs to, for rows that say so."""
    whose = [name for name in ("object", "record_id") if name in row._meta.fields_db_projection]
    return {name: json_stored(getattr(row, name)) for name in (*whose, *changed)}


def _state(row: Model) -> dict[str, Any]:
    columns = [name for name in row._meta.fields_db_projection if name != "id"]
    return {name: json_stored(getattr(row, name)) for name in columns}


async def _log(row: Model, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    await _aside(row, before, after).save()


def _aside(row: Model, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Aside:
    piece = current_work()
    return Aside(
        batch=piece.batch,
        seq=piece.next_seq(),
        at=clock.now(),
        table=row._meta.db_table,
        row_id=row.pk,
        before=before,
        after=after,
    )
