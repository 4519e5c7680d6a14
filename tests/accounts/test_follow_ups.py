"""Follow-ups: what they are about, what they write back to leads and customers, and what they take back."""

import pytest

from core.accounts.account import ACCOUNT
from core.activities.activity import ACTIVITY
from core.errors import Invalid, NotFound
from core.files.attaching import attach, stored_file
from core.files.file import StoredFile
from core.leads.lead import LEAD
from core.objects.around import around
from core.work import work
from tests.conftest import Company
from tests.leads import making

MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-{day}T10:00:00+08:00" for day in (23, 24, 25))
NEXT_WEEK, LATER = "2026-12-01T02:00:00+00:00", "2026-12-08T02:00:00+00:00"


async def state(company: Company, definition, record_id: int) -> tuple:
    read = await making.seen(company.boss, definition, record_id)
    return read["last_follow_at"], read["last_follow_note"], read["next_follow_at"], read["status"]


@pytest.mark.feature("AR-CUST-007")
async def test_time_words_plan_and_status_after_it_are_written_back(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account)
    given = {"content": "签了试用", "at": TUESDAY, "next_at": NEXT_WEEK, "status_after": "active", "kind": "visit"}
    await making.follow_up(company.rep, contact=contact, **given)
    assert await state(company, ACCOUNT, account) == ("2026-11-24T02:00:00+00:00", "签了试用", NEXT_WEEK, "active")
    lead = await making.lead(company.rep)
    await making.follow_up(company.rep, lead=lead, content="x" * 500, at=TUESDAY)
    assert await state(company, LEAD, lead) == ("2026-11-24T02:00:00+00:00", "x" * 400, None, "contacted")
    await making.follow_up(company.rep, lead=lead, at=MONDAY, content="补记", status_after="closed")
    assert await state(company, LEAD, lead) == ("2026-11-24T02:00:00+00:00", "x" * 400, None, "closed")


async def test_a_status_that_the_record_does_not_have_is_refused(company: Company):
    account, lead = await making.account(company.rep), await making.lead(company.rep)
    for about, wrong in (({"account": account}, "contacted"), ({"lead": lead}, "active"), ({"lead": lead}, "gone")):
        with pytest.raises(Invalid) as refusal:
            await making.follow_up(company.rep, **about, status_after=wrong)
        assert list(refusal.value.fields) == ["status_after"]


@pytest.mark.feature("AR-CUST-007")
async def test_an_edited_follow_up_writes_back_again_and_a_deleted_one_takes_it_back(company: Company):
    account = await making.account(company.rep)
    first = await making.follow_up(company.rep, account=account, content="第一次", at=MONDAY, next_at=NEXT_WEEK)
    second = await making.follow_up(company.rep, account=account, content="第二次", at=TUESDAY, next_at=LATER)
    await making.change(company.rep, ACTIVITY, second, content="第二次，改过", next_at=NEXT_WEEK)
    assert (await state(company, ACCOUNT, account))[1:3] == ("第二次，改过", NEXT_WEEK)
    await making.change(company.rep, ACTIVITY, first, at=WEDNESDAY)
    assert (await state(company, ACCOUNT, account))[:2] == ("2026-11-25T02:00:00+00:00", "第一次")
    await making.change(company.rep, ACTIVITY, second, next_at=LATER)
    await making.bin_it(company.rep, ACTIVITY, first)
    assert (await state(company, ACCOUNT, account))[:2] == ("2026-11-24T02:00:00+00:00", "第二次，改过")
    await making.bin_it(company.rep, ACTIVITY, second)
    assert (await state(company, ACCOUNT, account))[:3] == (None, "", None)


async def test_deleting_a_follow_up_leaves_a_plan_that_somebody_made_since(company: Company):
    account = await making.account(company.rep)
    activity = await making.follow_up(company.rep, account=account, next_at=NEXT_WEEK)
    await making.change(company.rep, ACCOUNT, account, next_follow_at=LATER)
    await making.bin_it(company.rep, ACTIVITY, activity)
    assert (await state(company, ACCOUNT, account))[2] == LATER


async def test_a_follow_up_moved_to_another_customer_leaves_nothing_behind(company: Company):
    wrong, right = await making.account(company.rep), await making.account(company.rep, name="湛石建材")
    activity = await making.follow_up(company.rep, account=wrong, next_at=NEXT_WEEK)
    await making.change(company.rep, ACTIVITY, activity, account=right)
    assert (await state(company, ACCOUNT, wrong))[:3] == (None, "", None)
    assert (await state(company, ACCOUNT, right))[1] == "电话沟通了报价"


@pytest.mark.feature("XS-CUST-024")
async def test_a_follow_up_carries_a_plan_and_stands_in_the_feed(company: Company):
    account = await making.account(company.rep)
    await making.follow_up(company.rep, account=account, next_at=NEXT_WEEK, plan="带样品上门", kind="visit")
    [entry] = [e for e in (await around(company.rep, ACCOUNT, account))["timeline"] if e["kind"] == "activity"]
    assert (entry["title"], entry["plan"], entry["next_at"]) == ("拜访", "带样品上门", NEXT_WEEK)


@pytest.mark.feature("XS-LEAD-010", "AR-LEAD-002")
@pytest.mark.parametrize("kind", ["call", "visit", "wechat", "email", "meeting", "note"])
async def test_an_activity_of_a_chosen_type_stands_in_the_leads_feed(company: Company, kind: str):
    lead = await making.lead(company.rep)
    await making.follow_up(company.rep, lead=lead, kind=kind)
    [entry] = [e for e in (await around(company.rep, LEAD, lead))["timeline"] if e["kind"] == "activity"]
    assert (entry["type"], entry["text"]) == (kind, "电话沟通了报价")


async def test_a_follow_up_about_nothing_is_refused(company: Company):
    with pytest.raises(Invalid) as refusal:
        await making.follow_up(company.rep)
    assert "subject" in refusal.value.fields
    with pytest.raises(Invalid):
        await making.follow_up(company.other, account=await making.account(company.rep))


@pytest.mark.feature("XS-CUST-032")
async def test_pictures_and_documents_of_a_follow_up_show_with_it_and_among_the_customers_documents(company: Company):
    account = await making.account(company.rep)
    activity = await making.follow_up(company.rep, account=account)
    file = await StoredFile.create(sha256="a" * 64, size=3, media_type="image/png", state="kept")
    async with work():
        kept = await attach(company.rep, file, "厂区.png", {"activity": activity})
    shown = await around(company.manager, ACCOUNT, account)
    [entry] = [e for e in shown["timeline"] if e["kind"] == "activity"]
    assert [one["name"] for one in entry["files"]] == ["厂区.png"]
    assert next(g for g in shown["related"] if g["object"] == "attachment")["total"] == 1
    assert (await stored_file(company.manager, kept.id))[1].id == file.id
    for nobody in (lambda: stored_file(company.south, kept.id), lambda: _attach(company.south, file, activity)):
        with pytest.raises(NotFound):
            await nobody()


async def _attach(actor, file, activity: int) -> None:
    async with work():
        await attach(actor, file, "x", {"activity": activity})
