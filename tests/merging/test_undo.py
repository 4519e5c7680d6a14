"""Merge and back: undoing gives the same database again, and what came later stays where it is."""

from random import Random
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.activities.activity import ACTIVITY, Activity
from core.errors import Conflict
from core.leads.lead import LEAD
from core.merging.forwarding import merged_into
from core.merging.merge import merge
from core.objects.definition import ObjectDef
from core.objects.query import record
from core.objects.writing import update
from core.undoing.deed import undo
from core.work import work
from tests.conftest import Company
from tests.merging.conftest import merged, new
from tests.merging.crowd import Crowd, everything

Twins = tuple[Account, Account]
PICKED = {
    "account": ("name", "level", "credit_code"),
    "contact": ("name", "mobile", "title"),
    "lead": ("name", "email"),
}


@pytest.mark.feature("AR-CUST-002", "XS-CUST-034")
@pytest.mark.parametrize("definition", [ACCOUNT, CONTACT, LEAD], ids=lambda definition: definition.key)
@pytest.mark.parametrize("seed", range(6))
async def test_merging_and_undoing_gives_the_same_database(company: Company, definition: ObjectDef, seed: int):
    crowd, draw = Crowd(seed, definition, company), Random(seed)
    await crowd.build()
    before = await everything()
    picks = {key: draw.choice(crowd.same) for key in PICKED[definition.key]}
    async with work():
        done = await merge(company.boss, definition, crowd.same, crowd.master, picks)
    assert await everything() != before
    outcome = await undo(company.boss, done.batch)
    assert outcome.told.kept == []
    after = await everything()
    for table, content in before.items():
        assert after[table] == content, table


@pytest.mark.feature("XS-CUST-034")
async def test_what_came_after_the_merge_stays_with_the_master(company: Company, twins: Twins):
    first, second = twins
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=second.id)
    done = await merged(company.rep, ACCOUNT, first, second)
    later = await new(company.rep, ACTIVITY, content="合并以后的", account=first.id)
    added = await new(company.rep, CONTACT, name="江予怀", account=first.id)
    async with work():
        await update(company.rep, ACCOUNT, first.id, {"phone": "0512-11112222"})
    outcome = await undo(company.rep, done.batch)
    assert (await record(company.rep, ACCOUNT, second.id))["phone"] == "0512-62880000"
    assert (await Contact.get(id=contact.id)).account_id == second.id
    assert (await Contact.get(id=added.id)).account_id == (await Activity.get(id=later.id)).account_id == first.id
    assert (await Account.get(id=first.id)).phone == "0512-11112222"
    assert [(one["id"], one["why"]) for one in outcome.told.kept] == [(first.id, "电话：之后又改过")]
    assert await merged_into(company.rep, ACCOUNT, second.id) is None
    with pytest.raises(Conflict):
        await undo(company.rep, done.batch)


async def test_a_merge_of_merged_ones_is_undone_from_the_last(company: Company, twins: Twins):
    first, second = twins
    third = await new(company.rep, ACCOUNT, name="汇筑（三）")
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=second.id)
    before = await everything()
    inner = await merged(company.rep, ACCOUNT, first, second)
    outer = await merged(company.rep, ACCOUNT, third, first)
    assert (await Contact.get(id=contact.id)).account_id == third.id
    for done in (outer, inner):
        assert (await undo(company.rep, done.batch)).told.kept == []
    assert await everything() == before


async def test_the_creation_of_the_master_comes_back(company: Company, stopped_clock: Any):
    old = await new(company.rep, ACCOUNT, name="老")
    stopped_clock.advance(3600)
    young = await new(company.rep, ACCOUNT, name="新")
    done = await merged(company.rep, ACCOUNT, young, old)
    assert (await Account.get(id=young.id)).created_at == old.created_at
    await undo(company.rep, done.batch)
    assert (await Account.get(id=young.id)).created_at == clock.now()
