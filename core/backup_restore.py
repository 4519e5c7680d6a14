"""Reading a backup back (恢复): into an empty database, or in place of what is there; all of it or nothing.

On SQLite everything is built in a new file that takes the old one's place at the end. On PostgreSQL rows, sequences and
search tokens are one transaction. An archive of an earlier version is loaded at its own shape and upgraded afterwards.
"""

import asyncio
import os
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tortoise.exceptions import DBConnectionError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from core import clock
from core.backup import applied
from core.backup_file import BackupFailed, Manifest, checked, contents_of, rows_of
from core.db import Database, IntegrityError, OperationalError, connection, execute, rows, tortoise_config, transaction
from core.files.file import FileStore
from core.migrating import MigrationFailed, connection_models, migrate
from core.objects.registry import objects
from core.objects.writing import tokens_of

TOKENS_A_TIME = 1000
TROUBLE = (OperationalError, IntegrityError, DBConnectionError, MigrationFailed, sqlite3.Error, OSError)
_MIGRATION = re.compile(r"\d{4}_\w+")


async def restore(database: Database, files: Path, archive: Path, *, replace: bool = False) -> Manifest:
    """Makes `database` (not open, held by nobody else) what the archive says. Raises BackupFailed, nothing changed."""
    manifest = await asyncio.to_thread(checked, archive)
    ours = migration_names()
    if manifest.migrations != ours[: len(manifest.migrations)] or not manifest.migrations:
        raise BackupFailed("这份备份来自更新的版本。先把 wecrm 升级到那个版本，再恢复")
    fresh = await asyncio.to_thread(_put_files, files, archive)
    try:
        if database.file:
            await _into_new_file(database, archive, manifest, replace)
        else:
            await _into_server(database, archive, manifest, replace)
    except BaseException as error:
        for path in fresh:
            path.unlink(missing_ok=True)
        if isinstance(error, TROUBLE):
            raise BackupFailed(f"恢复没有做成，原来的数据没有动：{error}") from error
        raise
    return manifest


def migration_names() -> list[str]:
    """Names of all migrations of this version, in order."""
    folder = Path(__file__).with_name("migrations")
    return sorted(path.stem for path in folder.glob("*.py") if _MIGRATION.fullmatch(path.stem))


def _put_files(files: Path, archive: Path) -> list[Path]:
    """Writes contents that are not there yet; returns them. Raises BackupFailed when the disk does not take them."""
    store, fresh = FileStore(files), []
    try:
        for digest, content in contents_of(archive):
            path = store.path(digest)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh.append(path)
                path.write_bytes(content)
    except OSError as error:
        for path in fresh:
            path.unlink(missing_ok=True)
        raise BackupFailed(f"附件写不进 {files}：{error.strerror}。腾出空间再来，原来的数据没有动") from error
    return fresh


# -- SQLite --------------------------------------------------------------------------------------------------------


async def _into_new_file(database: Database, archive: Path, manifest: Manifest, replace: bool) -> None:
    file = database.file
    assert file is not None
    database.hold()
    try:
        old = file.exists() and file.stat().st_size > 0
        if old and await _holds_rows_or_is_broken(database.url) and not replace:
            raise BackupFailed(_NOT_EMPTY)
        growing = file.with_name(f"{file.name}.restoring")
        _forget(growing)
        try:
            await _fill(Database(f"sqlite://{growing}"), archive, manifest)
            if old:
                _keep(file)
            os.replace(growing, file)
        finally:
            _forget(growing)
    finally:
        await database.close()


async def _holds_rows_or_is_broken(url: str) -> bool:
    """Looking also brings everything into the one file, so that it can be exchanged."""
    try:
        async with _opened(url):
            return await _holds_rows_here()
    except (OperationalError, sqlite3.Error):
        return True


def _keep(file: Path) -> None:
    """The old database stays beside the new one under another name; at no moment is there none."""
    kept = file.with_name(f"{file.name}.before-{clock.now():%Y%m%d-%H%M%S}")
    try:
        os.link(file, kept)
    except OSError:
        shutil.copyfile(file, kept)
    for ending in ("-wal", "-shm"):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + ending))


def _forget(growing: Path) -> None:
    """Removes a database that was being built, with everything beside it."""
    for path in growing.parent.glob(f"{growing.name}*"):
        path.unlink()


async def _fill(target: Database, archive: Path, manifest: Manifest) -> None:
    await target.open(migrating=True, readers=0)
    try:
        await _migrate_to(target.url, manifest.migrations[-1])
        async with transaction():
            await _load(target, archive, manifest)
            broken = await rows("PRAGMA foreign_key_check")
            if broken:
                raise BackupFailed(f"备份里有 {len(broken)} 处引用对不上，没有恢复。换一份备份")
    finally:
        await target.close()
    await migrate(target.url)
    async with _opened(target.url) as latest:
        await _search_again(latest)


# -- PostgreSQL ----------------------------------------------------------------------------------------------------


async def _into_server(database: Database, archive: Path, manifest: Manifest, replace: bool) -> None:
    async with _opened(database.url):
        there = await applied()
        if not replace and await _holds_rows_here():
            raise BackupFailed(_NOT_EMPTY)
    current = manifest.migrations == migration_names()
    if there and there != manifest.migrations and not current:
        raise BackupFailed("这份备份来自较早的版本，只能恢复到全新的数据库。先建一个空库，再恢复")
    if current:
        await migrate(database.url)
        async with _opened(database.url) as target, transaction():
            await _load_over(target, archive, manifest)
            await _search_again(target)
        return
    async with _opened(database.url) as target:
        await _migrate_to(target.url, manifest.migrations[-1])
        async with transaction():
            await _load_over(target, archive, manifest)
    await migrate(database.url)
    async with _opened(database.url) as target, transaction():
        await _search_again(target)


async def _load_over(target: Database, archive: Path, manifest: Manifest) -> None:
    """Empties the tables and loads; references are checked once at the end, so that the order does not matter."""
    found = await rows(
        "SELECT conrelid::regclass::text AS place, conname, pg_get_constraintdef(oid) AS rule "
        "FROM pg_constraint WHERE contype='f' AND connamespace=current_schema()::regnamespace"
    )
    for row in found:
        await execute(f'ALTER TABLE {row["place"]} DROP CONSTRAINT "{row["conname"]}"')
    tables = [f'"{table}"' for table in await _tables_here()]
    await execute(f"TRUNCATE {', '.join(tables)}")
    await _load(target, archive, manifest)
    for row in found:
        await execute(f'ALTER TABLE {row["place"]} ADD CONSTRAINT "{row["conname"]}" {row["rule"]}')


# -- both ----------------------------------------------------------------------------------------------------------

_NOT_EMPTY = "数据库里已有数据，没有恢复。确定要换掉就加上 --replace；也可以换一个空库"


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    target = Database(url)
    try:
        yield await target.open(readers=0)
    finally:
        await target.close()


async def _holds_rows_here() -> bool:
    there = await _tables_here()
    ours = {model._meta.db_table for model in connection_models()}
    return any([bool(await rows(f'SELECT 1 FROM "{table}" LIMIT 1')) for table in there if table in ours])


async def _tables_here() -> list[str]:
    """Tables of ours in the current database, search tables too."""
    ours = {model._meta.db_table for model in connection_models()}
    ours |= {f"search_{definition.table}" for definition in objects().values() if definition.searched}
    if connection().capabilities.dialect == "sqlite":
        found = await rows("SELECT name FROM sqlite_master WHERE type='table'")
    else:
        found = await rows("SELECT tablename FROM pg_tables WHERE schemaname=current_schema()")
    return sorted(row[0] for row in found if row[0] in ours)


async def _migrate_to(url: str, name: str) -> None:
    executor = MigrationExecutor(connection(), tortoise_config(url)["apps"])
    await executor.migrate([MigrationTarget(app_label="models", name=name)], direction="forward")


async def _load(target: Database, archive: Path, manifest: Manifest) -> None:
    """Rows as they were, ids too; then the counters go on where they stood. Inside one transaction."""
    there = await _tables_here()
    if unknown := sorted(set(manifest.tables) - set(there)):
        raise BackupFailed(f"备份里的表 {unknown[0]} 这个版本没有，没有恢复。用做备份的版本恢复")
    parts = rows_of(archive)
    loaded = dict.fromkeys(manifest.tables, 0)
    while part := await asyncio.to_thread(next, parts, None):
        table, found = part
        facts = manifest.tables[table]
        await connection().execute_many(
            _insert(target, table, list(facts.columns)),
            [[_bound(target, kind, row[column]) for column, kind in facts.columns.items()] for row in found],
        )
        loaded[table] += len(found)
    for table, facts in manifest.tables.items():
        if loaded[table] != facts.rows:
            raise BackupFailed(f"备份里 {table} 有 {loaded[table]} 行，清单写的是 {facts.rows} 行，没有恢复")
        if "id" in facts.columns:
            await _count_on(target, table, facts.last_id)


def _insert(target: Database, table: str, columns: list[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join(target.dialect.mark(position) for position in range(1, len(columns) + 1))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'


def _bound(target: Database, kind: str, value: Any) -> Any:
    """A value of the archive as this database's driver wants it."""
    if value is None:
        return None
    if kind == "json":
        return target.dialect.json(value)
    if kind == "datetime":
        value = datetime.fromisoformat(value)
    elif kind == "date":
        value = date.fromisoformat(value)
    return target.dialect.bind(value)


async def _count_on(target: Database, table: str, last_id: int) -> None:
    """The next id is above every id that was ever given: ids are never used again."""
    highest = int((await rows(f'SELECT coalesce(max(id), 0) FROM "{table}"'))[0][0])
    last = max(highest, last_id)
    if target.dialect.name == "sqlite":
        await execute("DELETE FROM sqlite_sequence WHERE name=?", [table])
        await execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, last])
    else:
        await rows("SELECT setval(pg_get_serial_sequence($1, 'id'), $2, $3)", [f'"{table}"', max(last, 1), last > 0])


async def _search_again(target: Database) -> None:
    """Search tokens of every living record, made from the records."""
    for definition in objects().values():
        if not definition.searched:
            continue
        await execute(f'DELETE FROM "search_{definition.table}"')
        sql, last = target.dialect.search_write(definition.table)[1], 0
        while found := (
            await definition.model.filter(id__gt=last, deleted_at=None).order_by("id").limit(TOKENS_A_TIME)
        ):
            tokens = [[row.id, target.dialect.search_tokens(tokens_of(definition, row))] for row in found]
            await connection().execute_many(sql, tokens)
            last = found[-1].id
