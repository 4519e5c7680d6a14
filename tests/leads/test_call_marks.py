"""Marking calls: what it leaves on the record, what it may become, and who may do it."""

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.activities.activity import ACTIVITY, Activity
from core.behaviours.called import CallMark
from core.errors import Conflict, Invalid, NotFound
from core.leads.lead import LEAD, Lead
from core.objects.actions import open_actions
from core.objects.query import Listing, search
from core.objects.schema import object_schema
from tests.conftest import Company
from tests.leads import making

TOMORROW = "2026-11-25T10:00:00+08:00"


@pytest.mark.feature("WN-LEAD-011")
async def test_a_mark_keeps_result_note_and_number_and_stands_in_the_history(company: Company, stopped_clock):
    lead = await making.lead(company.rep)
    await making.mark(company.rep, LEAD, lead, "missed", note="下午再打")
    await making.mark(company.rep, LEAD, lead, "interested", number="0512-66880000")
    read = await making.seen(company.rep, LEAD, lead)
    assert (read["call_mark"], read["called_at"]) == ("interested", "2026-11-24T01:30:00+00:00")
    marks = await CallMark.filter(object="lead", record_id=lead).order_by("id")
    assert [(m.result, m.note, m.number, m.member_id) for m in marks] == [
        ("missed", "下午再打", "13900002716", company.rep.id),
        ("interested", "", "0512-66880000", company.rep.id),
    ]
    assert await making.told(company.rep, LEAD, lead) == [
        ("标注通话", "周雨桐"),
        ("标注通话", "周雨桐"),
        ("新建", "周雨桐"),
    ]


@pytest.mark.feature("WN-LEAD-012")
async def test_after_a_mark_the_lead_can_be_converted_at_once(company: Company):
    lead = await making.lead(company.rep, company="苏州惠筑科技有限公司")
    await making.mark(company.rep, LEAD, lead, "interested")
    assert "convert" in await open_actions(company.rep, LEAD, await Lead.get(id=lead), True)
    assert (await making.convert(company.rep, lead))["account"]


@pytest.mark.feature("WN-LEAD-013")
async def test_leads_are_filtered_by_their_last_mark(company: Company):
    missed, talked = await making.lead(company.rep), await making.lead(company.rep, mobile="13900002717")
    await making.lead(company.rep, mobile="13900002718")
    await making.mark(company.rep, LEAD, missed, "missed")
    await making.mark(company.rep, LEAD, talked, "missed")
    await making.mark(company.rep, LEAD, talked, "connected")
    for where, expected in (
        ({"field": "call_mark", "is": "missed"}, {missed}),
        ({"field": "call_mark", "in": ["connected", "interested"]}, {talked}),
        ({"field": "call_mark", "filled": True}, {missed, talked}),
    ):
        assert {item["id"] for item in (await search(company.rep, LEAD, Listing(where=where))).items} == expected


@pytest.mark.feature("WN-CUST-013")
async def test_a_call_to_a_customer_was_answered_or_not_and_an_answered_one_becomes_a_follow_up(company: Company):
    account = await making.account(company.rep)
    with pytest.raises(Invalid):
        await making.mark(company.rep, ACCOUNT, account, "interested")
    await making.mark(company.rep, ACCOUNT, account, "connected", follow_up="报价 12 万，下周答复", next_at=TOMORROW)
    read = await making.seen(company.rep, ACCOUNT, account)
    assert (read["call_mark"], read["last_follow_note"]) == ("connected", "报价 12 万，下周答复")
    assert read["next_follow_at"] == "2026-11-25T02:00:00+00:00"
    [activity] = await Activity.filter(account_id=account)
    assert (activity.kind, activity.content) == ("call", "报价 12 万，下周答复")


async def test_a_call_nobody_answered_is_no_follow_up_but_may_move_the_next_one(company: Company):
    account = await making.account(company.rep)
    with pytest.raises(Invalid, match="没有接通"):
        await making.mark(company.rep, ACCOUNT, account, "missed", follow_up="谈得不错")
    await making.mark(company.rep, ACCOUNT, account, "missed", next_at=TOMORROW)
    read = await making.seen(company.rep, ACCOUNT, account)
    assert (read["call_mark"], read["last_follow_at"]) == ("missed", None)
    assert read["next_follow_at"] == "2026-11-25T02:00:00+00:00"
    assert await Activity.all().count() == 0


@pytest.mark.feature("WN-CUST-014")
async def test_a_call_is_marked_from_customers_and_contacts_alike(company: Company):
    account = await making.account(company.rep)
    contact = await making.contact(company.rep, account=account, mobile="13900002716")
    for definition in (ACCOUNT, CONTACT):
        [action] = [a for a in object_schema(company.rep, definition)["actions"] if a["key"] == "call_mark"]
        [result] = [face for face in action["input"] if face["key"] == "result"]
        assert [option["label"] for option in result["options"]] == ["已接通", "未接通"]
    await making.mark(company.rep, CONTACT, contact, "connected", follow_up="约好周三见面")
    for definition, record_id in ((ACCOUNT, account), (CONTACT, contact)):
        assert (await making.seen(company.rep, definition, record_id))["call_mark"] == "connected"
        assert ("标注通话", "周雨桐") in await making.told(company.rep, definition, record_id)
    [mark] = await CallMark.all()
    assert (mark.object, mark.record_id, mark.number) == ("contact", contact, "13900002716")
    assert (await making.seen(company.rep, ACCOUNT, account))["last_follow_note"] == "约好周三见面"
    assert (await search(company.rep, ACTIVITY, Listing(where={"field": "contact", "is": contact}))).total == 1


async def test_who_does_not_see_a_record_cannot_mark_it_and_what_nobody_owns_is_claimed_first(company: Company):
    lead = await making.lead(company.rep)
    with pytest.raises(NotFound):
        await making.mark(company.other, LEAD, lead, "connected")
    await Lead.filter(id=lead).update(owner_id=None)
    with pytest.raises(Conflict, match="先领取"):
        await making.mark(company.boss, LEAD, lead, "connected")
