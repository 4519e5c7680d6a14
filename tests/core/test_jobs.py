"""Jobs and schedules: handlers by kind, rescuers, one tick however many processes tick."""

import asyncio

from core import jobs
from core.jobs import Job, Jobs
from core.queues import GiveUp


async def test_a_job_without_a_handler_is_given_up_by_name(database):
    await jobs.add("unheard_of", {})
    await Jobs().worker.drain()
    [row] = await Job.all()
    assert row.state == "dead" and "unheard_of" in row.error


async def test_a_job_that_is_given_up_reaches_its_rescuer(database):
    rescued = []

    async def handle(run: jobs.JobRun) -> None:
        raise GiveUp("no")

    async def rescue(run: jobs.JobRun, error: Exception) -> None:
        rescued.append((run.kind, run.payload, run.attempt))

    queue = Jobs()
    queue.handle("greet", handle, gave_up=rescue)
    await jobs.add("greet", {"whom": "rep"})
    await queue.worker.drain()
    assert rescued == [("greet", {"whom": "rep"}, 1)]


async def test_a_schedule_ticks_once_however_many_processes_tick(database, stopped_clock):
    await jobs.schedule("brief", "0 10 * * *")
    assert await jobs.tick() == 0
    stopped_clock.advance(31 * 60)  # from 09:30 to 10:01 in Shanghai
    assert sum(await asyncio.gather(*[jobs.tick() for _ in range(6)])) == 1
    [row] = await Job.all()
    assert (row.kind, row.payload) == ("brief", {"tick": "2026-11-24T02:00:00+00:00"})
    stopped_clock.advance(3 * 86_400)  # ticks that were slept over count as one
    assert await jobs.tick() == 1 and await jobs.tick() == 0


async def test_a_schedule_with_another_cron_text_takes_effect(database, stopped_clock):
    await jobs.schedule("brief", "0 10 * * *")
    await jobs.schedule("brief", "45 9 * * *")
    stopped_clock.advance(16 * 60)
    assert await jobs.tick() == 1
