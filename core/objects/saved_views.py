"""Saved views and what each member sees in a list (智能视图、显示字段)."""

from dataclasses import dataclass, field
from typing import Any

from pypika_tortoise.queries import Table
from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from core import clock
from core.actor import Actor
from core.db import IntegrityError, database, rows
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.objects import custom
from core.objects.definition import ObjectDef, View
from core.objects.filters import compiled
from core.objects.paging import Paging
from core.objects.values import storable
from core.work import current_work

PREFIX = "saved-"
SHARED = ("", "department", "all")
MOST, LONGEST_NAME, MOST_COLUMNS, WIDTHS = 50, 40, 60, (40, 1200)


class SavedView(Model):
    """A filter with order and columns under a name. `shared` is "", "department" (with its parts) or "all"."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int
    name = fields.CharField(40)
    where: dict[str, Any] = fields.JSONField(default=dict)
    sort = fields.CharField(60, default="", db_default="")
    columns: list[dict[str, Any]] = fields.JSONField(default=list)
    shared = fields.CharField(12, default="", db_default="")
    department_id = fields.BigIntField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1, db_default=1)

    class Meta:
        table = "saved_view"
        unique_together = (("object", "member", "name"),)


class ListSetting(Model):
    """A member's own columns (key and width in px, in order) and default view of one object's list."""

    id = fields.BigIntField(primary_key=True)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int
    object = fields.CharField(40)
    columns: list[dict[str, Any]] = fields.JSONField(default=list)
    default_view = fields.CharField(60, default="", db_default="")

    class Meta:
        table = "list_setting"
        unique_together = (("member", "object"),)


@dataclass(frozen=True)
class Draft:
    """What a view shall be; a part that is None stays as it is."""

    name: str | None = None
    where: Any = None
    sort: str | None = None
    columns: list[dict[str, Any]] | None = None
    shared: str | None = None
    given: frozenset[str] = field(default_factory=frozenset)


async def views_of(actor: Actor, definition: ObjectDef) -> list[SavedView]:
    """The actor's own views of an object and those shared with them, own ones first."""
    above = [int(row[0]) for row in await rows(database().dialect.departments_of_member(), [actor.id])]
    seen = Q(member_id=actor.id) | Q(shared="all") | Q(shared="department", department_id__in=above or [0])
    found = await SavedView.filter(seen, object=definition.key).order_by("id")
    return sorted(found, key=lambda view: view.member_id != actor.id)


async def chosen_view(actor: Actor, definition: ObjectDef, key: str) -> View | None:
    """The view of a key, built-in or saved; None without a key. Raises Invalid for one that is gone, or that filters by
    what the actor may not see or what is gone.
    """
    if not key:
        return None
    if built_in := definition.view(key):
        return built_in
    number = key.removeprefix(PREFIX)
    own = await views_of(actor, definition) if key.startswith(PREFIX) else []
    row = next((view for view in own if str(view.id) == number), None)
    if row is None:
        raise Invalid({"view": f"{definition.label}没有「{storable(key[:40])}」这个视图"})
    if sentence := trouble(actor, definition, row):
        raise Invalid({"view": sentence})
    return View(key, row.name, row.where or None, row.sort if _sorts(actor, definition, row.sort) else "")


def trouble(actor: Actor, definition: ObjectDef, view: SavedView) -> str:
    """Why a saved view cannot be used by the actor as it is, "" when it can."""
    try:
        compiled(actor, definition, view.where, Table(definition.table))
    except Invalid as wrong:
        return f"视图「{view.name}」用不了：{wrong.fields['where']}。改好它的条件再用"
    return ""


def _sorts(actor: Actor, definition: ObjectDef, sort: str) -> bool:
    try:
        return bool(sort and Paging(actor, definition, Table(definition.table), sort))
    except Invalid:
        return False


def told(actor: Actor, definition: ObjectDef, view: SavedView) -> dict[str, Any]:
    """A saved view as the schema lists it. Columns the actor may not see drop out, and so does a filter that names what
    they may not see, unless it is their own.
    """
    problem, mine = trouble(actor, definition, view), view.member_id == actor.id
    return {
        "key": f"{PREFIX}{view.id}",
        "label": view.name,
        "where": (view.where or None) if mine or not problem else None,
        "sort": view.sort if _sorts(actor, definition, view.sort) else "",
        "columns": seen_columns(actor, definition, view.columns),
        "saved": True,
        "mine": mine,
        "shared": view.shared,
        "scope": "",
        "problem": problem,
    }


def seen_columns(actor: Actor, definition: ObjectDef, columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns that still exist and that the actor may see."""
    faces = custom.all_faces(definition)
    return [one for one in columns if one["key"] in faces and not actor.hides(definition.key, one["key"])]


async def create_view(actor: Actor, definition: ObjectDef, draft: Draft) -> SavedView:
    """A new view of the actor. Raises Invalid, and Conflict for a name they have already; run inside `work()`."""
    current_work()
    if await SavedView.filter(object=definition.key, member_id=actor.id).count() >= MOST:
        raise Invalid({"name": f"最多保存 {MOST} 个视图，先删掉不用的"})
    values = _checked(actor, definition, draft, {"name", "where", "sort", "columns", "shared"})
    now = clock.now()
    view = SavedView(object=definition.key, member_id=actor.id, created_at=now, updated_at=now, **values)
    view.department_id = actor.department_id if view.shared == "department" else None
    return await _kept(view)


async def change_view(actor: Actor, definition: ObjectDef, view_id: int, draft: Draft) -> SavedView:
    """A view with the given parts changed: its author's, or a shared one by an administrator."""
    current_work()
    view = await _own(actor, definition, view_id)
    for name, value in _checked(actor, definition, draft, set(draft.given)).items():
        setattr(view, name, value)
    if view.shared == "department":
        view.department_id = view.department_id or actor.department_id
    view.updated_at, view.version = clock.now(), view.version + 1
    return await _kept(view)


async def delete_view(actor: Actor, definition: ObjectDef, view_id: int) -> None:
    current_work()
    await (await _own(actor, definition, view_id)).delete()


async def _own(actor: Actor, definition: ObjectDef, view_id: int) -> SavedView:
    seen = {view.id: view for view in await views_of(actor, definition)}
    view = seen.get(view_id)
    if view is None and actor.admin:
        view = await SavedView.get_or_none(id=view_id, object=definition.key, shared__in=SHARED[1:])
    if view is None:
        raise NotFound("没有这个视图，可能刚被删掉了")
    if view.member_id != actor.id and not actor.admin:
        raise NotAllowed("这个视图是别人共享的，你能用，不能改。要改，另存一份")
    return view


async def _kept(view: SavedView) -> SavedView:
    same = SavedView.filter(object=view.object, member_id=view.member_id, name=view.name)
    if await same.exclude(id=view.id or 0).exists():
        raise _named_already(view)
    try:
        await view.save()
    except IntegrityError:
        raise _named_already(view) from None
    return view


def _named_already(view: SavedView) -> Conflict:
    return Conflict(f"已经有一个叫「{view.name}」的视图，换个名称")


def _checked(actor: Actor, definition: ObjectDef, draft: Draft, parts: set[str]) -> dict[str, Any]:
    """The given parts as stored; all problems at once."""
    problems: dict[str, str] = {}
    values: dict[str, Any] = {
        "name": storable(draft.name or "").strip(),
        "where": draft.where or {},
        "sort": draft.sort or "",
        "columns": draft.columns or [],
        "shared": draft.shared or "",
    }
    if "name" in parts and not 0 < len(values["name"]) <= LONGEST_NAME:
        problems["name"] = f"视图名称要填，最多 {LONGEST_NAME} 个字"
    if "where" in parts:
        try:
            compiled(actor, definition, values["where"], Table(definition.table))
        except Invalid as wrong:
            problems |= wrong.fields
    if "sort" in parts and values["sort"] and not _sorts(actor, definition, values["sort"]):
        problems["sort"] = "不能按这一项排序"
    if "columns" in parts:
        values["columns"], sentence = checked_columns(actor, definition, values["columns"])
        problems |= {"columns": sentence} if sentence else {}
    if "shared" in parts and values["shared"] not in SHARED:
        problems["shared"] = "只能共享给本部门或所有人"
    elif "shared" in parts and values["shared"] == "department" and actor.department_id is None:
        problems["shared"] = "你不在任何部门里，不能共享给本部门"
    if problems:
        raise Invalid(problems)
    return {name: value for name, value in values.items() if name in parts}


def checked_columns(
    actor: Actor, definition: ObjectDef, columns: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], str]:
    """Columns as stored, {"key", "width"} each once, and what is wrong with them."""
    kept: dict[str, dict[str, Any]] = {}
    faces = custom.all_faces(definition)
    for one in columns:
        key, width = (one.get("key"), one.get("width")) if isinstance(one, dict) else (None, None)
        if not isinstance(key, str) or key not in faces or actor.hides(definition.key, key):
            return [], f"没有「{storable(str(key)[:40])}」这一列，或你看不到"
        if width is not None and (type(width) is not int or not WIDTHS[0] <= width <= WIDTHS[1]):
            return [], f"列宽要在 {WIDTHS[0]} 到 {WIDTHS[1]} 之间"
        kept[key] = {"key": key, "width": width}
    return list(kept.values()), "" if len(kept) <= MOST_COLUMNS else f"最多显示 {MOST_COLUMNS} 列"
