"""Writing a backup (备份): all tables of one moment, the uploaded files and a manifest, the same for both databases.

The server may run meanwhile: the copy is read in one read-only transaction that sees one moment and blocks nobody.
Search tables are not copied, a restore makes them again. Nothing of DATA_DIR/secrets is copied.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

import aiosqlite
import asyncpg
import orjson
from tortoise import fields
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.models import Model

from core import clock
from core.backup_file import ArchiveWriter, BackupFailed, Manifest, TableFacts, writing
from core.db import Database, connection
from core.migrating import connection_models, pending_migrations

ROWS_A_PART = 2000
KINDS: dict[type[fields.Field[Any]], str] = {
    fields.DatetimeField: "datetime",
    fields.DateField: "date",
    fields.JSONField: "json",
    fields.BooleanField: "boolean",
}


class Snapshot(Protocol):
    """One moment of a database."""

    def parts(self, table: str, order: str) -> AsyncIterator[Sequence[Any]]: ...

    async def last_id(self, table: str) -> int: ...


async def backup(database: Database, files: Path, target: Path) -> Manifest:
    """Writes the archive; `database` is open, `files` the folder of contents. Raises BackupFailed."""
    if await pending_migrations(database.url):
        raise BackupFailed("数据库还没有升级，先运行 wecrm migrate 再备份")
    manifest = Manifest(clock.now().isoformat(), await applied())
    with writing(target) as archive:
        async with snapshot(database) as moment:
            for model in connection_models():
                await _copy_table(model, moment, archive, manifest)
            digests = [row[0] async for part in moment.parts("stored_file", "sha256") for row in kept(part)]
        for digest in digests:
            path = files / digest[:2] / digest
            if path.is_file():
                await asyncio.to_thread(archive.add_file, f"files/{digest}", path)
            else:
                manifest.missing_files.append(digest)
        await asyncio.to_thread(archive.finish, manifest)
    return manifest


async def applied() -> list[str]:
    """Migrations that the current database has, in their order."""
    return [key.name for key in await MigrationRecorder(connection()).applied_migrations()]


def kept(part: Sequence[Any]) -> list[tuple[str]]:
    """Digests of the contents that are on disk; pending ones are not."""
    return [(str(row["sha256"]),) for row in part if row["state"] == "kept"]


async def _copy_table(model: type[Model], moment: Snapshot, archive: ArchiveWriter, manifest: Manifest) -> None:
    table, columns = model._meta.db_table, column_kinds(model)
    facts = manifest.tables[table] = TableFacts(columns)
    number = 0
    async for part in moment.parts(table, model._meta.db_pk_column):
        facts.rows, number = facts.rows + len(part), number + 1
        data = await asyncio.to_thread(_lines, part, columns)
        await asyncio.to_thread(archive.add, f"tables/{table}/{number:06}.jsonl", data)
    if "id" in columns:
        facts.last_id = await moment.last_id(table)


def column_kinds(model: type[Model]) -> dict[str, str]:
    """Kind of each column of a table, by column."""
    mapping = model._meta.fields_map
    return {
        column: KINDS.get(type(mapping[name]), "plain") for name, column in model._meta.fields_db_projection.items()
    }


def _lines(part: Sequence[Any], columns: dict[str, str]) -> bytes:
    return b"".join(
        orjson.dumps({column: plain(kind, row[column]) for column, kind in columns.items()}) + b"\n" for row in part
    )


def plain(kind: str, value: Any) -> Any:
    """A driver's value as JSON, the same for both databases."""
    if value is None:
        return None
    if kind == "datetime":
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if kind == "date":
        return value.isoformat() if isinstance(value, date) else str(value)[:10]
    if kind == "json":
        return orjson.loads(value) if isinstance(value, str | bytes) else value
    return bool(value) if kind == "boolean" else value


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Snapshot]:
    """One moment of the database, on a connection of its own."""
    if database.file:
        async with aiosqlite.connect(f"file:{database.file}?mode=ro", uri=True, isolation_level=None) as connection:
            connection.row_factory = aiosqlite.Row
            await connection.execute("BEGIN")
            yield _SqliteSnapshot(connection)
        return
    connection_ = await asyncpg.connect(database.url, server_settings={"timezone": "UTC"})
    try:
        async with connection_.transaction(isolation="repeatable_read", readonly=True):
            yield _PostgresSnapshot(connection_)
    finally:
        await connection_.close()


class _SqliteSnapshot:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.connection = connection

    async def parts(self, table: str, order: str) -> AsyncIterator[Sequence[Any]]:
        async with self.connection.execute(f'SELECT * FROM "{table}" ORDER BY "{order}"') as cursor:
            while part := list(await cursor.fetchmany(ROWS_A_PART)):
                yield part

    async def last_id(self, table: str) -> int:
        found = await self.connection.execute_fetchall("SELECT seq FROM sqlite_sequence WHERE name=?", [table])
        return next((int(row[0]) for row in found), 0)


class _PostgresSnapshot:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def parts(self, table: str, order: str) -> AsyncIterator[Sequence[Any]]:
        cursor = await self.connection.cursor(f'SELECT * FROM "{table}" ORDER BY "{order}"')
        while part := await cursor.fetch(ROWS_A_PART):
            yield part

    async def last_id(self, table: str) -> int:
        sequence = await self.connection.fetchval("SELECT pg_get_serial_sequence($1, 'id')", f'"{table}"')
        if sequence is None:
            return 0
        row = await self.connection.fetchrow(f"SELECT last_value, is_called FROM {sequence}")
        return int(row["last_value"]) if row["is_called"] else 0
