"""The team of a record as people see it (相关人员): owner, followers, collaborators, and what the viewer arranges."""

from typing import Any

from core.actor import Actor
from core.objects.definition import ObjectDef
from core.objects.labels import labels
from core.teams.joining import manages
from core.teams.powers import POWERS
from core.teams.team import TeamMember


async def team_of(actor: Actor, definition: ObjectDef, record_id: int) -> dict[str, Any]:
    """The caller has checked that the record is visible. Four statements."""
    record: Any = await definition.model.get(id=record_id)
    rows = await TeamMember.filter(object=definition.key, record_id=record_id).order_by("id")
    ids = {record.owner_id, *(row.member_id for row in rows), *(row.added_by_id for row in rows)} - {None}
    names = await labels({"member": ids})
    may = record.owner_id is not None and await manages(actor, definition, record_id)

    def ref(member_id: int | None) -> dict[str, Any] | None:
        return {"id": member_id, "label": names.get(("member", member_id), "")} if member_id else None

    def told(row: TeamMember, **more: Any) -> dict[str, Any]:
        added = {"added_at": row.added_at.isoformat(), "added_by": ref(row.added_by_id)}
        return {"member": ref(row.member_id), **more, **added}

    return {
        "owner": ref(record.owner_id),
        "followers": [told(row, can_edit=row.can_edit) for row in rows if row.kind == "follower"],
        "collaborators": [told(row, powers=row.powers) for row in rows if row.kind == "collaborator"],
        "may": {"share": may, "collaborate": may},
        "powers": [{"key": power.value, "label": power.label} for power in POWERS],
    }
