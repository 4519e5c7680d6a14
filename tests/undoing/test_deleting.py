"""Deleting: what goes along into the bin, what stays, and that nothing of it is found any more."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.activities.activity import ACTIVITY
from core.errors import CrmError, NotAllowed, NotFound
from core.leads.lead import LEAD
from core.objects.actions import perform, perform_many
from core.objects.deleting import delete_plan
from core.objects.duplicates import RecordHint, RecordKey
from core.objects.query import Listing, record, search
from core.objects.registry import objects
from core.objects.writing import delete
from core.people.people import MEMBER
from core.pools.facts import PoolApplication
from core.work import work
from tests.conftest import Company
from tests.undoing.doing import bin_it, in_bin, living, new, verbs, with_business


async def test_what_belongs_only_to_an_account_goes_into_the_bin_with_it(company: Company):
    account, contact, profile, activity = await with_business(company.rep)
    told = await delete_plan(company.rep, ACCOUNT, [account.id])
    assert {(one["object"], one["count"]) for one in told} == {("contact", 1), ("invoice_profile", 1), ("activity", 1)}
    batch = await bin_it(company.rep, ACCOUNT, account.id)
    gone = [(ACCOUNT, account), (CONTACT, contact), (INVOICE_PROFILE, profile), (ACTIVITY, activity)]
    assert await in_bin() == {(definition.key, one.id) for definition, one in gone}
    for definition, one in gone:
        assert (await verbs(definition, one.id))[-1] == "delete"
        with pytest.raises(NotFound):
            await record(company.boss, definition, one.id)
        page = await search(company.boss, definition, Listing())
        assert page.items == [] and page.total == 0
    assert (await search(company.boss, CONTACT, Listing(q="林嘉禾"))).items == []
    assert await RecordKey.all().count() == await RecordHint.all().count() == 0
    assert len({change.batch for change in await _changes("delete")}) == 1 and batch


async def _changes(verb: str) -> list[Any]:
    from core.objects.history import Change

    return await Change.filter(verb=verb)


async def test_what_also_belongs_to_something_living_stays(company: Company):
    account, contact, _, activity = await with_business(company.rep)
    lead = await new(company.rep, LEAD, name="顾行止", mobile="13900002717")
    shared = await new(company.rep, ACTIVITY, content="一起谈", lead=lead.id, account=account.id)
    await bin_it(company.rep, CONTACT, contact.id)
    assert await living(ACTIVITY, activity.id)  # it is the account's too
    await bin_it(company.rep, ACCOUNT, account.id)
    assert not await living(ACTIVITY, activity.id) and await living(ACTIVITY, shared.id)


async def test_children_of_others_go_along_too(company: Company):
    account = await new(company.rep, ACCOUNT, name="云岫")
    foreign = await new(company.manager, CONTACT, name="江予怀", account=account.id)
    await bin_it(company.rep, ACCOUNT, account.id)
    assert not await living(CONTACT, foreign.id)


async def test_many_are_deleted_at_once_and_each_answers_for_itself(company: Company):
    mine = [(await new(company.rep, ACCOUNT, name=f"客户{n}")).id for n in range(3)]
    foreign = (await new(company.south, ACCOUNT, name="禾木")).id
    results = await perform_many(company.rep, ACCOUNT, [*mine, foreign], "delete")
    assert [one["ok"] for one in results] == [True, True, True, False] and results[3]["status"] == 404
    assert await in_bin() == {("account", one) for one in mine}


async def test_who_may_only_edit_does_not_delete(company: Company):
    account = await new(company.rep, ACCOUNT, name="云岫")
    await perform(company.rep, ACCOUNT, account.id, "share", {"members": [company.south.id], "can_edit": True})
    with pytest.raises(NotAllowed):
        await perform(company.south, ACCOUNT, account.id, "delete")
    assert await living(ACCOUNT, account.id)


async def test_what_the_directory_and_the_settings_keep_is_not_deleted_here(company: Company):
    for definition in objects().values():
        assert bool(definition.kept) != ("delete" in definition.action_by_key)
    with pytest.raises(CrmError):
        async with work():
            await delete(company.boss, MEMBER, company.rep.id)


async def test_nobody_waits_for_a_pooled_record_in_the_bin(company: Company):
    lead = await new(company.rep, LEAD, name="顾行止", mobile="13900002717")
    await LEAD.model.filter(id=lead.id).update(owner_id=None, pool_state="unclaimed")
    values = {"object": "lead", "record_id": lead.id, "member_id": company.other.id, "open_key": f"lead:{lead.id}"}
    await PoolApplication.create(**values, asked_at=lead.created_at)
    await bin_it(company.boss, LEAD, lead.id)
    [application] = await PoolApplication.all()
    assert (application.state, application.open_key) == ("over", None)


async def test_a_large_account_goes_in_few_statements(company: Company, counted: Any):
    account = await new(company.rep, ACCOUNT, name="云岫")
    statements = []
    for children in (3, 30):
        for n in range(children):
            await new(company.rep, CONTACT, name=f"联系人{n}", account=account.id)
        with counted() as asked:
            async with work():
                await delete_plan(company.rep, ACCOUNT, [account.id])
        statements.append(len(asked))
    assert statements[0] == statements[1]
