"""Converting a lead: account, contact, what comes along, whom it meets on the way, and that it happens once."""

import asyncio
from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.activities.activity import ACTIVITY
from core.conversion.prefill import conversion
from core.errors import Conflict, CrmError, Invalid, NotAllowed, NotFound
from core.leads.lead import LEAD, Lead
from core.objects.duplicates import RecordKey
from core.objects.history import Change
from core.objects.query import Listing, search
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.leads import making

HUIZHU = "苏州惠筑科技有限公司"


async def company_lead(actor: Any, **values: Any) -> int:
    return await making.lead(actor, **{"company": HUIZHU, "title": "采购总监", "phone": "0512-66880000", **values})


@pytest.mark.feature("WN-LEAD-009", "XS-LEAD-014")
async def test_a_lead_becomes_an_account_with_a_contact(company: Company):
    lead = await company_lead(company.rep, city="苏州", email="lin@huizhu.example", next_follow_at="2026-11-25")
    before = await conversion(company.rep, lead)
    assert (before["account"]["name"], before["account"]["phone"]) == (HUIZHU, "0512-66880000")
    assert (before["contact"]["mobile"], before["existing"], before["merges"]) == ("13900002716", [], False)
    made = await making.convert(company.rep, lead, account=before["account"], contact=before["contact"])
    account = await making.seen(company.rep, ACCOUNT, made["account"])
    contact = await making.seen(company.rep, CONTACT, made["contact"])
    assert (account["name"], account["city"], account["origin"], account["owner"]["label"]) == (
        HUIZHU, "苏州", "lead", "周雨桐",
    )  # fmt: skip
    assert (contact["name"], contact["title"], contact["main"]) == ("林嘉禾", "采购总监", True)
    assert contact["account"]["id"] == made["account"]
    read = await making.seen(company.rep, LEAD, lead)
    assert (read["pool_state"], read["next_follow_at"], read["status"]) == ("converted", None, "contacted")
    assert (read["converted_account"]["id"], read["converted_contact"]["id"]) == (made["account"], made["contact"])
    assert (read["converted_by"]["label"], account["next_follow_at"]) == ("周雨桐", "2026-11-24T16:00:00+00:00")


@pytest.mark.feature("XS-LEAD-014")
async def test_the_customers_own_required_fields_are_asked_for_and_nothing_is_half_done(company: Company):
    lead = await company_lead(company.rep)
    with pytest.raises(Invalid) as refusal:
        await making.convert(company.rep, lead, account={"name": " "})
    assert "account.name" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        await making.convert(company.rep, lead, account={"name": HUIZHU}, contact={"name": "林", "mobile": "keine"})
    assert list(refusal.value.fields) == ["contact.mobile"]
    assert await Account.all().count() == 0
    assert (await making.seen(company.rep, LEAD, lead))["pool_state"] == "private"


@pytest.mark.feature("XS-LEAD-015")
async def test_a_lead_is_merged_into_a_chosen_account_which_learns_what_it_did_not_know(company: Company):
    account = await making.account(company.rep, name="汇筑集团", city="上海")
    lead = await company_lead(company.rep, city="苏州")
    made = await making.convert(company.rep, lead, account=account, contact={})
    assert (made["account"], made["merged"]) == (account, True)
    read = await making.seen(company.rep, ACCOUNT, account)
    assert (read["name"], read["city"], read["phone"]) == ("汇筑集团", "上海", "0512-66880000")
    assert (await making.seen(company.rep, CONTACT, made["contact"]))["account"]["id"] == account


@pytest.mark.feature("XS-LEAD-016")
@pytest.mark.parametrize("written", [HUIZHU, "苏州惠筑科技有限公司 ", "苏州惠筑科技（有限公司）"])
async def test_the_same_company_name_is_announced_and_merged_by_itself(company: Company, written: str):
    account = await making.account(company.rep, name=HUIZHU)
    lead = await company_lead(company.rep, company=written)
    before = await conversion(company.rep, lead)
    assert [(one["id"], one["label"], one["exact"]) for one in before["existing"]] == [(account, HUIZHU, True)]
    assert before["merges"]
    made = await making.convert(company.rep, lead)
    assert (made["account"], made["merged"], await Account.all().count()) == (account, True, 1)


async def test_a_company_of_a_similar_name_is_named_and_not_merged(company: Company):
    account = await making.account(company.rep, name="上海惠筑科技有限公司")
    lead = await company_lead(company.rep)
    before = await conversion(company.rep, lead)
    assert [(one["id"], one["exact"]) for one in before["existing"]] == [(account, False)] and not before["merges"]
    assert (await making.convert(company.rep, lead))["account"] != account


async def test_an_account_of_the_same_name_that_one_may_not_see_is_in_the_way_masked(company: Company):
    await making.account(company.south, name=HUIZHU, phone="0755-88880000")
    lead = await company_lead(company.rep)
    [shown] = (await conversion(company.rep, lead))["existing"]
    assert (shown["id"], shown["exact"], shown["owner"]["label"]) == (None, True, "何嘉文")
    assert shown["label"] != HUIZHU
    for merge in (True, False, None):
        with pytest.raises(Conflict, match="由何嘉文跟进") as refusal:
            await making.convert(company.rep, lead, merge=merge)
    assert "0755" not in str(refusal.value.extra)
    assert await Account.all().count() == 1
    assert (await making.seen(company.rep, LEAD, lead))["converted_at"] is None


async def test_an_account_of_the_same_name_in_the_pool_is_claimed_first(company: Company):
    account = await making.account(company.boss, name=HUIZHU)
    await Account.filter(id=account).update(owner_id=None, pool_state="unclaimed")
    lead = await company_lead(company.rep)
    with pytest.raises(Conflict, match="公海"):
        await making.convert(company.rep, lead)
    with pytest.raises(Conflict, match="先领取"):
        await making.convert(company.boss, lead, account=account)


async def test_an_account_one_may_not_see_cannot_be_chosen(company: Company):
    account = await making.account(company.south, name="别人的客户")
    lead = await company_lead(company.rep)
    for unknown in (account, 987654):
        with pytest.raises(Invalid, match="看不到"):
            await making.convert(company.rep, lead, account=unknown)


async def test_a_known_mobile_of_the_account_is_the_contact_and_of_another_account_is_in_the_way(company: Company):
    account = await making.account(company.rep, name=HUIZHU)
    contact = await making.contact(company.rep, account=account, mobile="139 0000 2716")
    lead = await company_lead(company.rep)
    assert (await making.convert(company.rep, lead))["contact"] == contact
    other = await making.lead(company.rep, mobile="13900002716", company="上海云岫自动化设备有限公司")
    with pytest.raises(Conflict, match="手机已存在：联系人「沈叔远」"):
        await making.convert(company.rep, other)
    assert await Account.all().count() == 1


async def test_a_lead_without_a_company_becomes_a_person(company: Company):
    lead = await making.lead(company.rep)
    before = await conversion(company.rep, lead)
    assert (before["account"]["kind"], before["account"]["name"]) == ("person", "林嘉禾")
    made = await making.convert(company.rep, lead, account=before["account"])
    assert made["contact"] is None
    assert (await making.seen(company.rep, ACCOUNT, made["account"]))["kind"] == "person"


@pytest.mark.feature("AR-LEAD-002")
async def test_follow_ups_team_and_history_come_along_and_the_subject_stays(company: Company):
    lead = await company_lead(company.rep)
    activity = await making.follow_up(company.rep, lead=lead, content="展会上聊过")
    added = {"object": "lead", "record_id": lead, "member_id": company.other.id, "kind": "follower"}
    await TeamMember.create(**added, can_edit=True, added_at="2026-11-24T00:00:00+00:00")
    made = await making.convert(company.rep, lead)
    read = await making.seen(company.rep, ACTIVITY, activity)
    assert (read["lead"]["id"], read["account"]["id"], read["contact"]["id"]) == (
        lead,
        made["account"],
        made["contact"],
    )
    kept = await ACTIVITY.model.get(id=activity)
    assert (kept.subject_object, kept.subject_id) == ("lead", lead)
    account = await making.seen(company.other, ACCOUNT, made["account"])
    assert (account["last_follow_note"], account["last_follow_at"] is not None) == ("展会上聊过", True)
    later = await making.follow_up(company.rep, lead=lead, content="转换后又聊了一次")
    assert (await making.seen(company.rep, ACTIVITY, later))["account"]["id"] == made["account"]
    converted = await Change.get(object="lead", verb="convert")
    batch = {(change.object, change.verb) for change in await Change.filter(batch=converted.batch)}
    assert batch >= {("account", "create"), ("contact", "create"), ("activity", "update"), ("lead", "convert")}


async def test_a_converted_lead_frees_its_mobile_and_is_converted_once(company: Company):
    lead = await company_lead(company.rep)
    await making.convert(company.rep, lead)
    assert await RecordKey.filter(object="lead").count() == 0
    with pytest.raises(Conflict, match="已经转成客户"):
        await making.convert(company.rep, lead)
    with pytest.raises(Conflict):
        await conversion(company.rep, lead)
    assert await making.lead(company.rep) != lead
    assert await Account.all().count() == 1


async def test_converting_the_same_lead_twice_at_once_makes_one_account(company: Company):
    lead = await company_lead(company.rep)
    outcomes = await asyncio.gather(*[making.convert(company.rep, lead) for _ in range(4)], return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "Conflict", "Conflict", "dict"]
    assert (await Account.all().count(), await Contact.all().count()) == (1, 1)


async def test_two_leads_of_one_company_converted_at_once_make_one_account(company: Company):
    leads = [await company_lead(company.rep, mobile=f"1390000271{n}", name=f"林{n}") for n in range(3)]
    outcomes = await asyncio.gather(*[making.convert(company.rep, lead) for lead in leads])
    assert len({one["account"] for one in outcomes}) == 1
    assert (await Account.all().count(), await Contact.all().count()) == (1, 3)
    assert await RecordKey.filter(object="conversion").count() == 0


async def test_what_fails_inside_a_conversion_leaves_nothing_behind(company: Company):
    lead = await company_lead(company.rep)
    with pytest.raises(CrmError):
        async with work():
            await making.convert(company.rep, lead)
            raise Invalid({"x": "y"})
    assert (await Account.all().count(), await Contact.all().count()) == (0, 0)
    assert (await Lead.get(id=lead)).converted_at is None


async def test_only_who_may_change_a_lead_converts_it_and_its_owner_keeps_the_customer(company: Company):
    lead = await company_lead(company.rep)
    with pytest.raises(NotFound):
        await making.convert(company.other, lead)
    await TeamMember.create(
        object="lead", record_id=lead, member_id=company.other.id, kind="follower", added_at="2026-11-24T00:00:00+00:00"
    )
    with pytest.raises((NotAllowed, Conflict)):
        await making.convert(company.other, lead)
    made = await making.convert(company.manager, lead)
    assert (await making.seen(company.rep, ACCOUNT, made["account"]))["owner"]["id"] == company.rep.id


async def test_conversions_are_counted_by_their_time(company: Company, stopped_clock):
    lead = await company_lead(company.rep)
    await making.lead(company.rep, mobile="13900002799")
    await making.convert(company.rep, lead)
    found = await search(company.rep, LEAD, Listing(where={"field": "converted_at", "within": "today"}))
    assert [item["id"] for item in found.items] == [lead]
