"""A trial of three recycle rules over 100,000 leads, against one statement by hand through the bare driver (回收试算).

python -m benchmarks.recycling URL measures one empty database; `run()` takes SQLite and, where one answers, PostgreSQL.
"""

import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from benchmarks.list_rows import LEADS, company, fill
from benchmarks.lists import bare, on_both
from core import clock
from core.db import Database, database, execute
from core.leads.lead import LEAD
from core.migrating import migrate
from core.objects import custom
from core.objects_list import register_all
from core.pools.group import PoolGroup
from core.pools.recycle_job import trial
from core.pools.rule_book import drafted

TODAY = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
RULES = (
    [{"kind": "idle", "days": 60}],
    [{"kind": "not_reached", "field": "level", "values": ["a", "b"], "days": 100}],
    [{"kind": "no_opportunity", "days": 150}, {"kind": "returns", "at_least": 2}],
)
POOLED = (
    "UPDATE lead SET pool_group_id=1, pool_state='claimed', returns=id%4, "
    "level=CASE id%3 WHEN 0 THEN 'a' WHEN 1 THEN 'c' ELSE '' END, "
    "owned_since=CASE id%10 WHEN 0 THEN {long_ago} ELSE {lately} END, "
    "last_follow_at=CASE WHEN id%5=1 THEN NULL ELSE updated_at END"
)
BY_HAND = (
    "SELECT l.id, l.name, l.owner_id, m.name AS owner, l.owned_since, l.last_follow_at, l.level, l.returns "
    "FROM lead l LEFT JOIN member m ON m.id=l.owner_id "
    "WHERE l.deleted_at IS NULL AND l.owner_id IS NOT NULL AND l.pool_group_id=1 AND NOT l.protected AND NOT l.frozen "
    "AND NOT l.discarded AND l.converted_at IS NULL AND ("
    "l.owned_since<{days60} AND (l.last_follow_at<{days60} OR l.last_follow_at IS NULL) "
    "OR l.owned_since<{days100} AND l.level NOT IN ('a','b') "
    "OR l.owned_since<{days150} AND l.returns>=2) ORDER BY l.id"
)
TIMES = 7


def moment(day: str) -> str:
    """The end of a day in Shanghai as both databases compare it."""
    cast = "timestamptz " if database().dialect.name == "postgres" else ""
    return f"{cast}'{day} 16:00:00+00:00'"


async def measure(url: str) -> None:
    """Prints the median time of a trial, of the statement by hand, and their ratio."""
    register_all()
    await migrate(url)
    opened = await Database(url).open()
    try:
        custom.use()
        await company()
        await fill()
        group = await PoolGroup.create(id=1, name="公海", pool_of="lead", mode="claim", active=True)
        await execute(POOLED.format(long_ago=moment("2026-05-01"), lately=moment("2026-11-01")))
        await execute("ANALYZE")
        rules = tuple([await drafted(LEAD, -n, f"规则{n}", one, []) for n, one in enumerate(RULES, 1)])
        sql = BY_HAND.format(days60=moment("2026-09-25"), days100=moment("2026-08-16"), days150=moment("2026-06-27"))
        fetch, close = await bare(url)
        try:
            with clock.use(clock.Stopped(TODAY)):
                found, expected = await trial(LEAD, group, rules), await fetch(sql, [])
                if found["total"] != len(expected):
                    raise RuntimeError(f"{found['total']} in the trial, {len(expected)} by hand")
                ours = await _median(lambda: trial(LEAD, group, rules))
                theirs = await _median(lambda: fetch(sql, []))
        finally:
            await close()
        told = f"{len(expected):,} of {LEADS:,} leads fall; {ours * 1000:.0f} ms, by hand {theirs * 1000:.0f} ms"
        print(f"recycling ({opened.dialect.name}): {told}, ratio {ours / theirs:.2f}", flush=True)
    finally:
        await opened.close()


async def _median(run: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


async def run() -> None:
    """Both databases, each in a process of its own."""
    print(f"recycling: a trial of three rules over {LEADS:,} leads", flush=True)
    await on_both("benchmarks.recycling")


if __name__ == "__main__":
    import logging

    import structlog
    import uvloop

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    uvloop.run(measure(sys.argv[1]))
