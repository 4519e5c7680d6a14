"""Who is already there (查重): keys are written with the record, matches are found by index and masked out of scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Criterion

from core.actor import Actor
from core.db import database, execute, rows
from core.dialect_keys import among, ids_bound
from core.errors import Conflict
from core.objects import custom
from core.objects.access import living, visible
from core.objects.definition import ObjectDef, Values
from core.objects.frames import Written, frame
from core.objects.query import built_in_place
from core.objects.record_keys import (
    Holder,
    Pair,
    RecordHint,
    RecordKey,
    chosen_keys,
    holders,
    keys_in_force,
    keys_of,
    pairs_of,
    switched,
)
from core.objects.registry import object_named
from core.objects.terms import Bound, Fragment
from core.text.mask import mask_company, mask_name

__all__ = ["Match", "RecordHint", "RecordKey", "keys_of", "matches", "matching", "told", "write_keys"]

MOST = 5
MATCHED = 20


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
    "company_exact": "公司全称相同",
    "phone": "电话相同",
    "domain": "网站域名相同",
    "credit": "信用代码相同",
    "code": "编码相同",
    "name": "名称相同",
    "path": "完整路径相同",
}


async def write_keys(actor: Actor, definition: ObjectDef, record_id: int, values: Values) -> None:
    """Makes the key tables say what the record says; run inside `work()`. Raises Conflict when a hard key is taken.

    A name that was double before the company made names unique may stay: it is a hint until it becomes free.
    """
    force = await keys_in_force(definition)
    wanted = {pair for key in force for pair in pairs_of(key, values)}
    missing = wanted - await _sync(RecordKey, definition, record_id, wanted)
    late = {key.kind for key in force if switched(key)}
    hints = RecordHint.filter(object=definition.key, record_id=record_id, kind__in=late)
    tolerated = set(await hints.values_list("kind", "value")) & missing if late else set()
    await _sync(RecordHint, definition, record_id, keys_of(definition.soft_keys, values) | tolerated)
    if missing - tolerated:
        raise await taken_conflict(actor, definition, missing - tolerated)


async def _sync(
    model: type[RecordKey] | type[RecordHint], definition: ObjectDef, record_id: int, wanted: set[Pair]
) -> set[Pair]:
    """Makes the rows of a record the wanted ones; which of them it now has: a hard key may be another's."""
    mine = model.filter(object=definition.key, record_id=record_id)
    there = {(row.kind, row.value): row.id for row in await mine}
    if gone := [there[pair] for pair in there.keys() - wanted]:
        await model.filter(id__in=gone).delete()
    fresh = sorted(wanted - there.keys())
    if not fresh:
        return wanted
    sql = database().dialect.insert_keys(model._meta.db_table, len(fresh))
    await execute(sql, [part for kind, value in fresh for part in (definition.key, kind, value, record_id)])
    return set(await mine.values_list("kind", "value")) if model is RecordKey else wanted


async def taken_conflict(actor: Actor, definition: ObjectDef, missing: set[Pair]) -> Conflict:
    """The 409 of a hard key: it says who has it, and leaks nothing else."""
    found = await matches(actor, {definition.key: missing})
    if not found:
        return Conflict("有人刚刚存了同样的资料，刷新后再看")
    first = found[0]
    what = first.match.replace("相同", "")
    who = first.owner["label"] if first.owner else ""
    if first.owner and first.owner["id"] == actor.id:
        text = f"{what}已存在：{definition.label}「{first.label}」，你负责"
    elif definition.public:
        text = f"{what}已存在：{definition.label}「{first.label}」"
    else:
        text = f"{what}已存在：{definition.label}{'已由' + who + '跟进' if who else '在公海里，先去领取'}"
    return Conflict(text, duplicates=[match.to_json() for match in found])


async def matches(actor: Actor, wanted: dict[str, set[Pair]]) -> list[Match]:
    """Living records that hold any of the (kind, value) pairs, by object; hard hits first, at most 5 an object. What a
    field that is hidden from the actor holds finds nothing.
    """
    hidden = {name: hidden_kinds(actor, object_named(name)) for name in wanted}
    asked = [(name, *pair) for name, pairs in wanted.items() for pair in pairs if pair[0] not in hidden[name]]
    hits: dict[str, dict[int, tuple[bool, str]]] = {}
    for (name, kind, _), some in sorted((await holders(asked, MOST)).items()):
        for holder in some:
            known = hits.setdefault(name, {})
            if holder.hard or holder.record_id not in known:
                known[holder.record_id] = (holder.hard, WORDS.get(kind, kind))
    found: list[Match] = []
    for name, some_hits in hits.items():
        first = dict(sorted(some_hits.items(), key=lambda hit: not hit[1][0])[:MOST])
        found += [match for _, match in await told(actor, object_named(name), first)]
    return sorted(found, key=lambda match: (not match.hard, match.object, match.id or 0))


def hidden_kinds(actor: Actor, definition: ObjectDef) -> set[str]:
    """The kinds of keys that a hidden field makes: of them nothing is told, whichever field a value came from."""
    return {key.kind for key in definition.all_keys if actor.hides(definition.key, key.field)}


async def told(actor: Actor, definition: ObjectDef, hits: dict[int, tuple[bool, str]]) -> list[tuple[int, Match]]:
    """Living records by id as this member may know them; `hits` say whether a hit is hard, and why it is one."""
    found = await _heads(actor, definition, list(hits)) if hits else []
    return [(int(row[0]), _match(actor, definition, row, hits[row[0]])) for row in found]


async def matching(definition: ObjectDef, rows_of_values: Iterable[Values]) -> list[list[int]]:
    """For each row of stored values the living records that are the same by the company's criteria, hard hits first,
    at most `MATCHED` by a hint: two statements for any number of rows, whoever may see the records.
    """
    keys = await chosen_keys(definition)
    wanted = [[pair for key in keys for pair in sorted(pairs_of(key, values))] for values in rows_of_values]
    found = await holders({(definition.key, *pair) for pairs in wanted for pair in pairs}, MATCHED)
    return [_ids([one for pair in pairs for one in found.get((definition.key, *pair), ())]) for pairs in wanted]


def _ids(found: list[Holder]) -> list[int]:
    """Each record once, those with a hard key first."""
    return list(dict.fromkeys(one.record_id for one in sorted(found, key=lambda one: not one.hard)))


async def _heads(actor: Actor, definition: ObjectDef, ids: list[int]) -> list[Any]:
    """id, title, whether it is within the scope; owner id and name; status, of living records."""
    table, dialect = Table(definition.table), database().dialect

    def build(within: Criterion, few: Any) -> QueryBuilder:
        before, after = among(dialect)
        query = built_in_place(table).select(table.id, table[definition.title], Fragment("(", within, ")"))
        if definition.owned:
            member = Table("member")
            query = query.left_join(member).on(member.id == table.owner_id).select(table.owner_id, member.name)
        if "status" in definition.faces:
            query = query.select(table.status)
        return query.where(Fragment(table.id, before, Bound(few), after) & living(table))

    seen = Written(visible(actor, definition, table=table))
    return await rows(*frame(("heads", definition.key), build).filled(seen, ids_bound(dialect, ids)))


def _match(actor: Actor, definition: ObjectDef, row: Any, hit: tuple[bool, str]) -> Match:
    within = bool(row[2])
    hard, why = hit
    owner = {"id": row[3], "label": row[4]} if definition.owned and row[3] else None
    status = (
        custom.all_faces(definition)["status"].word(row[5]) if definition.owned and "status" in definition.faces else ""
    )
    return Match(
        object=definition.key,
        id=int(row[0]) if within else None,
        label=_label(actor, definition, row),
        owner=owner,
        status=status,
        match=why,
        hard=hard,
        pooled=definition.pooled and owner is None,
    )


def _label(actor: Actor, definition: ObjectDef, row: Any) -> str:
    """The title, masked outside the scope; a field rule that hides it leaves what kind of record it is."""
    if actor.hides(definition.key, definition.title):
        return f"{definition.label} {row[0]}" if row[2] else definition.label
    mask = mask_name if definition.person else mask_company
    return str(row[1]) if row[2] else mask(str(row[1]))
