"""Deleting as people ask for it (删除): one record or many at once, and what goes along, told beforehand."""

from typing import Any

from core.actor import Actor
from core.objects.definition import Action, ObjectDef, Values
from core.objects.hanging import hanging_on
from core.objects.query import visible_ids
from core.objects.registry import definition_of, object_named
from core.objects.writing import delete_locked


async def _delete(actor: Actor, record: Any, values: Values) -> None:
    await delete_locked(actor, definition_of(record), record)


DELETE = Action(
    "delete",
    "删除",
    _delete,
    verb="delete",
    batch=True,
    confirm="删除后放进回收站，30 天内可以恢复；只属于它的联系人、跟进和附件一起放进去",
)


async def delete_plan(actor: Actor, definition: ObjectDef, ids: list[int]) -> list[dict[str, Any]]:
    """What would go along with these records, as far as the actor may delete them: object, label, count. Kinds that
    the actor may not read at all go along untold.
    """
    open_to = sorted(await visible_ids(actor, definition, ids, "delete"))
    along = await hanging_on(definition, open_to)
    told = {key: some for key, some in along.items() if actor.reach(key, "read") != "none"}
    return [{"object": key, "label": object_named(key).label, "count": len(some)} for key, some in told.items()]
