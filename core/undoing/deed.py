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
    """What would come back and what would not, and why; of a very large batch the newest part."""
    deed = await deed_of(actor, batch)
    course, going = Course(), Going()
    if await held_up(actor, deed, course.told):
        return Plan(deed, course.told, True)
    steps = 0
    while not course.over and steps < PLANNED // 200:
        await step(actor, deed, course, "", plan=going)
        steps += 1
    return Plan(deed, course.told, course.over)


async def undo(actor: Actor, batch: str) -> Outcome:
    """Takes it back, once. Raises NotFound; Conflict when somebody was first, it is too late, or nothing is left."""
    async with work() as piece:
        deed = await deed_of(actor, batch)
        await _begin(actor, deed)
        course = Course()
        if await held_up(actor, deed, course.told):
            raise Conflict(f"不能撤销：{course.told.kept[0]['why']}", kept=course.told.kept)
        if await Change.filter(batch=batch).limit(AT_ONCE + 1).count() > AT_ONCE:
            return await _as_job(deed)
        while not course.over:
            await step(actor, deed, course, piece.batch)
        if not course.told.back_count:
            raise Conflict("没有什么可以撤销：都已改过、已恢复，或不归你管", kept=course.told.kept)
        await finish(deed, course.told)
    return Outcome("undone", course.told)


async def _begin(actor: Actor, deed: Deed) -> None:
    """One of two who undo the same at once gets it."""
    now = clock.now()
    free = Deed.filter(id=deed.id, state="done", until__gt=now)
    if not await free.update(state="undoing", undone_by_id=actor.id or None, undone_at=now):
        await deed.refresh_from_db()
        raise Conflict(refusal(deed) or "有人刚刚撤销过，刷新后再看")


async def _as_job(deed: Deed) -> Outcome:
    course = Course()
    told = {**deed.told, "undo": {"batch": ids.token(12), **course.to_json()}}
    await Deed.filter(id=deed.id).update(told=told)
    await jobs.add("undo", {"deed": deed.id}, lane="undo")
    return Outcome("undoing", course.told)


async def finish(deed: Deed, told: Told) -> None:
    """The deed is undone; what it kept can be read later."""
    current_work()
    kept: dict[str, Any] = {"back_count": told.back_count, "kept_count": told.kept_count, "kept": told.kept}
    await Deed.filter(id=deed.id).update(state="undone", told={**deed.told, "undone": kept})
