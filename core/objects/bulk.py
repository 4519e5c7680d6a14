"""Many new records of one object at once (批量写入): the same rows, keys, tokens and history as one by one.

What may be written is decided by `writing.drafted()`; here it only goes in with few statements.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from tortoise.fields import DateField, DatetimeField, JSONField

from core.actor import Actor
from core.db import database, execute_all, rows
from core.objects import history
from core.objects.definition import HardKey, ObjectDef, Values
from core.objects.record_keys import Pair, RecordHint, RecordKey, keys_of, pairs_of
from core.objects.writing import first_values, follow, tokens_of
from core.work import current_work


@dataclass(frozen=True)
class Draft:
    """A checked record that is not yet written, with everything that is written beside it."""

    instance: Any
    hard: set[Pair]
    soft: set[Pair]
    tokens: list[str]


def indexed(definition: ObjectDef, instance: Any, force: Iterable[HardKey]) -> Draft:
    """The draft of a record; `force` are the hard keys that the company wants to be unique."""
    fields = {key.field for key in definition.all_keys} if definition.holds_keys(instance) else ()
    held = {field: getattr(instance, definition.columns[field]) for field in fields}
    hard = {pair for key in force for pair in pairs_of(key, held)}
    tokens = tokens_of(definition, instance) if definition.searched else []
    return Draft(instance, hard, keys_of(definition.soft_keys, held), tokens)


async def insert(actor: Actor, definition: ObjectDef, drafts: Sequence[Draft]) -> None:
    """Writes the records inside `work()`. Raises IntegrityError when somebody took a hard key meanwhile."""
    current_work()
    for some in _apart(definition, drafts):
        await _insert(actor, definition, some)


def _apart(definition: ObjectDef, drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    """The drafts in pieces, in order. What follows on a record may change its neighbours below the same parent, such as
    the main contact of an account, so that these are not written together.
    """
    columns = [f"{key}_id" for key in definition.above] if definition.after else []
    piece: list[Draft] = []
    there: set[tuple[str, int]] = set()
    for draft in drafts:
        above = {(key, record_id) for key in columns if (record_id := getattr(draft.instance, key))}
        if above & there:
            yield piece
            piece, there = [], set()
        piece.append(draft)
        there |= above
    if piece:
        yield piece


async def _insert(actor: Actor, definition: ObjectDef, drafts: Sequence[Draft]) -> None:
    for draft, record_id in zip(drafts, await _new_ids(definition.table, len(drafts)), strict=True):
        draft.instance.id = record_id
        draft.instance._saved_in_db = True
    instances = [draft.instance for draft in drafts]
    await _insert_records(definition, instances)
    await insert_keys(definition, drafts)
    changes: Iterable[tuple[int, Values, Values]] = ((one.id, {}, first_values(definition, one)) for one in instances)
    await history.remember_many(actor, definition, "create", changes)
    for instance in instances:
        await follow(actor, definition, instance, "create", {})


async def _new_ids(table: str, count: int) -> list[int]:
    """Numbers that nobody else gets: drawn from the sequence, or on SQLite what follows while the file is ours."""
    return [int(row[0]) for row in await rows(database().dialect.new_ids(table), [table, count])]


async def _insert_records(definition: ObjectDef, instances: Sequence[Any]) -> None:
    meta, dialect = definition.model._meta, database().dialect
    names = list(meta.fields_db_projection)
    kinds = [type(meta.fields_map[name]) for name in names]
    written = {JSONField: dialect.json, DatetimeField: dialect.bind, DateField: dialect.bind}
    places = [(place, written[kind]) for place, kind in enumerate(kinds) if kind in written]
    values_of = attrgetter(*names)
    values = [list(values_of(one)) for one in instances]
    for row in values:
        for place, write in places:
            row[place] = write(row[place])
    await execute_all(dialect.insert(definition.table, list(meta.fields_db_projection.values())), values)


async def insert_keys(definition: ObjectDef, drafts: Sequence[Draft]) -> None:
    """Hard keys, hints and search tokens of records that have none yet."""
    dialect = database().dialect
    for model, pairs in ((RecordKey, "hard"), (RecordHint, "soft")):
        held = [[definition.key, kind, value, one.instance.id] for one in drafts for kind, value in getattr(one, pairs)]
        sql = dialect.insert(model._meta.db_table, ["object", "kind", "value", "record_id"])
        await execute_all(sql, held)
    if definition.searched:
        _, add = dialect.search_write(definition.table)
        await execute_all(add, [[one.instance.id, dialect.search_tokens(one.tokens)] for one in drafts])
