"""What every test may use: a fresh company on a real database, people in it, and a way to be one of them.

The suite runs on SQLite; with WECRM_TEST_DATABASE_URL it runs on that PostgreSQL server instead, with
WECRM_TEST_REDIS_URL on that Redis. The database is migrated once per worker and copied for each test.
"""

import asyncio
import contextlib
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from core import clock, db, events, work
from core.db import Database
from core.migrating import migrate
from core.objects import custom
from core.objects_list import register_all
from core.org.actor import Actor, actor_by_userid
from core.org.directory import DepartmentFact, MemberFact, take_over
from tools.product import Product, running

SERVER = os.environ.get("WECRM_TEST_DATABASE_URL", "")
REDIS = os.environ.get("WECRM_TEST_REDIS_URL", "")
register_all()


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _on_server(*statements: str) -> None:
    connection = await asyncpg.connect(SERVER)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "alone") + str(os.getpid())


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> Iterator[str]:
    """The URL of an empty, migrated database."""
    if SERVER:
        name = f"wecrm_template_{worker_name}"
        asyncio.run(_on_server(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"'))
        url = _named(SERVER, name)
    else:
        url = f"sqlite://{tmp_path_factory.mktemp('template') / 'wecrm.sqlite3'}"
    asyncio.run(migrate(url))
    yield url
    if SERVER:
        asyncio.run(_on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def shared(template: str, worker_name: str) -> Iterator[str]:
    """The URL of the PostgreSQL database that the tests of a worker use one after the other; "" on SQLite."""
    if not SERVER:
        yield ""
        return
    name, source = f"wecrm_test_{worker_name}", urlsplit(template).path.lstrip("/")
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    fast = f'ALTER DATABASE "{name}" SET synchronous_commit=off'
    asyncio.run(_on_server(drop, f'CREATE DATABASE "{name}" TEMPLATE "{source}"', fast))
    yield _named(SERVER, name)
    asyncio.run(_on_server(drop))


@pytest.fixture
async def database_url(template: str, shared: str, tmp_path: Path) -> str:
    """The URL of an empty database. It holds no rows; a test that changes its shape uses `own_database_url`."""
    if shared:
        await _emptied(shared)
        return shared
    shutil.copyfile(template.removeprefix("sqlite://"), tmp_path / "wecrm.sqlite3")
    return f"sqlite://{tmp_path / 'wecrm.sqlite3'}"


@pytest.fixture
async def own_database_url(template: str, tmp_path: Path, worker_name: str) -> AsyncIterator[str]:
    """The URL of a database without tables, for a test that gives it a shape of its own."""
    if not SERVER:
        yield f"sqlite://{tmp_path / 'own.sqlite3'}"
        return
    name = f"wecrm_own_{worker_name}"
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    await _on_server(drop, f'CREATE DATABASE "{name}"')
    yield _named(SERVER, name)
    await _on_server(drop)


async def _emptied(url: str) -> None:
    """No rows, counters at 1, no index of a custom field; faster than a copy, which waits for the disk."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid<>pg_backend_pid()"
            " AND datname=current_database()"
        )
        tables = [row[0] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname='public'")]
        counters = await connection.fetch("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL")
        custom_indexes = await connection.fetch(
            "SELECT indexname FROM pg_indexes WHERE schemaname='public' AND indexdef LIKE '%->>%'"
        )
        statements = ["SET session_replication_role=replica"]
        statements += [f'DELETE FROM "{table}"' for table in tables if table != "tortoise_migrations"]
        statements += [f"SELECT setval('\"{row[0]}\"', 1, false)" for row in counters]
        statements += [f'DROP INDEX "{row[0]}"' for row in custom_indexes]
        await connection.execute("; ".join(statements))
    finally:
        await connection.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, empty company."""
    opened = await Database(database_url).open()
    custom.use()
    work.wake_with()
    listeners = events.Listeners()
    events.use(listeners)
    yield opened
    await opened.close()


@pytest.fixture
def counted(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """`with counted() as statements:` lists what is asked of the database inside, without BEGIN and COMMIT."""
    statements: list[str] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            statements.append(str(record.args[0]) if isinstance(record.args, tuple) else record.getMessage())

    read_only = db._read_only

    async def heard_read_only(current: Database, sql: str, bound: list[Any]) -> list[Any]:
        statements.append(sql)
        return await read_only(current, sql, bound)

    @contextlib.contextmanager
    def counting() -> Iterator[list[str]]:
        logger, handler = logging.getLogger("tortoise.db_client"), Heard()
        before = logger.level
        statements.clear()
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        monkeypatch.setattr(db, "_read_only", heard_read_only)
        try:
            yield statements
        finally:
            logger.removeHandler(handler)
            logger.setLevel(before)
            monkeypatch.setattr(db, "_read_only", read_only)

    return counting


@dataclass(frozen=True)
class Company:
    """总经理 boss (administrator) over 华东 east, led by manager; rep and other sell there; south sells elsewhere."""

    boss: Actor
    manager: Actor
    rep: Actor
    other: Actor
    south: Actor


DEPARTMENTS = (
    DepartmentFact(1, "澄石科技", 0),
    DepartmentFact(2, "华东大区", 1),
    DepartmentFact(3, "华东销售一部", 2),
    DepartmentFact(4, "华南大区", 1),
)
MEMBERS = (
    MemberFact("boss", "林一诺", 1, "总经理", leader_of=(1,)),
    MemberFact("manager", "陈思远", 2, "总监", leader_of=(2,)),
    MemberFact("rep", "周雨桐", 3, "销售"),
    MemberFact("other", "王晓明", 3, "销售"),
    MemberFact("south", "何嘉文", 4, "销售"),
)


async def actor(userid: str) -> Actor:
    found = await actor_by_userid(userid)
    assert found is not None
    return found


@pytest.fixture
async def company(database: Database) -> Company:
    await take_over(DEPARTMENTS, MEMBERS, ["boss"])
    return Company(*[await actor(userid) for userid in ("boss", "manager", "rep", "other", "south")])


@pytest.fixture
def stopped_clock() -> Iterator[clock.Stopped]:
    """A clock that stands at Tuesday 2026-11-24 09:30 in Shanghai until it is moved."""
    from datetime import UTC, datetime

    with clock.use(clock.Stopped(datetime(2026, 11, 24, 1, 30, tzinfo=UTC))) as hand:
        yield hand


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product with its demo company, on the database of this run, shared by the tests of a worker."""
    folder = tmp_path_factory.mktemp("product")
    with running(folder, **service_settings(folder.name)) as started:
        yield started


def service_settings(name: str) -> dict[str, str]:
    """The environment that makes a child process use the PostgreSQL and Redis of this run, in a database of its own."""
    if not SERVER:
        return {}
    database_name = f"wecrm_product_{os.getpid()}_{name}"
    asyncio.run(_on_server(f'DROP DATABASE IF EXISTS "{database_name}"', f'CREATE DATABASE "{database_name}"'))
    return {"WECRM_DATABASE_URL": _named(SERVER, database_name), "WECRM_REDIS_URL": REDIS}
