"""Bringing a database to today's shape (数据库升级): Tortoise's migrations, then everything that they lose or lack.

On SQLite a migration may rebuild a table, which drops its indexes and, with foreign keys on, would delete children: it
runs with foreign keys off, a copy is kept beside the file, references are checked afterwards, and all indexes and
search tables are made again from the definitions.
"""

import asyncio
import gc
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import structlog
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from core import clock, new_database
from core.db import Database, connection, rows, tortoise_config
from core.shape import ensure_shape

MIGRATIONS = "core.migrations"
log = structlog.get_logger()


class MigrationFailed(Exception):
    """The database was left or put back as it was before."""


async def migrate(url: str, *, migrations: str = MIGRATIONS) -> list[str]:
    """Applies what is missing and returns the names of the applied migrations. Nobody else may use the database.

    When something fails a SQLite file is put back as it was; PostgreSQL keeps the migrations that succeeded.
    """
    target = Database(url)
    grown = bool(target.file and target.file.exists() and target.file.stat().st_size)
    kept: Path | None = None
    try:
        await target.open(migrating=True, readers=0)
        pending = await pending_migrations(url, migrations)
        if pending:
            kept = await asyncio.to_thread(_keep_copy, target.file) if grown and target.file else None
            await _apply(_executor(url, migrations), pending, ours=migrations == MIGRATIONS)
        await ensure_shape(rebuilt=bool(pending))
        await _check_references(target)
    except Exception as error:
        await target.close()
        _put_back(target.file, kept, grown)
        raise MigrationFailed(f"Upgrading the database failed, {_left(target.file)}: {error!r}") from error
    except BaseException:
        await target.close()
        raise
    await target.close()
    if pending:
        log.info("database.migrated", applied=pending, copy=str(kept) if kept else None)
    return pending


async def pending_migrations(url: str, migrations: str = MIGRATIONS) -> list[str]:
    """Names of the migrations that the current database does not have yet."""
    return [step.migration.name for step in await _executor(url, migrations).plan()]


async def _apply(executor: MigrationExecutor, pending: list[str], *, ours: bool) -> None:
    """`ours` says that the migrations end in the shape of the models, so that a new database may begin with it."""
    if ours and await new_database.is_new():
        await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
        await new_database.make_tables(executor.recorder, pending)
        return
    with _seldom_collecting():
        await executor.migrate([MigrationTarget(app_label="models", name="__latest__")])


def _executor(url: str, migrations: str) -> MigrationExecutor:
    apps = tortoise_config(url)["apps"]
    apps["models"]["migrations"] = migrations
    return MigrationExecutor(connection(), apps)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Tortoise makes every model anew for every operation; looking for garbage meanwhile took half of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(20_000, 10, 10)  # more would be little faster and take twice the memory
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _keep_copy(file: Path) -> Path:
    """A copy of a SQLite file beside it, with what its write-ahead log still holds."""
    copy = file.with_name(f"{file.name}.before-{clock.now():%Y%m%d-%H%M%S}")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _put_back(file: Path | None, kept: Path | None, grown: bool) -> None:
    """The closed SQLite file as it was: from its copy, or not there at all when it was new."""
    if file is None or (grown and kept is None):
        return
    for name in (f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
    if kept:
        shutil.copyfile(kept, file)
    else:
        file.unlink(missing_ok=True)


def _left(file: Path | None) -> str:
    return "it is as it was before" if file else "what was applied before the failing migration stays"


async def _check_references(target: Database) -> None:
    """After a rebuild on SQLite every reference must still lead somewhere."""
    if target.dialect.name == "sqlite":
        broken = await rows("PRAGMA foreign_key_check")
        if broken:
            raise MigrationFailed(f"{len(broken)} references lead nowhere, the first in table {broken[0][0]}")


async def table_counts() -> dict[str, int]:
    """Rows of every table of ours, for checks before and after."""
    counts = {}
    for model in connection_models():
        table = model._meta.db_table
        counts[table] = int((await rows(f'SELECT count(*) FROM "{table}"'))[0][0])
    return counts


def connection_models() -> list[Any]:
    import core.models as models

    return [getattr(models, name) for name in models.__all__]
