"""Processes that undo, delete and purge are killed at any moment: what they found is whole, and the rest goes on."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.db import Database
from core.leads.lead import LEAD, Lead
from core.objects.binning import Binned
from core.objects.deeds import Deed, did
from core.objects.duplicates import RecordKey
from core.objects.history import Change
from core.objects.writing import create, update
from core.undoing import deed, undo
from core.work import work
from tests.conftest import Company
from tests.killing import killed_after
from tests.objects.making import row
from tests.undoing.doing import bin_it, new

MADE, CHANGED, KILLS = 80, 20, 4


async def imported(company: Company) -> str:
    """New leads, and others whose number changed, as an import leaves them."""
    old = [(await new(company.rep, LEAD, name="线索", mobile=f"1370000{n:04}")).id for n in range(CHANGED)]
    for start in range(0, MADE, 20):
        async with work("import-batch"):
            for n in range(start, start + 20):
                await create(company.rep, LEAD, {"name": f"新{n}", "mobile": f"1380000{n:04}"})
            for place in range(start // 4, start // 4 + 5):
                await update(company.rep, LEAD, old[place], {"mobile": f"1390000{place:04}"})
            await did(company.rep, "import", LEAD, None, "线索.xlsx", count=25)
    return "import-batch"


async def test_an_undo_that_is_killed_goes_on_and_does_everything_once(
    company: Company, database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deed, "AT_ONCE", 10)
    chance, batch = random.Random(20261122), await imported(company)
    assert (await undo(company.rep, batch)).state == "undoing"
    told = ("tests.undoing.goes_on", database.url, str(company.rep.id), "undo")
    kills = 0
    while not await asyncio.to_thread(killed_after, chance.uniform(0.0, 0.05) if kills < KILLS else 60, *told):
        kills += 1
        await consistent()
    assert kills
    await consistent()
    assert await Lead.filter(deleted_at=None).count() == CHANGED
    assert {one.mobile[:3] for one in await Lead.filter(deleted_at=None)} == {"137"}
    lines = Counter(await Change.filter(verb="undo").values_list("record_id", flat=True))
    assert len(lines) == MADE + CHANGED and set(lines.values()) == {1}
    [done] = await Deed.all()
    assert (done.state, done.told["undone"]["back_count"], done.told["undone"]["kept_count"]) == (
        "undone", MADE + CHANGED, 0,
    )  # fmt: skip


async def consistent() -> None:
    """Row, bin, keys and history of every lead say the same."""
    undone = set(await Change.filter(verb="undo").values_list("record_id", flat=True))
    binned = set(await Binned.all().values_list("record_id", flat=True))
    keys: dict[Any, Any] = dict(await RecordKey.all().values_list("record_id", "value"))
    for lead in await Lead.all():
        gone = lead.deleted_at is not None
        assert gone == (lead.id in binned) and keys.get(lead.id) == (None if gone else lead.mobile)
        taken_back = gone if lead.name.startswith("新") else lead.mobile.startswith("137")
        assert taken_back == (lead.id in undone)


async def test_an_account_is_in_the_bin_with_everything_or_not_at_all(company: Company, database: Database):
    chance = random.Random(20261123)
    account = await new(company.rep, ACCOUNT, name="汇筑", website="https://huizhu.com")
    for _ in range(100):
        await row(CONTACT, company.rep, account_id=account.id)
    told = ("tests.undoing.goes_on", database.url, str(company.boss.id), "back_and_forth", str(account.id))
    for _ in range(KILLS):
        await asyncio.to_thread(killed_after, chance.uniform(0.0, 1.5), *told)
        gone = (await Account.get(id=account.id)).deleted_at is not None
        assert await Contact.filter(deleted_at=None).count() == (0 if gone else 100)
        assert await Binned.all().count() == (101 if gone else 0)
        assert await Deed.filter(state="done").count() == int(gone)
        assert await Deed.filter(state="undoing").count() == 0
    assert await Deed.exists(state="undone")


async def test_a_purge_that_is_killed_goes_on_with_what_is_left(company: Company, database: Database):
    chance = random.Random(20261124)
    ids = [await row(ACCOUNT, company.rep) for _ in range(60)]
    for record_id in ids:
        await bin_it(company.rep, ACCOUNT, record_id)
    await Binned.all().update(until=clock.now() - timedelta(days=1))
    told = ("tests.undoing.goes_on", database.url, str(company.boss.id), "purge")
    kills = 0
    while not await asyncio.to_thread(killed_after, chance.uniform(0.0, 0.2) if kills < 3 else 60, *told):
        kills += 1
        left = set(await Account.all().values_list("id", flat=True))
        assert left == set(await Binned.all().values_list("record_id", flat=True))
        assert left == set(await Change.filter(verb="delete").values_list("record_id", flat=True))
    assert await Account.all().count() == 0
