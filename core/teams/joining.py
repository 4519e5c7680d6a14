"""Becoming part of a team (加入团队): one way for sharing, adding collaborators, transfers and hand-overs."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import NotAllowed
from core.objects import deeds
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.teams.news import Joined
from core.teams.powers import in_order
from core.teams.team import TeamMember
from core.work import current_work, happened


async def manages(actor: Actor, definition: ObjectDef, record_id: int) -> bool:
    """Whether the actor decides who is in the team: the owner, those above, and whom a role lets assign."""
    return record_id in await visible_ids(actor, definition, [record_id], "assign")


async def must_manage(actor: Actor, definition: ObjectDef, record_id: int) -> None:
    if not await manages(actor, definition, record_id):
        raise NotAllowed(f"这条{definition.label}的团队由负责人和他的上级安排，找他们调整")


async def join(
    actor: Actor,
    definition: ObjectDef,
    record_id: int,
    member_id: int,
    kind: str,
    *,
    can_edit: bool = False,
    powers: tuple[str, ...] | list[str] = (),
) -> None:
    """Makes the member part of the team. A follower gets the edit flag as given; a collaborator keeps former powers.

    Only who was not in it yet is told.
    """
    row = await TeamMember.get_or_none(object=definition.key, record_id=record_id, member_id=member_id, kind=kind)
    granted = in_order([*powers, *(row.powers if row else [])]) if kind == "collaborator" else []
    edits = "edit" in granted if kind == "collaborator" else can_edit
    if row is not None:
        await deeds.moved(row, can_edit=edits, powers=granted)
        return
    row = await TeamMember.create(
        object=definition.key,
        record_id=record_id,
        member_id=member_id,
        kind=kind,
        can_edit=edits,
        powers=granted,
        added_by_id=actor.id or None,
        added_at=clock.now(),
    )
    await deeds.added(row)
    if member_id != actor.id:
        await happened(Joined(definition.key, record_id, member_id, kind, actor.id, current_work().batch))


async def pass_row(row: Any, to: int) -> None:
    """A place in a team passes to another member, joined with the place they may have already."""
    there = await TeamMember.get_or_none(object=row.object, record_id=row.record_id, member_id=to, kind=row.kind)
    if there is None:
        await deeds.moved(row, member_id=to)
        return
    powers = in_order([*there.powers, *row.powers])
    await deeds.moved(there, can_edit=there.can_edit or row.can_edit, powers=powers)
    await deeds.dropped(row)
