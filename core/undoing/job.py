"""Undoing what is too large for one moment (后台撤销): each page is one transaction that also says how far it is."""

from core.actor import SYSTEM, Actor
from core.jobs import JobRun
from core.objects.deeds import Deed
from core.org.actor import actor_by_id
from core.queues import GiveUp
from core.undoing.deed import finish
from core.undoing.undo import Course, step
from core.work import work


async def carry_out(run: JobRun) -> None:
    """Goes on where it stands, until it is over; a second process finds each page done."""
    deed = await Deed.get(id=run.payload["deed"])
    actor = await actor_by_id(deed.undone_by_id) if deed.undone_by_id else SYSTEM
    if actor is None:
        raise GiveUp("who undoes it has left the company")
    while await _page(actor, deed.id):
        pass
    async with work():
        await run.finish()


async def _page(actor: Actor, deed_id: int) -> bool:
    """One page; False when nothing is left."""
    deed = await Deed.get(id=deed_id)
    if deed.state != "undoing":
        return False
    async with work(batch=deed.told["undo"]["batch"]) as piece:
        deed = await Deed.select_for_update().get(id=deed_id)
        if deed.state != "undoing":
            return False
        course = Course.of(deed.told["undo"])
        await step(actor, deed, course, piece.batch)
        told = {**deed.told, "undo": {"batch": piece.batch, **course.to_json()}}
        if course.over:
            deed.told = {key: value for key, value in told.items() if key != "undo"}
            await finish(deed, course.told)
        else:
            await Deed.filter(id=deed_id).update(told=told)
    return not course.over


async def gave_up(run: JobRun, error: Exception) -> None:
    """It may be tried again: what came back stays back."""
    async with work():
        await Deed.filter(id=run.payload["deed"], state="undoing").update(state="done")
