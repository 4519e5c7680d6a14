"""A new database in today's shape at once (新数据库): the tables of the models, with every migration noted as done.

Tortoise makes all models anew for every operation of every migration, which a database without rows need not wait for.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

from tortoise.migrations.recorder import MigrationRecorder
from tortoise.utils import get_schema_sql

from core.db import connection, database, rows, transaction

NOTED = "tortoise_migrations"


async def is_new() -> bool:
    """Whether the current database holds no table of ours, whatever an attempt that was cut off may have left."""
    there = {str(row[0]) for row in await rows(database().dialect.table_names())}
    return not {name for name in there - {NOTED} if not name.startswith("sqlite_")}


async def make_tables(recorder: MigrationRecorder, migrations: list[str]) -> None:
    """All tables and the names of these migrations, or nothing of it. The recorder's own table must be there."""
    tables = get_schema_sql(connection(), safe=False)
    async with transaction():
        current: Any = connection()
        for statement in _statements(tables):
            await current.execute_query(statement)
        recorder.connection = current
        for name in migrations:
            await recorder.record_applied("models", name)


def _statements(script: str) -> Iterator[str]:
    """One after the other: run as a script, SQLite would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
