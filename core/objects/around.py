"""The 360 view of a record (360视图): what hangs on it, and its timeline."""

from typing import Any

from core.actor import Actor
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.history import history
from core.objects.query import MOST, Listing, search
from core.objects.registry import objects

SHOWN = 5
TIMELINE = 30


def related(definition: ObjectDef) -> list[tuple[ObjectDef, str]]:
    """(object, its reference field) of everything that hangs on records of this object."""
    return [
        (other, parent)
        for other in objects().values()
        for parent in other.above
        if other.faces[parent].to == definition.key
    ]


def listed_as(other: ObjectDef, field: str) -> str:
    """What the list of an object's records is called beside the record that they name."""
    return other.faces[field].listed_as or other.label


async def around(actor: Actor, definition: ObjectDef, record_id: int) -> dict[str, Any]:
    """Related records (first 5 of each kind) and one timeline of activities and changes, newest first.

    `tied` is the reference to the other record that one of a kind cannot be without either: it goes by that one's name.
    The caller has checked that the record is visible. Two statements for each kind, three for the history.
    """
    groups = []
    for other, field in related(definition):
        if other.key == "activity" or not _opens(actor, other, field):
            continue
        page = await search(actor, other, _beside(other, field, record_id))
        groups.append(
            {
                "object": other.key,
                "label": listed_as(other, field),
                "field": field,
                "tied": next((parent for parent in other.needed if parent != field), None),
                "items": page.items,
                "total": page.total,
            }
        )
    return {"related": groups, "timeline": await timeline(actor, definition, record_id)}


def _beside(other: ObjectDef, field: str, record_id: int) -> Listing:
    """The first records that hang on one: a parent opens them all, on others one finds what one sees anyway."""
    if field in other.parents:
        return Listing(beneath=(field, record_id), limit=SHOWN)
    return Listing(where={"field": field, "is": record_id}, limit=SHOWN)


def _opens(actor: Actor, other: ObjectDef, field: str) -> bool:
    """Whether the actor may look at an object at all and see which record its rows hang on."""
    return actor.reach(other.key, "read") != "none" and not actor.hides(other.key, field)


async def timeline(actor: Actor, definition: ObjectDef, record_id: int) -> list[dict[str, Any]]:
    """Follow-ups and changes as entries of one shape: at, actor, kind, title, text, object, id."""
    entries = [_change(entry, definition) for entry in (await history(actor, definition, record_id))["items"]]
    activity = objects().get("activity")
    field = next((f for other, f in related(definition) if activity and other.key == "activity"), None)
    if activity and field and _opens(actor, activity, field):
        found = await search(actor, activity, Listing(beneath=(field, record_id), limit=TIMELINE))
        files = await _files(actor, [item["id"] for item in found.items])
        entries += [{**_activity(item, activity), "files": files.get(item["id"], [])} for item in found.items]
    return sorted(entries, key=lambda entry: (entry["at"], entry["id"]), reverse=True)[:TIMELINE]


async def _files(actor: Actor, activity_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The pictures and documents of follow-ups, by follow-up: one statement more, and none without follow-ups."""
    attachment = objects().get("attachment")
    if not activity_ids or attachment is None or not _opens(actor, attachment, "activity"):
        return {}
    where = {"field": "activity", "in": activity_ids}
    columns = tuple(key for key in ("name", "size", "activity") if not actor.hides(attachment.key, key))
    page = await search(actor, attachment, Listing(where=where, limit=MOST, columns=columns))
    found: dict[int, list[dict[str, Any]]] = {}
    for item in page.items:
        shown: dict[str, Any] = {key: value for key, value in item.items() if key != "activity"}
        found.setdefault(item["activity"]["id"], []).append(shown)
    return found


def _activity(item: dict[str, Any], activity: ObjectDef) -> dict[str, Any]:
    return {
        "at": item.get("at") or item.get("created_at") or "",
        "actor": item.get("owner"),
        "kind": "activity",
        "type": item.get("kind", ""),
        "title": custom.all_faces(activity)["kind"].word(item["kind"]) if item.get("kind") else activity.label,
        "text": item.get("content", ""),
        "next_at": item.get("next_at"),
        "plan": item.get("plan", ""),
        "object": "activity",
        "id": item["id"],
    }


def _change(entry: dict[str, Any], definition: ObjectDef) -> dict[str, Any]:
    words = "；".join(
        f"{f['label']}：{f['before'] or '未填'} → {f['after'] or '未填'}" if entry["verb"] != "create" else f["label"]
        for f in entry["fields"][:6]
    )
    return {
        "at": entry["at"],
        "actor": entry["actor"],
        "kind": "change",
        "type": entry["verb"],
        "title": entry["label"],
        "text": "" if entry["verb"] == "create" else words or entry["note"],
        "object": definition.key,
        "id": entry["id"],
    }
