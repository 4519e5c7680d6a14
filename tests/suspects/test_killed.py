"""A process that builds the keys of unique names, or frees them, is killed at any moment: the next one ends it."""

import asyncio
import random
from collections import Counter

from core.accounts.account import ACCOUNT, Account
from core.company import decide
from core.db import Database
from core.jobs import Job
from core.objects.record_keys import RecordHint, RecordKey
from core.work import work
from tests.conftest import Company
from tests.killing import killed_after
from tests.objects.making import row

COUNT, NAMES, KILLS = 120, 100, 2
KIND = "company_exact"


async def settled(database: Database, chance: random.Random) -> int:
    """Runs the job until it is over, killed now and then; how often."""
    kills = 0
    told = ("tests.suspects.goes_on", database.url)
    while not await asyncio.to_thread(killed_after, chance.uniform(0.0, 0.03) if kills < KILLS else 60, *told):
        kills += 1
        await consistent()
    return kills


async def consistent() -> None:
    """A name belongs to one living account, which is called so."""
    held = await RecordKey.filter(kind=KIND).values_list("value", "record_id")
    assert len({value for value, _ in held}) == len(held)
    ids = set(await Account.all().values_list("id", flat=True))
    assert {record_id for _, record_id in held} <= ids


async def test_keys_of_names_are_built_and_freed_however_often_it_is_killed(company: Company, database: Database):
    chance = random.Random(20261125)
    for n in range(COUNT):
        await row(ACCOUNT, company.rep, name=f"汇筑{n % NAMES}科技有限公司")
    async with work():
        await decide("duplicates.company_is_hard", True)
    kills = await settled(database, chance)
    keys = Counter(await RecordKey.filter(kind=KIND).values_list("record_id", flat=True))
    late = Counter(await RecordHint.filter(kind=KIND).values_list("record_id", flat=True))
    assert (len(keys), len(late)) == (NAMES, COUNT - NAMES) and not keys & late
    assert set((keys + late).values()) == {1}
    assert await Job.filter(kind="suspects.look").count() == 1
    async with work():
        await decide("duplicates.company_is_hard", False)
    assert kills + await settled(database, chance)
    assert not await RecordKey.filter(kind=KIND).exists() and not await RecordHint.filter(kind=KIND).exists()
