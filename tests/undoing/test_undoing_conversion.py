"""Undoing a conversion: the lead is a lead again; what came of it goes, unless somebody worked with it."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT
from core.activities.activity import ACTIVITY, Activity
from core.errors import Conflict
from core.leads.lead import LEAD, Lead
from core.objects.actions import perform
from core.objects.duplicates import RecordKey
from core.teams.team import TeamMember
from core.undoing import plan, undo
from tests.conftest import Company
from tests.undoing.doing import change, in_bin, last_deed, living, new, undo_last, verbs, whys

NAME = "苏州汇筑科技有限公司"


async def a_lead(company: Company, **values: Any) -> Any:
    given = {"name": "林嘉禾", "company": NAME, "mobile": "13900002716", "next_follow_at": "2026-12-24T09:00:00+08:00"}
    return await new(company.rep, LEAD, **{**given, **values})


async def convert(company: Company, lead: Any) -> dict[str, Any]:
    return dict(await perform(company.rep, LEAD, lead.id, "convert", {}))


async def test_everything_is_as_before(company: Company):
    lead = await a_lead(company)
    activity = await new(company.rep, ACTIVITY, content="电话", lead=lead.id)
    await perform(company.rep, LEAD, lead.id, "share", {"members": [company.south.id], "can_edit": True})
    before = await LEAD.model.filter(id=lead.id).values()
    made = await convert(company, lead)
    deed = await last_deed()
    assert (deed.kind, deed.object, deed.record_id) == ("convert", "lead", lead.id)
    told = (await plan(company.rep, deed.batch)).told
    assert {(one["object"], one["what"]) for one in told.back if one["object"] != "lead"} == {
        ("account", "放进回收站"), ("contact", "放进回收站"), ("activity", "改回：客户、联系人"),
    }  # fmt: skip
    assert told.kept_count == 0
    outcome = await undo(company.rep, deed.batch)
    assert (outcome.told.back_count, outcome.told.kept_count) == (told.back_count, 0)
    [after], same = await LEAD.model.filter(id=lead.id).values(), ("version", "updated_at")
    assert {key: value for key, value in after.items() if key not in same} == {
        key: value for key, value in before[0].items() if key not in same
    }
    assert await in_bin() == {("account", made["account"]), ("contact", made["contact"])}
    row = await Activity.get(id=activity.id)
    assert (row.lead_id, row.account_id, row.contact_id) == (lead.id, None, None)
    assert {(one.object, one.record_id, one.member_id) for one in await TeamMember.all()} == {
        ("lead", lead.id, company.south.id)
    }
    assert await RecordKey.filter(object="lead", value="13900002716", record_id=lead.id).exists()
    assert (await verbs(LEAD, lead.id))[-2:] == ["convert", "undo"]
    again = await convert(company, lead)
    assert again["account"] != made["account"]


async def test_what_somebody_worked_with_stays(company: Company):
    lead = await a_lead(company)
    made = await convert(company, lead)
    added = await new(company.rep, CONTACT, name="江予怀", account=made["account"])
    deed = await last_deed()
    told = (await plan(company.rep, deed.batch)).told
    outcome = await undo(company.rep, deed.batch)
    assert whys(outcome) == {"account": "之后添加了1 条联系人"}
    assert (outcome.told.back_count, outcome.told.kept_count) == (told.back_count, told.kept_count)
    assert await living(ACCOUNT, made["account"]) and await living(CONTACT, added.id)
    assert not await living(CONTACT, made["contact"])
    row = await Lead.get(id=lead.id)
    assert (row.converted_at, row.converted_account_id, row.pool_state) == (None, None, "private")


async def test_an_account_that_was_changed_since_stays(company: Company):
    lead = await a_lead(company)
    made = await convert(company, lead)
    await change(company.rep, ACCOUNT, made["account"], level="a")
    assert whys(await undo_last(company.rep)) == {"account": "之后又改过"}
    assert await living(ACCOUNT, made["account"])


async def test_an_account_that_was_there_before_keeps_what_is_its_own(company: Company):
    account = await new(company.rep, ACCOUNT, name=NAME, city="苏州")
    lead = await a_lead(company, phone="0512-66880000", city="杭州")
    made = await convert(company, lead)
    assert made["account"] == account.id and (await Account.get(id=account.id)).phone == "0512-66880000"
    await undo_last(company.rep)
    row = await Account.get(id=account.id)
    assert (row.deleted_at, row.phone, row.city, row.next_follow_at) == (None, "", "苏州", None)


@pytest.mark.parametrize("how", ["plan", "undo"])
async def test_a_lead_whose_mobile_another_lead_has_now_stays_converted_with_its_account(company: Company, how: str):
    lead = await a_lead(company)
    made = await convert(company, lead)
    batch = (await last_deed()).batch
    await new(company.south, LEAD, name="另一位", mobile="13900002716")
    activity = await new(company.rep, ACTIVITY, content="电话", lead=lead.id)
    if how == "plan":
        told = (await plan(company.rep, batch)).told
        kept = told.kept if not told.back_count else []
    else:
        with pytest.raises(Conflict, match="不能撤销") as refusal:
            await undo(company.rep, batch)
        kept = refusal.value.extra["kept"]
    assert [one["object"] for one in kept] == ["lead"] and "手机" in kept[0]["why"] and "已被" in kept[0]["why"]
    assert (await Activity.get(id=activity.id)).account_id == made["account"]
    assert (await Lead.get(id=lead.id)).converted_account_id == made["account"]
    assert await living(ACCOUNT, made["account"])
