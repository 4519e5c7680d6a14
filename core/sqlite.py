"""The SQLite backend for Tortoise with BEGIN IMMEDIATE (数据库连接).

Tortoise opens deferred transactions; a read followed by a write beside a second writer then fails at once with
"database is locked", whatever busy_timeout says. Taking the write lock at BEGIN makes the second writer wait instead.

Times are text here and compare as text, so every one is written in UTC; Tortoise alone would keep the offset it got.
"""

import asyncio
import sqlite3
from datetime import UTC, datetime
from typing import Any

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


def _utc_text(moment: datetime) -> str:
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat(" ")


sqlite3.register_adapter(datetime, _utc_text)


class ImmediateTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class ImmediateSqlite(SqliteClient):
    def _in_transaction(self) -> TransactionContext:
        return _Transaction(ImmediateTransaction(self), self._lock)


class _Transaction(SqliteTransactionContext):
    """Leaves the connection free also when BEGIN fails or is cancelled, which the parent class does not.

    What its thread was asked for happens even when nobody waits for it any more; the ROLLBACK comes after it.
    """

    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self._begun()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def _begun(self) -> None:
        try:
            await self.connection.begin()
        except asyncio.CancelledError:
            await self.connection.rollback()
            raise


client_class = ImmediateSqlite
