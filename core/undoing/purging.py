"""Purging (彻底删除): after 30 days, or at once by an administrator; row, history and everything that names the record.

What merely counts it stays: the events of pools are figures of their time. Contents of files are swept when nothing
refers to them any more. Each page is one transaction; a purge that was killed goes on with what is left.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from tortoise.models import Model

from core import clock
from core.actor import Actor
from core.db import database
from core.errors import NotAllowed
from core.jobs import JobRun
from core.objects.binning import KEPT_DAYS, Binned
from core.objects.deeds import Aside, Deed
from core.objects.definition import ObjectDef
from core.objects.record import Record
from core.objects.registry import object_named, objects
from core.undoing.bin import below, root_of
from core.undoing.unnaming import unname
from core.work import current_work, work

AT_ONCE = 200
PURGED_AT = "37 3 * * *"
COUNTED = ("pool_event",)


async def purge_now(actor: Actor, definition: ObjectDef, record_id: int) -> None:
    """A deletion and what went along, inside `work()`. Raises NotFound, NotAllowed."""
    root = await root_of(actor, definition, record_id)
    if not actor.admin:
        raise NotAllowed("彻底删除由管理员来做；回收站里的资料到期会自动删除")
    await _purge([root, *await below(root)])


async def purge_due(run: JobRun) -> None:
    """The job: everything whose days are over, page by page."""
    while await _due():
        pass
    async with work():
        await run.finish()


async def _due() -> int:
    async with work():
        over = Binned.filter(until__lte=clock.now()).order_by("id").limit(AT_ONCE).select_for_update()
        found = await over
        await _purge(found)
        forgotten = await _forget()
    return len(found) + forgotten


async def _forget() -> int:
    """What can be undone no more is not kept for it."""
    now = clock.now()
    await Deed.filter(kind="delete", until__lt=now).delete()
    old = now - timedelta(days=KEPT_DAYS)
    ids = await Aside.filter(at__lt=old).limit(AT_ONCE).values_list("id", flat=True)
    return await Aside.filter(id__in=list(ids)).delete() if ids else 0


async def _purge(found: Sequence[Binned]) -> None:
    current_work()
    by_object: dict[str, list[Binned]] = {}
    for one in found:
        by_object.setdefault(one.object, []).append(one)
    for key, some in by_object.items():
        await _let_go(object_named(key), [one.record_id for one in some])
    for key, some in by_object.items():
        definition, ids = object_named(key), [one.record_id for one in some]
        await Deed.filter(object=key, record_id__in=ids, count=1).delete()
        await unname(definition, some)
        for model in _naming():
            await model.filter(object=key, record_id__in=ids).delete()
        await Aside.filter(table=definition.table, row_id__in=ids).delete()
        await definition.model.filter(id__in=ids, deleted_at__isnull=False).delete()


async def _let_go(definition: ObjectDef, ids: list[int]) -> None:
    """Nothing refers to the records any more, living or in the bin."""
    for other in objects().values():
        for key, face in other.faces.items():
            if face.kind == "reference" and face.to == definition.key:
                await other.model.filter(**{f"{key}_id__in": ids}).update(**{f"{key}_id": None})
    for model, column in _belonging(definition):
        await model.filter(**{f"{column}__in": ids}).delete()


def _belonging(definition: ObjectDef) -> Iterable[tuple[type[Model], str]]:
    """The plain tables whose rows must refer to a record of an object, and by which column."""
    for model in _tables():
        for name in model._meta.fk_fields if not issubclass(model, Record) else ():
            reference: Any = model._meta.fields_map[name]
            if reference.related_model is definition.model and not reference.null:
                yield model, str(reference.source_field)


def _naming() -> Iterable[type[Model]]:
    """The plain tables whose rows name a record by object and id."""
    for model in _tables():
        columns = model._meta.fields_db_projection
        named = "object" in columns and "record_id" in columns and not issubclass(model, Record)
        if named and model is not Deed and model._meta.db_table not in COUNTED:
            yield model


def _tables() -> list[type[Model]]:
    apps: Any = database().tortoise.apps
    return [model for app in apps.values() for model in app.values()]


PURGE_JOBS = {"purge": purge_due}
