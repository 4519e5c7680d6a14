"""Who is already there (查重): hard keys unique in the database, soft keys found by index, masked outside the scope.

A hard key (mobile, personal e-mail) belongs to one living record of an object (decision 27); a soft key (company,
landline, shared mailbox) only hints. Both live in key tables that are written in the record's own transaction.
"""

from dataclasses import dataclass
from typing import Any

from pypika_tortoise.queries import Table
from tortoise import fields
from tortoise.models import Model

from core.actor import Actor
from core.db import database, execute, rows
from core.errors import Conflict
from core.objects import custom
from core.objects.access import select_from
from core.objects.definition import HardKey, ObjectDef, SoftKey
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.text.mask import mask_company, mask_name

MOST = 5


class RecordKey(Model):
    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    kind = fields.CharField(20)
    value = fields.CharField(200)
    record_id = fields.BigIntField()

    class Meta:
        table = "record_key"
        unique_together = (("object", "kind", "value"),)


class RecordHint(Model):
    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    kind = fields.CharField(20)
    value = fields.CharField(200)
    record_id = fields.BigIntField()

    class Meta:
        table = "record_hint"


@dataclass(frozen=True)
class Match:
    """A record that may be the same. Outside the viewer's scope only that it is there, who follows it, its status."""

    object: str
    id: int | None
    label: str
    owner: dict[str, Any] | None
    status: str
    match: str
    hard: bool
    pooled: bool

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__}


WORDS = {
    "mobile": "手机相同",
    "email": "邮箱相同",
    "company": "公司名相同",
    "phone": "电话相同",
    "domain": "网站域名相同",
    "credit": "信用代码相同",
}


def keys_of(declared: tuple[HardKey, ...] | tuple[SoftKey, ...], values: dict[str, Any]) -> set[tuple[str, str]]:
    """(kind, value) pairs of a record's values."""
    return {
        (key.kind, value[:200])
        for key in declared
        if values.get(key.field)
        for value in key.keys(values[key.field])
        if value
    }


async def write_keys(actor: Actor, definition: ObjectDef, record_id: int, values: dict[str, Any]) -> None:
    """Makes the key tables say what the record says; run inside `work()`. Raises Conflict when a hard key is taken."""
    await _sync(RecordHint, definition, record_id, keys_of(definition.soft_keys, values))
    wanted = keys_of(definition.hard_keys, values)
    await _sync(RecordKey, definition, record_id, wanted)
    if wanted:
        held = await RecordKey.filter(object=definition.key, record_id=record_id).values_list("kind", "value")
        if missing := wanted - {(kind, value) for kind, value in held}:
            raise await taken_conflict(actor, definition, missing)


async def drop_keys(definition: ObjectDef, record_id: int) -> None:
    """Frees the keys of a record that is deleted, discarded or converted."""
    await RecordKey.filter(object=definition.key, record_id=record_id).delete()
    await RecordHint.filter(object=definition.key, record_id=record_id).delete()


async def _sync(
    model: type[RecordKey] | type[RecordHint], definition: ObjectDef, record_id: int, wanted: set[tuple[str, str]]
) -> None:
    there = {(row.kind, row.value): row.id for row in await model.filter(object=definition.key, record_id=record_id)}
    if gone := [there[pair] for pair in there.keys() - wanted]:
        await model.filter(id__in=gone).delete()
    fresh = sorted(wanted - there.keys())
    if fresh:
        dialect, table = database().dialect, model._meta.db_table
        sql = dialect.insert_keys(table, len(fresh))
        await execute(sql, [part for kind, value in fresh for part in (definition.key, kind, value, record_id)])


async def taken_conflict(actor: Actor, definition: ObjectDef, missing: set[tuple[str, str]]) -> Conflict:
    """The 409 of a hard key: it says who has it, and leaks nothing else."""
    found = await matches(actor, {definition.key: missing})
    if not found:
        return Conflict("有人刚刚存了同样的手机或邮箱，刷新后再看")
    first = found[0]
    what = first.match.replace("相同", "")
    who = first.owner["label"] if first.owner else ""
    if first.owner and first.owner["id"] == actor.id:
        text = f"{what}已存在：{definition.label}「{first.label}」，你负责"
    else:
        text = f"{what}已存在：{definition.label}{'已由' + who + '跟进' if who else '在公海里，先去领取'}"
    return Conflict(text, duplicates=[match.to_json() for match in found])


async def matches(actor: Actor, wanted: dict[str, set[tuple[str, str]]]) -> list[Match]:
    """Living records that hold any of the (kind, value) pairs, by object; hard hits first, at most 5 an object."""
    found: list[Match] = []
    for object_key, pairs in wanted.items():
        if pairs:
            found += await _matches(actor, object_named(object_key), pairs)
    return sorted(found, key=lambda match: (not match.hard, match.object, match.id or 0))


async def _matches(actor: Actor, definition: ObjectDef, pairs: set[tuple[str, str]]) -> list[Match]:
    hits: dict[int, tuple[bool, str]] = {}
    for table_name, hard in (("record_key", True), ("record_hint", False)):
        for kind in sorted({kind for kind, _ in pairs}):
            table = Table(table_name)
            query = (
                select_from(table)
                .select(table.record_id)
                .where(table.object == definition.key)
                .where(table.kind == kind)
                .where(table.value.isin([value for k, value in pairs if k == kind]))
                .limit(MOST)
            )
            for row in await rows(*query.get_parameterized_sql()):
                hits.setdefault(int(row[0]), (hard, WORDS.get(kind, kind)))
    if not hits:
        return []
    within = await visible_ids(actor, definition, list(hits))
    return [_match(definition, row, hits[row[0]], row[0] in within) for row in await _heads(definition, list(hits))]


async def _heads(definition: ObjectDef, ids: list[int]) -> list[Any]:
    """id, title, owner id, owner name, status of living records."""
    table, member = Table(definition.table), Table("member")
    query = select_from(table).select(table.id, table[definition.title])
    if definition.owned:
        query = query.left_join(member).on(member.id == table.owner_id).select(table.owner_id, member.name)
    if "status" in definition.faces:
        query = query.select(table.status)
    return await rows(*query.where(table.id.isin(ids) & table.deleted_at.isnull()).get_parameterized_sql())


def _match(definition: ObjectDef, row: Any, hit: tuple[bool, str], within: bool) -> Match:
    hard, why = hit
    owner = {"id": row[2], "label": row[3]} if definition.owned and row[2] else None
    mask = mask_name if definition.person else mask_company
    status = (
        custom.all_faces(definition)["status"].word(row[4]) if definition.owned and "status" in definition.faces else ""
    )
    return Match(
        object=definition.key,
        id=int(row[0]) if within else None,
        label=str(row[1]) if within else mask(str(row[1])),
        owner=owner,
        status=status,
        match=why,
        hard=hard,
        pooled=definition.pooled and owner is None,
    )
