"""Rows beside records that a batch changed (撤销团队等变动): back where they still are as the batch left them."""

from collections.abc import Sequence
from typing import Any

from tortoise.models import Model

from core.actor import Actor
from core.db import database
from core.objects import deeds, history
from core.objects.deeds import Aside
from core.objects.labels import labels
from core.objects.query import visible_ids
from core.objects.registry import object_named, objects
from core.objects.values import json_stored
from core.undoing.created import Going
from core.undoing.footprint import Footprint, Key, of_records
from core.undoing.stored import holds
from core.undoing.told import Told

PAGE = 200
LATER = "团队或关联之后又变动过"


async def page_of_asides(batch: str, before: int | None) -> tuple[list[Aside], int | None]:
    rows = Aside.filter(batch=batch) if before is None else Aside.filter(batch=batch, id__lt=before)
    found = await rows.order_by("-id").limit(PAGE)
    return found, found[-1].id if len(found) == PAGE else None


async def put_back_asides(
    actor: Actor, batch: str, found: Sequence[Aside], told: Told, note: str, *, plan: Going | None = None
) -> None:
    """Puts rows back; those of a record that did not come back stay with it. With a `plan` nothing is written."""
    prints = await of_records(batch, {key for one in found for key in _keys(one)})
    stuck = await _stuck(actor, prints, plan)
    back: dict[Key, None] = {}
    for one in found:
        if _keys(one) and stuck >= _keys(one):
            continue  # the record is told already
        if await _back(one, write=plan is None):
            back |= dict.fromkeys(_keys(one))
        else:
            _tell(one, told)
    only_team = {one.key for one in prints if one.of_team}
    await _tell_teams(actor, [key for key in back if key in only_team], told, "" if plan else note)


async def _tell_teams(actor: Actor, keys: Sequence[Key], told: Told, note: str) -> None:
    """Records of which only the team is as it was; with a note their history says so."""
    names = await labels({object_key: {one for key, one in keys if key == object_key} for object_key, _ in keys})
    for object_key, record_id in keys:
        definition = object_named(object_key)
        told.comes_back(definition, record_id, names.get((object_key, record_id), ""), "团队恢复原样")
        if note:
            await history.remember(actor, definition, record_id, "undo", {}, {}, note)


def _keys(one: Aside) -> set[Key]:
    """The records that a row belonged to, for rows that say so; the other half of a move is the batch's own."""
    states = [state for state in (one.before, one.after) if state and "record_id" in state]
    return {(state["object"], state["record_id"]) for state in states if "object" in state}


async def _stuck(actor: Actor, prints: Sequence[Footprint], plan: Going | None) -> set[Key]:
    """Records whose owner did not come back, and those that are not the actor's to change."""
    stuck: set[Key] = set()
    handed = {one.key: one for one in prints if "owner" in one.after and not one.created}
    for object_key in {one.object for one in prints}:
        definition = object_named(object_key)
        ids = [one.record_id for one in prints if one.object == object_key]
        open_to = await visible_ids(actor, definition, ids, "update")
        for row in await definition.model.filter(id__in=ids):
            one = handed.get((object_key, row.pk))
            if one is None:
                came = row.pk in open_to
            elif plan is not None:
                came = (object_key, row.pk, "owner") in plan.repointed
            else:
                came = holds(definition, row, "owner", one.before["owner"])
            if not came:
                stuck.add((object_key, row.pk))
    return stuck


async def _back(one: Aside, *, write: bool) -> bool:
    """Puts one row back; False where it is another by now, or its place is taken."""
    model = _model(one.table)
    row = await model.get_or_none(pk=one.row_id)
    if one.before is None:
        if row is not None and _same(row, one.after or {}) and write:
            await deeds.dropped(row)
        return row is None or _same(row, one.after or {})
    wanted = {name: model._meta.fields_map[name].to_python_value(value) for name, value in one.before.items()}
    if one.after is None:
        return row is None and await _create(model, one.row_id, wanted, write=write)
    if row is None or not _same(row, one.after) or await _taken(model, row, wanted):
        return False
    if write:
        await deeds.moved(row, **wanted)
    return True


async def _create(model: type[Model], row_id: int, wanted: dict[str, Any], *, write: bool) -> bool:
    row = model(**{**wanted, model._meta.pk_attr: row_id})
    if await _taken(model, row, {}) or await _is_owner(row):
        return False
    if write:
        await row.save(force_create=True)
        await deeds.added(row)
    return True


async def _is_owner(row: Any) -> bool:
    """The owner of a record has no place in its team."""
    definition = objects().get(getattr(row, "object", ""))
    if definition is None or not hasattr(row, "member_id") or row._meta.db_table != "team_member":
        return False
    return bool(await definition.model.exists(id=row.record_id, owner_id=row.member_id))


async def _taken(model: type[Model], row: Model, wanted: dict[str, Any]) -> bool:
    """Whether another row stands where this one would."""
    for together in model._meta.unique_together:
        columns = [name if name in model._meta.fields_db_projection else f"{name}_id" for name in together]
        values = {name: wanted.get(name, getattr(row, name)) for name in columns}
        if await model.filter(**values).exclude(pk=row.pk).exists():
            return True
    return False


def _same(row: Model, state: dict[str, Any]) -> bool:
    return all(json_stored(getattr(row, name)) == value for name, value in state.items())


def _tell(one: Aside, told: Told) -> None:
    state = one.before or one.after or {}
    definition = objects().get(state.get("object", ""))
    if definition is not None:
        told.stays(definition, state["record_id"], definition.label, LATER)


def _model(table: str) -> type[Model]:
    apps: Any = database().tortoise.apps
    found: type[Model] = next(one for app in apps.values() for one in app.values() if one._meta.db_table == table)
    return found
