"""The ownership trail (归属变更历史): every owner a record had, who decided it and what was said."""

from typing import Any

from core.objects.definition import ObjectDef
from core.objects.history import NOTE, Change, verb_label
from core.objects.labels import labels


async def trail(definition: ObjectDef, record_id: int) -> list[dict[str, Any]]:
    """Newest first; read from the history rows that name an owner. The caller has checked that it is visible."""
    changes = await Change.filter(object=definition.key, record_id=record_id).order_by("-id")
    found = [change for change in changes if "owner" in change.after]
    people = {id for one in found for id in (one.actor_id, one.before.get("owner"), one.after["owner"]) if id}
    names = await labels({"member": people})

    def ref(member_id: int | None) -> dict[str, Any] | None:
        return {"id": member_id, "label": names.get(("member", member_id), "")} if member_id else None

    return [
        {
            "at": change.at.isoformat(),
            "verb": change.verb,
            "label": verb_label(definition, change.verb),
            "from": ref(change.before.get("owner")),
            "to": ref(change.after["owner"]),
            "by": ref(change.actor_id) or {"id": 0, "label": "系统"},
            "note": change.after.get(NOTE, ""),
        }
        for change in found
    ]
