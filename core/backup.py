"""Writing a backup (备份): all tables of one moment, the uploaded files and a manifest, the same for both databases.

The server may run meanwhile: the copy is read in one read-only transaction that sees one moment and blocks nobody.
Search tables are not copied, a restore makes them again. Nothing of DATA_DIR/secrets is copied.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
from tortoise import fields
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.models import Model

from core import clock
from core.backup_file import ArchiveWriter, BackupFailed, Manifest, TableFacts, writing
from core.db import Database, connection
from core.migrating import connection_models, pending_migrations
from core.moment import Moment, one_moment

ROWS_A_PART = 2000
KINDS: dict[type[fields.Field[Any]], str] = {
    fields.DatetimeField: "datetime",
    fields.DateField: "date",
    fields.JSONField: "json",
    fields.BooleanField: "boolean",
}


async def backup(database: Database, files: Path, target: Path) -> Manifest:
    """Writes the archive; `database` is open, `files` the folder of contents. Raises BackupFailed."""
    if await pending_migrations(database.url):
        raise BackupFailed("数据库还没有升级，先运行 wecrm migrate 再备份")
    manifest = Manifest(clock.now().isoformat(), await applied())
    with writing(target) as archive:
        async with one_moment(database) as moment:
            for model in connection_models():
                await _copy_table(database, model, moment, archive, manifest)
            digests = [row[0] async for part in _parts(moment, "stored_file", "sha256") for row in kept(part)]
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


async def _copy_table(
    database: Database, model: type[Model], moment: Moment, archive: ArchiveWriter, manifest: Manifest
) -> None:
    table, columns = model._meta.db_table, column_kinds(model)
    facts = manifest.tables[table] = TableFacts(columns)
    number = 0
    async for part in _parts(moment, table, model._meta.db_pk_column):
        facts.rows, number = facts.rows + len(part), number + 1
        data = await asyncio.to_thread(_lines, part, columns)
        await asyncio.to_thread(archive.add, f"tables/{table}/{number:06}.jsonl", data)
    if "id" in columns:
        facts.last_id = await _last_id(database, moment, table)


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


def _parts(moment: Moment, table: str, order: str) -> AsyncIterator[list[Any]]:
    return moment.parts(f'SELECT * FROM "{table}" ORDER BY "{order}"', most=ROWS_A_PART)


async def _last_id(database: Database, moment: Moment, table: str) -> int:
    """The last number that a table gave; rows that are gone count too."""
    if database.dialect.name == "sqlite":
        found = await moment.rows("SELECT seq FROM sqlite_sequence WHERE name=?", [table])
        return next((int(row[0]) for row in found), 0)
    [(sequence,)] = await moment.rows("SELECT pg_get_serial_sequence($1, 'id')", [f'"{table}"'])
    if sequence is None:
        return 0
    [row] = await moment.rows(f"SELECT last_value, is_called FROM {sequence}")
    return int(row["last_value"]) if row["is_called"] else 0
