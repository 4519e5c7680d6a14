"""The company's database (数据库): opening it, raw rows beside the ORM, and which connection a statement uses.

Tortoise runs in UTC. Inside a transaction every statement uses its connection; outside, reads of lists on SQLite go
through connections of our own, so that a slow list never holds up a write.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote, urlsplit

import aiosqlite
import asyncpg
from tortoise.connection import get_connections
from tortoise.context import TortoiseContext
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from core.dialect import Dialect
from core.errors import Unavailable

__all__ = [
    "Database",
    "IntegrityError",
    "OperationalError",
    "database",
    "execute",
    "execute_all",
    "rows",
    "transaction",
]

READERS = 2
Reader = Any  # aiosqlite.Connection or asyncpg.Connection
_current: ContextVar["Database"] = ContextVar("database")
_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)


class Database:
    """One company's database; `open()` makes it the current one of this context and its tasks."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.dialect = Dialect("sqlite" if url.startswith("sqlite") else "postgres")
        self.tortoise = TortoiseContext()
        self.readers: asyncio.Queue[Reader] = asyncio.Queue()
        self.reading = False
        self.lock: IO[str] | None = None
        self.wakers: tuple[Callable[[], None], ...] = ()

    @property
    def file(self) -> Path | None:
        return Path(self.url.partition("://")[2].partition("?")[0]) if self.dialect.name == "sqlite" else None

    async def open(self, *, alone: bool = False, readers: int = READERS, migrating: bool = False) -> "Database":
        """Connects. `alone` takes the lock that keeps a second process off a SQLite file."""
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            if alone:
                self.hold()
        self.tortoise.__enter__()
        try:
            await self.tortoise.init(config=tortoise_config(self.url, migrating=migrating), use_tz=True, timezone="UTC")
            await self.tortoise.connections.get("default").execute_query("SELECT 1")
            for _ in range(readers):
                self.readers.put_nowait(await self.new_reader())
                self.reading = True
        except BaseException:
            await self.close()
            raise
        _current.set(self)
        return self

    async def close(self) -> None:
        self.reading = False
        while not self.readers.empty():
            await self.readers.get_nowait().close()
        if self.tortoise.inited:
            await self.tortoise.connections.close_all()
        if self.lock:
            self.lock.close()
            self.lock = None

    async def new_reader(self) -> "Reader":
        """A connection for lists, straight to the driver: the pool of writes costs a round trip more each time."""
        if self.file is None:
            return await asyncpg.connect(self.url, server_settings={"timezone": "UTC"})
        connection = await aiosqlite.connect(f"file:{quote(str(self.file))}?mode=ro", uri=True, isolation_level=None)
        await connection.execute("PRAGMA query_only=ON")
        await connection.execute("PRAGMA busy_timeout=5000")
        await connection.execute("PRAGMA cache_size=-16384")
        return connection

    def hold(self) -> None:
        """Keeps a second process off a SQLite file until `close()`; raises DatabaseInUse when one is there."""
        file = self.file
        if file is None or self.lock:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        self.lock = open(f"{file}.lock", "a+")  # noqa: SIM115
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.lock.seek(0)
            holder = self.lock.read().strip() or "unknown"
            self.lock.close()
            self.lock = None
            raise DatabaseInUse(
                f"Another wecrm process ({holder}) already uses {file.name}. "
                "One process at a time with SQLite; several need PostgreSQL and Redis."
            ) from None
        self.lock.truncate(0)
        self.lock.write(f"pid {os.getpid()}")
        self.lock.flush()


class DatabaseInUse(Exception):
    """A second process tried to use a SQLite database."""


def tortoise_config(url: str, *, migrating: bool = False) -> dict[str, Any]:
    """Tortoise's configuration. Migrations on SQLite run with foreign keys off: a table rebuild would cascade."""
    return {
        "connections": {"default": _connection(url, migrating)},
        "apps": {
            "models": {
                "models": ["core.models"],
                "default_connection": "default",
                "migrations": "core.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, migrating: bool) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {
            "engine": "core.sqlite",
            "credentials": {
                "file_path": url.partition("://")[2].partition("?")[0],
                "synchronous": "NORMAL",
                "busy_timeout": 5000,
                "cache_size": -32768,
                "foreign_keys": "OFF" if migrating else "ON",
                "journal_size_limit": 64 * 1024 * 1024,
            },
        }
    parts = urlsplit(url)
    return {
        "engine": "tortoise.backends.asyncpg",
        "credentials": {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or 5432,
            "user": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "database": unquote(parts.path.lstrip("/")),
            "minsize": 1,
            "maxsize": 10,
            "server_settings": {"timezone": "UTC"},
        },
    }


def database() -> Database:
    """The current company's database."""
    return _current.get()


def connection() -> Any:
    """The Tortoise connection that a statement of this context uses: the transaction's, if there is one."""
    return get_connections().get("default")


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """All or nothing. On SQLite it holds the write lock from its first moment.

    Raises Unavailable when others hold what it needs for too long, or hold it crosswise.
    """
    try:
        async with in_transaction("default"):
            token = _in_transaction.set(True)
            try:
                yield
            finally:
                _in_transaction.reset(token)
    except OperationalError as error:
        raise busy_or(error) from error
    except asyncpg.TransactionRollbackError as error:
        raise Unavailable("有人同时在改同样的资料，过几秒再试一次，你的数据没有丢") from error


def in_work() -> bool:
    return _in_transaction.get()


async def rows(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """Rows that can be read by position and by name. Never blocks the writer."""
    current = database()
    bound = [current.dialect.bind(value) for value in values]
    try:
        if current.reading and not in_work():
            return await _read_only(current, sql, bound)
        return list((await connection().execute_query(sql, bound))[1])
    except OperationalError as error:
        raise busy_or(error) from error


async def _read_only(current: Database, sql: str, bound: list[Any]) -> list[Any]:
    reader = await current.readers.get()
    try:
        if isinstance(reader, aiosqlite.Connection):
            return list(await reader.execute_fetchall(sql, bound))
        if reader.is_closed():
            reader = await current.new_reader()
        return list(await reader.fetch(sql, *bound))
    except (aiosqlite.OperationalError, asyncpg.SyntaxOrAccessError) as error:
        raise OperationalError(error) from error
    except (asyncpg.PostgresConnectionError, OSError) as error:
        raise Unavailable("数据库没有回应，过几秒再试一次，你的数据没有丢") from error
    finally:
        current.readers.put_nowait(reader)


async def execute(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """A statement that writes; returns what it RETURNs as dicts, the only form Tortoise has for PostgreSQL."""
    bound = [database().dialect.bind(value) for value in values]
    try:
        return list(await connection().execute_query_dict(sql, bound))
    except OperationalError as error:
        raise busy_or(error) from error


async def execute_all(sql: str, values: Sequence[Sequence[Any]]) -> None:
    """A statement that writes, once for each of the values, which are as the driver wants them."""
    if not values:
        return
    try:
        await connection().execute_many(sql, values)
    except OperationalError as error:
        raise busy_or(error) from error


def busy_or(error: OperationalError) -> Exception:
    """A sentence for the faults of the machine (locked, full disk); everything else stays what it is."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return Unavailable("现在写入的人太多，过几秒再试一次，你的数据没有丢")
    if "disk" in text or "full" in text or "readonly" in text:
        return Unavailable("服务器的磁盘写不进去了，先告诉管理员，你的数据没有丢")
    return error
