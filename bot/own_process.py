"""Jobs that compute for long in a process of their own (独立进程任务): the server's event loop stays free for people.

The child gets one end of a socket pair as its standard input: it reports its outcome there, and ends when the other
end is gone, so that no child outlives its server.
"""

import asyncio
import contextlib
import os
import socket
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import orjson

from bot.heavy import HEAVY
from core import clock, events
from core.db import Database
from core.errors import CrmError
from core.files.file import FileStore
from core.jobs import Handler, Job, JobRun
from core.objects import custom
from core.objects_list import register_all
from core.queues import GiveUp, Later
from core.settings import Settings
from core.work import wake

COMMAND = "run-job"
MAIN = Path(__file__).resolve().parent / "__main__.py"
NICENESS = 10
PATIENCE = 5.0


def in_own_process(settings: Settings) -> Handler:
    """A handler that runs the job of `bot/heavy.py` in a child and ends as the child ended."""

    async def handle(run: JobRun) -> None:
        async with _child(settings, run.id) as (process, reports):
            line = await reports.readline()
            status = await process.wait()
        wake()
        if not line.endswith(b"\n"):
            raise RuntimeError(f"the process of job {run.id} ended with status {status} and without an outcome")
        _as_told(orjson.loads(line))

    return handle


def _as_told(outcome: dict[str, Any]) -> None:
    """Ends the handler as the child's ended."""
    if "give_up" in outcome:
        raise GiveUp(outcome["give_up"])
    if "later" in outcome:
        raise Later(outcome["later"])
    if "refused" in outcome:
        raise CrmError(outcome["refused"])
    if "error" in outcome:
        raise RuntimeError(outcome["error"])


@asynccontextmanager
async def _child(settings: Settings, job_id: int) -> AsyncIterator[tuple[asyncio.subprocess.Process, Any]]:
    """The running child and the stream of its reports; a child that is left early is ended."""
    ours, its = socket.socketpair()
    with its:
        reports, writer = await asyncio.open_connection(sock=ours)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, str(MAIN), COMMAND, str(job_id), stdin=its.fileno(), env=_environment(settings)
            )  # fmt: skip
        except BaseException:
            writer.close()
            raise
    try:
        yield process, reports
    finally:
        writer.close()
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Nothing of the child goes on; what it had committed stays."""
    if process.returncode is None:
        process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await process.wait()
    if process.returncode is None:
        process.kill()
        await process.wait()


def _environment(settings: Settings) -> dict[str, str]:
    """The settings a job needs, also where the server got them otherwise than from its environment."""
    told = {
        "WECRM_DATABASE_URL": settings.database_url,
        "WECRM_DATA_DIR": str(settings.data_dir),
        "WECRM_TIMEZONE": settings.timezone,
        "WECRM_LOG_FORMAT": settings.log_format,
    }
    return {**os.environ, **told}


# -- the child -----------------------------------------------------------------------------------------------------


class _Everything(events.Listeners):
    """Every event is remembered; the server knows who hears it."""

    def hears(self, event: Any) -> bool:
        return True


async def run_job(settings: Settings, job_id: int) -> int:
    """Runs one claimed job and reports how it ended. The server holds the file lock of SQLite for both of us."""
    os.nice(NICENESS)
    parent = socket.socket(fileno=os.dup(0))
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    outcome = await _outcome(settings, job_id)
    parent.sendall(orjson.dumps(outcome) + b"\n")
    return 0


def _end_with(parent: socket.socket) -> NoReturn:
    """Ends this process at once when the server is gone: somebody else goes on with the job then."""
    with contextlib.suppress(OSError):
        parent.recv(1)
    os._exit(1)


async def _outcome(settings: Settings, job_id: int) -> dict[str, Any]:
    try:
        async with _company(settings):
            job = await Job.get_or_none(id=job_id, state="running")
            if job is None:
                return {"error": f"job {job_id} is not running"}
            row = {"id": job.id, "key": job.key, "kind": job.kind, "payload": job.payload, "attempts": job.attempts}
            await HEAVY[job.kind](JobRun(row), FileStore(settings.files_dir))
    except GiveUp as error:
        return {"give_up": str(error)}
    except Later as later:
        return {"later": later.seconds}
    except CrmError as error:
        return {"refused": error.message}
    except Exception as error:
        import structlog

        structlog.get_logger().error("job.failed", job=job_id, exc_info=error)
        return {"error": repr(error)[:1000]}
    return {}


@asynccontextmanager
async def _company(settings: Settings) -> AsyncIterator[None]:
    """The company's database and fields, open beside the server's own."""
    register_all()
    clock.set_timezone(settings.timezone)
    database = Database(settings.database_url)
    try:
        await database.open(readers=1)
        custom.use()
        await custom.load()
        events.use(_Everything())
        yield
    finally:
        await database.close()
