"""One piece of work (一次操作): a transaction, its change batch, and what is told once it is committed."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from core import events, ids, jobs
from core.db import database, transaction


@dataclass
class Work:
    """The work in progress: `batch` groups its history rows, so that it can be shown and undone as one.

    `quiet` is work on so many records that nobody is told of each; whoever does it tells people of all together.
    """

    batch: str = field(default_factory=lambda: ids.token(12))
    quiet: bool = False
    seq: int = 0
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def wake_with(*wakers: Callable[[], None]) -> None:
    """Functions that run after every commit, such as waking the workers. They hold for the whole company: also for
    requests and workers whose context is older than this call.
    """
    database().wakers = wakers


def wake() -> None:
    """Wakes the workers now, for writes outside of a work()."""
    for waker in database().wakers:
        waker()


@asynccontextmanager
async def work(batch: str = "", *, quiet: bool = False) -> AsyncIterator[Work]:
    """Everything inside commits together; a nested work() joins the outer one.

    A nested one that fails leaves no half of itself behind, even when the outer one goes on. `batch` goes on with a
    batch of which earlier pieces are committed already, such as an import's; `quiet` tells nobody of single records.
    """
    running = _current.get()
    if running is not None:
        async with transaction():
            yield running
        return
    piece = Work(batch, quiet=quiet) if batch else Work(quiet=quiet)
    token = _current.set(piece)
    try:
        async with transaction():
            yield piece
    finally:
        _current.reset(token)
    for waker in piece.afterwards:
        waker()
    wake()


@contextmanager
def batch_of_its_own() -> Iterator[Work]:
    """What is done on the way and outlives the work in progress, such as a company's first settings: it commits with
    it, and is neither shown nor undone with it.
    """
    running = current_work()
    token = _current.set(Work(quiet=running.quiet, afterwards=running.afterwards))
    try:
        yield current_work()
    finally:
        _current.reset(token)


def current_work() -> Work:
    """The work in progress; writing outside of one is a bug."""
    piece = _current.get()
    if piece is None:
        raise RuntimeError("this changes the database and must run inside work()")
    return piece


async def happened(event: Any) -> None:
    """Remembers an event in the transaction; it is told after the commit, and exactly when it really happened.

    Quiet work remembers none.
    """
    quiet, heard = current_work().quiet, events.listeners()
    if heard and heard.hears(event) and not quiet:
        await jobs.add("event", {"name": type(event).__name__, "event": events.stored(event)})
