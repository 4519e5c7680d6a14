"""Deeds in a list (操作记录): what can be undone, until when, and what was undone already."""

from dataclasses import dataclass
from typing import Any

from core import clock
from core.actor import Actor
from core.objects.deeds import Deed
from core.objects.labels import labels
from core.objects.registry import object_named
from core.undoing.deed import refusal
from core.undoing.told import readable, untitled
from core.undoing.undo import kind_label

PAGE = 50


@dataclass(frozen=True)
class DeedPage:
    items: list[dict[str, Any]]
    next: str | None


async def deed_page(actor: Actor, *, before: int | None = None, everyone: bool = False) -> DeedPage:
    """One's own deeds that are not over, newest first; for administrators everybody's, when asked. Two statements."""
    rows = Deed.filter(until__gt=clock.now())
    if not (everyone and actor.admin):
        rows = rows.filter(by_id=actor.id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = await rows.order_by("-id").limit(PAGE + 1)
    items = await told(actor, found[:PAGE])
    return DeedPage(items, str(found[PAGE - 1].id) if len(found) > PAGE else None)


async def told(actor: Actor, deeds: list[Deed]) -> list[dict[str, Any]]:
    """Deeds as JSON, with who did them."""
    names = await labels({"member": {one.by_id for one in deeds if one.by_id}})
    return [_told(actor, one, names.get(("member", one.by_id or 0), "系统")) for one in deeds]


def _told(actor: Actor, one: Deed, who: str) -> dict[str, Any]:
    definition, undone = object_named(one.object), one.told.get("undone", {})
    titled = one.kind not in ("import", "batch") and actor.hides(definition.key, definition.title)
    return {
        "batch": one.batch,
        "kind": one.kind,
        "kind_label": kind_label(one),
        "object": one.object,
        "object_label": definition.label,
        "record": one.record_id if one.count == 1 or one.kind == "merge" else None,
        "label": untitled(definition, one.record_id) if titled else one.label,
        "count": one.count,
        "by": {"id": one.by_id or 0, "label": who},
        "at": one.at.isoformat(),
        "until": one.until.isoformat(),
        "state": one.state,
        "can_undo": not refusal(one),
        **({**undone, "kept": readable(actor, undone["kept"])} if undone else {}),
    }
