"""Records that a batch put into the bin (撤销删除): they come back with what went along with them."""

from collections.abc import Sequence
from typing import Any

from core.actor import Actor
from core.objects.binning import Binned
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.objects.restoring import Taken, restore, taken_by_others
from core.undoing.changed import NOT_YOURS
from core.undoing.footprint import Footprint
from core.undoing.told import Told
from core.undoing.yours import may_restore

STILL_GONE = "还在回收站里，随它一起恢复"
FREED = "已被别的记录使用，恢复后这一项空着"


async def roots_of(batch: str, definition: ObjectDef, prints: Sequence[Footprint]) -> list[Binned]:
    """Those of the records that lie in the bin by this batch, without what went along with another of them."""
    ids = [one.record_id for one in prints]
    found = await Binned.filter(batch=batch, object=definition.key, record_id__in=ids).order_by("-id")
    along = [one for one in found if (one.root_object, one.root_id) != (one.object, one.record_id)]
    below = {(one.root_object, one.root_id) for one in along}
    there = {
        (root.object, root.record_id)
        for key in {key for key, _ in below}
        for root in await Binned.filter(batch=batch, object=key, record_id__in=[id for one, id in below if one == key])
    }
    return [one for one in found if one not in along or (one.root_object, one.root_id) not in there]


async def judged_binned(actor: Actor, definition: ObjectDef, roots: Sequence[Binned], told: Told) -> list[Binned]:
    """The roots that come back; the others are told."""
    allowed = await may_restore(actor, definition, [one.record_id for one in roots])
    taken = await taken_by_others(definition, [one.record_id for one in roots])
    coming = []
    for one in roots:
        if one.record_id not in allowed:
            told.stays(definition, None, definition.label, NOT_YOURS)
        elif one.record_id in taken:
            told.stays(
                definition, one.record_id, one.label, f"{_labels(definition, taken[one.record_id])}已被别的记录使用"
            )
        else:
            coming.append(one)
    return coming


async def bring_back(
    actor: Actor,
    definition: ObjectDef,
    roots: Sequence[Binned],
    told: Told,
    *,
    verb: str,
    note: str,
    without: Taken | None = None,
    dry: bool = False,
) -> None:
    """The roots and all that went along; what of it cannot keep a number or an address comes without."""
    if not dry:
        await restore(actor, definition, [one.record_id for one in roots], without=without, verb=verb, note=note)
    for root in roots:
        told.comes_back(definition, root.record_id, root.label, "从回收站恢复")
        for key, along in (await along_with(root)).items():
            child = object_named(key)
            some = await _without_waiting(child, along, told, dry=dry)
            taken = await taken_by_others(child, [one.record_id for one in some])
            _tell_along(definition, child, some, taken, told)
            if not dry:
                ids = [one.record_id for one in some]
                await restore(actor, child, ids, without=taken, verb=verb, note=note, along=True)


async def _without_waiting(definition: ObjectDef, along: list[Binned], told: Told, *, dry: bool) -> list[Binned]:
    """What must name something that lies in the bin for another reason waits for that, and will come back with it."""
    coming = list(along)
    for parent in definition.needed:
        waiting = await _waiting(definition, parent, coming)
        for one, root in waiting:
            told.stays(definition, one.record_id, one.label, f"{definition.faces[parent].label}{STILL_GONE}")
            if not dry:
                place = {"root_object": root.root_object, "root_id": root.root_id, "batch": root.batch}
                await Binned.filter(id=one.id).update(**place)
        stay = {one.id for one, _ in waiting}
        coming = [one for one in coming if one.id not in stay]
    return coming


async def _waiting(definition: ObjectDef, parent: str, coming: list[Binned]) -> list[tuple[Binned, Binned]]:
    """Those whose parent lies in the bin and does not come along, each with the place of its parent there."""
    above, ids = definition.faces[parent].to, [one.record_id for one in coming]
    named: dict[int, Any] = dict(await definition.model.filter(id__in=ids).values_list("id", f"{parent}_id"))
    binned = await Binned.filter(object=above, record_id__in=list(set(named.values()) - {None}))
    places = {one.record_id: one for one in binned}
    found = [(one, places[named[one.record_id]]) for one in coming if named[one.record_id] in places]
    return [(one, place) for one, place in found if not _together(one, place)]


def _together(one: Binned, place: Binned) -> bool:
    """Whether what lies there comes back at once with what it names."""
    roots = ((place.root_object, place.root_id), (place.object, place.record_id))
    return one.batch == place.batch and (one.root_object, one.root_id) in roots


def _tell_along(definition: ObjectDef, child: ObjectDef, some: Sequence[Binned], taken: Taken, told: Told) -> None:
    for one in some:
        told.comes_back(child, one.record_id, one.label, f"随{definition.label}一起恢复")
        if one.record_id in taken:
            told.stays(child, one.record_id, one.label, _labels(child, taken[one.record_id]) + FREED)


async def along_with(root: Binned) -> dict[str, list[Binned]]:
    """What lies in the bin because of a root, by object."""
    found: dict[str, list[Binned]] = {}
    below = Binned.filter(root_object=root.object, root_id=root.record_id, batch=root.batch).exclude(id=root.id)
    for one in await below.order_by("id"):
        found.setdefault(one.object, []).append(one)
    return found


def _labels(definition: ObjectDef, taken: dict[str, set[str]]) -> str:
    return "、".join(face.label for field, face in definition.faces.items() if field in taken)
