"""Deeds as people meet them (可撤销的操作): whose they are, what undoing would do, and doing it once."""

from dataclasses import dataclass
from typing import Any

from core import clock, ids, jobs
from core.actor import Actor
from core.errors import Conflict, NotFound
from core.objects.deeds import Deed
from core.objects.history import Change
from core.undoing.created import Going
from core.undoing.told import Told
from core.undoing.undo import Course, held_up, step
from core.work import current_work, work

AT_ONCE = 1000  # lines of history; more than that is undone by a job
PLANNED = 20_000


@dataclass(frozen=True)
class Plan:
    deed: Deed
    told: Told
    whole: bool


@dataclass(frozen=True)
class Outcome:
    """`state` is undone, or undoing where a job goes on with it."""

    state: str
    told: Told


async def deed_of(actor: Actor, batch: str) -> Deed:
    """The deed of who did it, or of anybody for administrators; else NotFound."""
    deed = await Deed.get_or_none(batch=batch)
    if deed is None or not (actor.admin or deed.by_id == actor.id):
        raise NotFound("没有找到这次操作，可能已过期")
    return deed


def refusal(deed: Deed) -> str:
    """Why a deed cannot be undone, "" when it can."""
    if deed.state == "doing":
        return "这次导入还在进行，结束后才能撤销"
    if deed.state == "undoing":
        return "这次操作正在撤销，过一会儿再看"
    if deed.state == "undone":
        return "这次操作已经撤销过了"
    return "已经过了可以撤销的日期" if deed.until <= clock.now() else ""


async def plan(actor: Actor, batch: str) -> Plan:
    """What would come back and what would not, and why; of a very large batch the newest part. What an undo that was
    cut short has brought back already is in it.
    """
    deed = await deed_of(actor, batch)
    (course, own), going = begun(deed), Going()
    if not own and await held_up(actor, deed, course.told):
        return Plan(deed, course.told.shown(actor), True)
    steps = 0
    while not course.over and steps < PLANNED // 200:
        await step(actor, deed, course, own, plan=going)
        steps += 1
    return Plan(deed, course.told.shown(actor), course.over)


def begun(deed: Deed) -> tuple[Course, str]:
    """Where an undo that runs as a job stands, and its batch; the start and "" where there is none."""
    stored = deed.told.get("undo")
    return (Course.of(stored), stored["batch"]) if stored else (Course(), "")


async def undo(actor: Actor, batch: str) -> Outcome:
    """Takes it back, once. Raises NotFound; Conflict when somebody was first, it is too late, or nothing is left."""
    async with work() as piece:
        deed = await deed_of(actor, batch)
        await _begin(actor, deed)
        course, own = begun(deed)
        if not own and await held_up(actor, deed, course.told):
            kept = course.told.shown(actor).kept
            raise Conflict(f"不能撤销：{kept[0]['why']}", kept=kept)
        if own or await Change.filter(batch=batch).limit(AT_ONCE + 1).count() > AT_ONCE:
            return await _as_job(deed, course, own)
        while not course.over:
            await step(actor, deed, course, piece.batch)
        if not course.told.back_count:
            raise Conflict("没有什么可以撤销：都已改过、已恢复，或不归你管", kept=course.told.shown(actor).kept)
        await finish(deed, course.told)
    return Outcome("undone", course.told.shown(actor))


async def _begin(actor: Actor, deed: Deed) -> None:
    """One of two who undo the same at once gets it."""
    now = clock.now()
    free = Deed.filter(id=deed.id, state="done", until__gt=now)
    if not await free.update(state="undoing", undone_by_id=actor.id or None, undone_at=now):
        await deed.refresh_from_db()
        raise Conflict(refusal(deed) or "有人刚刚撤销过，刷新后再看")
    await deed.refresh_from_db()


async def _as_job(deed: Deed, course: Course, own: str) -> Outcome:
    """One that was cut short goes on where it stands, in its own batch: what it did itself is nobody's later work."""
    told = {**deed.told, "undo": {"batch": own or ids.token(12), **course.to_json()}}
    await Deed.filter(id=deed.id).update(told=told)
    await jobs.add("undo", {"deed": deed.id}, lane="undo")
    return Outcome("undoing", Told())


async def finish(deed: Deed, told: Told) -> None:
    """The deed is undone; what it kept can be read later."""
    current_work()
    kept: dict[str, Any] = {"back_count": told.back_count, "kept_count": told.kept_count, "kept": told.kept}
    await Deed.filter(id=deed.id).update(state="undone", told={**deed.told, "undone": kept})
