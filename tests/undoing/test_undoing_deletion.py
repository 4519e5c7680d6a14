"""Undoing a deletion: everything comes back as it was, and what cannot is told."""

import asyncio
from datetime import timedelta

import pytest

from core import clock
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT, Contact
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.activities.activity import ACTIVITY
from core.errors import Conflict, CrmError, NotFound
from core.objects.actions import perform_many
from core.objects.duplicates import RecordKey
from core.objects.query import Listing, search
from core.undoing import plan, undo
from tests.conftest import Company
from tests.undoing.doing import bin_it, in_bin, last_deed, living, new, notes, undo_last, verbs, whys, with_business


async def test_it_comes_back_with_everything_and_can_be_found(company: Company):
    account, contact, profile, activity = await with_business(company.rep)
    keys = set(await RecordKey.all().values_list("object", "kind", "value", "record_id"))
    await bin_it(company.rep, ACCOUNT, account.id)
    told = await plan(company.rep, (await last_deed()).batch)
    assert (told.told.back_count, told.told.kept_count) == (4, 0)
    outcome = await undo_last(company.rep)
    assert (outcome.state, outcome.told.back_count, outcome.told.kept_count) == ("undone", 4, 0)
    for definition, one in ((ACCOUNT, account), (CONTACT, contact), (INVOICE_PROFILE, profile), (ACTIVITY, activity)):
        assert await living(definition, one.id) and (await verbs(definition, one.id))[-1] == "undo"
    assert await in_bin() == set()
    assert set(await RecordKey.all().values_list("object", "kind", "value", "record_id")) == keys
    assert [one["id"] for one in (await search(company.rep, CONTACT, Listing(q="林嘉禾"))).items] == [contact.id]
    assert "撤销「删除 苏州汇筑科技有限公司」" in await notes(company.rep, ACCOUNT, account.id)


async def test_an_undo_happens_once_and_for_one_of_two(company: Company):
    account, *_ = await with_business(company.rep)
    batch = await bin_it(company.rep, ACCOUNT, account.id)
    answers = await asyncio.gather(undo(company.rep, batch), undo(company.boss, batch), return_exceptions=True)
    assert sorted(isinstance(one, CrmError) for one in answers) == [False, True]
    assert [one.status for one in answers if isinstance(one, CrmError)] == [409]
    assert (await verbs(ACCOUNT, account.id)).count("undo") == 1


async def test_only_who_did_it_and_administrators_undo_it(company: Company):
    account, *_ = await with_business(company.rep)
    batch = await bin_it(company.rep, ACCOUNT, account.id)
    for stranger in (company.other, company.manager):
        for ask in (plan, undo):
            with pytest.raises(NotFound):
                await ask(stranger, batch)
    await undo(company.boss, batch)
    assert await living(ACCOUNT, account.id)


async def test_after_30_days_it_is_too_late(company: Company, stopped_clock: clock.Stopped):
    account, *_ = await with_business(company.rep)
    batch = await bin_it(company.rep, ACCOUNT, account.id)
    stopped_clock.advance(timedelta(days=30, seconds=1).total_seconds())
    with pytest.raises(Conflict, match="过了"):
        await undo(company.rep, batch)
    assert not await living(ACCOUNT, account.id)


async def test_a_record_whose_mobile_somebody_has_now_stays_in_the_bin(company: Company):
    account = await new(company.boss, ACCOUNT, name="云岫")
    given = {"mobile": "13900002716", "account": account.id}
    contact = await new(company.boss, CONTACT, name="林嘉禾", owner=company.rep.id, **given)
    batch = await bin_it(company.rep, CONTACT, contact.id)
    await new(company.boss, CONTACT, name="另一位", owner=company.other.id, **given)
    with pytest.raises(Conflict) as refusal:
        await undo(company.rep, batch)
    assert [one["why"] for one in refusal.value.extra["kept"]] == ["手机已被别的记录使用"]
    assert not await living(CONTACT, contact.id) and (await last_deed()).state == "done"


async def test_what_went_along_comes_without_a_mobile_that_somebody_has_now(company: Company):
    account, contact, _, _ = await with_business(company.rep)
    await Contact.filter(id=contact.id).update(mobile="13900002716; 13900002799")
    await bin_it(company.rep, ACCOUNT, account.id)
    other = await new(company.other, ACCOUNT, name="云岫")
    await new(company.other, CONTACT, name="另一位", mobile="13900002716", account=other.id)
    outcome = await undo_last(company.rep)
    assert whys(outcome) == {"contact": "手机已被别的记录使用，恢复后这一项空着"}
    assert (await Contact.get(id=contact.id)).mobile == "13900002799"


async def test_many_deleted_at_once_come_back_at_once(company: Company):
    ids = [(await new(company.rep, ACCOUNT, name=f"客户{n}")).id for n in range(5)]
    await perform_many(company.rep, ACCOUNT, ids, "delete")
    deed = await last_deed()
    assert (deed.kind, deed.count) == ("delete", 5)
    outcome = await undo_last(company.rep)
    assert outcome.told.back_count == 5
    assert all([await living(ACCOUNT, one) for one in ids])


async def test_a_deleted_follow_up_takes_its_plan_along_and_brings_it_back(company: Company):
    account = await new(company.rep, ACCOUNT, name="云岫")
    activity = await new(company.rep, ACTIVITY, content="报价", account=account.id, next_at="2026-12-24T09:00:00+08:00")
    planned = (await ACCOUNT.model.get(id=account.id)).next_follow_at
    await bin_it(company.rep, ACTIVITY, activity.id)
    assert (await ACCOUNT.model.get(id=account.id)).last_follow_at is None
    await undo_last(company.rep)
    back = await ACCOUNT.model.get(id=account.id)
    assert (back.next_follow_at, back.last_follow_note) == (planned, "报价")
