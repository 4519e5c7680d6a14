"""What a merge would do (合并预览): the records side by side, whose values stay, what moves, what to know before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Table

from core import clock
from core.accounts.rename import RenameRequest
from core.actor import Actor
from core.db import rows
from core.merging.chosen import Chosen, choose
from core.merging.fields import choosable, held, offered, texts, usual
from core.merging.moving import references
from core.merging.team import joining_owners, places, refuse_to_let_in, team_rows, told
from core.objects import custom
from core.objects.access import living, select_from, visible
from core.objects.choosing import asked_for
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.objects.labels import labels
from core.objects.query import shape
from core.objects.values import blank
from core.pools.facts import PoolApplication

Flat = dict[str, Any]


async def merge_plan(actor: Actor, definition: ObjectDef, ids: Sequence[int], master: int | None = None) -> Flat:
    """The plan as pages show it; raises what the merge itself would raise about the records.

    As many statements as there are references to the object, and a dozen more.
    """
    chosen = await choose(actor, definition, ids, master)
    await refuse_to_let_in(actor, chosen)
    flat = await _flat(actor, chosen)
    joining = await joining_owners(chosen)
    team = places(chosen.master.owner_id, await team_rows(chosen), joining)
    names = await labels({"member": {member for member, _ in team}})
    return {
        "master": chosen.master.id,
        "records": [_head(definition, flat[record.id]) for record in chosen.records],
        "fields": _fields(actor, chosen, flat),
        "asked": _asked(actor, chosen),
        "children": await _children(actor, chosen),
        "team": told(team, names, joining),
        "warnings": await _warnings(chosen, [names["member", owner] for owner in joining]),
    }


async def _flat(actor: Actor, chosen: Chosen) -> dict[int, Flat]:
    """The records as this member reads them, in one statement."""
    definition, table = chosen.definition, Table(chosen.definition.table)
    form = shape(actor, definition)
    only = visible(actor, definition, table=table) & table.id.isin([record.id for record in chosen.records])
    found = [form.record(row) for row in await rows(*form.select(table, only).get_parameterized_sql())]
    return {record["id"]: record for record in found}


def _head(definition: ObjectDef, record: Flat) -> Flat:
    beside: Flat = {
        key: record[key] for key in ("owner", "created_at", "updated_at", "last_follow_at") if key in record
    }
    return {"id": record["id"], "label": record.get(definition.title) or f"#{record['id']}", **beside}


def _fields(actor: Actor, chosen: Chosen, flat: Mapping[int, Flat]) -> list[Flat]:
    """The fields that at least one record has filled, with whose value stays unless somebody chooses."""
    faces = choosable(actor, chosen.definition)
    stored = {record.id: held(chosen.definition, record) for record in chosen.records}
    usually = usual(chosen, faces)
    return [
        {
            "key": key,
            "label": face.label,
            "kind": face.kind,
            "values": {
                str(one): {"value": record.get(key), "shown": shown(face, record.get(key))}
                for one, record in flat.items()
            },
            "differs": any(values.get(key) != stored[chosen.master.id].get(key) for values in stored.values()),
            "pick": usually[key],
            "both": offered(face, texts(stored, key)),
        }
        for key, face in faces.items()
        if any(not blank(values.get(key)) for values in stored.values())
    ]


def _asked(actor: Actor, chosen: Chosen) -> list[str]:
    """The fields that the merged record must have and none of the records has."""
    faces = choosable(actor, chosen.definition)
    stored = {record.id: held(chosen.definition, record) for record in chosen.records}
    kept = {key: stored[whose].get(key) for key, whose in usual(chosen, faces).items()}
    every = custom.all_faces(chosen.definition)
    return [key for key, face in faces.items() if face.required and blank(kept[key]) and asked_for(every, key, kept)]


def shown(face: Face, value: Any) -> str:
    """A value of a flat record as people read it."""
    if value is None or value == "":
        return ""
    if face.kind == "reference":
        return str(value["label"])
    if face.kind == "choice":
        return face.word(value)
    if face.kind == "choices":
        return "、".join(face.word(one) for one in value)
    if face.kind == "boolean":
        return "是" if value else "否"
    if face.kind == "datetime":
        return f"{clock.local(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(value)


async def _children(actor: Actor, chosen: Chosen) -> list[Flat]:
    """What hangs on each record, as far as this member sees it, by object."""
    found: dict[str, Flat] = {}
    for child, field in references(chosen.definition):
        if actor.reach(child.key, "read") == "none" or actor.hides(child.key, field):
            continue
        counts = await _counts(actor, child, field, [record.id for record in chosen.records])
        if counts:
            kind = found.setdefault(child.key, {"object": child.key, "label": child.label, "counts": {}})
            for one, count in counts.items():
                kind["counts"][str(one)] = kind["counts"].get(str(one), 0) + count
    return list(found.values())


async def _counts(actor: Actor, child: ObjectDef, field: str, ids: list[int]) -> dict[int, int]:
    """Whoever sees a parent sees its children (decision 31); other references are asked for."""
    table = Table(child.table)
    column = table[f"{field}_id"]
    seen = living(table) if field in child.parents else visible(actor, child, table=table)
    query = select_from(table).select(column, Count("*")).where(seen & column.isin(ids)).groupby(column)
    return {int(row[0]): int(row[1]) for row in await rows(*query.get_parameterized_sql())}


async def _warnings(chosen: Chosen, joining: list[str]) -> list[str]:
    """What is not to be seen from the values alone."""
    label, others = chosen.definition.label, [other.id for other in chosen.others]
    found = [f"合并后其余 {len(others)} 条进回收站，30 天内可以撤销"]
    if joining:
        found.append(f"{'、'.join(joining)}会成为跟进人，可以修改，原来看得到的都还看得到")
    elif any(other.owner_id not in (None, chosen.master.owner_id) for other in chosen.others):
        found.append(f"其余{label}的负责人不再是负责人，看得到主记录的人才看得到它")
    if any(record.created_at < chosen.master.created_at for record in chosen.others):
        found.append("创建时间保留最早的那条")
    if chosen.definition.key == "account" and await RenameRequest.exists(
        account_id__in=others, state="waiting", deleted_at=None
    ):
        found.append("其余客户等审核的更名申请会撤回")
    if chosen.definition.pooled and await PoolApplication.exists(
        object=chosen.definition.key, record_id__in=others, state="waiting"
    ):
        found.append("其余记录等处理的公海领取申请会撤回")
    return found
