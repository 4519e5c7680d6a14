"""Background jobs and schedules (后台任务、定时任务): rows of the database, run by the worker of any process."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from croniter import croniter
from tortoise import fields
from tortoise.models import Model

from core import clock
from core.db import transaction
from core.queues import GiveUp, Queued, Worker, put

Handler = Callable[["JobRun"], Awaitable[None]]


class Job(Queued):
    kind = fields.CharField(60)

    class Meta:
        table = "job"


class Schedule(Model):
    """A job that comes again. One row per schedule: its tick is taken by one conditional update."""

    key = fields.CharField(60, primary_key=True)
    cron = fields.CharField(60)
    next_at = fields.DatetimeField()

    class Meta:
        table = "schedule"


class JobRun:
    """What a job handler gets: the payload, the attempt counted from 1, and `finish()` for one commit with effects."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.id: int = row["id"]
        self.key: str = row["key"]
        self.kind: str = row["kind"]
        self.payload: dict[str, Any] = row["payload"]
        self.attempt: int = row["attempts"]

    async def finish(self) -> bool:
        """Marks the job done inside the caller's `work()`; False when another worker finished it meanwhile."""
        won = await Job.filter(id=self.id, state="running").update(state="done", done_at=clock.now(), locked_until=None)
        return bool(won)

    async def progressed(self) -> None:
        """A long job got on: what went wrong before does not count against it any more."""
        await Job.filter(id=self.id, state="running").update(attempts=1)


class Jobs:
    """Handlers by kind; the table is the queue."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.rescuers: dict[str, Callable[[JobRun, Exception], Awaitable[None]]] = {}
        self.worker = Worker(Job, self._run, gave_up=self._gave_up, width=6, lanes=True)

    def handle(
        self, kind: str, handler: Handler, gave_up: Callable[[JobRun, Exception], Awaitable[None]] | None = None
    ) -> None:
        self.handlers[kind] = handler
        if gave_up:
            self.rescuers[kind] = gave_up

    async def _run(self, row: dict[str, Any]) -> None:
        if row["kind"] not in self.handlers:
            raise GiveUp(f"no handler for job {row['kind']!r}; register one with Jobs.handle in bot/app.py")
        await self.handlers[row["kind"]](JobRun(row))

    async def _gave_up(self, row: dict[str, Any], error: Exception) -> None:
        if rescue := self.rescuers.get(row["kind"]):
            await rescue(JobRun(row), error)


async def add(
    kind: str, payload: dict[str, Any], *, key: str = "", lane: str = "", run_at: datetime | None = None
) -> int | None:
    """Adds a job in the current transaction; None when a job with this key exists already."""
    return await put(Job, f"{kind}:{key}" if key else "", payload, lane=lane, run_at=run_at, kind=kind)


async def schedule(key: str, cron: str) -> None:
    """Makes sure the schedule exists; a changed cron text takes effect at once."""
    row = await Schedule.get_or_none(key=key)
    if row is None:
        await Schedule.create(key=key, cron=cron, next_at=_after(cron, clock.now()))
    elif row.cron != cron:
        await Schedule.filter(key=key).update(cron=cron, next_at=_after(cron, clock.now()))


async def tick() -> int:
    """Turns every due schedule into one job; over any number of processes each tick counts once."""
    now, due = clock.now(), 0
    for row in await Schedule.filter(next_at__lte=now):
        async with transaction():
            won = await Schedule.filter(key=row.key, next_at=row.next_at).update(next_at=_after(row.cron, now))
            if won:
                await add(row.key, {"tick": row.next_at.isoformat()}, key=row.next_at.isoformat())
                due += 1
    return due


def _after(cron: str, moment: datetime) -> datetime:
    """The next time of a cron text, read in company time."""
    following: datetime = croniter(cron, clock.local(moment)).get_next(datetime)
    return following.astimezone(UTC)
