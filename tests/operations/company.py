"""A small company that is saved and brought back, and the databases it may live in."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest
from tortoise.backends.base.executor import EXECUTOR_CACHE

from core.db import Database, execute
from core.files.file import FileStore
from core.leads.lead import LEAD, Lead
from core.migrating import migrate, table_counts
from core.objects import custom
from core.objects.custom import add_field
from core.objects.fields import Face
from core.objects.query import Listing, search
from core.objects.writing import create, delete
from core.org.directory import take_over
from core.settings import Settings
from core.work import work
from tests.conftest import DEPARTMENTS, MEMBERS, SERVER, actor

POSTGRES = SERVER or "postgres://root@127.0.0.1:5432/postgres"
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
NewDatabase = Callable[[str], Awaitable[str]]


async def on_server(statement: str) -> None:
    """Runs a statement, or skips the test where no PostgreSQL answers."""
    try:
        connection = await asyncpg.connect(POSTGRES, timeout=3)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        pytest.skip(f"needs PostgreSQL: {error!r}")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """An open company. Tortoise remembers statements by table, not by database; only tests open both kinds."""
    EXECUTOR_CACHE.clear()
    database = await Database(url).open()
    try:
        custom.use()
        await custom.load()
        yield database
    finally:
        await database.close()
        EXECUTOR_CACHE.clear()


async def fill(settings: Settings) -> None:
    """People, a custom field, leads, one of them gone for ever, and a photo."""
    await migrate(settings.database_url)
    async with opened(settings.database_url):
        await take_over(DEPARTMENTS, MEMBERS, ["boss"])
        rep = await actor("rep")
        async with work():
            await add_field("lead", "budget", Face("预算", "money", filterable=True))
        await custom.load()
        async with work():
            for number in range(1, 13):
                values = {"name": f"客户{number}", "mobile": f"138000010{number:02}", "budget": f"{number}.50"}
                await create(rep, LEAD, {**values, "next_follow_at": "2026-11-24T10:00:00.250000+08:00"})
        async with work():
            await delete(rep, LEAD, 12)
        await execute("DELETE FROM lead WHERE id=12")  # purged: the id must never come back
        await FileStore(settings.files_dir).keep(PHOTO, "image/png")


async def check(settings: Settings) -> None:
    """What `fill` made is there, is found, and goes on counting."""
    async with opened(settings.database_url):
        rep = await actor("rep")
        found = await search(rep, LEAD, Listing(q="客户3"))
        assert [item["name"] for item in found.items] == ["客户3"]
        assert found.items[0]["next_follow_at"] == "2026-11-24T02:00:00.250000+00:00"
        dear = await search(rep, LEAD, Listing(where={"field": "budget", "gte": "10.00"}))
        assert {item["budget"] for item in dear.items} == {"10.50", "11.50"}
        assert (await search(await actor("south"), LEAD, Listing())).total == 0
        assert (await search(await actor("manager"), LEAD, Listing())).total == 11
        path = FileStore(settings.files_dir).path(hashlib.sha256(PHOTO).hexdigest())
        assert path.read_bytes() == PHOTO
        assert await add_lead() == 13


async def add_lead() -> int:
    async with work():
        new = await create(await actor("rep"), LEAD, {"name": "后来的", "mobile": "13800004000"})
    return int(new.id)


async def leads(url: str) -> list[str]:
    async with opened(url):
        return [str(lead.name) for lead in await Lead.all().order_by("id")]


async def counts(url: str) -> dict[str, int]:
    async with opened(url):
        return await table_counts()
