"""Who holds which duplicate keys, by hand (查重键的 SQL): any number of keys or records in one statement.

As in `dialect.py` values are always bound by the caller. A hint that thousands share is never read to its end.
"""

from typing import Any

from core.dialect import Dialect


def key_holders(dialect: Dialect, most: int) -> str:
    """Who holds wanted keys: (place, object, kind, hard, record_id), at most `most` for a hint; binds
    `wanted_keys()`.

    JSON on PostgreSQL too: of an array the planner knows the length, and would plan for each anew.
    """
    if dialect.name == "sqlite":
        keys = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate("okv"))
        return f"WITH w AS MATERIALIZED (SELECT key AS n, {keys} FROM json_each(?)) {_holding(dialect, most)}"
    keys = "x->>0 AS o, x->>1 AS k, x->>2 AS v FROM json_array_elements($1::json) WITH ORDINALITY AS u(x, n)"
    return f"WITH w AS MATERIALIZED (SELECT n - 1 AS n, {keys}) {_holding(dialect, most)}"


def same_keys(dialect: Dialect, most: int) -> str:
    """Who holds the keys of records: (record, object, kind, hard, record_id); binds `same_keys_of()`."""
    if dialect.name == "sqlite":
        told = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(("k", "h", "o")))
        also, few = f"(SELECT {told} FROM json_each(?1))", "IN (SELECT value FROM json_each(?3))"
        own = "?2"
    else:
        also, few, own = "unnest($1::text[], $2::int[], $3::text[])", "= ANY($5::bigint[])", "$4"
    of = f'SELECT record_id, kind, value, %d AS h FROM "%s" WHERE "object"={own} AND "record_id" {few}'
    mine = f"{of % (1, 'record_key')} UNION ALL {of % (0, 'record_hint')}"
    wanted = f"SELECT m.record_id AS n, a.o, m.kind AS k, m.value AS v FROM ({mine}) m JOIN {also} AS a"
    named = "" if dialect.name == "sqlite" else "(k, h, o)"
    return f"WITH w AS MATERIALIZED ({wanted}{named} ON a.k=m.kind AND a.h=m.h) {_holding(dialect, most)}"


def same_keys_of(dialect: Dialect, also: list[tuple[str, bool, str]], own: str, ids: list[int]) -> list[Any]:
    """The bound values of `same_keys()`: which (kind, hard) is looked for in which object, whose keys they are."""
    if dialect.name == "sqlite":
        return [dialect.json(also), own, dialect.json(ids)]
    return [[one[0] for one in also], [int(one[1]) for one in also], [one[2] for one in also], own, ids]


def _holding(dialect: Dialect, most: int) -> str:
    same = 'k."object"=w.o AND k."kind"=w.k AND k."value"=w.v'
    few = f'FROM "record_hint" k WHERE {same} LIMIT {most}'
    if dialect.name == "sqlite":
        keys = f'w CROSS JOIN "record_key" h WHERE h.id=(SELECT k.id FROM "record_key" k WHERE {same})'
        hints = f'w CROSS JOIN "record_hint" h WHERE h.id IN (SELECT k.id {few})'
    else:  # one by one along the index, whatever is guessed of the number of wanted keys
        keys = f'w CROSS JOIN LATERAL (SELECT k.record_id FROM "record_key" k WHERE {same} LIMIT 1) h'
        hints = f"w CROSS JOIN LATERAL (SELECT k.record_id {few}) h"
    told = "SELECT w.n, w.o, w.k, %d AS hard, h.record_id FROM"
    return f"{told % 1} {keys} UNION ALL {told % 0} {hints}"


def wanted_keys(dialect: Dialect, wanted: list[tuple[str, str, str]]) -> list[Any]:
    """The bound values of `key_holders()`: (object, kind, value) each."""
    return [dialect.json(wanted)]


def among(dialect: Dialect) -> tuple[str, str]:
    """What stands around bound `ids_bound()` behind a column: the ids of any number of records in the same text."""
    if dialect.name == "sqlite":
        return " IN (SELECT value FROM json_each(", "))"
    return " = ANY(ARRAY(SELECT x::text::bigint FROM json_array_elements(", "::json) AS x))"


def ids_bound(dialect: Dialect, ids: list[int]) -> Any:
    return dialect.json(ids)


def hint_block(dialect: Dialect, size: int) -> str:
    """The (kind, value) at the end of the next `size` hints; binds object, kind and value."""
    object_, kind, value = (dialect.mark(n) for n in range(1, 4))
    return (
        f'SELECT kind, value FROM "record_hint" WHERE "object"={object_} AND (kind, value)>({kind}, {value}) '
        f"ORDER BY kind, value LIMIT 1 OFFSET {size - 1}"
    )


def shared_hints(dialect: Dialect, until: bool) -> str:
    """(kind, value, count) of hints that several records share; binds object, kind and value, and the last ones."""
    object_, *marks = (dialect.mark(n) for n in range(1, 6))
    last = f" AND (kind, value)<=({marks[2]}, {marks[3]})" if until else ""
    return (
        f'SELECT kind, value, count(*) FROM "record_hint" WHERE "object"={object_} '
        f"AND (kind, value)>({marks[0]}, {marks[1]}){last} "
        "GROUP BY kind, value HAVING count(*)>1 ORDER BY kind, value"
    )
