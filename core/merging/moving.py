"""What moves to the master (随合并转移): whatever refers to the others, in few statements however much it is."""

from typing import Any

from tortoise.expressions import F

from core import clock
from core.actor import Actor
from core.merging.chosen import Chosen
from core.merging.mergeable import TIED
from core.objects import deeds, history
from core.objects.binning import Binned
from core.objects.definition import ObjectDef
from core.objects.registry import objects
from core.pools.facts import PoolApplication
from core.work import current_work

AT_ONCE = 500


def references(definition: ObjectDef) -> list[tuple[ObjectDef, str]]:
    """(object, its field) of every reference to records of an object."""
    return [
        (other, key)
        for other in objects().values()
        for key, face in other.faces.items()
        if face.kind == "reference" and face.to == definition.key
    ]


async def move_all(actor: Actor, chosen: Chosen) -> dict[str, int]:
    """Everything that refers to the others refers to the master; how many living records, by object."""
    others, moved = [other.id for other in chosen.others], dict[str, int]()
    for child, field in references(chosen.definition):
        count = await _repoint(actor, child, field, others, chosen.master.id)
        await _repoint_binned(child, field, others, chosen.master.id)
        if count:
            moved[child.key] = moved.get(child.key, 0) + count
    for model in TIED:
        rows = await model.filter(object=chosen.definition.key, record_id__in=others).order_by("id")
        await deeds.moved_all(model, rows, record_id=chosen.master.id)
    return moved


async def _repoint(actor: Actor, child: ObjectDef, field: str, others: list[int], master: int) -> int:
    """Living ones, each with its line of history."""
    column = f"{field}_id"
    wanted = child.model.filter(**{f"{column}__in": others, "deleted_at": None})
    found: Any = await wanted.order_by("id").values_list("id", column)
    if found:
        await wanted.update(**{column: master, "version": F("version") + 1})
    for start in range(0, len(found), AT_ONCE):  # others get a turn in between
        changes = [(one, {field: former}, {field: master}) for one, former in found[start : start + AT_ONCE]]
        await history.remember_many(actor, child, "update", changes)
    return len(found)


async def _repoint_binned(child: ObjectDef, field: str, others: list[int], master: int) -> None:
    """Those in the recycle bin, so that they come back where everything is; what this merge put there stays as is."""
    column = f"{field}_id"
    found = await child.model.filter(**{f"{column}__in": others, "deleted_at__isnull": False}).order_by("id")
    if found:
        own: Any = Binned.filter(object=child.key, batch=current_work().batch).values_list("record_id", flat=True)
        aside = set(await own)
        await deeds.moved_all(child.model, [row for row in found if row.id not in aside], **{column: master})


async def withdraw_applications(chosen: Chosen) -> None:
    """Nobody waits any more for a pooled record that goes away."""
    if not chosen.definition.pooled:
        return
    ids = [other.id for other in chosen.others]
    for waiting in await PoolApplication.filter(object=chosen.definition.key, record_id__in=ids, state="waiting"):
        await deeds.moved(waiting, state="withdrawn", open_key=None, decided_at=clock.now())
