"""Where SQLite and PostgreSQL differ (数据库方言): the only module that writes SQL by hand.

Every function returns SQL text with `?` (SQLite) or `$n` (PostgreSQL) placeholders; values are always bound by the
caller. Table and column names come from definitions, never from input.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import orjson

PEOPLE_BELOW = 'SELECT "member_id" FROM "superior" WHERE "superior_id"='
BELOW_IN_TREE = (
    'WITH RECURSIVE "down" AS (SELECT "id" FROM "{table}" WHERE "id"=',
    ' UNION SELECT c."id" FROM "{table}" c JOIN "down" d ON c."parent_id"=d."id" WHERE c."deleted_at" IS NULL)'
    ' SELECT "id" FROM "down"',
)
TEAM_OF = 'SELECT "record_id" FROM "team_member" WHERE "member_id"='
MAY_EDIT = '"can_edit" IS TRUE'
Name = Literal["sqlite", "postgres"]
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Dialect:
    name: Name

    def mark(self, position: int) -> str:
        """The placeholder of the bound value at `position`, counted from 1."""
        return "?" if self.name == "sqlite" else f"${position}"

    def bind(self, value: Any) -> Any:
        """A Python value as the driver wants it; times are UTC, on SQLite as Tortoise writes them."""
        if self.name == "sqlite":
            if isinstance(value, datetime):
                return value.astimezone(UTC).isoformat(" ")
            if isinstance(value, date):
                return value.isoformat()
            if isinstance(value, bool):
                return int(value)
        return value

    @property
    def moment_text(self) -> tuple[str, str] | None:
        """What stands around a time so that it arrives as RFC 3339 text; None where it is text already."""
        return (
            None
            if self.name == "sqlite"
            else (
                "replace(to_char(",
                """ AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'), '.000000', '')""",
            )
        )

    def custom(self, table: str, key: str, kind: str) -> str:
        """A custom field as an expression. The path is a literal of a checked key: a bound path defeats the index."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no custom field key")
        if self.name == "sqlite":
            return f'json_extract("{table}"."custom",\'$.{key}\')'
        if kind == "choices":
            return f'("{table}"."custom"->\'{key}\')'
        path = f'("{table}"."custom"->>\'{key}\')'
        if kind in ("date", "datetime"):
            return f'{path} COLLATE "C"'
        cast = {"number": "numeric", "money": "bigint", "boolean": "boolean"}.get(kind)
        return f"{path}::{cast}" if cast else path

    def holds_any(self) -> tuple[str, str, str]:
        """What stands before, between and after a JSON list's column and the bound `wanted_of()`: rows whose list holds
        one of the wanted values.
        """
        if self.name == "sqlite":
            return "EXISTS (SELECT 1 FROM json_each(", ") WHERE value IN (SELECT value FROM json_each(", ")))"
        return "(", " ?| ", "::text[])"

    def wanted_of(self, values: list[str]) -> Any:
        """The bound value of `holds_any()`."""
        return self.json(values) if self.name == "sqlite" else values

    def empty_list(self) -> tuple[str, str]:
        """What stands around a JSON list's column: a row whose list is empty or missing."""
        return f"COALESCE({'json' if self.name == 'sqlite' else 'jsonb'}_array_length(", "),0)=0"

    def first_day(self, step: str, zone: str, shifts: Sequence[tuple[datetime, int]]) -> list[str]:
        """What stands around a date's column, or around a time's with the `zone` it is looked at in: the first day of
        its day, week or month as text. SQLite knows no zones: `shifts` say from when on it is how many minutes ahead.
        The column stands between every two pieces.
        """
        if self.name == "postgres":
            local = f"::timestamptz AT TIME ZONE '{zone}'" if zone else "::timestamp"
            return [f"date_trunc('{step}', (", f"){local})::date::text"]
        start = {"day": "", "week": ", 'weekday 0', '-6 days'", "month": ", 'start of month'"}[step]
        if not zone:
            return ["date(", f"{start})"]
        later = [(f"{moment:%Y-%m-%d %H:%M:%S}", ahead) for moment, ahead in reversed(shifts[1:])]
        pieces, text = ["date(substr("], ",1,19), CASE WHEN 0 THEN ''"
        for moment, ahead in later:
            pieces.append(f"{text} WHEN datetime(substr(")
            text = f",1,19))>='{moment}' THEN '{ahead:+d} minutes'"
        return [*pieces, f"{text} ELSE '{shifts[0][1]:+d} minutes' END{start})"]

    def days_between(self) -> tuple[str, str, str]:
        """What stands before, between and after a later and an earlier time or date: the days from one to the other,
        with their fraction.
        """
        if self.name == "sqlite":
            return "(julianday(", ")-julianday(", "))"
        return "(extract(epoch FROM ((", ")::timestamp-(", ")::timestamp))/86400.0)"

    def bind_custom(self, value: Any) -> Any:
        """A Python value beside a custom field: times as the ISO text that JSON holds, numbers as `custom()` casts."""
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float) and self.name == "postgres":
            return Decimal(repr(value))
        return self.bind(value)

    # -- durable queues ------------------------------------------------------------------------------------------

    def claim(self, table: str, lane: str | None) -> str:
        """Takes due rows of a queue: binds worker, locked_until, now, limit; returns the rows.

        With a `lane` column at most one row of a lane runs at a time and the oldest due one goes first; one that waits
        for its next attempt or its hour does not hold up the others. Rows without a lane are free.
        """
        sign = "?" if self.name == "sqlite" else "$"
        worker, until, now, limit = (f"{sign}{n}" for n in range(1, 5))
        alone = (
            f' AND NOT EXISTS (SELECT 1 FROM "{table}" o WHERE q."{lane}"<>\'\''
            f' AND o."{lane}"=q."{lane}" AND o.id<>q.id'
            f" AND (o.state='running' AND (o.locked_until>={now} OR o.id<q.id)"
            f" OR q.state='waiting' AND o.id<q.id AND o.state='waiting' AND o.run_at<={now}))"
            if lane
            else ""
        )
        skip = "" if self.name == "sqlite" else " FOR UPDATE SKIP LOCKED"
        return (
            f"UPDATE \"{table}\" SET state='running', locked_by={worker}, locked_until={until}, attempts=attempts+1 "
            f"WHERE id IN (SELECT q.id FROM \"{table}\" q WHERE (q.state='waiting' AND q.run_at<={now} "
            f"OR q.state='running' AND q.locked_until<{now}){alone} ORDER BY q.run_at, q.id LIMIT {limit}{skip}) "
            "RETURNING *"
        )

    def one_claim_at_a_time(self, table: str) -> str | None:
        """What to run before a claim with lanes, in its transaction: two claims at once could share a lane."""
        return None if self.name == "sqlite" else f"SELECT pg_advisory_xact_lock(hashtext('claim {table}'))"

    def one_at_a_time(self, table: str) -> str | None:
        """What makes a transaction wait until no other is at the same; SQLite has one writer anyway."""
        return None if self.name == "sqlite" else f"SELECT pg_advisory_xact_lock(hashtext('order of {table}'))"

    def insert_once(self, table: str, columns: list[str], *conflict: str, rows: int = 1) -> str:
        """Inserts `rows` rows, except those for which one with the same `conflict` columns exists.

        Returns the id and the conflict columns of those that were inserted.
        """
        width = len(columns)
        marks = ", ".join(
            "(" + ", ".join(self.mark(row * width + n) for n in range(1, width + 1)) + ")" for row in range(rows)
        )
        names = ", ".join(f'"{c}"' for c in columns)
        unique = ", ".join(f'"{c}"' for c in conflict)
        return (
            f'INSERT INTO "{table}" ({names}) VALUES {marks} ON CONFLICT ({unique}) DO NOTHING RETURNING "id", {unique}'
        )

    # -- search --------------------------------------------------------------------------------------------------

    def search_table(self, table: str) -> list[str]:
        """Statements that create the token table of an object, if it is not there."""
        if self.name == "sqlite":
            return [
                f'CREATE VIRTUAL TABLE IF NOT EXISTS "search_{table}" USING '
                'fts5(tokens, tokenize="unicode61 remove_diacritics 0", detail=none)'
            ]
        return [
            f'CREATE TABLE IF NOT EXISTS "search_{table}" (id bigint PRIMARY KEY, tokens text[] NOT NULL)',
            f'CREATE INDEX IF NOT EXISTS "ix_search_{table}" ON "search_{table}" USING gin (tokens)',
        ]

    def search_write(self, table: str) -> list[str]:
        """Statements that replace the tokens of one record: each binds (id) or (id, tokens) as it counts marks."""
        if self.name == "sqlite":
            return [
                f'DELETE FROM "search_{table}" WHERE rowid=?',
                f'INSERT INTO "search_{table}" (rowid, tokens) VALUES (?, ?)',
            ]
        return [
            f'DELETE FROM "search_{table}" WHERE id=$1',
            f'INSERT INTO "search_{table}" (id, tokens) VALUES ($1, $2)',
        ]

    def search_drop(self, table: str) -> str:
        return self.search_write(table)[0]

    def search_tokens(self, tokens: list[str]) -> Any:
        """Tokens as the column stores them."""
        return " ".join(tokens) if self.name == "sqlite" else tokens

    def search_query(self, tokens: list[str]) -> Any:
        """The bound value that finds records holding all tokens."""
        return " ".join(f'"{token}"' for token in tokens) if self.name == "sqlite" else tokens

    def search_candidates(self, table: str, position: int, limit: int) -> str:
        """A subselect of at most `limit` newest record ids that hold the tokens bound at `position`."""
        if self.name == "sqlite":
            return (
                f'SELECT rowid FROM "search_{table}" WHERE "search_{table}" MATCH ? ORDER BY rowid DESC LIMIT {limit}'
            )
        return f'SELECT id FROM "search_{table}" WHERE tokens @> ${position}::text[] ORDER BY id DESC LIMIT {limit}'

    # -- lists along several grants ------------------------------------------------------------------------------

    @property
    def by_id_alone(self) -> str:
        """What stands behind a table whose rows are named by id: SQLite would rather walk an index in order."""
        return " NOT INDEXED" if self.name == "sqlite" else ""

    def first_of_each(self, table: str, branches: list[tuple[str, str]], order: str) -> str:
        """The ids of the first rows of every branch, given as (condition, mark of the limit)."""
        parts = " UNION ALL ".join(
            f'SELECT "id" FROM (SELECT "{table}"."id" FROM "{table}" WHERE {only} '
            f'ORDER BY {order} LIMIT {limit}) AS "b"'
            for only, limit in branches
        )
        return f'"{table}"."id" IN ({parts})'

    def all_of_each(self, table: str) -> tuple[str, str, str]:
        """What stands behind an id's column, between every two conditions, and at the end: the rows of all branches."""
        rows = f'SELECT "{table}"."id" FROM "{table}" WHERE '
        return f" IN ({rows}", f" UNION ALL {rows}", ")"

    def sum_of_each(self, table: str, branches: list[tuple[str, str, str]]) -> str:
        """The number of rows of all branches, given as (condition, what counted it already, mark of the limit)."""
        parts = " + ".join(
            f'(SELECT count(*) FROM (SELECT 1 FROM "{table}" WHERE {only}'
            + (f" AND ({before}) IS NOT TRUE" if before else "")
            + f' LIMIT {limit}) AS "b")'
            for only, before, limit in branches
        )
        return f"SELECT {parts}"

    def first_of_groups(self, table: str, group: str, only: str, order: str, limit: str) -> str:
        """The ids of the first rows of every group among those of a condition that names them by id."""
        return (
            f'"{table}"."id" IN (SELECT "id" FROM (SELECT "{table}"."id", row_number() OVER (PARTITION BY {group} '
            f'ORDER BY {order}) AS "place" FROM "{table}"{self.by_id_alone} WHERE {only}) AS "b" '
            f'WHERE "place"<={limit})'
        )

    # -- what is there -------------------------------------------------------------------------------------------

    def table_names(self) -> str:
        if self.name == "sqlite":
            return "SELECT name FROM sqlite_master WHERE type='table'"
        return "SELECT tablename FROM pg_tables WHERE schemaname=current_schema()"

    def index_names(self) -> str:
        if self.name == "sqlite":
            return "SELECT name FROM sqlite_master WHERE type='index'"
        return "SELECT indexname FROM pg_indexes WHERE schemaname=current_schema()"

    def check_names(self) -> str:
        """(name, table) of the checks of ours."""
        if self.name == "sqlite":
            return (
                "SELECT DISTINCT substr(name, 1, length(name)-7), tbl_name FROM sqlite_master "
                "WHERE type='trigger' AND name LIKE 'ck\\_%' ESCAPE '\\'"
            )
        return (
            "SELECT c.conname, t.relname FROM pg_constraint c JOIN pg_class t ON t.oid=c.conrelid "
            "JOIN pg_namespace n ON n.oid=t.relnamespace WHERE c.contype='c' AND c.conname LIKE 'ck\\_%' "
            "AND n.nspname=current_schema()"
        )

    def add_check(self, table: str, name: str, holds: str) -> list[str]:
        """Statements after which a row that does not hold is refused; `holds` says {new} before each column."""
        if self.name == "postgres":
            return [f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({holds.format(new="")})']
        return [
            f'CREATE TRIGGER IF NOT EXISTS "{name}_{verb}" BEFORE {verb.upper()} ON "{table}" '
            f"WHEN NOT ({holds.format(new='NEW.')}) BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"
            for verb in ("insert", "update")
        ]

    def drop_check(self, table: str, name: str) -> list[str]:
        if self.name == "postgres":
            return [f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"']
        return [f'DROP TRIGGER IF EXISTS "{name}_{verb}"' for verb in ("insert", "update")]

    # -- small statements ----------------------------------------------------------------------------------------

    def json(self, value: Any) -> Any:
        """A JSON column's bound value."""
        return orjson.dumps(value).decode()

    def insert_keys(self, table: str, count: int) -> str:
        """Inserts `count` rows of (object, kind, value, record_id); rows whose key is taken are left out."""
        marks = ", ".join("(" + ", ".join(self.mark(n * 4 + i) for i in range(1, 5)) + ")" for n in range(count))
        return f'INSERT INTO "{table}" ("object", "kind", "value", "record_id") VALUES {marks} ON CONFLICT DO NOTHING'

    def insert(self, table: str, columns: list[str]) -> str:
        """Inserts one row; run for many at once."""
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join(self.mark(position) for position in range(1, len(columns) + 1))
        return f'INSERT INTO "{table}" ({names}) VALUES ({marks})'

    def update(self, table: str, columns: list[str]) -> str:
        """Sets columns of one row; binds their values, then its id. Run for many at once."""
        sets = ", ".join(f'"{column}"={self.mark(position)}' for position, column in enumerate(columns, 1))
        return f'UPDATE "{table}" SET {sets} WHERE "id"={self.mark(len(columns) + 1)}'

    def new_ids(self, table: str) -> str:
        """As many new ids of a table as asked for; binds its name and their number, inside a transaction."""
        if self.name == "postgres":
            return "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2::int)"
        return (
            "WITH RECURSIVE n(id, place) AS (SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name=?), 0) + 1, 1 "
            "UNION ALL SELECT id + 1, place + 1 FROM n WHERE place<?) SELECT id FROM n"
        )

    # -- who acts ------------------------------------------------------------------------------------------------

    def departments_of_member(self, position: int = 1) -> str:
        """The member's department and those above it; binds the member's id at `position`."""
        return (
            "WITH RECURSIVE up(id, parent_id) AS (SELECT d.id, d.parent_id FROM department d JOIN member m "
            f"ON m.department_id=d.id WHERE m.id={self.mark(position)} "
            "UNION SELECT d.id, d.parent_id FROM department d JOIN up ON up.parent_id=d.id) SELECT id FROM up"
        )

    def company_value(self) -> str:
        """The JSON text of a company setting, NULL without one; binds its key."""
        return f"SELECT ({self._company_value(1)})"

    def _company_value(self, position: int) -> str:
        text = "value" if self.name == "sqlite" else "value::text"
        return f"SELECT {text} FROM company_setting WHERE key={self.mark(position)}"

    def standing_of_member(self) -> str:
        """Role ids and duties, comma-separated, whether the member has people below, pool groups as
        group:leads:details, and a company setting; binds the id five times, then the setting's key.
        """
        roles, duties, pools = (
            ("group_concat(role_id)", "group_concat(duty)", "group_concat(told)")
            if self.name == "sqlite"
            else ("string_agg(role_id::text, ',')", "string_agg(duty, ',')", "string_agg(told, ',')")
        )
        m = self.mark
        above = self.departments_of_member(4)
        return (
            f"SELECT (SELECT {roles} FROM member_role WHERE member_id={m(1)}), "
            f"(SELECT {duties} FROM duty WHERE member_id={m(2)}), "
            f"EXISTS (SELECT 1 FROM superior WHERE superior_id={m(3)} AND depth>0), "
            f"(SELECT {pools} FROM (SELECT g.id || ':' || max(CASE WHEN p.admin THEN 1 ELSE 0 END) || ':' || "
            "max(CASE WHEN g.details THEN 1 ELSE 0 END) AS told FROM pool_group g LEFT JOIN pool_member p "
            f"ON p.group_id=g.id AND (p.department_id IN ({above}) OR p.member_id={m(5)}) "
            "WHERE g.deleted_at IS NULL AND g.active AND (g.everyone OR p.id IS NOT NULL) GROUP BY g.id) pools), "
            f"({self._company_value(6)})"
        )
