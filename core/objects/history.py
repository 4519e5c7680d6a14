"""What changed, when and by whom (历史动态): one table for timelines, ownership trails and every undo (decision 34)."""

from collections.abc import Iterable
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock
from core.actor import Actor
from core.db import database, execute_all
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.labels import labels
from core.objects.values import blank, given, json_stored
from core.work import current_work

VERBS = {
    "create": "新建", "update": "修改", "delete": "删除", "restore": "恢复", "transfer": "转移", "merge": "合并",
    "transfer_collaborator": "转让协作人", "handover": "工作交接", "recycle": "回收", "undo": "撤销",
}  # fmt: skip


class Change(Model):
    """One record changed in one batch. `before` and `after` hold the changed fields as stored, as JSON."""

    id = fields.BigIntField(primary_key=True)
    batch = fields.CharField(24)
    seq = fields.IntField()
    at = fields.DatetimeField()
    actor_id = fields.BigIntField(null=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    verb = fields.CharField(40)
    before: dict[str, Any] = fields.JSONField(default=dict)
    after: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "change"


NOTE = "_note"  # beside the changed fields, whose keys begin with a letter


async def remember(
    actor: Actor,
    definition: ObjectDef,
    record_id: int,
    verb: str,
    before: dict[str, Any],
    after: dict[str, Any],
    note: str = "",
) -> None:
    """Writes one history row into the batch of the current work; the note is what people said about it."""
    await remember_many(actor, definition, verb, [(record_id, before, after)], note)


async def remember_many(
    actor: Actor,
    definition: ObjectDef,
    verb: str,
    changes: Iterable[tuple[int, dict[str, Any], dict[str, Any]]],
    note: str = "",
) -> None:
    """The same for many records at once: (id, before, after) each."""
    dialect, piece, at = database().dialect, current_work(), clock.now()
    fixed = (dialect.bind(at), actor.id or None, definition.key, verb)
    columns = ["batch", "seq", "at", "actor_id", "object", "verb", "record_id", "before", "after"]
    values = [
        [
            piece.batch,
            piece.next_seq(),
            *fixed,
            record_id,
            dialect.json(_stored(before)),
            dialect.json(_noted(after, note)),
        ]
        for record_id, before, after in changes
    ]
    await execute_all(dialect.insert("change", columns), values)


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    return {key: json_stored(value) for key, value in values.items()}


def _noted(after: dict[str, Any], note: str) -> dict[str, Any]:
    return _stored({**after, NOTE: note} if note else after)


async def history(
    actor: Actor, definition: ObjectDef, record_id: int, *, before_id: int | None = None, limit: int = 50
) -> dict[str, Any]:
    """The record's changes, newest first, in words; fields the actor may not see are left out.

    The caller has checked that the record is visible.
    """
    query = Change.filter(object=definition.key, record_id=record_id)
    if before_id:
        query = query.filter(id__lt=before_id)
    found = await query.order_by("-id").limit(limit + 1)
    names = await _names({row.actor_id for row in found if row.actor_id}, definition, found[:limit])
    return {
        "items": [_told(actor, definition, row, names) for row in found[:limit]],
        "next": str(found[limit - 1].id) if len(found) > limit else None,
    }


def _told(actor: Actor, definition: ObjectDef, row: Change, names: dict[tuple[str, int], str]) -> dict[str, Any]:
    faces = custom.all_faces(definition)
    shown = [key for key in {**row.before, **row.after} if key in faces and not actor.hides(definition.key, key)]
    who = row.actor_id
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "actor": {"id": who, "label": names.get(("member", who), "")} if who else {"id": 0, "label": "系统"},
        "verb": row.verb,
        "label": verb_label(definition, row.verb),
        "note": row.after.get(NOTE, ""),
        "fields": [
            {
                "key": key,
                "label": faces[key].label,
                "before": _word(faces[key], row.before.get(key), names),
                "after": _word(faces[key], row.after.get(key), names),
            }
            for key in shown
        ],
    }


def verb_label(definition: ObjectDef, verb: str) -> str:
    action = definition.action_by_key.get(verb)
    return VERBS.get(verb) or (action.label if action else verb)


def _word(face: Any, value: Any, names: dict[tuple[str, int], str]) -> Any:
    if blank(value):
        return None
    if face.kind == "reference":
        return names.get((face.to, value), f"#{value}")
    if face.kind == "choice":
        return face.word(value)
    if face.kind == "choices":
        return "、".join(face.word(one) for one in value)
    return given(face, value) if face.kind == "money" or face.decimals else value


async def _names(actors: set[int], definition: ObjectDef, found: list[Change]) -> dict[tuple[str, int], str]:
    """Labels of everybody and everything that the rows mention: one query per object."""
    faces = custom.all_faces(definition)
    wanted: dict[str, set[int]] = {"member": set(actors)}
    for row in found:
        for key, value in [*row.before.items(), *row.after.items()]:
            if key in faces and faces[key].kind == "reference" and isinstance(value, int):
                wanted.setdefault(faces[key].to, set()).add(value)
    return await labels(wanted)
