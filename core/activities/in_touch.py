"""How often somebody visited or wrote of a record, and when last (拜访与跟进次数)."""

from typing import Any

from core.activities.activity import ACTIVITY
from core.actor import Actor
from core.objects.around import related
from core.objects.definition import ObjectDef
from core.objects.query import Listing, search

VISIT = {"field": "kind", "is": "visit"}


async def in_touch(actor: Actor, definition: ObjectDef, record_id: int) -> dict[str, Any] | None:
    """{"follow_ups": {"count", "last_at"}, "visits": {…}} of a record that the caller has found visible.

    None for what has no follow-ups, for what keeps its last one itself, and for those who may not see them. Four
    statements.
    """
    field = next((field for other, field in related(definition) if other is ACTIVITY), None)
    if field is None or "last_follow_at" in definition.faces or actor.reach(ACTIVITY.key, "read") == "none":
        return None
    if any(actor.hides(ACTIVITY.key, key) for key in (field, "kind", "at")):
        return None
    beneath = (field, record_id)
    return {"follow_ups": await _counted(actor, beneath, None), "visits": await _counted(actor, beneath, VISIT)}


async def _counted(actor: Actor, beneath: tuple[str, int], where: Any) -> dict[str, Any]:
    """`count` is None beyond 10,000."""
    page = await search(actor, ACTIVITY, Listing(beneath=beneath, where=where, sort="-at", limit=1, columns=("at",)))
    return {"count": page.total, "last_at": page.items[0]["at"] if page.items else None}
