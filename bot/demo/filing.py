"""Writing planned records in bulk (批量写入): rows, tokens, keys and one history line each, a chunk at a time.

Each chunk is one short transaction, so that people who use the demo meanwhile wait for nothing. The history says which
positions of the plan are filed: a load that was cut off goes on where it ended.
"""

from typing import Any

from bot.demo.planned import At, Named, Planned, Step
from core.db import connection, database, execute, transaction
from core.objects.definition import ObjectDef
from core.objects.duplicates import RecordHint, RecordKey, keys_of
from core.objects.history import NOTE, Change
from core.objects.registry import object_named
from core.objects.values import json_stored
from core.objects.writing import stored_values, tokens_of

Ids = dict[Any, Any]  # of records by their position, and of what was there before by its name
BATCH, LATER = "demo-2", "demo-2-later"  # what was filed by the first release stays as it is
CHUNK = 100


async def filed() -> dict[int, int]:
    """Record ids by position in the plan, as far as it is filed."""
    rows = await Change.filter(batch=BATCH).values_list("seq", "record_id")
    return {int(seq): int(record_id) for seq, record_id in rows}


async def file_plan(plan: list[Planned], done: Ids) -> None:
    """Writes what is not in `done` yet and adds it there."""
    positions = [position for position in range(len(plan)) if position not in done]
    for start in range(0, len(positions), CHUNK):
        async with transaction():
            await _file(plan, positions[start : start + CHUNK], done)


async def _file(plan: list[Planned], positions: list[int], done: Ids) -> None:
    chunk = _Chunk()
    for position in positions:
        planned = plan[position]
        definition = object_named(planned.object)
        instance = _instance(definition, planned, done)
        instance.id = done[position] = await _insert(definition, instance)
        chunk.note(definition, instance, planned, position, done)
        chunk.follow(planned, instance.id, done)
    await chunk.write()


def _instance(definition: ObjectDef, planned: Planned, ids: Ids) -> Any:
    values = resolved(planned.values, ids)
    touched = max([planned.created, values.get("last_follow_at") or planned.created, *(s.at for s in planned.steps)])
    version = 1 + len(planned.steps)
    instance = definition.model(created_at=planned.created, updated_at=touched, version=version, **values)
    for settle in definition.settling:
        settle(instance)
    return instance


def resolved(values: dict[str, Any], ids: Ids) -> dict[str, Any]:
    """Values with the ids of the records they name."""
    return {key: value.value(ids) if isinstance(value, At | Named) else value for key, value in values.items()}


async def _insert(definition: ObjectDef, instance: Any) -> int:
    columns = {
        column: getattr(instance, name)
        for name, column in definition.model._meta.fields_db_projection.items()
        if column != "id"
    }
    dialect = database().dialect
    columns = {name: dialect.json(v) if isinstance(v, dict | list) else v for name, v in columns.items()}
    sql = dialect.insert_once(definition.table, list(columns), "id")
    return int((await execute(sql, list(columns.values())))[0]["id"])


class _Chunk:
    """What goes into the tables beside the records, collected for few statements."""

    def __init__(self) -> None:
        self.keys: list[tuple[str, str, str, int]] = []
        self.hints: list[tuple[str, str, str, int]] = []
        self.tokens: dict[str, list[list[Any]]] = {}
        self.changes: list[Change] = []
        self.facts: dict[type[Any], list[Any]] = {}

    def note(self, definition: ObjectDef, instance: Any, planned: Planned, position: int, ids: Ids) -> None:
        values = stored_values(definition, instance)
        hard = keys_of(definition.hard_keys, values) if definition.holds_keys(instance) else set()
        self.keys += [(definition.key, *pair, instance.id) for pair in sorted(hard)]
        self.hints += [(definition.key, *pair, instance.id) for pair in sorted(keys_of(definition.soft_keys, values))]
        if definition.searched:
            found = database().dialect.search_tokens(tokens_of(definition, instance))
            self.tokens.setdefault(definition.table, []).append([instance.id, found])
        self.changes.append(
            _change(definition, instance, planned, position, {**values, **resolved(planned.had(), ids)})
        )

    def follow(self, planned: Planned, record_id: int, ids: Ids) -> None:
        """What happened to the record later, and the rows beside it."""
        for step in planned.steps:
            self.changes.append(_step(step, planned, record_id, ids))
        for fact in planned.facts:
            self.facts.setdefault(fact.model, []).append(fact.model(**resolved(fact.values, ids)))

    async def write(self) -> None:
        dialect = database().dialect
        for model, rows in ((RecordKey, self.keys), (RecordHint, self.hints)):
            if rows:
                sql = dialect.insert_keys(model._meta.db_table, len(rows))
                await execute(sql, [part for row in rows for part in row])
        for table, rows_ in self.tokens.items():
            await connection().execute_many(dialect.search_write(table)[1], rows_)
        await Change.bulk_create(self.changes)
        for fact, instances in self.facts.items():
            await fact.bulk_create(instances)


def _change(definition: ObjectDef, instance: Any, planned: Planned, position: int, values: dict[str, Any]) -> Change:
    return Change(
        batch=BATCH,
        seq=position,
        at=planned.created,
        actor_id=planned.actor,
        object=definition.key,
        record_id=instance.id,
        verb="create",
        before={},
        after={
            key: json_stored(value)
            for key, value in values.items()
            if value not in (None, "", False, 0) and value != []
        },
    )


def _step(step: Step, planned: Planned, record_id: int, ids: Ids) -> Change:
    before, after = ({k: json_stored(v) for k, v in resolved(side, ids).items()} for side in (step.before, step.after))
    return Change(
        batch=LATER,
        seq=0,
        at=step.at,
        actor_id=step.by,
        object=planned.object,
        record_id=record_id,
        verb=step.verb,
        before=before,
        after={**after, NOTE: step.note} if step.note else after,
    )
