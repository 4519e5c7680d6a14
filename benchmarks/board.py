"""The board over 100,000 open opportunities, and moving one to another stage (看板), against the same SQL by hand.

python -m benchmarks.board URL measures one empty database; `run()` takes SQLite and, where one answers, PostgreSQL,
whose backends are counted too. By hand means the bare driver: four statements for a board, one transaction for a move.
"""

import itertools
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks.bare_move import bare_move
from benchmarks.board_rows import OPEN, fill
from benchmarks.lists import Fetch, bare, on_both
from benchmarks.measured import cpu_each
from benchmarks.visibility import backends
from core import clock
from core.actor import Actor
from core.db import Database, database
from core.migrating import migrate
from core.objects import custom
from core.objects.actions import perform
from core.objects.query import Listing
from core.objects_list import register_all
from core.opportunities.board import board
from core.opportunities.opportunity import OPPORTUNITY
from core.opportunities.steps import Steps

TODAY = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
CARDS, TIMES, MOVES, ROUNDS = 20, 10, 50, 5
EVERYTHING = "o.deleted_at IS NULL AND $1 > 0"
SEEN = (
    "o.id IN (SELECT id FROM opportunity WHERE owner_id = $1 AND deleted_at IS NULL UNION ALL SELECT record_id FROM "
    "team_member WHERE member_id = $1 AND object = 'opportunity' UNION ALL SELECT id FROM opportunity WHERE deleted_at "
    "IS NULL AND account_id IN (SELECT id FROM account WHERE owner_id = $1 AND deleted_at IS NULL)) "
    "AND o.deleted_at IS NULL"
)
OPEN_ONES = "o.state = 'open' AND o.process_id = $2"
SOON = "o.expected_close_on BETWEEN '2026-11-01' AND '2026-11-30'"
FIGURES = (
    "SELECT o.stage_id, count(*) AS number, sum(o.amount), sum(o.amount * o.win_rate), "
    f"count(CASE WHEN {SOON} THEN 1 END), sum(CASE WHEN {SOON} THEN o.amount END), "
    "count(CASE WHEN o.stage_since < '2026-11-10 01:30:00+00:00' THEN 1 END) "
    f"FROM opportunity o{{alone}} WHERE {{only}} AND {OPEN_ONES} GROUP BY o.stage_id"
)
ENDS = (
    "SELECT o.state, count(*), sum(o.amount) FROM opportunity o{alone} WHERE {only} AND o.state IN ('won', 'lost') "
    "AND o.closed_on BETWEEN '2026-11-01' AND '2026-11-30' AND o.process_id = $2 GROUP BY o.state"
)
CARD = (
    "SELECT o.id, o.version, o.name, o.account_id, a.name AS account, o.stage_id, o.amount, o.owner_id, "
    "m.name AS owner, o.expected_close_on, o.next_follow_at, o.last_follow_at, o.stage_since, o.committed, o.win_rate "
    "FROM opportunity o{alone} LEFT JOIN account a ON a.id = o.account_id LEFT JOIN member m ON m.id = o.owner_id "
    "WHERE o.id IN ({ids}) ORDER BY o.expected_close_on, o.id"
)
OF_A_STAGE = (
    f"SELECT id FROM (SELECT o.id FROM opportunity o WHERE {EVERYTHING} AND {OPEN_ONES} AND o.stage_id = {{stage}} "
    f"AND o.expected_close_on IS NOT NULL ORDER BY o.expected_close_on, o.id LIMIT {CARDS + 1}) AS s{{stage}}"
)
OF_EACH_STAGE = (
    "SELECT id FROM (SELECT o.id, row_number() OVER (PARTITION BY o.stage_id ORDER BY o.expected_close_on IS NULL, "
    f"o.expected_close_on, o.id) AS n FROM opportunity o{{alone}} WHERE {SEEN} AND {OPEN_ONES}) AS f "
    f"WHERE n <= {CARDS + 1}"
)
STAGES = (
    "SELECT p.id, p.name, p.guided, s.id AS stage, s.name AS label, s.win_rate, s.active FROM sales_process p JOIN "
    "sales_stage s ON s.process_id = p.id WHERE p.id = $1 ORDER BY s.position"
)


async def measure(url: str) -> None:
    """Prints CPU of the board for an administrator and for a seller, and of a move."""
    register_all()
    await migrate(url)
    opened = await Database(url).open()
    try:
        custom.use()
        with clock.use(clock.Stopped(TODAY)):
            admin, seller, steps = await fill()
            fetch, close = await bare(url)
            try:
                await _boards("sees all", admin, steps, fetch)
                await _boards("one seller", seller, steps, fetch)
                await _moves(url, seller, steps, fetch)
            finally:
                await close()
    finally:
        await opened.close()


async def _boards(who: str, actor: Actor, steps: Steps, fetch: Fetch) -> None:
    known = " NOT INDEXED" if database().dialect.name == "sqlite" else ""
    alone = "" if actor.admin else known
    only = EVERYTHING if actor.admin else SEEN
    ids = OF_EACH_STAGE.format(alone=alone)
    if actor.admin:
        ids = " UNION ALL ".join(OF_A_STAGE.format(stage=step.stage_id) for step in steps.all)
    told = [FIGURES.format(alone=alone, only=only), CARD.format(alone=known, ids=ids)]
    told.append(ENDS.format(alone=alone, only=only))

    async def ours() -> dict[str, Any]:
        return await board(actor, None, Listing(limit=CARDS))

    async def by_hand() -> list[Any]:
        await fetch(STAGES, [steps.process_id])
        return [await fetch(one, [actor.id, steps.process_id]) for one in told]

    found, (figures, cards, _) = await ours(), await by_hand()
    counts = {one["stage"]["id"]: one["count"] for one in found["stages"] if one["count"]}
    if counts != {row["stage_id"]: row["number"] for row in figures} or len(cards) < len(counts) * CARDS:
        raise RuntimeError("the two boards count differently")
    await _compare(who, ours, by_hand, TIMES)


async def _compare(
    what: str, ours: Callable[[], Awaitable[Any]], by_hand: Callable[[], Awaitable[Any]], times: int
) -> None:
    besides = await backends()
    pairs = []
    for _ in range(ROUNDS):  # in turn, so that whatever else the machine does touches both alike
        pairs.append([await cpu_each(run, times, warm=3, besides=besides) for run in (ours, by_hand)])
    mine, theirs = sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
    kind = database().dialect.name
    print(f"board ({kind}, {what}): CPU {mine:.2f} ms, by hand {theirs:.2f} ms, ratio {mine / theirs:.2f}", flush=True)


async def _moves(url: str, actor: Actor, steps: Steps, fetch: Fetch) -> None:
    found = await fetch("SELECT id, stage_id FROM opportunity WHERE owner_id = $1 AND state = 'open'", [actor.id])
    numbers, places = itertools.cycle([row["id"] for row in found]), {row["id"]: row["stage_id"] for row in found}

    def following() -> tuple[int, int, int]:
        """An opportunity, where it is, and the stage after."""
        one = next(numbers)
        former, order = places[one], [step.stage_id for step in steps.all]
        places[one] = order[(order.index(former) + 1) % len(order)]
        return one, former, places[one]

    async def ours() -> None:
        one, former, target = following()
        await perform(actor, OPPORTUNITY, one, "move_stage", {"stage": target, "seen": former})

    async with bare_move(url, actor.id) as move:

        async def by_hand() -> None:
            await move(*following())

        await _compare("stage change", ours, by_hand, MOVES)


async def run() -> None:
    """Both databases, each in a process of its own."""
    print(f"board: {OPEN:,} open opportunities, {CARDS} cards a stage", flush=True)
    await on_both("benchmarks.board")


if __name__ == "__main__":
    import logging

    import structlog
    import uvloop

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    uvloop.run(measure(sys.argv[1]))
