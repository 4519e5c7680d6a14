"""A list of 50 among 100,000 leads, against the same SQL by hand through the bare driver (列表).

python -m benchmarks.lists URL measures one empty database; `run()` takes SQLite and, where one answers, PostgreSQL.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiosqlite
import asyncpg

from benchmarks.list_rows import LEADS, company, fill
from benchmarks.measured import ROOT, cpu_each
from core.db import Database
from core.leads.lead import LEAD
from core.migrating import migrate
from core.objects import custom
from core.objects.query import Listing, search
from core.objects_list import register_all
from core.org.actor import Actor

SERVER = os.environ.get("WECRM_TEST_DATABASE_URL") or "postgres://root@127.0.0.1:5432/postgres"
WHERE = {"field": "status", "is": "contacted"}
TIMES, DEEP = 200, 300
COLUMNS = "l.id, l.name, l.company, l.title, l.mobile, l.status, l.level, l.owner_id, m.name AS owner, "
TEAM = "l.owner_id IN (SELECT member_id FROM superior WHERE superior_id = $1)"
TEAMS = "l.id IN (SELECT record_id FROM team_member WHERE member_id = $1 AND object = 'lead')"
ONLY = f"l.deleted_at IS NULL AND ({{owner}} OR {TEAMS}) AND l.status = $2"
PAGE = (
    f"SELECT {COLUMNS} l.next_follow_at, l.updated_at FROM lead l LEFT JOIN member m ON m.id = l.owner_id "
    f"WHERE {ONLY} ORDER BY l.updated_at DESC, l.id DESC LIMIT 51"
)
COUNT = f"SELECT count(*) FROM (SELECT l.id FROM lead l WHERE {ONLY} LIMIT 10001) AS found"
Fetch = Callable[[str, Sequence[Any]], Awaitable[list[dict[str, Any]]]]


async def measure(url: str) -> None:
    """Prints CPU per list for a head of twenty sellers and for one seller, and of a deep page."""
    register_all()
    await migrate(url)
    database = await Database(url).open()
    try:
        custom.use()
        head, seller = await company()
        await fill()
        fetch, close = await bare(url)
        try:
            for who, actor, owner in (("head of 20", head, TEAM), ("one seller", seller, "l.owner_id = $1")):
                await _compare(f"{database.dialect.name}, {who}", actor, owner, fetch)
        finally:
            await close()
        await _pages(database.dialect.name, head)
    finally:
        await database.close()


async def _compare(what: str, actor: Actor, owner: str, fetch: Fetch) -> None:
    listing = Listing(where=WHERE, sort="-updated_at", columns=LEAD.listed)
    page, total = PAGE.format(owner=owner), COUNT.format(owner=owner)

    async def ours() -> object:
        return await search(actor, LEAD, listing)

    async def by_hand() -> object:
        return await fetch(page, [actor.id, "contacted"]), await fetch(total, [actor.id, "contacted"])

    found, expected = await search(actor, LEAD, listing), await fetch(page, [actor.id, "contacted"])
    if [item["id"] for item in found.items] != [row["id"] for row in expected[:50]]:
        raise RuntimeError("the two lists differ")
    mine, theirs = await cpu_each(ours, TIMES), await cpu_each(by_hand, TIMES)
    print(f"lists ({what}): CPU {mine:.2f} ms, by hand {theirs:.2f} ms, ratio {mine / theirs:.2f}", flush=True)


async def _pages(what: str, actor: Actor) -> None:
    """The second page against one three hundred pages down: neither counts."""
    cursor, second = "", ""
    for number in range(DEEP):
        page = await search(actor, LEAD, Listing(sort="-updated_at", columns=LEAD.listed, cursor=cursor))
        cursor = page.next or ""
        second = second or cursor
        assert cursor, f"only {number} pages"

    async def at(place: str) -> object:
        return await search(actor, LEAD, Listing(sort="-updated_at", columns=LEAD.listed, cursor=place))

    near, deep = await cpu_each(lambda: at(second), TIMES), await cpu_each(lambda: at(cursor), TIMES)
    print(f"lists ({what}): page 2 {near:.2f} ms, page {DEEP + 1} {deep:.2f} ms, ratio {deep / near:.2f}", flush=True)


async def bare(url: str) -> tuple[Fetch, Callable[[], Awaitable[None]]]:
    """The driver without anything of ours: statement and values to a list of dicts."""
    if url.startswith("sqlite"):
        connection = await aiosqlite.connect(f"file:{url.removeprefix('sqlite://')}?mode=ro", uri=True)
        connection.row_factory = aiosqlite.Row

        async def from_sqlite(sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
            found = await connection.execute_fetchall(sql.replace("$1", "?1").replace("$2", "?2"), values)
            return [dict(row) for row in found]

        return from_sqlite, connection.close
    server = await asyncpg.connect(url)

    async def from_server(sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in await server.fetch(sql, *values)]

    return from_server, server.close


async def run() -> None:
    """Both databases, each in a process of its own."""
    print(f"lists: 50 of {LEADS:,} leads with visibility, filter, order and count", flush=True)
    await on_both("benchmarks.lists")


async def on_both(module: str) -> None:
    """Measures in a process of its own for SQLite and, where one answers, PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        await _in_child(module, f"sqlite://{folder}/wecrm.sqlite3")
    name = f"wecrm_bench_{os.getpid()}"
    try:
        server = await asyncpg.connect(SERVER, timeout=3)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        print(f"{module}: no PostgreSQL at hand ({type(error).__name__})")
        return
    try:
        await server.execute(f'CREATE DATABASE "{name}"')
        await _in_child(module, f"{SERVER.rsplit('/', 1)[0]}/{name}")
    finally:
        await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await server.close()


async def _in_child(module: str, url: str) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, url, cwd=ROOT)
    if await process.wait():
        raise RuntimeError("the measurement failed")


if __name__ == "__main__":
    import logging

    import structlog
    import uvloop

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    uvloop.run(measure(sys.argv[1]))
