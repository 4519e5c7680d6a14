"""An export of 100,000 leads, against the bare query and the bare writer (导出).

Both are counted in processor time, that of PostgreSQL's backends included, and take turns; the medians are told.
python -m benchmarks.exporting URL measures one empty database; `run()` takes SQLite and, where one answers, PostgreSQL.
"""

import asyncio
import contextlib
import csv
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from benchmarks.list_rows import LEADS, company, fill
from benchmarks.lists import Fetch, bare, on_both
from benchmarks.measured import Backends, memory_of
from bot.own_process import in_own_process
from core import clock
from core.db import Database
from core.exporting.run import ExportRun
from core.exporting.starting import Wish, start
from core.exporting.writing import export
from core.files.file import FileStore
from core.jobs import Handler, Job, JobRun
from core.leads.lead import LEAD
from core.migrating import migrate
from core.objects import custom
from core.objects_list import register_all
from core.org.actor import Actor, actor_by_id
from core.org.tables import Member
from core.settings import read_settings
from core.work import work

COLUMNS = ("name", "company", "title", "mobile", "status", "level", "owner", "next_follow_at", "updated_at")
BY_HAND = (
    "SELECT l.id, l.name, l.company, l.title, l.mobile, l.status, l.level, m.name AS owner, l.next_follow_at, "
    "l.updated_at FROM lead l LEFT JOIN member m ON m.id=l.owner_id WHERE l.deleted_at IS NULL "
    "ORDER BY l.updated_at DESC, l.id DESC"
)
MOMENTS = (8, 9)
TIMES = 3


async def measure(url: str) -> None:
    """Prints for each format the CPU time of an export, of query and writer alone, and their ratio; and our memory."""
    register_all()
    await migrate(url)
    opened = await Database(url).open()
    try:
        custom.use()
        boss = await everything()
        with tempfile.TemporaryDirectory() as folder:
            settings = read_settings({"WECRM_DATABASE_URL": url, "WECRM_DATA_DIR": folder})
            here = lambda job: export(job, FileStore(settings.files_dir))  # noqa: E731
            fetch, close = await bare(url)
            try:
                for kind in ("xlsx", "csv"):
                    await _compare(url, kind, lambda kind=kind: exported(boss, kind, here), fetch)
            finally:
                await close()
            memory = await _most_memory(exported(boss, "xlsx", in_own_process(settings)))
        print(f"exporting ({opened.dialect.name}): at most {memory:.0f} MB in a process of its own", flush=True)
    finally:
        await opened.close()


async def _compare(url: str, kind: str, ours: Callable[[], Awaitable[None]], fetch: Fetch) -> None:
    times = [(await _cpu(url, ours), await _cpu(url, lambda: by_hand(fetch, kind))) for _ in range(TIMES)]
    mine, theirs = (statistics.median(some) for some in zip(*times, strict=True))
    told = f"{LEADS:,} leads as {kind}: CPU {mine:.1f} s, query and writer alone {theirs:.1f} s"
    print(f"exporting ({url.partition(':')[0]}): {told}, ratio {mine / theirs:.2f}", flush=True)


async def everything() -> Actor:
    """A company's leads and somebody who sees them all."""
    head, _ = await company()
    await fill()
    await Member.filter(id=head.id).update(admin=True)
    boss = await actor_by_id(head.id)
    assert boss
    return boss


async def exported(actor: Actor, kind: str, carry_out: Handler) -> None:
    """One export by its job."""
    async with work():
        run = await start(actor, LEAD, Wish(columns=COLUMNS, format=kind))
    await Job.filter(key=f"export:{run.id}").update(state="running")
    job = await Job.get(key=f"export:{run.id}")
    await carry_out(JobRun({"id": job.id, "key": job.key, "kind": "export", "payload": job.payload, "attempts": 1}))
    ended = await ExportRun.get(id=run.id)
    if (ended.status, ended.rows) != ("done", LEADS):
        raise RuntimeError(f"{ended.status}: {ended.rows} rows, {ended.message}")


async def by_hand(fetch: Fetch, kind: str) -> None:
    """The rows through the bare driver, and the writer's library with the same cells."""
    rows = [list(row.values()) for row in await fetch(BY_HAND, [])]
    with tempfile.TemporaryDirectory() as folder:
        if kind == "csv":
            with open(f"{folder}/a.csv", "w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(rows)
        else:
            _workbook(f"{folder}/a.xlsx", rows)


def _workbook(path: str, rows: Any) -> None:
    book = Workbook(path, {"constant_memory": True})
    sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for number, row in enumerate(rows):
        sheet.write_number(number, 0, row[0])
        for column in range(1, 10):
            value = row[column]
            if value is None:
                continue
            if column in MOMENTS:
                when = value if isinstance(value, datetime) else datetime.fromisoformat(value)
                sheet.write_datetime(number, column, when.astimezone(clock.timezone()).replace(tzinfo=None), moment)
            else:
                sheet.write_string(number, column, value)
    book.close()


async def _cpu(url: str, run: Callable[[], Awaitable[None]]) -> float:
    """CPU seconds of this process with its threads, and of the backends."""
    async with Backends(url) as backends:
        began = time.process_time()
        running = asyncio.ensure_future(run())
        while not running.done():
            await asyncio.wait([running], timeout=0.05)
            await backends.look()
        await running
        return time.process_time() - began + backends.spent


async def _most_memory(running: Coroutine[Any, Any, None]) -> float:
    """The most memory in MB that a child of ours held meanwhile; Linux only."""
    task, most = asyncio.create_task(running), 0.0
    while not task.done():
        await asyncio.sleep(0.05)
        for listed in Path("/proc/self/task").glob("*/children"):
            with contextlib.suppress(OSError):
                most = max([most, *(memory_of(int(pid)) for pid in listed.read_text().split())])
    await task
    return most


async def run() -> None:
    """Both databases, each in a process of its own."""
    print(f"exporting: {LEADS:,} leads with ten columns", flush=True)
    await on_both("benchmarks.exporting")


if __name__ == "__main__":
    import logging

    import structlog
    import uvloop

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    uvloop.run(measure(sys.argv[1]))
