"""Many records of one object written as they were (批量改回): row, keys, tokens and history as one by one, in few
statements.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from tortoise.fields import DateField, DatetimeField, JSONField

from core import clock
from core.actor import Actor
from core.db import database, execute_all
from core.objects import custom, history
from core.objects.bulk import indexed, insert_keys
from core.objects.definition import ObjectDef, Values
from core.objects.record_keys import RecordHint, RecordKey, keys_in_force
from core.objects.writing import follow, stored_values
from core.pools.facts import PoolApplication
from core.pools.moves import close_applications
from core.work import current_work


@dataclass(frozen=True)
class Rewritten:
    """A record as it will be, what the values were until now, and the columns that differ."""

    instance: Any
    before: Values
    values: Values
    columns: tuple[str, ...]
    rekeyed: bool


async def rewrite(actor: Actor, definition: ObjectDef, records: Sequence[tuple[Any, Values]], note: str) -> None:
    """Gives held records checked values inside `work()`; the given instances stay as they are.

    Raises IntegrityError when somebody took a hard key meanwhile, and what following on a record raises.
    """
    current_work()
    some = [_rewritten(definition, instance, values) for instance, values in records]
    await _write(definition, some)
    await _index(definition, [one.instance for one in some if one.rekeyed])
    changes = [(one.instance.id, one.before, one.values) for one in some]
    await history.remember_many(actor, definition, "undo", changes, note)
    for one in some:
        await follow(actor, definition, one.instance, "undo", one.before)
    await nobody_applies(definition, [one.instance for one in some])


def _rewritten(definition: ObjectDef, instance: Any, values: Values) -> Rewritten:
    held = {**stored_values(definition, instance), **instance.custom}
    again = copy(instance)
    own = {definition.columns[key]: value for key, value in values.items() if key in definition.faces}
    for column, value in own.items():
        setattr(again, column, value)
    again.custom = custom.stored({**again.custom, **{k: v for k, v in values.items() if k not in definition.faces}})
    again.version += 1
    again.updated_at = clock.now()
    settled = [column for settle in definition.settling for column in settle(again)]
    columns = tuple(dict.fromkeys([*own, *settled, "custom", "version", "updated_at"]))
    keyed = {definition.columns[key.field] for key in definition.all_keys}
    found = keyed | {definition.columns[key] for key in definition.searched}
    rekeyed = bool(found & set(columns)) or definition.holds_keys(instance) != definition.holds_keys(again)
    return Rewritten(again, {key: held.get(key) for key in values}, values, columns, rekeyed)


async def _write(definition: ObjectDef, some: Sequence[Rewritten]) -> None:
    """One statement for each set of columns."""
    alike: dict[tuple[str, ...], list[Any]] = {}
    for one in some:
        alike.setdefault(one.columns, []).append(one.instance)
    meta, dialect = definition.model._meta, database().dialect
    for columns, instances in alike.items():
        names = [meta.fields_db_projection[column] for column in columns]
        values = [[*(_bound(meta.fields_map[key], getattr(one, key)) for key in columns), one.id] for one in instances]
        await execute_all(dialect.update(definition.table, names), values)


def _bound(field: Any, value: Any) -> Any:
    """A value of a column as the driver wants it."""
    dialect = database().dialect
    if isinstance(field, JSONField):
        return None if value is None else dialect.json(value)
    return dialect.bind(value) if isinstance(field, DatetimeField | DateField) else value


async def _index(definition: ObjectDef, instances: Sequence[Any]) -> None:
    """Keys and tokens of what the records hold now: all give theirs up first, for they may change places."""
    ids = [one.id for one in instances]
    if not ids:
        return
    for model in (RecordKey, RecordHint):
        await model.filter(object=definition.key, record_id__in=ids).delete()
    if definition.searched:
        await execute_all(database().dialect.search_drop(definition.table), [[one] for one in ids])
    force = await keys_in_force(definition)
    await insert_keys(definition, [indexed(definition, one, force) for one in instances])


async def nobody_applies(definition: ObjectDef, instances: Sequence[Any]) -> None:
    """Records that have an owner again are not applied for any more."""
    owned = {one.id: one for one in instances if definition.pooled and one.owner_id is not None}
    if not owned:
        return
    waiting = PoolApplication.filter(object=definition.key, record_id__in=list(owned), state="waiting")
    for record_id in set(await waiting.values_list("record_id", flat=True)):
        await close_applications(definition, owned[int(str(record_id))])
