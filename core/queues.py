"""Durable queues (任务、收件、发件): rows with a lease, taken by one worker at a time, retried, given up loudly.

States: waiting → running → done, or back to waiting with a later `run_at`, or dead after the last attempt.
A running row whose lease ran out is taken again; on SQLite, where one process works alone, a start frees them all.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from tortoise import fields
from tortoise.models import Model

from core import clock, ids
from core.db import database, execute, transaction
from core.errors import CrmError

LEASE = timedelta(seconds=60)
log = structlog.get_logger()


class Queued(Model):
    """The columns of a durable queue."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(200, unique=True)
    lane = fields.CharField(80, default="")
    payload: dict[str, Any] = fields.JSONField(default=dict)
    state = fields.CharField(10, default="waiting")
    run_at = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    locked_by = fields.CharField(60, default="")
    locked_until = fields.DatetimeField(null=True)
    error = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)
    done_at = fields.DatetimeField(null=True)

    class Meta:
        abstract = True


class GiveUp(Exception):
    """Raised by a handler when another attempt cannot help."""


class Later(Exception):
    """Raised by a handler that cannot run yet; `seconds` from now it is tried again and no attempt is counted."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"later by {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Entry:
    """A row to be added: an empty key means that no other row is the same."""

    key: str
    payload: dict[str, Any]
    lane: str = ""
    run_at: datetime | None = None
    columns: dict[str, Any] = field(default_factory=dict)


async def put(
    model: type[Queued],
    key: str,
    payload: dict[str, Any],
    *,
    lane: str = "",
    run_at: datetime | None = None,
    **columns: Any,
) -> int | None:
    """Adds a row; returns its id, or None when a row with this key is there already."""
    added = await put_all(model, [Entry(key or ids.token(12), payload, lane, run_at, columns)])
    return next(iter(added.values()), None)


async def put_all(model: type[Queued], entries: Sequence[Entry]) -> dict[str, int]:
    """Adds rows with one statement; the ids of those whose key was new. All entries name the same further columns."""
    now, dialect = clock.now(), database().dialect
    rows = [_columns(entry, now, dialect.json(entry.payload)) for entry in entries]
    sql = dialect.insert_once(model._meta.db_table, list(rows[0]), "key", rows=len(rows))
    added = await execute(sql, [value for row in rows for value in row.values()])
    return {str(row["key"]): int(row["id"]) for row in added}


def _columns(entry: Entry, now: datetime, payload: Any) -> dict[str, Any]:
    return {
        "key": entry.key,
        "lane": entry.lane,
        "payload": payload,
        "state": "waiting",
        "run_at": entry.run_at or now,
        "attempts": 0,
        "locked_by": "",
        "error": "",
        "created_at": now,
        **entry.columns,
    }


async def settle(model: type[Queued], row_id: int, **columns: Any) -> bool:
    """Marks a running row done; inside a `work()` that is one commit with the effects of the row.

    False when another worker has settled it already: the caller then takes its own effects back.
    """
    values = {"state": "done", "done_at": clock.now(), "locked_until": None, **columns}
    return bool(await model.filter(id=row_id, state="running").update(**values))


async def free_all(model: type[Queued]) -> None:
    """Frees the rows of a process that is gone. Only where one process works alone."""
    await model.filter(state="running").update(state="waiting", locked_until=None)


class Worker:
    """Takes rows of one queue and runs `handle(row)` for each, `width` at a time.

    `back_off[n]` is the pause after attempt n+1; after the last one the row is dead and `gave_up(row, error)` runs.
    """

    def __init__(
        self,
        model: type[Queued],
        handle: Callable[[Any], Awaitable[None]],
        *,
        gave_up: Callable[[Any, Exception], Awaitable[None]] | None = None,
        width: int = 4,
        back_off: tuple[float, ...] = (1, 4, 15, 60, 300),
        poll: float = 1.0,
        lanes: bool = False,
    ) -> None:
        self.model, self.handle, self.gave_up = model, handle, gave_up
        self.width, self.back_off, self.poll = width, back_off, poll
        self.lane = "lane" if lanes else None
        self.name = ids.token(6)
        self.running: dict[asyncio.Task[None], Any] = {}
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    def wake(self) -> None:
        """Looks for work at once instead of at the next poll."""
        self._wake.set()

    def start(self) -> None:
        self._stopping = False
        self._loop = asyncio.create_task(self._run())

    async def stop(self, patience: float = 10) -> None:
        """Takes nothing new, lets running rows finish, then frees what did not."""
        self._stopping = True
        self._wake.set()
        if self._loop:
            # by itself, if it can: cancelled while it takes a connection, it would keep that from the pool
            await asyncio.wait((self._loop,), timeout=patience)
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        if self.running:
            await asyncio.wait(self.running, timeout=patience)
        left = {task: row for task, row in self.running.items() if not task.done()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        # also rows that were taken at the very moment of stopping, before they had a task
        await self.model.filter(locked_by=self.name, state="running").update(state="waiting", locked_until=None)

    async def drain(self) -> None:
        """Runs until nothing is due: for commands and tests."""
        while await self._take() or self.running:
            if self.running:
                await asyncio.wait(self.running, return_when=asyncio.FIRST_COMPLETED)

    async def _run(self) -> None:
        renewed = clock.now()
        while not self._stopping:
            self._wake.clear()  # before looking: a row that comes while we look must not be slept over
            try:
                taken = await self._take()
                if self.running and clock.now() - renewed > LEASE / 4:
                    await self._renew()
                    renewed = clock.now()
            except Exception as error:
                log.warning("queue.unreachable", queue=self.model._meta.db_table, error=str(error))
                taken = 0
            if not taken and not self._stopping:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.poll):  # wait_for may swallow the cancelling of stop()
                        await self._wake.wait()

    async def _take(self) -> int:
        free = self.width - len(self.running)
        if free <= 0:
            return 0
        taken = await self._claim(free)
        for record in taken:
            row = dict(record)
            if isinstance(row["payload"], str | bytes):
                row["payload"] = orjson.loads(row["payload"])
            task = asyncio.create_task(self._one(row))
            self.running[task] = row
            task.add_done_callback(self._finished)
        return len(taken)

    async def _claim(self, most: int) -> list[Any]:
        now, table, dialect = clock.now(), self.model._meta.db_table, database().dialect
        claim, values = dialect.claim(table, self.lane), [self.name, now + LEASE, now, most]
        if self.lane is None or (alone := dialect.one_claim_at_a_time(table)) is None:
            return await execute(claim, values)
        async with transaction():
            await execute(alone)
            return await execute(claim, values)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        row = self.running.pop(task, None)
        self._wake.set()
        if row and not task.cancelled() and (error := task.exception()):
            log.warning("queue.unsettled", queue=self.model._meta.db_table, id=row["id"], error=repr(error)[:500])

    async def _renew(self) -> None:
        ids_ = [row["id"] for row in self.running.values()]
        await self.model.filter(id__in=ids_, locked_by=self.name).update(locked_until=clock.now() + LEASE)

    async def _one(self, row: dict[str, Any]) -> None:
        if row["attempts"] > len(self.back_off) + 1:
            await self._dead(row, RuntimeError("every attempt ended without an outcome, the process with it"))
            return
        try:
            await self.handle(row)
            await self._settled(row, state="done", done_at=clock.now())
        except Later as later:
            await self._again(row, later.seconds, str(later), attempts=row["attempts"] - 1)
        except GiveUp as error:
            await self._dead(row, error)
        except Exception as error:
            await self._failed(row, error)

    async def _failed(self, row: dict[str, Any], error: Exception) -> None:
        expected = isinstance(error, CrmError)
        log.warning(
            "queue.failed",
            queue=self.model._meta.db_table,
            id=row["id"],
            attempt=row["attempts"],
            error=repr(error)[:500],
            exc_info=None if expected else error,
        )
        if row["attempts"] > len(self.back_off):
            await self._dead(row, error)
        else:
            await self._again(row, self.back_off[row["attempts"] - 1], repr(error), attempts=row["attempts"])

    async def _again(self, row: dict[str, Any], seconds: float, why: str, *, attempts: int) -> None:
        run_at = clock.now() + timedelta(seconds=seconds)
        await self._settled(row, state="waiting", run_at=run_at, attempts=max(attempts, 0), error=why[:2000])

    async def _dead(self, row: dict[str, Any], error: Exception) -> None:
        log.error("queue.gave_up", queue=self.model._meta.db_table, id=row["id"], error=repr(error)[:500])
        if self.gave_up:
            try:
                await self.gave_up(row, error)
            except Exception as another:
                log.error("queue.gave_up_failed", queue=self.model._meta.db_table, id=row["id"], error=repr(another))
        await self._settled(row, state="dead", done_at=clock.now(), error=repr(error)[:2000])

    async def _settled(self, row: dict[str, Any], **columns: Any) -> None:
        """Writes the outcome of a row that is still ours: not one that its handler settled or another worker took."""
        ours = self.model.filter(id=row["id"], state="running", locked_by=self.name)
        await ours.update(locked_until=None, **columns)
