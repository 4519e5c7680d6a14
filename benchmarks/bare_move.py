"""A stage change as one would write it by hand (手写变更阶段): the bare driver, one transaction, the same rows."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiosqlite
import asyncpg

Move = Callable[[int, int, int], Awaitable[None]]
READ = (
    "SELECT * FROM opportunity o WHERE o.id = $1 AND o.deleted_at IS NULL AND (o.owner_id = $2 OR o.id IN (SELECT "
    "record_id FROM team_member WHERE member_id = $2 AND object = 'opportunity') OR o.account_id IN (SELECT id FROM "
    "account WHERE owner_id = $2))"
)
STEPS = "SELECT stage_id, win_rate, position FROM edition_stage WHERE edition_id = $1 ORDER BY position"
MOVED = (
    "UPDATE opportunity SET stage_id = $1, win_rate = $2, stage_since = $3, version = $4, updated_at = $3 WHERE id = $5"
)
LEFT = "UPDATE stage_stay SET left_at = $1 WHERE opportunity_id = $2 AND left_at IS NULL"
ENTERED = (
    "INSERT INTO stage_stay (opportunity_id, edition_id, stage_id, from_stage_id, state, back, entered_at, by_id, "
    "member_id, department_id, amount, expected_close_on, win_rate, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
    "(SELECT department_id FROM member WHERE id = $9), $10, $11, $12, '')"
)
REMEMBERED = (
    "INSERT INTO change (batch, seq, at, actor_id, object, record_id, verb, before, after) "
    "VALUES ('by hand', 1, $1, $2, 'opportunity', $3, 'move_stage', $4, $5)"
)
Run = Callable[[str, list[Any]], Awaitable[list[Any]]]


@asynccontextmanager
async def bare_move(url: str, actor_id: int) -> AsyncIterator[Move]:
    """Moves (opportunity, from, to) as a member."""
    if url.startswith("sqlite"):
        connection = await aiosqlite.connect(url.removeprefix("sqlite://"), isolation_level=None)
        connection.row_factory = aiosqlite.Row
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "cache_size=-32768"):
            await connection.execute(f"PRAGMA {setting}")

        async def in_file(sql: str, values: list[Any]) -> list[Any]:
            bound = [value.isoformat(" ") if isinstance(value, datetime) else value for value in values]
            return list(await connection.execute_fetchall(re.sub(r"\$(\d+)", r"?\1", sql), bound))

        async def move(one: int, former: int, target: int) -> None:
            await connection.execute("BEGIN IMMEDIATE")
            await _written(in_file, READ, actor_id, one, former, target)
            await connection.execute("COMMIT")

        yield move
        await connection.close()
        return
    server = await asyncpg.connect(url)

    async def on_server(sql: str, values: list[Any]) -> list[Any]:
        return list(await server.fetch(sql, *values))

    async def move_there(one: int, former: int, target: int) -> None:
        async with server.transaction():
            await _written(on_server, f"{READ} FOR UPDATE", actor_id, one, former, target)

    yield move_there
    await server.close()


async def _written(run: Run, read: str, actor_id: int, one: int, former: int, target: int) -> None:
    now = datetime.now(UTC)
    [row] = await run(read, [one, actor_id])
    order = {step["stage_id"]: step for step in await run(STEPS, [row["edition_id"]])}
    rate, back = order[target]["win_rate"], order[former]["position"] > order[target]["position"]
    await run(MOVED, [target, rate, now, row["version"] + 1, one])
    await run(LEFT, [now, one])
    stay = [one, row["edition_id"], target, former, "open", back, now, actor_id, row["owner_id"], row["amount"]]
    await run(ENTERED, [*stay, row["expected_close_on"], rate])
    before, after = f'{{"stage":{former},"win_rate":{row["win_rate"]}}}', f'{{"stage":{target},"win_rate":{rate}}}'
    await run(REMEMBERED, [now, actor_id, one, before, after])
