"""Where a merged record went (已合并到): its id is unknown from then on, and whoever sees the master is told which."""

from core.actor import Actor
from core.errors import NotFound
from core.objects.deeds import Deed
from core.objects.definition import ObjectDef
from core.objects.history import Change
from core.objects.query import label_of, visible_ids
from core.undoing.told import untitled

FURTHEST = 20
SINCE = ("delete", "restore", "undo")


async def merged_into(actor: Actor, definition: ObjectDef, record_id: int) -> int | None:
    """The living record that a merged one is part of, also by way of others; None for who may not see it."""
    at: int | None = record_id
    for _ in range(FURTHEST):
        if at is None or await definition.model.exists(id=at, deleted_at=None):
            break
        at = await _next(definition, at)
    if at in (None, record_id) or at not in await visible_ids(actor, definition, [at or 0]):
        return None
    return at


async def _next(definition: ObjectDef, record_id: int) -> int | None:
    """What a record that is gone was merged into; None when it went another way, or came back and went again."""
    about = Change.filter(object=definition.key, record_id=record_id).order_by("-id")
    merge = await about.filter(verb="merge").first()
    if merge is None or await about.filter(id__gt=merge.id, verb__in=SINCE).exists():
        return None
    deed = await Deed.get_or_none(batch=merge.batch, kind="merge")
    return deed.record_id if deed and deed.record_id != record_id else None


async def forwarded(actor: Actor, definition: ObjectDef, record_id: int) -> NotFound:
    """The refusal of an unknown record: with `merged_into` where the member may see that one."""
    into = await merged_into(actor, definition, record_id)
    if into is None:
        return NotFound()
    refusal = NotFound(f"这条已合并到「{await said_of(actor, definition, into)}」")
    refusal.extra["merged_into"] = into
    return refusal


async def said_of(actor: Actor, definition: ObjectDef, record_id: int) -> str:
    """What a sentence calls a record that the actor sees: its title, unless a field rule hides that."""
    if actor.hides(definition.key, definition.title):
        return untitled(definition, record_id)
    return await label_of(definition, record_id)
