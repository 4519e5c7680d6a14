"""The team of a merged record (合并后的团队): everybody who served one of the records, each with the most they had.

The owners of the others follow it from then on and may edit, so that nobody loses sight of what was theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core import clock
from core.actor import Actor
from core.errors import NotAllowed
from core.merging.chosen import Chosen
from core.objects import deeds
from core.org.actor import MAY_ACT
from core.org.tables import Member
from core.teams.joining import manages
from core.teams.news import Joined
from core.teams.powers import in_order
from core.teams.team import TeamMember
from core.work import current_work, happened

Key = tuple[int, str]  # member, kind


@dataclass(frozen=True)
class Place:
    can_edit: bool = False
    powers: tuple[str, ...] = ()

    def and_also(self, can_edit: bool, powers: Iterable[str] = ()) -> "Place":
        return Place(self.can_edit or can_edit, tuple(in_order([*self.powers, *powers])))


def places(owner: int | None, rows: Iterable[Any], owners: Iterable[int]) -> dict[Key, Place]:
    """Who serves the merged record: `rows` of all the records, and the `owners` of the others. The owner is no row."""
    found: dict[Key, Place] = {}
    for row in rows:
        if row.member_id != owner:
            key = (row.member_id, row.kind)
            found[key] = found.get(key, Place()).and_also(row.can_edit, row.powers)
    for member in owners:
        if member != owner:
            found[member, "follower"] = found.get((member, "follower"), Place()).and_also(True)
    return found


async def team_rows(chosen: Chosen) -> list[TeamMember]:
    """The places in the teams of all the records; none for an object without teams."""
    if not chosen.definition.shared:
        return []
    ids = [record.id for record in chosen.records]
    rows = await TeamMember.filter(object=chosen.definition.key, record_id__in=ids).order_by("id")
    return sorted(rows, key=lambda row: ids.index(row.record_id))


async def joining_owners(chosen: Chosen) -> list[int]:
    """Owners of the others who do not own the master and still work here."""
    owners = dict.fromkeys(one.owner_id for one in chosen.others if one.owner_id not in (None, chosen.master.owner_id))
    if not chosen.definition.shared or not owners:
        return []
    able = set(
        await Member.filter(id__in=list(owners), status__in=MAY_ACT, deleted_at=None).values_list("id", flat=True)
    )
    return [owner for owner in owners if owner in able]


async def refuse_to_let_in(actor: Actor, chosen: Chosen) -> None:
    """Letting others into the team of the master takes the right to share it: a merge is no way around that."""
    rows, owner = await team_rows(chosen), chosen.master.owner_id
    there = places(owner, [row for row in rows if row.record_id == chosen.master.id], ())
    wanted = places(owner, rows, await joining_owners(chosen))
    grown = {member for (member, kind), place in wanted.items() if there.get((member, kind)) != place} - {actor.id}
    if grown and not await manages(actor, chosen.definition, chosen.master.id):
        label = chosen.said(chosen.master)
        raise NotAllowed(f"合并会让别人加入「{label}」的团队，这由它的负责人和上级决定，请他们来合并")


async def move_team(actor: Actor, chosen: Chosen) -> int:
    """Everybody to the master; returns how many places came."""
    rows, owners = await team_rows(chosen), await joining_owners(chosen)
    wanted = places(chosen.master.owner_id, rows, owners)
    settled: set[Key] = set()
    came = 0
    for row in rows:
        came += await _settle(row, chosen.master.id, wanted, settled)
    for owner in owners:
        if (owner, "follower") not in settled:
            await _join(actor, chosen, owner)
            came += 1
    return came


async def _settle(row: TeamMember, master: int, wanted: dict[Key, Place], settled: set[Key]) -> bool:
    """A place that is the first of its member stays or moves, with all that the member had; the others go."""
    key = (row.member_id, row.kind)
    place = wanted.get(key)
    if place is None or key in settled:
        await deeds.dropped(row)
        return False
    settled.add(key)
    came = bool(row.record_id != master)
    now = {"record_id": master, "can_edit": place.can_edit, "powers": list(place.powers)}
    if changed := {name: value for name, value in now.items() if getattr(row, name) != value}:
        await deeds.moved(row, **changed)
    return came


async def _join(actor: Actor, chosen: Chosen, member: int) -> None:
    row = await TeamMember.create(
        object=chosen.definition.key,
        record_id=chosen.master.id,
        member_id=member,
        kind="follower",
        can_edit=True,
        powers=[],
        added_by_id=actor.id or None,
        added_at=clock.now(),
    )
    await deeds.added(row)
    if member != actor.id:
        batch = current_work().batch
        await happened(Joined(chosen.definition.key, chosen.master.id, member, "follower", actor.id, batch))


def told(found: dict[Key, Place], names: dict[tuple[str, int], str], joining: Sequence[int]) -> list[dict[str, Any]]:
    """The team for the plan; `joins` marks the owners of the others."""
    return [
        {
            "member": {"id": member, "label": names.get(("member", member), "")},
            "kind": kind,
            "can_edit": place.can_edit,
            "powers": list(place.powers),
            "joins": kind == "follower" and member in joining,
        }
        for (member, kind), place in found.items()
    ]
