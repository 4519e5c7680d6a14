"""One moment of the database (快照): reads that all see the same, however long they take, and block nobody."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiosqlite

from core.db import Database


class Moment(Protocol):
    """A read transaction on a connection of its own."""

    def parts(self, sql: str, values: Sequence[Any] = (), *, most: int) -> AsyncIterator[list[Any]]:
        """The rows of a query, at most so many at a time; they can be read by position and by name."""
        ...

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        ...


@asynccontextmanager
async def one_moment(database: Database) -> AsyncIterator[Moment]:
    """The database as it is from the first read on."""
    connection = await database.new_reader()
    try:
        if isinstance(connection, aiosqlite.Connection):
            connection.row_factory = aiosqlite.Row
            await connection.execute("BEGIN")
            yield _Sqlite(database, connection)
        else:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                yield _Postgres(database, connection)
    finally:
        await connection.close()


class _Bound:
    def __init__(self, database: Database, connection: Any) -> None:
        self.bind, self.connection = database.dialect.bind, connection


class _Sqlite(_Bound):
    async def parts(self, sql: str, values: Sequence[Any] = (), *, most: int) -> AsyncIterator[list[Any]]:
        async with self.connection.execute(sql, [self.bind(value) for value in values]) as cursor:
            while part := list(await cursor.fetchmany(most)):
                yield part

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return list(await self.connection.execute_fetchall(sql, [self.bind(value) for value in values]))


class _Postgres(_Bound):
    async def parts(self, sql: str, values: Sequence[Any] = (), *, most: int) -> AsyncIterator[list[Any]]:
        cursor = await self.connection.cursor(sql, *[self.bind(value) for value in values])
        while part := list(await cursor.fetch(most)):
            yield part

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return list(await self.connection.fetch(sql, *[self.bind(value) for value in values]))
