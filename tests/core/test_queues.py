"""Durable queues: leases, lanes, back-off, dead letters, several workers, stopping."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from core import clock, jobs, queues
from core.errors import Conflict
from core.inbox import Inbox, receive
from core.jobs import Job, Jobs
from core.outbox import Outbox, tell
from core.queues import GiveUp, Later, Worker, free_all, put, settle
from core.work import work


async def states(model: type[queues.Queued] = Job) -> list[str]:
    return [row.state for row in await model.all().order_by("id")]


async def add(count: int = 1, *, lane: str = "", key: str = "") -> None:
    for n in range(count):
        await put(Job, f"{key}{n}" if key else "", {"n": n}, lane=lane, kind="test")


async def test_a_row_with_the_same_key_is_stored_once(database):
    assert await jobs.add("greet", {}, key="42")
    assert await jobs.add("greet", {}, key="42") is None
    assert await jobs.add("other", {}, key="42")
    assert await receive("7", "<xml/>", sender="rep") and not await receive("7", "<xml/>", sender="rep")
    assert await tell("rep", {}, key="card:1") and await tell("rep", {}, key="card:1") is None


async def test_the_same_key_at_the_same_moment_is_stored_once(database):
    async def arrive() -> bool:
        return await receive("same", "<xml/>", sender="rep")

    assert sum(await asyncio.gather(*[arrive() for _ in range(12)])) == 1
    assert await Inbox.all().count() == 1


async def test_drain_runs_everything_that_is_due_and_nothing_else(database, stopped_clock):
    done = []

    async def handle(row) -> None:
        done.append(row["payload"]["n"])

    await add(5)
    await put(Job, "", {"n": "tomorrow"}, run_at=clock.now() + timedelta(days=1), kind="test")
    worker = Worker(Job, handle, width=2)
    await worker.drain()
    assert sorted(done) == [0, 1, 2, 3, 4]
    stopped_clock.advance(86_400)
    await worker.drain()
    assert done[-1] == "tomorrow" and set(await states()) == {"done"}


async def test_back_off_then_a_dead_letter_and_somebody_is_told(database, stopped_clock):
    attempts, gave_up = [], []

    async def handle(row) -> None:
        attempts.append(clock.now())
        raise Conflict("对面没有应答")

    async def lost(row, error) -> None:
        gave_up.append((row["payload"], str(error)))

    await add()
    worker = Worker(Job, handle, gave_up=lost, back_off=(1, 4, 15))
    start = clock.now()
    for _ in range(40):
        await worker.drain()
        stopped_clock.advance(1)
    assert [(moment - start).total_seconds() for moment in attempts] == [0, 1, 5, 20]
    assert gave_up == [({"n": 0}, "对面没有应答")]
    [row] = await Job.all()
    assert (row.state, row.attempts) == ("dead", 4) and "对面没有应答" in row.error


async def test_a_handler_gives_up_at_once_where_another_attempt_cannot_help(database):
    gave_up = []

    async def handle(row) -> None:
        raise GiveUp("nobody there")

    async def lost(row, error) -> None:
        gave_up.append(row["id"])
        raise ZeroDivisionError  # even a rescue that fails leaves the row dead, not running for ever

    await add()
    await Worker(Job, handle, gave_up=lost).drain()
    assert len(gave_up) == 1 and await states() == ["dead"]


async def test_later_counts_no_attempt(database, stopped_clock):
    seen = []

    async def handle(row) -> None:
        seen.append(row["attempts"])
        if len(seen) < 4:
            raise Later(30)

    await add()
    worker = Worker(Job, handle, back_off=())
    for _ in range(4):
        await worker.drain()
        stopped_clock.advance(30)
    assert seen == [1, 1, 1, 1] and await states() == ["done"]


async def test_lanes_are_serial_and_in_order(database):
    running, order, most = Counter(), [], Counter()

    async def handle(row) -> None:
        lane = row["lane"]
        running[lane] += 1
        most[lane] = max(most[lane], running[lane])
        await asyncio.sleep(0.002)
        order.append((lane, row["payload"]["n"]))
        running[lane] -= 1

    for n in range(6):
        for lane in ("a", "b", "c"):
            await put(Job, "", {"n": n}, lane=lane, kind="test")
    await Worker(Job, handle, width=8, lanes=True).drain()
    assert most == {"a": 1, "b": 1, "c": 1}
    for lane in "abc":
        assert [n for name, n in order if name == lane] == list(range(6))


async def test_a_failed_row_lets_its_lane_go_on_and_never_runs_beside_it(database, stopped_clock):
    running, order, most = 0, [], 0

    async def handle(row) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.002)
        running -= 1
        order.append(row["payload"]["n"])
        if row["payload"]["n"] == 0 and row["attempts"] == 1:
            raise Conflict("nicht jetzt")

    await add(2, lane="a")
    worker = Worker(Job, handle, width=8, lanes=True, back_off=(10,))
    await worker.drain()
    assert order == [0, 1]
    await add(3, lane="a")
    stopped_clock.advance(10)  # the retry and the fresh rows are due together
    await worker.drain()
    assert order == [0, 1, 0, 0, 1, 2] and most == 1


async def test_a_row_for_a_later_hour_does_not_hold_up_its_lane(database, stopped_clock):
    done = []

    async def handle(row) -> None:
        done.append(row["payload"]["n"])

    await put(Job, "", {"n": "night"}, lane="a", run_at=clock.now() + timedelta(hours=8), kind="test")
    await put(Job, "", {"n": "now"}, lane="a", kind="test")
    await Worker(Job, handle, lanes=True).drain()
    assert done == ["now"]


async def test_two_expired_rows_of_one_lane_do_not_wait_for_each_other(database, stopped_clock):
    done = []

    async def handle(row) -> None:
        done.append(row["payload"]["n"])

    await add(2, lane="a")
    await Job.all().update(state="running", locked_by="gone", locked_until=clock.now() - timedelta(seconds=1))
    await add(1, lane="a")
    await Worker(Job, handle, lanes=True).drain()
    assert done == [0, 1, 0]


async def test_a_row_whose_worker_vanished_is_taken_again_when_its_lease_ends(database, stopped_clock):
    await add()
    await Job.all().update(state="running", locked_by="gone", locked_until=clock.now() + queues.LEASE, attempts=1)
    done = []

    async def handle(row) -> None:
        done.append(row["attempts"])

    worker = Worker(Job, handle)
    await worker.drain()
    assert done == []
    stopped_clock.advance(queues.LEASE.total_seconds() + 1)
    await worker.drain()
    assert done == [2]


async def test_a_row_that_takes_the_process_down_every_time_is_given_up(database, stopped_clock):
    await add()
    await Job.all().update(state="running", locked_by="gone", locked_until=clock.now(), attempts=3)
    stopped_clock.advance(1)
    gave_up = []

    async def handle(row) -> None:
        raise AssertionError("must not run again")

    async def lost(row, error) -> None:
        gave_up.append(row["id"])

    await Worker(Job, handle, gave_up=lost, back_off=(1, 1)).drain()
    assert len(gave_up) == 1 and await states() == ["dead"]


async def test_two_workers_never_take_the_same_row(database):
    taken: Counter[int] = Counter()

    async def handle(row) -> None:
        taken[row["id"]] += 1
        await asyncio.sleep(0.001)

    await add(60)
    await asyncio.gather(*[Worker(Job, handle, width=4).drain() for _ in range(4)])
    assert len(taken) == 60 and set(taken.values()) == {1}
    assert set(await states()) == {"done"}


async def test_two_workers_keep_lanes_serial(database):
    running, most, late = Counter(), Counter(), set()

    async def handle(row) -> None:
        running[row["lane"]] += 1
        most[row["lane"]] = max(most[row["lane"]], running[row["lane"]])
        await asyncio.sleep(0.002)
        running[row["lane"]] -= 1
        if row["payload"]["n"] % 3 == 0 and row["id"] not in late:
            late.add(row["id"])
            raise Later(0)

    for n in range(12):
        for lane in ("a", "b"):
            await put(Job, "", {"n": n}, lane=lane, kind="test")
    workers = [Worker(Job, handle, width=4, lanes=True) for _ in range(3)]
    while set(await states()) != {"done"}:
        await asyncio.gather(*[worker.drain() for worker in workers])
    assert set(most.values()) == {1}


async def test_what_a_handler_settled_itself_stays_settled(database):
    runs = []

    async def handle(run: jobs.JobRun) -> None:
        runs.append(run.id)
        async with work():
            assert await run.finish()
        raise Conflict("danach")

    queue = Jobs()
    queue.handle("test", handle)
    await add()
    await queue.worker.drain()
    await queue.worker.drain()
    assert len(runs) == 1 and await states() == ["done"]


async def test_a_job_is_finished_by_one_of_two_workers(database, stopped_clock):
    """The first was slow, its lease ran out, and the second finished: the first takes its effects back."""
    outcome = []

    async def slow(run: jobs.JobRun) -> None:
        stopped_clock.advance(120)
        second = Jobs()
        second.handle("test", quick)
        await second.worker.drain()
        async with work():
            outcome.append(("slow", await run.finish()))

    async def quick(run: jobs.JobRun) -> None:
        async with work():
            outcome.append(("quick", await run.finish()))

    first = Jobs()
    first.handle("test", slow)
    await add()
    await first.worker.drain()
    assert outcome == [("quick", True), ("slow", False)] and await states() == ["done"]


async def test_settle_says_whether_the_row_was_still_ours(database):
    await add()
    [row] = await Job.all()
    await Job.all().update(state="running")
    assert await settle(Job, row.id)
    assert not await settle(Job, row.id)


async def test_stop_frees_what_did_not_finish(database):
    began = asyncio.Event()

    async def handle(row) -> None:
        began.set()
        await asyncio.sleep(3600)

    await add(3)
    worker = Worker(Job, handle, width=2, poll=0.01)
    worker.start()
    await began.wait()
    await worker.stop(patience=0.01)
    assert await states() == ["waiting"] * 3
    done = []

    async def finishes(row) -> None:
        done.append(row["id"])

    await Worker(Job, finishes).drain()
    assert len(done) == 3


async def test_stop_lets_a_running_row_finish(database):
    began, done = asyncio.Event(), []

    async def handle(row) -> None:
        began.set()
        await asyncio.sleep(0.05)
        done.append(row["id"])

    await add()
    worker = Worker(Job, handle, poll=0.01)
    worker.start()
    await began.wait()
    await worker.stop()
    assert len(done) == 1 and await states() == ["done"]


async def test_a_start_frees_the_rows_of_a_dead_process(database):
    await add(2)
    await Job.all().update(state="running", locked_by="gone", locked_until=clock.now() + timedelta(hours=1))
    await free_all(Job)
    assert await states() == ["waiting"] * 2


async def test_a_woken_worker_looks_at_once(database):
    done = asyncio.Event()

    async def handle(row) -> None:
        done.set()

    worker = Worker(Job, handle, poll=600)
    worker.start()
    await asyncio.sleep(0.02)
    await add()
    worker.wake()
    await asyncio.wait_for(done.wait(), 10)
    await worker.stop()


@pytest.mark.parametrize("model", [Inbox, Outbox, Job])
async def test_every_queue_is_claimed_in_the_order_of_its_due_time(model, database, stopped_clock):
    columns = {Inbox: {"source": "app"}, Job: {"kind": "test"}}.get(
        model,
        {"userid": "rep", "kind": "message", "task_id": "", "msgid": "", "response_code": "", "outcome": ""},
    )
    for n, minutes in enumerate((3, 1, 2)):
        run_at = clock.now() - timedelta(minutes=minutes)
        await put(model, f"k{n}", {"n": n}, lane=str(n), run_at=run_at, **columns)
    done = []

    async def handle(row) -> None:
        done.append(row["payload"]["n"])

    await Worker(model, handle, width=1, lanes=True).drain()
    assert done == [0, 2, 1]
