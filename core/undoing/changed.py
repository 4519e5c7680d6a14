"""Records that a batch changed (撤销修改): what each field was before, where it still is as the batch left it."""

import copy
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import F

from core import clock
from core.actor import Actor
from core.db import IntegrityError
from core.errors import CrmError
from core.objects import custom, history
from core.objects.binning import taken_since
from core.objects.definition import ObjectDef, Values
from core.objects.query import visible_ids
from core.objects.registry import object_named
from core.objects.writing import stored_values, write
from core.org.actor import MAY_ACT
from core.org.tables import Member
from core.undoing.footprint import Footprint
from core.undoing.rewriting import nobody_applies, rewrite
from core.undoing.rights import may_put_back
from core.undoing.stored import as_column, holds
from core.undoing.told import Told
from core.undoing.yours import may_restore
from core.work import work

NOT_YOURS = "现在不归你管，你不能改"
NOBODY = "没有了"
IN_BIN = "现在在回收站里"
NO_OWNER = "原来的负责人已停用"
NO_TARGET = "原来关联的资料已不在了"
LOCKED = "你不能改"
UNSEEN = "有你看不到的内容，没有改回"
MOVING = ("merge", "convert", "transfer")  # what points records elsewhere, whoever they belong to
FORMS = ("create", "update", "merge")  # what asks the field rules when it is done


@dataclass
class Former:
    """A living record and what it would get back; `left` are the fields that stay, each with the reason.

    `named` says whether the actor may be told which record it is: it may be somebody else's by now.
    """

    instance: Any
    values: Values
    left: dict[str, str]
    named: bool

    def words(self, definition: ObjectDef) -> tuple[int | None, str]:
        """Number and title as the actor may know them."""
        return (self.instance.id, _title(definition, self.instance)) if self.named else (None, definition.label)


async def judged(
    actor: Actor, definition: ObjectDef, prints: Sequence[Footprint], told: Told, kind: str, *, lock: bool
) -> list[Former]:
    """What comes back of these records that a deed of a `kind` changed; what does not is told. Of the same records the
    same, with or without locks.
    """
    rows = definition.model.filter(id__in=[one.record_id for one in prints])
    found: dict[int, Any] = {row.id: row for row in await (rows.select_for_update().order_by("id") if lock else rows)}
    allowed = await may_put_back(actor, definition, prints)
    seen = await visible_ids(actor, definition, list(found))
    theirs = await may_restore(actor, definition, [row.id for row in found.values() if row.deleted_at is not None])
    formers = []
    for one in prints:
        instance = found.get(one.record_id)
        if instance is None or instance.deleted_at is not None:
            known = _title(definition, instance) if one.record_id in theirs else definition.label
            told.stays(definition, None, known, IN_BIN if instance else NOBODY)
        elif one.record_id not in allowed and not _only_pointed(definition, one, kind):
            told.stays(definition, None, definition.label, NOT_YOURS)
        else:
            former = _former(definition, instance, one, named=one.record_id in seen)
            if one.verb in FORMS and not _only_pointed(definition, one, kind):
                _leave_what_rules_close(actor, definition, former)
            formers.append(former)
    await _leave_what_is_gone(definition, formers)
    await _leave_taken_keys(definition, formers)
    for former in formers:
        _together(definition, former)
        for why in dict.fromkeys(former.left.values()):
            labels = _labels(actor, definition, [key for key, reason in former.left.items() if reason == why])
            told.stays(definition, *former.words(definition), f"{labels}：{why}" if labels else UNSEEN)
    coming = [former for former in formers if former.values]
    for former in coming:
        former.named = former.named or former.instance.id in allowed
    return coming


def _only_pointed(definition: ObjectDef, one: Footprint, kind: str) -> bool:
    """Whether a deed only pointed a record elsewhere, as a merge and a conversion do whoever it belongs to."""
    return kind in MOVING and all(key != "owner" and _refers(definition, key) for key in one.after)


def _former(definition: ObjectDef, instance: Any, one: Footprint, *, named: bool) -> Former:
    known = custom.all_faces(definition)
    same = {key: holds(definition, instance, key, value) for key, value in one.after.items() if key in known}
    values = {key: as_column(definition, key, one.before[key]) for key, is_same in same.items() if is_same}
    fresh = {key: value for key, value in values.items() if not holds(definition, instance, key, one.before[key])}
    return Former(instance, fresh, {key: "之后又改过" for key, is_same in same.items() if not is_same}, named)


def _leave_what_rules_close(actor: Actor, definition: ObjectDef, former: Former) -> None:
    """A field that the actor may not write, or not even see, by now."""
    closed = [key for key in former.values if actor.hides(definition.key, key) or actor.locks(definition.key, key)]
    for key in closed:
        former.left[key] = LOCKED
        del former.values[key]


async def _leave_what_is_gone(definition: ObjectDef, formers: list[Former]) -> None:
    """A reference cannot go back to what is purged, nor a record to an owner who works here no more."""
    references = {
        key for former in formers for key, value in former.values.items() if value and _refers(definition, key)
    }
    for key in references:
        to = object_named(definition.faces[key].to)
        wanted = {former.values[key] for former in formers if former.values.get(key)}
        there: set[Any] = set(await to.model.filter(id__in=sorted(wanted)).values_list("id", flat=True))
        if key == "owner":
            there = set(await Member.filter(id__in=sorted(wanted), status__in=MAY_ACT).values_list("id", flat=True))
        for former in formers:
            if former.values.get(key) and former.values[key] not in there:
                former.left[key] = NO_OWNER if key == "owner" else NO_TARGET
                del former.values[key]


def _refers(definition: ObjectDef, key: str) -> bool:
    return key in definition.faces and definition.faces[key].kind == "reference"


def _together(definition: ObjectDef, former: Former) -> None:
    """The owner and what only actions set are one fact: they come back together or not at all."""
    facts = facts_of(definition, [*former.values, *former.left])
    if why := next((former.left[key] for key in facts if key in former.left), ""):
        for key in facts & former.values.keys():
            former.left[key] = why
            del former.values[key]


def facts_of(definition: ObjectDef, keys: Iterable[str]) -> set[str]:
    """Those of the fields that no form sets by itself."""
    faces = definition.faces
    return {key for key in keys if key in faces and (key == "owner" or faces[key].readonly)}


async def _leave_taken_keys(definition: ObjectDef, formers: list[Former]) -> None:
    """A hard key that somebody else took since stays theirs; these records themselves give theirs up in time."""
    if not definition.hard_keys:
        return
    again = [_again(definition, former) for former in formers]
    moving = {former.instance.id for former in formers}
    taken = await taken_since(definition, again, [stored_values(definition, one) for one in again], besides=moving)
    for former in formers:
        for field in taken.get(former.instance.id, {}):
            former.left[field] = "已被别的记录使用"
            if field in former.values:
                del former.values[field]
            else:
                former.left |= dict.fromkeys(former.values, former.left[field])  # it would be in use again, and cannot
                former.values.clear()


def _again(definition: ObjectDef, former: Former) -> Any:
    """The record as it would be."""
    again = _with_former(definition, former)
    for settle in definition.settling:
        settle(again)
    return again


def _with_former(definition: ObjectDef, former: Former) -> Any:
    """The record with what comes back, before anything follows from it."""
    again = copy.copy(former.instance)
    for key, value in former.values.items():
        if key in definition.faces:
            setattr(again, definition.columns[key], value)
    return again


async def put_back(actor: Actor, definition: ObjectDef, formers: Sequence[Former], told: Told, note: str) -> None:
    """Writes what was judged; what somebody else made impossible meanwhile is told."""
    light = [former for former in formers if _light(definition, former)]
    rest = [former for former in formers if not _light(definition, former)]
    await _repoint(actor, definition, light, note)
    for former in light:
        _tell(actor, definition, former, told)
    try:
        async with work():
            await rewrite(actor, definition, [(former.instance, former.values) for former in rest], note)
    except (CrmError, IntegrityError):
        await _one_by_one(actor, definition, rest, told, note)
    else:
        for former in rest:
            _tell(actor, definition, former, told)


async def _one_by_one(actor: Actor, definition: ObjectDef, formers: Sequence[Former], told: Told, note: str) -> None:
    """One of them cannot be written: the others are."""
    for former in formers:
        which = former.words(definition)
        try:
            async with work():
                await write(actor, definition, former.instance, former.values, "undo", note=note)
                await nobody_applies(definition, [former.instance])
        except CrmError as refusal:
            told.stays(definition, *which, refusal.message)
        else:
            _tell(actor, definition, former, told)


def tell_all(actor: Actor, definition: ObjectDef, formers: Sequence[Former], told: Told) -> None:
    """The plan: what would be written."""
    for former in formers:
        _tell(actor, definition, former, told)


def _tell(actor: Actor, definition: ObjectDef, former: Former, told: Told) -> None:
    what = f"改回：{_labels(actor, definition, former.values) or '其他内容'}"
    told.comes_back(definition, *former.words(definition), what)


def _light(definition: ObjectDef, former: Former) -> bool:
    """Only references change, and nothing else follows from them: many such records are written at once."""
    references = all(key != "owner" and _refers(definition, key) for key in former.values)
    return references and not definition.shared and _settles_alike(definition, former)


def _settles_alike(definition: ObjectDef, former: Former) -> bool:
    """Whether what follows from other columns is the same afterwards."""
    again = _with_former(definition, former)
    settled = [column for settle in definition.settling for column in settle(again)]
    return all(getattr(again, column) == getattr(former.instance, column) for column in settled)


async def _repoint(actor: Actor, definition: ObjectDef, formers: Sequence[Former], note: str) -> None:
    alike: dict[tuple[tuple[str, Any], ...], list[Former]] = {}
    for former in formers:
        alike.setdefault(tuple(sorted(former.values.items())), []).append(former)
    for values, some in alike.items():
        columns = {definition.columns[key]: value for key, value in values}
        before = [
            (one.instance.id, {key: getattr(one.instance, definition.columns[key]) for key, _ in values}, dict(values))
            for one in some
        ]
        ids = [one.instance.id for one in some]
        await definition.model.filter(id__in=ids).update(**columns, version=F("version") + 1, updated_at=clock.now())
        await history.remember_many(actor, definition, "undo", before, note)


def _labels(actor: Actor, definition: ObjectDef, keys: Collection[str]) -> str:
    """The fields in words, without those that are hidden from the actor."""
    faces = custom.all_faces(definition)
    return "、".join(face.label for key, face in faces.items() if key in keys and not actor.hides(definition.key, key))


def _title(definition: ObjectDef, instance: Any) -> str:
    return str(getattr(instance, definition.title))
