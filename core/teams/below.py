"""What members of a team may add below the shared record (团队成员新增), and who is told of it."""

from typing import Any

from core.actor import Actor
from core.errors import NotAllowed
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.objects.registry import definition_of, object_named
from core.teams.news import FollowedUp
from core.teams.powers import FOLLOWERS_ADD, NEEDED, POWERS
from core.teams.team import TeamMember
from core.work import happened

WORDS = {power.value: power.label for power in POWERS}


async def may_add(actor: Actor, definition: ObjectDef, record_id: int, child: ObjectDef) -> None:
    """Whoever is only in the team needs the power for this kind of child; raises NotAllowed with its name."""
    rows = await TeamMember.filter(member_id=actor.id, object=definition.key, record_id=record_id)
    if not rows or record_id in await visible_ids(actor, definition, [record_id], "update"):
        return
    if child.key in FOLLOWERS_ADD and any(row.kind == "follower" for row in rows):
        return
    needed = NEEDED.get(child.key, "edit")
    if not any(needed in row.powers for row in rows):
        raise NotAllowed(f"你在这个{definition.label}的团队里没有「{WORDS[needed]}」的权限，需要的话找负责人开通")


async def tell_the_other_side(actor: Actor, record: Any, verb: str, before: dict[str, Any]) -> None:
    """With `mutual`, owner and collaborator hear of each other's new follow-ups (power 8)."""
    if verb != "create" or not actor.id:
        return
    definition = definition_of(record)
    for key in definition.parents:
        record_id, above = getattr(record, f"{key}_id"), object_named(definition.faces[key].to)
        if record_id and above.shared:
            parent: Any = await above.model.get(id=record_id)
            rows = await TeamMember.filter(object=above.key, record_id=record_id, kind="collaborator")
            mutual = {row.member_id for row in rows if "mutual" in row.powers}
            to = mutual if parent.owner_id == actor.id else {parent.owner_id} if actor.id in mutual else set()
            for member_id in sorted(to - {None, actor.id}):
                await happened(FollowedUp(above.key, record_id, definition.key, record.id, member_id, actor.id))
