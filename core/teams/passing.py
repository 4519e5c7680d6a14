"""Passing on the part of a collaborator (协作人转让): the place in the team and all they have there that is open."""

from typing import Any

from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.objects import history
from core.objects.around import related
from core.objects.definition import Action, Values
from core.objects.fields import Face
from core.objects.registry import definition_of
from core.objects.writing import write
from core.org.recipients import recipient
from core.org.tables import Member
from core.teams.joining import manages, pass_row
from core.teams.news import Joined
from core.teams.related import always, related_to
from core.teams.team import TeamMember
from core.work import current_work, happened


async def transfer_collaborator(actor: Actor, record: Any, values: Values) -> None:
    """By the owner's side, or by the collaborator with the power to hand over."""
    definition, member_id, to = definition_of(record), values["member"], values["to"]
    row = await TeamMember.get_or_none(
        object=definition.key, record_id=record.id, member_id=member_id, kind="collaborator"
    )
    if row is None:
        raise Conflict("他已经不是协作人，刷新后再看")
    own = member_id == actor.id and "hand_over" in row.powers
    if not own and not await manages(actor, definition, record.id):
        raise NotAllowed("协作身份由负责人转让；有「工作交接」权限的协作人可以转让自己的")
    heir = await recipient(to)
    if to in (member_id, record.owner_id):
        raise Invalid({"to": f"{heir.name}{'已经是负责人' if to == record.owner_id else '就是现在的协作人'}，换一个人"})
    await pass_row(row, to)
    movable = {kind.object: kind.movable for kind in related_to(definition)}
    for child, field in related(definition):
        if child.owned:
            theirs = {f"{field}_id": record.id, "owner_id": member_id, "deleted_at": None}
            for one in await child.model.filter(**theirs).select_for_update().order_by("id"):
                if movable.get(child.key, always)(one):
                    await write(actor, child, one, {"owner": to}, "transfer_collaborator")
    leaver = await Member.get(id=member_id)
    note = f"{leaver.name} → {heir.name}"
    await history.remember(actor, definition, record.id, "transfer_collaborator", {}, {}, note)
    if to != actor.id:
        await happened(Joined(definition.key, record.id, to, "collaborator", actor.id, current_work().batch))


TRANSFER_COLLABORATOR = Action(
    "transfer_collaborator",
    "转让协作人",
    transfer_collaborator,
    verb="read",
    reach="visible",
    input={
        "member": Face("现在的协作人", "reference", required=True, to="member"),
        "to": Face("转让给", "reference", required=True, to="member"),
    },
)
