"""Jobs in a process of their own: how they end there is how they end here, and no child outlives its server."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.own_process import COMMAND, in_own_process
from core import jobs
from core.db import Database
from core.jobs import Job, JobRun
from core.queues import GiveUp
from core.settings import Settings, read_settings


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return read_settings({"WECRM_DATABASE_URL": database.url, "WECRM_DATA_DIR": str(tmp_path / "data")})


async def running_job(kind: str, payload: dict[str, Any]) -> JobRun:
    job_id = await jobs.add(kind, payload)
    await Job.filter(id=job_id).update(state="running", attempts=1)
    job = await Job.get(id=job_id)
    return JobRun({"id": job.id, "key": job.key, "kind": kind, "payload": job.payload, "attempts": 1})


async def test_what_goes_wrong_there_is_told_here(settings: Settings):
    run = await running_job("no.such.kind", {})
    with pytest.raises(RuntimeError, match=r"no\.such\.kind"):
        await in_own_process(settings)(run)


async def test_a_run_that_is_not_known_is_given_up_there_and_here(settings: Settings):
    run = await running_job("import", {"run": 4711})
    with pytest.raises(GiveUp):
        await in_own_process(settings)(run)


async def test_a_job_that_is_cancelled_leaves_no_child_behind(settings: Settings):
    run = await running_job("import", {"run": 4711})
    task = asyncio.create_task(in_own_process(settings)(run))
    child = await until_started(run.id)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not Path(f"/proc/{child}").exists()


async def test_a_child_that_is_killed_ends_the_job_as_failed(settings: Settings):
    run = await running_job("import", {"run": 4711})
    task = asyncio.create_task(in_own_process(settings)(run))
    os.kill(await until_started(run.id), signal.SIGKILL)
    with pytest.raises(RuntimeError, match="without an outcome"):
        await task


async def until_started(job_id: int) -> int:
    """The process id of the child that has this job."""
    wanted = f"{COMMAND}\0{job_id}\0".encode()
    for _ in range(500):
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if found.read_bytes().endswith(wanted) and _ours(found.parent):
                    return int(found.parent.name)
            except OSError:
                continue
        await asyncio.sleep(0.01)
    raise TimeoutError("no child was started")


def _ours(process: Path) -> bool:
    """A child of this very process: other tests run beside us."""
    return (process / "stat").read_text().rpartition(")")[2].split()[1] == str(os.getpid())
