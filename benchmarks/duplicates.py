"""What a duplicate check costs in a small and in a large company (查重), against the save that it guards and by hand.

python -m benchmarks.duplicates URL ROWS measures one empty database and prints JSON; `run()` compares two sizes on
SQLite and, where one answers, PostgreSQL, whose backends are counted too. A check is what a form asks while a lead is
typed: its mobile among leads and contacts, its company among leads and accounts; it finds one of each but the save's.
"""

import itertools
import json
import statistics
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from benchmarks.crowd import fill, insert
from benchmarks.lists import bare
from benchmarks.measured import cpu_each
from benchmarks.visibility import LARGE, SMALL, backends, two_sizes
from core.conversion.similar import similar
from core.db import Database, database, execute
from core.leads.lead import LEAD
from core.migrating import migrate
from core.objects import custom
from core.objects.writing import create
from core.objects_list import register_all
from core.work import work

TIMES, ROUNDS = 25, 9
HEAD = (
    "SELECT t.id, t.{title}, t.owner_id, m.name AS owner, t.status, (t.owner_id = $1 OR t.id IN "
    "(SELECT record_id FROM team_member WHERE member_id = $1 AND object = '{name}')) AS within "
    "FROM {name} t LEFT JOIN member m ON m.id = t.owner_id WHERE t.deleted_at IS NULL AND t.id IN ({found})"
)
HARD = "SELECT record_id FROM record_key WHERE object = '{name}' AND kind = 'mobile' AND value = $2"
SOFT = (
    "SELECT * FROM (SELECT record_id FROM record_hint WHERE object = '{name}' AND kind = 'company' AND value = $2 "
    "LIMIT 5) AS h"
)


async def measure(url: str, leads: int) -> dict[str, float]:
    """CPU milliseconds of a check, of the same by hand, and of a save with its checks."""
    register_all()
    await migrate(url)
    company = await Database(url).open()
    try:
        custom.use()
        actor = await fill(leads, followed=False)
        await _keys(leads)
        fetch, close = await bare(url)
        numbers = itertools.cycle(range(7, leads, max(leads // 997, 1)))
        fresh = itertools.count(leads + 1)

        async def check() -> list[Any]:
            n = next(numbers)
            return await similar(actor, LEAD, {"mobile": f"139{n:08d}", "company": f"测试{n % (leads // 10)}有限公司"})

        async def by_hand() -> list[Any]:
            n = next(numbers)
            mobile, named = f"139{n:08d}", f"测试{n % (leads // 10)}"
            found = await fetch(
                HEAD.format(name="lead", title="name", found=HARD.format(name="lead")), [actor.id, mobile]
            )
            found += await fetch(
                HEAD.format(name="lead", title="name", found=SOFT.format(name="lead")), [actor.id, named]
            )
            found += await fetch(HARD.format(name="contact").replace("$2", "$1"), [mobile])
            return found + await fetch(SOFT.format(name="account").replace("$2", "$1"), [named])

        async def save() -> object:
            n = next(fresh)
            async with work():
                return await create(actor, LEAD, {"name": f"新{n}", "mobile": f"137{n:08d}", "company": f"新公司{n}"})

        try:
            if len(await check()) != 5 or len(await by_hand()) < 5:
                raise RuntimeError("the check finds something else")
            await save()
            besides = await backends()
            runs: dict[str, Callable[[], Awaitable[object]]] = {"check": check, "by hand": by_hand, "save": save}
            rounds = [  # in turn, so that whatever else the machine does touches all alike
                {what: await cpu_each(run, TIMES, warm=5, besides=besides) for what, run in runs.items()}
                for _ in range(ROUNDS)
            ]
            return {what: statistics.median(one[what] for one in rounds) for what in runs}
        finally:
            await close()
    finally:
        await company.close()


async def _keys(leads: int) -> None:
    """The keys of the leads as `writing` would have written them, and as many of contacts and accounts."""
    number, name = "substr('00000000' || i, -8)", f"'测试' || (i % {leads // 10})"
    if database().dialect.name == "postgres":
        number = "right('00000000' || i, 8)"
    for table, of, kind, value in (
        ("record_key", "lead", "mobile", f"'139' || {number}"),
        ("record_key", "contact", "mobile", f"'138' || {number}"),
        ("record_hint", "lead", "company", name),
        ("record_hint", "account", "company", "'别家' || i"),
    ):
        await insert(table, {"object": f"'{of}'", "kind": f"'{kind}'", "value": value, "record_id": "i"}, leads)
    await execute("ANALYZE" if database().dialect.name == "sqlite" else "VACUUM ANALYZE")  # as a company at rest has it


async def run() -> None:
    """Prints how the check grows, and how it stands to the same by hand and to the save."""
    async for kind, few, many in two_sizes("benchmarks.duplicates"):
        print(
            f"duplicates ({kind}): a check {few['check']:.2f} ms CPU of {SMALL:,}, {many['check']:.2f} of {LARGE:,}, "
            f"ratio {many['check'] / few['check']:.2f}; by hand {many['by hand']:.2f} ms, "
            f"ratio {many['check'] / many['by hand']:.2f}; a save {many['save']:.2f} ms, "
            f"ratio {many['check'] / many['save']:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    import logging

    import structlog
    import uvloop

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print(json.dumps(uvloop.run(measure(sys.argv[1], int(sys.argv[2])))))
