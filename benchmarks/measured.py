"""CPU time of ourselves and of child processes, and what a row of times says (测量)."""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import asyncpg

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def cpu_of(pid: int) -> float:
    """CPU seconds a process has used, its threads included; Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_of_ended_children(pid: int) -> float:
    """CPU seconds of a process's children that have ended, with theirs; Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICK


def memory_of(pid: int) -> float:
    """Resident memory in MB; Linux only."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def percentile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def cpu_each(
    run: Callable[[], Awaitable[object]], times: int, warm: int = 20, besides: Sequence[int] = ()
) -> float:
    """CPU milliseconds of this process, and of those `besides`, for one `run()`: the median of five rounds."""

    def spent() -> float:
        return time.process_time() + sum(ran_on(pid) for pid in besides)

    for _ in range(warm):
        await run()
    rounds = []
    for _ in range(5):
        began = spent()
        for _ in range(times // 5):
            await run()
        rounds.append((spent() - began) / (times // 5) * 1000)
    return statistics.median(rounds)


def ran_on(pid: int) -> float:
    """Seconds that a process of one thread was on a processor, to the nanosecond; Linux only."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


class Backends:
    """The processes of a PostgreSQL on this machine that work for a database: the seconds that they were on a processor
    since the block began. None on SQLite. What one that ended did after the last `look()` is not counted.
    """

    def __init__(self, url: str) -> None:
        self.url = "" if url.startswith("sqlite") else url
        self.before: dict[int, float] = {}
        self.now: dict[int, float] = {}

    async def __aenter__(self) -> "Backends":
        if self.url:
            self.connection = await asyncpg.connect(self.url)
            await self.look()
            self.before = dict(self.now)
        return self

    async def __aexit__(self, *error: object) -> None:
        if self.url:
            await self.connection.close()

    async def look(self) -> None:
        if not self.url:
            return
        found = await self.connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        for (pid,) in found:
            if Path(f"/proc/{pid}/schedstat").exists():
                self.now[pid] = ran_on(pid)

    @property
    def spent(self) -> float:
        return sum(self.now.values()) - sum(self.before.values())


@asynccontextmanager
async def child(*arguments: str, address: str, environment: dict[str, str] | None = None) -> AsyncIterator[int]:
    """A Python process of ours that answers at `address`, until the block ends; its pid."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _until_up(address, process)
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_up(address: str, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(600):
            if process.returncode is not None:
                raise RuntimeError("the process ended before it answered")
            try:
                async with session.get(address) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError(f"{address} did not answer within a minute")
