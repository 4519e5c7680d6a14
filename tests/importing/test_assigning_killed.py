"""The process that gives away what an import put into a pool is killed at any moment: everything is given once."""

import asyncio
import random
from collections import Counter

from core.db import Database
from core.jobs import Job
from core.leads.lead import LEAD, Lead
from core.pools.facts import PoolEvent
from tests.importing.making import Imports
from tests.killing import killed_after
from tests.pools.conftest import Pool
from tests.pools.test_assigning_by_rules import rule

COUNT, KILLS = 48, 3


async def test_everything_is_given_away_once_in_turn_and_told_at_the_end(
    imports: Imports, leads: Pool, database: Database
):
    chance = random.Random(20261126)
    await rule(leads, leads.rep, leads.other)
    rows = [(f"线索{n}", f"1380000{n:04}") for n in range(COUNT)]
    await imports.run(leads.rep, LEAD, ("姓名", "手机"), rows, pool_group=leads.group.id)
    await Job.filter(kind="import.assign").update(state="running", attempts=1)
    kills = 0
    told = ("tests.importing.goes_on", database.url)
    while not await asyncio.to_thread(killed_after, chance.uniform(0.0, 0.08) if kills < KILLS else 60, *told):
        kills += 1
        await given_once(leads)
        assert await Job.filter(kind="event").count() == 0
    assert kills and await given_once(leads) == COUNT
    owners = Counter(await Lead.all().values_list("owner_id", flat=True))
    assert owners == {leads.rep.id: COUNT // 2, leads.other.id: COUNT // 2}
    news = [one.payload["event"] for one in await Job.filter(kind="event").order_by("id")]
    assert [(one["member_id"], one["count"]) for one in news] == sorted(owners.items())
    assert (await Job.get(kind="import.assign")).state == "done"


async def given_once(leads: Pool) -> int:
    """How many have an owner: each by one event of the pool."""
    given = Counter(await PoolEvent.filter(verb="assign").values_list("record_id", flat=True))
    owned = await Lead.filter(owner_id__in=[leads.rep.id, leads.other.id]).values_list("id", flat=True)
    assert sorted(given) == sorted(owned) and set(given.values()) <= {1}
    return len(given)
