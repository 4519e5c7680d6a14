"""A process that merges and undoes is killed at any moment: what it found is merged as a whole, or not at all."""

import asyncio
import random
import subprocess
import sys
from collections import Counter

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.db import Database
from core.objects.binning import Binned
from core.objects.deeds import Deed
from core.objects.duplicates import RecordHint
from core.teams.team import TeamMember
from tests.conftest import Company
from tests.merging.conftest import new
from tests.objects.making import row
from tools.product import ROOT

CONTACTS = 150
KILLS = 6


async def test_killed_at_any_moment_it_is_merged_or_it_is_not(company: Company, database: Database):
    chance = random.Random(20261122)
    first = await new(company.rep, ACCOUNT, name="汇筑")
    second = await new(company.other, ACCOUNT, name="汇筑科技", website="https://huizhu.com")
    for _ in range(CONTACTS):
        await row(CONTACT, company.rep, account_id=second.id)
    told = [database.url, str(company.boss.id), str(first.id), str(second.id)]
    for _ in range(KILLS):
        await asyncio.to_thread(_killed_after, chance.uniform(0.0, 1.0), told)
        await _whole(first, second)
    assert await Deed.filter(kind="merge").exists()


def _killed_after(pause: float, told: list[str]) -> None:
    command = [sys.executable, "-m", "tests.merging.back_and_forth", *told]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "begun\n"
    try:
        child.wait(pause)
    except subprocess.TimeoutExpired:
        child.kill()
    assert child.wait(10) == -9, "it ended by itself"
    child.stdout.close()


async def _whole(first: Account, second: Account) -> None:
    """The second is part of the first, or it is not: every table says the same."""
    gone = (await Account.get(id=second.id)).deleted_at is not None
    held = first.id if gone else second.id
    assert Counter(await Contact.all().values_list("account_id", flat=True)) == {held: CONTACTS}
    assert await Binned.exists(object="account", record_id=second.id) == gone
    assert await Deed.filter(kind="merge", state="done").count() == int(gone)
    assert await Deed.filter(kind="merge", state="undoing").count() == 0
    assert await TeamMember.filter(record_id=first.id).count() == int(gone)
    assert bool((await Account.get(id=first.id)).website) == gone
    sites = await RecordHint.filter(object="account", kind="domain").values_list("record_id", flat=True)
    assert list(sites) == [held]
