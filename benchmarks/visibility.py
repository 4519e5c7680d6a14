"""What a member's list and record cost in a small and in a large company (可见性), and against the same SQL by hand.

python -m benchmarks.visibility URL ROWS measures one empty database and prints JSON; `run()` compares two sizes on
SQLite and, where one answers, PostgreSQL. Every member sees equally much, however many leads there are. SQLite works in
our own process; for PostgreSQL the processor time of its backends is counted too, where it runs on this machine.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.crowd import fill
from benchmarks.lists import SERVER, bare
from benchmarks.measured import ROOT, cpu_each
from core.db import Database, database, rows
from core.leads.lead import LEAD
from core.migrating import migrate
from core.objects import custom
from core.objects.around import around
from core.objects.query import Listing, record, search
from core.objects_list import register_all

SMALL, LARGE, TIMES = 10_000, int(os.environ.get("WECRM_BENCH_ROWS", "1000000")), 100
COLUMNS = "l.id, l.name, l.company, l.title, l.mobile, l.status, l.level, l.owner_id, m.name AS owner, "
ONLY = (
    "l.deleted_at IS NULL AND l.id IN (SELECT id FROM lead WHERE owner_id = $1 AND deleted_at IS NULL UNION ALL "
    "SELECT record_id FROM team_member WHERE member_id = $1 AND object = 'lead')"
)
PAGE = (
    f"SELECT {COLUMNS} l.next_follow_at, l.updated_at FROM lead l{{alone}} LEFT JOIN member m ON m.id = l.owner_id "
    f"WHERE {ONLY} ORDER BY l.updated_at DESC, l.id DESC LIMIT 51"
)
COUNT = f"SELECT count(*) FROM (SELECT l.id FROM lead l{{alone}} WHERE {ONLY} LIMIT 10001) AS found"


async def measure(url: str, leads: int) -> dict[str, float]:
    """CPU milliseconds, and what it took on the clock."""
    register_all()
    await migrate(url)
    company = await Database(url).open()
    try:
        custom.use()
        actor = await fill(leads)
        listing = Listing(sort="-updated_at", columns=LEAD.listed)
        alone = " NOT INDEXED" if company.dialect.name == "sqlite" else ""
        page, total = PAGE.format(alone=alone), COUNT.format(alone=alone)
        fetch, close = await bare(url)

        async def ours() -> object:
            return await search(actor, LEAD, listing)

        async def by_hand() -> object:
            return await fetch(page, [actor.id]), await fetch(total, [actor.id])

        try:
            expected = await fetch(page, [actor.id])
            found = (await search(actor, LEAD, listing)).items
            if [item["id"] for item in found] != [row["id"] for row in expected[:50]]:
                raise RuntimeError("the two lists differ")
            one = found[0]["id"]

            async def opened() -> object:
                return await record(actor, LEAD, one), await around(actor, LEAD, one)

            await ours(), await by_hand(), await opened()  # every connection is open
            besides = await backends()
            return {
                "list": await cpu_each(ours, TIMES, besides=besides),
                "by hand": await cpu_each(by_hand, TIMES, besides=besides),
                "record": await cpu_each(opened, TIMES, besides=besides),
                "list took": await _took(ours),
                "by hand took": await _took(by_hand),
                "record took": await _took(opened),
            }
        finally:
            await close()
    finally:
        await company.close()


async def backends() -> list[int]:
    """The processes of the server on this machine that work for this database; none on SQLite."""
    if database().dialect.name == "sqlite":
        return []
    found = await rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    return [pid for (pid,) in found if Path(f"/proc/{pid}/schedstat").exists()]


async def _took(run: Any) -> float:
    """Milliseconds on the clock for one, over fifty."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(50):
        await run()
    return (loop.time() - began) / 50 * 1000


async def run() -> None:
    async for kind, few, many in two_sizes("benchmarks.visibility"):
        for what in ("list", "record"):
            print(
                f"visibility ({kind}): {what} {few[what]:.2f} ms CPU of {SMALL:,}, {many[what]:.2f} of {LARGE:,}, "
                f"ratio {many[what] / few[what]:.2f}; "
                f"{few[f'{what} took']:.2f} and {many[f'{what} took']:.2f} ms to wait",
                flush=True,
            )
        ratio = many["list"] / many["by hand"]
        print(
            f"visibility ({kind}): list of {LARGE:,}, CPU against the same SQL by hand: ratio {ratio:.2f}", flush=True
        )


async def two_sizes(module: str) -> AsyncIterator[tuple[str, dict[str, float], dict[str, float]]]:
    """What a module measures in a small and in a large company, each in a process of its own, by kind of database."""
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite://{folder}/{rows}.sqlite3" for rows in (SMALL, LARGE)]
        yield "sqlite", *[await _in_child(module, url, size) for url, size in zip(urls, (SMALL, LARGE), strict=True)]
    try:
        server = await asyncpg.connect(SERVER, timeout=3)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        print(f"{module}: no PostgreSQL at hand ({type(error).__name__})")
        return
    names = [f"wecrm_bench_{os.getpid()}_{rows}" for rows in (SMALL, LARGE)]
    try:
        for name in names:
            await server.execute(f'CREATE DATABASE "{name}"')
        urls = [f"{SERVER.rsplit('/', 1)[0]}/{name}" for name in names]
        yield "postgres", *[await _in_child(module, url, size) for url, size in zip(urls, (SMALL, LARGE), strict=True)]
    finally:
        for name in names:
            await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await server.close()


async def _in_child(module: str, url: str, leads: int) -> dict[str, float]:
    command = [sys.executable, "-m", module, url, str(leads)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the measurement failed")
    measured: dict[str, float] = json.loads(output.splitlines()[-1])
    return measured


if __name__ == "__main__":
    import logging

    import structlog
    import uvloop

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print(json.dumps(uvloop.run(measure(sys.argv[1], int(sys.argv[2])))))
