"""work(): all or nothing, also of what is told; a crash between commit and telling loses nothing."""

import asyncio
from dataclasses import dataclass

import pytest

from core import events, jobs
from core.db import rows
from core.dialogs import Dialog, ask
from core.jobs import Job, Jobs
from core.leads.lead import LEAD
from core.objects.writing import create
from core.work import current_work, happened, wake_with, work
from tests.conftest import Company


@dataclass(frozen=True)
class Rang:
    bell: str
    times: int


def heard_by(listener) -> Jobs:
    """The queue whose worker tells `listener` of bells."""
    listeners = events.Listeners()
    listeners.listen(Rang, listener)
    events.use(listeners)
    queue = Jobs()

    async def tell(run: jobs.JobRun) -> None:
        await listeners.tell(run.payload["name"], run.payload["event"])

    queue.handle("event", tell)
    return queue


async def test_what_happened_is_told_after_the_commit(database):
    told = []

    async def listener(event: Rang) -> None:
        told.append(event)

    queue = heard_by(listener)
    async with work():
        await happened(Rang("door", 2))
        assert told == []
    await queue.worker.drain()
    assert told == [Rang("door", 2)]
    await queue.worker.drain()
    assert told == [Rang("door", 2)]


async def test_what_was_rolled_back_is_never_told(database):
    told = []

    async def listener(event: Rang) -> None:
        told.append(event)

    queue = heard_by(listener)
    with pytest.raises(ZeroDivisionError):
        async with work():
            await ask("rep", "question", {})
            await happened(Rang("door", 1))
            raise ZeroDivisionError
    await queue.worker.drain()
    assert told == [] and await Dialog.all().count() == 0 and await Job.all().count() == 0


async def test_an_event_nobody_listens_to_leaves_no_row(database):
    async with work():
        await happened(Rang("door", 1))
    assert await Job.all().count() == 0


async def test_a_worker_that_dies_before_telling_is_replaced_and_the_event_is_told_once_more(database, stopped_clock):
    began, told = asyncio.Event(), []

    async def hangs(event: Rang) -> None:
        began.set()
        await asyncio.sleep(3600)

    queue = heard_by(hangs)
    async with work():
        await happened(Rang("door", 1))
    dying = asyncio.create_task(queue.worker.drain())
    await began.wait()
    for task in [*queue.worker.running, dying]:
        task.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert [row.state for row in await Job.all()] == ["running"]

    async def hears(event: Rang) -> None:
        told.append(event)

    again = heard_by(hears)
    await again.worker.drain()
    assert told == []  # the lease of the dead one still holds
    stopped_clock.advance(61)
    await again.worker.drain()
    assert told == [Rang("door", 1)]


async def test_happened_outside_work_is_a_bug(database):
    with pytest.raises(RuntimeError, match="work"):
        await happened(Rang("door", 1))


async def test_writing_outside_work_is_a_bug(company: Company):
    with pytest.raises(RuntimeError, match="work"):
        await create(company.rep, LEAD, {"name": "林嘉禾", "qq": "2716"})
    assert (await rows('SELECT count(*) FROM "lead"'))[0][0] == 0


async def test_a_nested_work_joins_the_outer_one(database):
    with pytest.raises(ZeroDivisionError):
        async with work() as outer:
            async with work() as inner:
                assert inner is outer is current_work()
                await ask("rep", "question", {})
            raise ZeroDivisionError
    assert await Dialog.all().count() == 0


async def test_a_nested_work_that_fails_leaves_no_half_behind(database):
    async with work():
        await ask("rep", "kept", {})
        with pytest.raises(ZeroDivisionError):
            async with work():
                await ask("other", "lost", {})
                raise ZeroDivisionError
        await ask("south", "kept", {})
    assert sorted([row.userid for row in await Dialog.all()]) == ["rep", "south"]


async def test_a_refused_statement_inside_a_nested_work_does_not_spoil_the_outer_one(database):
    async with work():
        await Dialog.create(userid="rep", name="first", expires_at="2026-11-24T00:00:00+00:00")
        with pytest.raises(Exception, match=r"(?i)unique"):
            async with work():
                await Dialog.create(userid="rep", name="second", expires_at="2026-11-24T00:00:00+00:00")
        await ask("other", "third", {})
    assert sorted([row.name for row in await Dialog.all()]) == ["first", "third"]


async def test_the_workers_are_woken_after_the_commit_and_not_after_a_rollback(database):
    woken = []
    wake_with(lambda: woken.append(1))
    async with work():
        assert woken == []
    assert woken == [1]
    with pytest.raises(ZeroDivisionError):
        async with work():
            raise ZeroDivisionError
    assert woken == [1]


async def test_pieces_of_work_side_by_side_do_not_mix(company: Company):
    async def one(n: int) -> str:
        async with work() as piece:
            await create(company.rep, LEAD, {"name": f"林{n}", "qq": str(n)})
            await asyncio.sleep(0)
            return piece.batch

    batches = await asyncio.gather(*[one(n) for n in range(8)])
    found = await rows("SELECT batch, count(*) FROM change GROUP BY batch")
    assert sorted((row[0], row[1]) for row in found) == sorted((batch, 1) for batch in batches)
