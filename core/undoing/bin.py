"""The recycle bin as people see it (回收站): what they may delete, whoever deleted it, and bringing it back."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pypika_tortoise.enums import Order
from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core import clock
from core.actor import Actor
from core.db import database, rows
from core.errors import Conflict, NotFound
from core.objects.access import NOTHING, any_of, select_from
from core.objects.binning import Binned
from core.objects.deeds import Deed
from core.objects.definition import ObjectDef
from core.objects.duplicates import matches
from core.objects.labels import labels
from core.objects.registry import object_named, objects
from core.objects.restoring import taken_by_others
from core.objects.terms import Fragment, Whole, escaped, like
from core.undoing.binned import along_with, bring_back
from core.undoing.told import Told, untitled
from core.undoing.yours import deletable, may_restore
from core.work import current_work

PAGE = 50
LONGEST_Q = 100


@dataclass(frozen=True)
class BinPage:
    items: list[dict[str, Any]]
    next: str | None


async def bin_page(actor: Actor, *, object_key: str = "", q: str = "", before: int | None = None) -> BinPage:
    """What was deleted by itself, newest first; what went along is counted. Three statements."""
    shown = [object_named(object_key)] if object_key else list(objects().values())
    table = Table("binned")
    theirs = [_of(actor, definition, table, q) for definition in shown if actor.reach(definition.key, "read") != "none"]
    only = any_of(theirs or [NOTHING]) & (table.root_object == table.object) & (table.root_id == table.record_id)
    if before is not None:
        only = only & (table.id < before)
    query = select_from(table).select(table.id).where(only).orderby(table.id, order=Order.desc).limit(PAGE + 1)
    ids = [int(row[0]) for row in await rows(*query.get_parameterized_sql())]
    found = await Binned.filter(id__in=ids[:PAGE]).order_by("-id")
    names = await labels({"member": {one.by_id for one in found if one.by_id}})
    along = await _counted(actor, found)
    items = [_told(actor, one, names.get(("member", one.by_id or 0), "系统"), along) for one in found]
    return BinPage(items, str(ids[PAGE - 1]) if len(ids) > PAGE else None)


def _of(actor: Actor, definition: ObjectDef, table: Table, q: str) -> Criterion:
    """The rows of one object in the bin that are the actor's to see."""
    of_object: Criterion = table.object == definition.key
    if q and actor.hides(definition.key, definition.title):
        return NOTHING
    if q:
        word = "LIKE" if database().dialect.name == "sqlite" else "ILIKE"
        of_object = of_object & like(table.label, f"%{escaped(q[:LONGEST_Q])}%", word)
    record = Table(definition.table)
    rule = deletable(actor, definition, record)
    if rule is None:
        return of_object
    may = select_from(record).select(record.id).where((record.id == table.record_id) & rule)
    return of_object & Fragment("EXISTS (", Whole(may), ")")


async def _counted(actor: Actor, found: Sequence[Binned]) -> dict[tuple[str, int, str], int]:
    """How many went along with each root, of the kinds that the actor may read."""
    if not found:
        return {}
    table = Table("binned")
    query = (
        select_from(table)
        .select(table.root_object, table.root_id, table.batch, table.object, Count("*"))
        .where(table.root_object.isin(sorted({one.object for one in found})))
        .where(table.root_id.isin([one.record_id for one in found]))
        .where((table.object != table.root_object) | (table.record_id != table.root_id))
        .groupby(table.root_object, table.root_id, table.batch, table.object)
    )
    counts: Counter[tuple[str, int, str]] = Counter()
    for root, root_id, batch, kind, count in await rows(*query.get_parameterized_sql()):
        if actor.reach(kind, "read") != "none":
            counts[root, root_id, batch] += int(count)
    return counts


def _told(actor: Actor, one: Binned, who: str, along: dict[tuple[str, int, str], int]) -> dict[str, Any]:
    definition = object_named(one.object)
    hidden = actor.hides(definition.key, definition.title)
    return {
        "object": one.object,
        "object_label": definition.label,
        "id": one.record_id,
        "label": untitled(definition, one.record_id) if hidden else one.label,
        "deleted_at": one.at.isoformat(),
        "deleted_by": {"id": one.by_id or 0, "label": who},
        "until": one.until.isoformat(),
        "along": along.get((one.object, one.record_id, one.batch), 0),
        "can_purge": actor.admin,
    }


async def root_of(actor: Actor, definition: ObjectDef, record_id: int) -> Binned:
    """A deletion in the bin, held against others. Raises NotFound where it is not the actor's."""
    current_work()
    root = await Binned.select_for_update().get_or_none(
        object=definition.key, record_id=record_id, root_object=definition.key, root_id=record_id
    )
    if root is None or record_id not in await may_restore(actor, definition, [record_id]):
        raise NotFound("回收站里没有这一条，可能已恢复或已彻底删除")
    return root


async def restore_from_bin(
    actor: Actor, definition: ObjectDef, record_id: int, *, without: Collection[str] = ()
) -> Told:
    """Brings a record and what went along back, inside `work()`.

    Raises NotFound; Conflict where all it belongs to is in the bin, and where somebody has its number or address now:
    `without` names the fields that may come back empty then.
    """
    actor.needs(definition.key, "read", definition.label)
    root = await root_of(actor, definition, record_id)
    await _refuse_orphan(definition, record_id)
    taken = await taken_by_others(definition, [record_id])
    if asked := sorted(taken.get(record_id, {}).keys() - set(without)):
        raise await _taken_conflict(actor, definition, taken[record_id], asked)
    told = Told()
    await bring_back(actor, definition, [root], told, verb="restore", note="", without=taken)
    if not await Binned.exists(batch=root.batch):
        await Deed.filter(batch=root.batch, kind="delete", state="done").update(
            state="undone", undone_by_id=actor.id or None, undone_at=clock.now()
        )
    return told


async def _refuse_orphan(definition: ObjectDef, record_id: int) -> None:
    """A record that only belongs to what is in the bin, or must name it, would hang in the air."""
    record: Any = await definition.model.get(id=record_id)
    named = {key: record_id for key in definition.above if (record_id := getattr(record, f"{key}_id"))}
    above = {key: named[key] for key in named if key in definition.parents} or named
    gone = [
        key
        for key, parent_id in above.items()
        if not await object_named(definition.faces[key].to).model.exists(id=parent_id, deleted_at=None)
    ]
    if gone and (len(gone) == len(above) or set(gone) & set(definition.needed)):
        labels_of = "、".join(definition.faces[key].label for key in gone)
        raise Conflict(f"它的{labels_of}也在回收站里，先恢复那一条")


async def _taken_conflict(
    actor: Actor, definition: ObjectDef, taken: dict[str, set[str]], asked: list[str]
) -> Conflict:
    pairs = {(key.kind, value) for key in definition.hard_keys if key.field in asked for value in taken[key.field]}
    found = await matches(actor, {definition.key: pairs})
    words = "、".join(definition.faces[field].label for field in asked)
    return Conflict(
        f"{words}已被别的{definition.label}使用：可以不带{words}恢复，或先留在回收站里",
        fields={field: f"{definition.faces[field].label}已被别的{definition.label}使用" for field in asked},
        duplicates=[match.to_json() for match in found],
    )


async def below(root: Binned) -> list[Binned]:
    """What lies in the bin because of it."""
    return [one for some in (await along_with(root)).values() for one in some]
