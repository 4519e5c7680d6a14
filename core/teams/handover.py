"""Handing over the work of a leaving member (工作交接): everything that ties them to records, batch by batch.

What there is to hand over is an explicit list of `Tie`s that later objects extend (`core.handing_over`). Each batch is
one transaction that also counts it, so that a run which was killed goes on where it stopped.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock, jobs
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.jobs import JobRun
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.objects.writing import write
from core.org.actor import actor_by_id
from core.org.recipients import recipient
from core.org.tables import Member, Superior
from core.teams.joining import pass_row
from core.teams.news import HandedOver
from core.teams.team import TeamMember
from core.work import current_work, happened, work

BATCH = 100


class Handover(Model):
    """One hand-over. States: running → done. `moved` counts what went over, by object or kind of tie."""

    id = fields.BigIntField(primary_key=True)
    leaver_id = fields.BigIntField()
    heir_id = fields.BigIntField()
    by_id = fields.BigIntField(null=True)
    state = fields.CharField(10, default="running")
    moved: dict[str, Any] = fields.JSONField(default=dict)
    at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "handover"


@dataclass(frozen=True)
class Tie:
    """What binds a member to records. `count(leaver)` looks, `move(actor, leaver, heir)` takes one batch of what is
    left and returns how many it was, 0 at the end.
    """

    label: str
    count: Callable[[int], Awaitable[int]]
    move: Callable[[Actor, int, int], Awaitable[int]]


def owned(definition: ObjectDef, **only: Any) -> Tie:
    """All living records that a member owns; `only` narrows them."""

    def theirs(leaver: int) -> Any:
        return definition.model.filter(owner_id=leaver, deleted_at=None, **only)

    async def move(actor: Actor, leaver: int, heir: int) -> int:
        found: list[Any] = await theirs(leaver).order_by("id").limit(BATCH).select_for_update()
        for record in found:
            since = {"owned_since": clock.now()} if "owned_since" in definition.faces else {}
            await write(actor, definition, record, {"owner": heir, **since}, "handover")
        return len(found)

    return Tie(definition.label, lambda leaver: theirs(leaver).count(), move)


async def _move_places(actor: Actor, leaver: int, heir: int) -> int:
    """Places in teams, joined with those of the heir; where the heir is the owner none is needed."""
    rows = await TeamMember.filter(member_id=leaver).order_by("id").limit(BATCH).select_for_update()
    for row in rows:
        record: Any = await object_named(row.object).model.get_or_none(id=row.record_id)
        if record is None or record.owner_id == heir:
            await TeamMember.filter(id=row.id).delete()
        else:
            await pass_row(row, heir)
    return len(rows)


PLACES = Tie("团队", lambda leaver: TeamMember.filter(member_id=leaver).count(), _move_places)


async def may_hand_over(actor: Actor, leaver_id: int) -> bool:
    """Administrators, and the superiors of whoever leaves."""
    above = Superior.filter(superior_id=actor.id, member_id=leaver_id, depth__gt=0)
    return actor.admin or await above.exists()


async def planned(actor: Actor, leaver_id: int, heir_id: int, ties: Sequence[Tie]) -> dict[str, int]:
    """How many of each would go over."""
    await _checked(actor, leaver_id, heir_id)
    counts = [(tie.label, await tie.count(leaver_id)) for tie in ties]
    return {label: count for label, count in counts if count}


async def hand_over(actor: Actor, leaver_id: int, heir_id: int) -> Handover:
    """Starts it as a job; asking again while it runs gives the same one. Run inside `work()`."""
    current_work()
    await _checked(actor, leaver_id, heir_id)
    await Member.select_for_update().get(id=leaver_id)
    running = await Handover.get_or_none(leaver_id=leaver_id, state="running")
    if running is not None and running.heir_id != heir_id:
        raise Conflict("这个人的工作正在交接给另一个人，等它做完再看")
    if running is not None:
        return running
    started = await Handover.create(leaver_id=leaver_id, heir_id=heir_id, by_id=actor.id, at=clock.now())
    await jobs.add("handover", {"id": started.id}, key=str(started.id))
    return started


async def _checked(actor: Actor, leaver_id: int, heir_id: int) -> None:
    if not await may_hand_over(actor, leaver_id):
        raise NotAllowed("只有管理员和他的上级能交接他的工作")
    if not await Member.exists(id=leaver_id, deleted_at=None):
        raise Invalid({"leaver": "没有这个成员，重新选一个"})
    if leaver_id == heir_id:
        raise Invalid({"heir": "交接人和接收人不能是同一个人"})
    await recipient(heir_id, "heir")


async def carry_out(run: JobRun, ties: Sequence[Tie]) -> None:
    """The job: every tie until nothing of it is left."""
    handover = await Handover.get(id=run.payload["id"])
    actor = (await actor_by_id(handover.by_id) if handover.by_id else None) or SYSTEM
    for tie in ties if handover.state == "running" else ():
        while await _batch(actor, handover.id, tie):
            pass
    async with work():
        if await Handover.filter(id=handover.id, state="running").update(state="done", done_at=clock.now()):
            await happened(HandedOver(handover.id, handover.heir_id))
        await run.finish()


async def _batch(actor: Actor, handover_id: int, tie: Tie) -> int:
    async with work():
        handover = await Handover.select_for_update().get(id=handover_id)
        moved = await tie.move(actor, handover.leaver_id, handover.heir_id)
        if moved:
            counts = {**handover.moved, tie.label: handover.moved.get(tie.label, 0) + moved}
            await Handover.filter(id=handover_id).update(moved=counts)
        return moved
