"""Keys that a company's setting makes unique (企业名称唯一): built for what is there when it goes on, freed after.

Records that were double already keep working: the name of the later one stays a hint of the same kind, is taken as a
key as soon as it becomes free, and the pair is listed among the suspects.
"""

from typing import Any

import structlog

from core.actor import Actor
from core.company import decided
from core.db import database, execute
from core.jobs import JobRun, add
from core.objects.definition import HardKey, ObjectDef
from core.objects.record_keys import RecordHint, RecordKey, pairs_of
from core.objects.registry import objects
from core.objects.writing import stored_values
from core.suspects.listing import look
from core.suspects.news import NamesUnique
from core.work import happened, work

SETTLE = "suspects.settle"
STEP = 500
log = structlog.get_logger()


def switches() -> dict[str, list[tuple[ObjectDef, HardKey]]]:
    """The settings that make keys, with the keys they make."""
    found: dict[str, list[tuple[ObjectDef, HardKey]]] = {}
    for definition in objects().values():
        for key in definition.hard_keys:
            if key.switch:
                found.setdefault(key.switch, []).append((definition, key))
    return found


async def decided_anew(actor: Actor, settings: dict[str, Any]) -> None:
    """What follows when somebody writes settings; run inside `work()`."""
    if switches().keys() & settings.keys():
        await add(SETTLE, {"by": actor.id}, lane=SETTLE)


async def settle_all(run: JobRun) -> None:
    """Makes the key tables say what the settings say, whatever they said before, and tells who decided it."""
    by = run.payload.get("by")
    for switch, keys in switches().items():
        for definition, key in keys:
            if await decided(switch):
                double = await _build(definition, key)
                log.info("suspects.unique", object=definition.key, kind=key.kind, double=double)
                async with work():
                    await look(definition)
                    if by:
                        await happened(NamesUnique(definition.key, key.kind, double, by, run.id))
            else:
                await _free(definition, key)


async def _build(definition: ObjectDef, key: HardKey) -> int:
    """Takes the key for every living record; how many must do with a hint."""
    last, double = 0, 0
    while True:
        async with work():
            query = definition.model.filter(id__gt=last, deleted_at=None).order_by("id").limit(STEP).select_for_update()
            some: list[Any] = list(await query)
            double += await _take(definition, key, some)
        if not some:
            return double
        last = some[-1].id


async def _take(definition: ObjectDef, key: HardKey, some: list[Any]) -> int:
    wanted = {
        (*pair, record.id)
        for record in some
        if definition.holds_keys(record)
        for pair in pairs_of(key, stored_values(definition, record))
    }
    ids = [record.id for record in some]
    late = wanted - await _insert(RecordKey, definition, key, wanted, ids)
    await _insert(RecordHint, definition, key, late, ids)
    return len(late)


async def _insert(
    model: type[RecordKey] | type[RecordHint],
    definition: ObjectDef,
    key: HardKey,
    wanted: set[tuple[str, str, int]],
    ids: list[int],
) -> set[tuple[str, str, int]]:
    """Adds rows that are not there; which of the wanted are there then."""
    mine = model.filter(object=definition.key, kind=key.kind, record_id__in=ids)
    there = set(await mine.values_list("kind", "value", "record_id"))
    fresh = sorted(wanted - there, key=lambda row: row[2])
    if not fresh:
        return there
    sql = database().dialect.insert_keys(model._meta.db_table, len(fresh))
    await execute(sql, [part for row in fresh for part in (definition.key, *row)])
    return set(await mine.values_list("kind", "value", "record_id"))


async def _free(definition: ObjectDef, key: HardKey) -> None:
    for model in (RecordKey, RecordHint):
        mine = model.filter(object=definition.key, kind=key.kind).order_by("id").limit(STEP)
        while ids := await mine.values_list("id", flat=True):
            async with work():
                await model.filter(id__in=list(ids)).delete()
