"""The simulator's own SQLite file (存储): everything WeCom would remember survives a restart."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SCHEMA = """
create table if not exists setting(key text primary key, value text not null);
create table if not exists credential(
  value text primary key, kind text not null, holder text not null, detail text not null default '{}',
  expires_at real not null, used integer not null default 0);
create index if not exists credential_holder on credential(kind, holder, expires_at);
create table if not exists message(
  id integer primary key autoincrement, msgid text not null, person text not null, sender text not null,
  kind text not null, body text not null, sent_at real not null, state text not null default 'shown',
  unread integer not null default 0);
create index if not exists message_person on message(person, id);
create index if not exists message_msgid on message(msgid);
create table if not exists sent(
  msgid text primary key, digest text not null, answer text not null, sent_at real not null);
create index if not exists sent_digest on sent(digest, sent_at);
create table if not exists task(id text primary key, msgid text not null);
create table if not exists media(
  id text primary key, kind text not null, name text not null, mime text not null, content blob not null,
  created_at real not null);
create table if not exists call(
  id integer primary key autoincrement, at real not null, side text not null, name text not null,
  note text not null, ms integer, outcome text not null, detail text not null);
create table if not exists member(userid text primary key collate nocase, place integer not null, data text not null);
create table if not exists department(id integer primary key, data text not null);
"""


class Store:
    """A thin hand on SQLite: rows come back as dicts, every statement commits by itself."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("pragma journal_mode=wal; pragma synchronous=off;" + SCHEMA)

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return [dict(row) for row in self._db.execute(sql, values)]

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        found = self._db.execute(sql, values).fetchone()
        return dict(found) if found else None

    def run(self, sql: str, *values: object) -> int:
        """The id of the new row."""
        return int(self._db.execute(sql, values).lastrowid or 0)

    def changed(self, sql: str, *values: object) -> int:
        """How many rows the statement touched."""
        return self._db.execute(sql, values).rowcount

    def setting(self, key: str, default: Any = None) -> Any:
        found = self.row("select value from setting where key=?", key)
        return json.loads(found["value"]) if found else default

    def set(self, key: str, value: Any) -> None:
        self.run("insert or replace into setting(key, value) values(?, ?)", key, json.dumps(value, ensure_ascii=False))

    def next_number(self, key: str, start: int) -> int:
        number = int(self.setting(key, start)) + 1
        self.set(key, number)
        return number

    def empty(self, tables: Iterable[str]) -> None:
        for table in tables:
            self._db.execute(f"delete from {table}")  # names come from this package only

    def close(self) -> None:
        self._db.close()
