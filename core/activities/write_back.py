"""What a follow-up says of its lead, account and opportunity (跟进回写): last and next follow-up, words and status.

Last time and words are those of the newest living follow-up, read again after every change of one, so that editing and
deleting take back what is no longer so. The next time is moved only by the follow-up that set it.
"""

from typing import Any

from core.actor import Actor
from core.objects import custom, history
from core.objects.definition import ObjectDef, Values
from core.objects.registry import definition_of, object_named

ABOVE = ("lead", "account", "opportunity")
KEPT = 400


async def write_back(actor: Actor, activity: Any, verb: str, before: Values) -> None:
    """Brings lead, account and opportunity of a written follow-up up to date, and those it was moved away from."""
    for key in ABOVE:
        now = getattr(activity, f"{key}_id")
        for record_id in sorted({now, before.get(key)} - {None}):
            about = record_id == now and verb != "delete"
            await _bring_up_to_date(actor, object_named(key), record_id, activity, verb, before, about)


async def latest(activities: Any, key: str, record_id: int) -> Any:
    """The newest living follow-up of a lead or an account."""
    found = activities.filter(**{f"{key}_id": record_id}, deleted_at=None)
    return await found.order_by("-at", "-id").first()


async def last_of(activities: Any, key: str, record_id: int) -> Values:
    """When and with which words a lead or an account was followed up last."""
    newest = await latest(activities, key, record_id)
    return {
        "last_follow_at": newest.at if newest else None,
        "last_follow_note": newest.content[:KEPT] if newest else "",
    }


async def _bring_up_to_date(
    actor: Actor, above: ObjectDef, record_id: int, activity: Any, verb: str, before: Values, about: bool
) -> None:
    parent: Any = await above.model.select_for_update().get_or_none(id=record_id, deleted_at=None)
    if parent is None:
        return
    activities = definition_of(activity).model
    changed = await last_of(activities, above.key, record_id)
    if getattr(parent, "converted_at", None) is None or above.key == "account":
        changed |= await _next(activities, above.key, parent, activity, verb, before, about)
    if about:
        changed |= _status(above, parent, activity, verb, before)
    changed = {name: value for name, value in changed.items() if getattr(parent, name) != value}
    if changed:
        former = {name: getattr(parent, name) for name in changed}
        await above.model.filter(id=record_id).update(**changed, version=parent.version + 1)
        shown = [name for name in changed if not name.startswith("last_follow")]
        if shown:
            told = {name: changed[name] for name in shown}
            await history.remember(actor, above, record_id, "update", {name: former[name] for name in shown}, told)


async def _next(
    activities: Any, key: str, parent: Any, activity: Any, verb: str, before: Values, about: bool
) -> Values:
    """A new plan takes the place of the old one; a plan that is due is done by a follow-up without a new one."""
    planned = parent.next_follow_at
    if verb == "create":
        due = planned is not None and planned <= activity.at
        return {"next_follow_at": activity.next_at} if activity.next_at or due else {}
    own = before.get("next_at", activity.next_at)
    newest = await latest(activities, key, parent.id)
    if about:
        ours = newest is not None and newest.id == activity.id
        return {"next_follow_at": activity.next_at} if "next_at" in before and (planned == own or ours) else {}
    return {"next_follow_at": newest.next_at if newest else None} if own and planned == own else {}


def _status(above: ObjectDef, parent: Any, activity: Any, verb: str, before: Values) -> Values:
    """The status that was chosen, where the record has it; the first follow-up makes a lead a contacted one."""
    chosen = activity.status_after if verb == "create" or "status_after" in before else ""
    if chosen and has_status(above, chosen):
        return {"status": chosen}
    return {"status": "contacted"} if verb == "create" and above.key == "lead" and parent.status == "new" else {}


def has_status(above: ObjectDef, code: str) -> bool:
    """Whether a status is one of the object's own, with those that the company added."""
    status = custom.all_faces(above).get("status")
    return status is not None and any(one.value == code for one in status.options if not one.retired)
