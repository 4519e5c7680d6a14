"""An import of 100,000 leads, against reading the same file and inserting the finished rows by hand (导入).

python -m benchmarks.importing URL measures one empty database: the product runs as it does for people, the file goes in
over HTTP, and somebody pings the server meanwhile. By hand the file is read, search tokens are made, and the rows of
records, keys, tokens and history, as the import made them, go through the bare driver into the tables as they were.
Both are counted in processor time, that of PostgreSQL's backends included, and take turns; the medians are told.
`run()` takes SQLite and, where one answers, PostgreSQL.
WECRM_BENCH_ROWS changes how many rows, WECRM_BENCH_ROUNDS how often both are done.
"""

import asyncio
import contextlib
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from aiohttp.test_utils import unused_port

from benchmarks.lists import on_both
from benchmarks.measured import Backends, child, cpu_of_ended_children, memory_of, percentile, ran_on
from core.sheets.opening import open_sheet
from core.sheets.writing import write_sheet
from core.text.search import tokens

ROWS = int(os.environ.get("WECRM_BENCH_ROWS", "100000"))
HEADERS = ["姓名", "公司名称", "手机", "邮箱", "职务", "城市", "地址", "来源", "备注"]
TABLES = ("lead", "record_key", "record_hint", "change", "search_lead")
ROUNDS = int(os.environ.get("WECRM_BENCH_ROUNDS", "3"))
AT_ONCE = 5000
PERSON = "zhouyutong"


def file_of_leads(path: Path) -> None:
    rows = (
        [
            f"客户{n}",
            f"上海汇筑{n % 30_000}建筑科技有限公司",
            f"177{n:08}",
            f"lead{n}@example{n % 5000}.com",
            "销售总监",
            "上海",
            f"浦东新区张江路 {n} 号",
            "展会",
            "展会上认识，想了解报价",
        ]
        for n in range(ROWS)
    )
    write_sheet(path, "xlsx", HEADERS, rows)


@dataclass
class Seen:
    """What was seen of one import: processor seconds, seconds on the clock, the most MB, the pings meanwhile, and the
    highest number in each table before it.
    """

    cpu: float = 0.0
    took: float = 0.0
    memory: float = 0.0
    pings: list[float] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)


async def measure(url: str) -> None:
    """Prints processor seconds of both ways, their ratio, the memory of the import's process and the pings."""
    kind = "sqlite" if url.startswith("sqlite") else "postgres"
    imports, by_hand = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "leads.xlsx"
        file_of_leads(file)
        for _ in range(ROUNDS):
            imports.append(await _imported(url, Path(folder), file))
            before = imports[-1].before
            inserting = await (_lite(url, before) if kind == "sqlite" else _postgres(url, before))
            by_hand.append((*_read(file), inserting))
            await (_take_back_lite(url, before) if kind == "sqlite" else _take_back_postgres(url, before))
    reading, making, inserting = (statistics.median(times) for times in zip(*by_hand, strict=True))
    ours, theirs = statistics.median(one.cpu for one in imports), statistics.median(map(sum, by_hand))
    parts = f"reading {reading:.1f}, search tokens {making:.1f}, inserting {inserting:.1f}"
    told = f"CPU {ours:.1f} s, by hand {theirs:.1f} s ({parts})"
    print(f"importing ({kind}): {ROWS:,} leads in {told}, ratio {ours / theirs:.2f}")
    p50, p99 = (percentile([ping for one in imports for ping in one.pings], share) * 1000 for share in (0.5, 0.99))
    took, memory = statistics.median(one.took for one in imports), max(one.memory for one in imports)
    told = f"{took:.0f} s on the clock, {memory:.0f} MB in its process"
    print(f"importing ({kind}): {told}; ping p50 {p50:.1f} ms, p99 {p99:.1f} ms", flush=True)


# -- the product -------------------------------------------------------------------------------------------------------


async def _imported(url: str, folder: Path, file: Path) -> Seen:
    """From the answer to the upload until the import's process has ended."""
    port = unused_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "WECRM_DATA_DIR": str(folder / "var"),
        "WECRM_PORT": str(port),
        "WECRM_SIMULATOR": "on",
        "WECRM_DATABASE_URL": url,
    }
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        child("-m", "bot", "serve", address=f"{address}/readyz", environment=environment) as server,
        aiohttp.ClientSession(address, cookie_jar=jar) as session,
        Backends(url) as backends,
    ):
        await _sign_in(session, address)
        seen = Seen(before=await _numbers(url))
        run = await _uploaded(session, file)
        before = cpu_of_ended_children(server)
        began, working = time.perf_counter(), set[int]()
        pinging = asyncio.create_task(_pings(session, seen.pings))
        while (state := await _json(session, f"/api/imports/{run}"))["status"] not in ("done", "failed"):
            working |= set(found := _imports_of(server))
            with contextlib.suppress(OSError):
                seen.memory = max([seen.memory, *map(memory_of, found)])
            await backends.look()
            await asyncio.sleep(0.2)
        seen.took = time.perf_counter() - began
        pinging.cancel()
        if state["created"] != ROWS:
            raise RuntimeError(f"{state['created']} of {ROWS} went in: {state['message']}")
        while any(Path(f"/proc/{pid}").exists() for pid in working):  # its time counts once waited for
            await asyncio.sleep(0.1)
        await asyncio.gather(pinging, return_exceptions=True)
        seen.cpu = cpu_of_ended_children(server) - before + backends.spent
        return seen


async def _sign_in(session: aiohttp.ClientSession, address: str) -> None:
    async with session.get(f"/simulator/open?person={PERSON}&url={address}/m/") as answer:
        await answer.read()
    session.headers["X-CSRF-Token"] = (await _json(session, "/api/me"))["csrf_token"]


async def _json(session: aiohttp.ClientSession, path: str) -> Any:
    async with session.get(path) as answer:
        return await answer.json()


async def _uploaded(session: aiohttp.ClientSession, file: Path) -> int:
    form = aiohttp.FormData({"mode": "skip"})
    form.add_field("file", file.read_bytes(), filename=file.name)
    async with session.post("/api/objects/lead/imports", data=form) as answer:
        state = await answer.json()
        if answer.status != 202:
            raise RuntimeError(f"the upload was answered with {answer.status}: {state}")
        return int(state["id"])


async def _pings(session: aiohttp.ClientSession, seen: list[float]) -> None:
    while True:
        began = time.perf_counter()
        async with session.get("/healthz") as answer:
            await answer.read()
        seen.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)


def _imports_of(server: int) -> list[int]:
    """The server's children that have an import in hand."""
    return [int(found.name) for found in Path("/proc").glob("[0-9]*") if _is_import_of(server, found)]


def _is_import_of(server: int, process: Path) -> bool:
    try:
        parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        return parent == server and b"\0run-job\0" in (process / "cmdline").read_bytes()
    except OSError:
        return False


# -- by hand -----------------------------------------------------------------------------------------------------------


def _read(file: Path) -> tuple[float, float]:
    """Processor seconds for reading the rows, and for making their search tokens."""
    began = time.process_time()
    found = [cells for _, cells in open_sheet(file).rows()]
    reading = time.process_time() - began
    began = time.process_time()
    for name, company, mobile, mail, *_ in found:
        tokens([str(name), str(company), str(mail)], [str(mobile)])
    return reading, time.process_time() - began


def _number(table: str, url: str) -> str:
    return "rowid" if table.startswith("search_") and url.startswith("sqlite") else "id"


async def _numbers(url: str) -> dict[str, int]:
    """The highest number in each table."""
    asked = {table: f'SELECT coalesce(max({_number(table, url)}), 0) FROM "{table}"' for table in TABLES}
    if url.startswith("sqlite"):
        with contextlib.closing(_opened(url)) as connection:
            return {table: connection.execute(sql).fetchone()[0] for table, sql in asked.items()}
    server = await asyncpg.connect(url)
    try:
        return {table: await server.fetchval(sql) for table, sql in asked.items()}
    finally:
        await server.close()


def _opened(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.removeprefix("sqlite://"))
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-32768")
    return connection


async def _lite(url: str, before: dict[str, int]) -> float:
    """Processor seconds for the rows that came after these numbers, through the bare driver."""
    held = {}
    with contextlib.closing(_opened(url)) as connection:
        for table, last in before.items():
            names = "rowid, tokens" if table.startswith("search_") else "*"
            sql = f'SELECT {names} FROM "{table}" WHERE {_number(table, url)}>?'
            held[table] = connection.execute(sql, [last]).fetchall()
    await _take_back_lite(url, before)
    with contextlib.closing(_opened(url)) as connection:
        began = time.process_time()
        for piece in _pieces(held):
            for table, rows in piece.items():
                names = "(rowid, tokens)" if table.startswith("search_") else ""
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f'INSERT INTO "{table}" {names} VALUES ({marks})', rows)
            connection.commit()
        return time.process_time() - began


async def _take_back_lite(url: str, before: dict[str, int]) -> None:
    with contextlib.closing(_opened(url)) as connection:
        for table, last in before.items():
            connection.execute(f'DELETE FROM "{table}" WHERE {_number(table, url)}>?', [last])
            if table.startswith("search_"):
                connection.execute(f'INSERT INTO "{table}" ("{table}") VALUES (\'rebuild\')')
        connection.commit()
        connection.execute("VACUUM")


def _pieces(held: dict[str, list[Any]]) -> Iterator[dict[str, list[Any]]]:
    """The rows of all tables in as many pieces as there are thousands of leads."""
    count = len(held["lead"]) // AT_ONCE + 1
    for place in range(count):
        pieces = {
            table: every[len(every) * place // count : len(every) * (place + 1) // count]
            for table, every in held.items()
        }
        yield {table: rows for table, rows in pieces.items() if rows}


async def _postgres(url: str, before: dict[str, int]) -> float:
    """The same for PostgreSQL, its backend included."""
    connection = await asyncpg.connect(url)
    held = {
        table: await connection.fetch(f'SELECT * FROM "{table}" WHERE id>$1', last) for table, last in before.items()
    }
    await _take_back_postgres(url, before)
    backend = connection.get_server_pid()
    began = time.process_time() + ran_on(backend)
    for piece in _pieces(held):
        async with connection.transaction():
            for table, rows in piece.items():
                marks = ", ".join(f"${n}" for n in range(1, len(rows[0]) + 1))
                names = ", ".join(f'"{name}"' for name in dict(rows[0]))
                await connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
    took = time.process_time() + ran_on(backend) - began
    await connection.close()
    return took


async def _take_back_postgres(url: str, before: dict[str, int]) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica")  # nothing refers to these rows
    for table, last in before.items():
        await connection.execute(f'DELETE FROM "{table}" WHERE id>$1', last)
        await connection.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
    await connection.close()


async def run() -> None:
    """Both databases, each in a process of its own."""
    print(f"importing: {ROWS:,} leads from a workbook", flush=True)
    await on_both("benchmarks.importing")


if __name__ == "__main__":
    asyncio.run(measure(sys.argv[1]))
