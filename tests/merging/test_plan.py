"""The plan of a merge: what is shown before anything is done, and what it costs to ask."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT
from core.activities.activity import ACTIVITY
from core.leads.lead import LEAD, Lead
from core.merging.plan import merge_plan
from core.objects.actions import perform
from tests.conftest import Company
from tests.merging.conftest import merged, new
from tests.objects.making import narrowed, row

Twins = tuple[Account, Account]


@pytest.mark.feature("XS-CUST-033", "XS-CUST-034")
async def test_records_children_team_and_warnings(company: Company, twins: Twins):
    first, second = twins
    third = await new(company.other, ACCOUNT, name="汇筑")
    for _ in range(2):
        await new(company.rep, CONTACT, name="林嘉禾", account=second.id)
    await new(company.rep, ACTIVITY, content="电话", account=first.id)
    await perform(company.rep, ACCOUNT, second.id, "share", {"members": [company.south.id], "can_edit": True})
    await perform(company.rep, ACCOUNT, second.id, "apply_rename", {"new_name": "汇筑集团"})
    plan = await merge_plan(company.boss, ACCOUNT, [first.id, second.id, third.id])
    assert [(one["id"], one["label"], one["owner"]["label"]) for one in plan["records"]] == [
        (first.id, first.name, "周雨桐"),
        (second.id, second.name, "周雨桐"),
        (third.id, "汇筑", "王晓明"),
    ]
    assert {one["object"]: one["counts"] for one in plan["children"]} == {
        "contact": {str(second.id): 2},
        "activity": {str(first.id): 1},
        "rename_request": {str(second.id): 1},
    }
    assert [(one["member"]["label"], one["kind"], one["can_edit"], one["joins"]) for one in plan["team"]] == [
        ("何嘉文", "follower", True, False),
        ("王晓明", "follower", True, True),
    ]
    told = "；".join(plan["warnings"])
    assert "30 天内可以撤销" in told and "王晓明会成为跟进人" in told and "更名申请会撤回" in told
    done = await merged(company.boss, ACCOUNT, first, second, third)
    assert done.moved == {"contact": 2, "rename_request": 1, "team": 2}


async def test_it_counts_only_what_its_reader_may_see(company: Company, twins: Twins):
    first, second = twins
    foreign = await row(LEAD, company.south, phone="1")
    await Lead.filter(id=foreign).update(converted_account_id=second.id)
    ids = [first.id, second.id]
    assert (await merge_plan(company.rep, ACCOUNT, ids))["children"] == []
    [leads] = (await merge_plan(company.boss, ACCOUNT, ids))["children"]
    assert (leads["object"], leads["counts"]) == ("lead", {str(second.id): 1})
    await new(company.rep, CONTACT, name="林嘉禾", account=second.id)
    blind = narrowed(company.rep, reaches={("contact", "read"): "none"})
    assert (await merge_plan(blind, ACCOUNT, ids))["children"] == []


async def test_without_a_team_it_says_who_may_lose_sight(company: Company):
    account = await new(company.boss, ACCOUNT, name="云岫")
    first, second = [
        await new(company.boss, CONTACT, name="林嘉禾", account=account.id, owner=one.id)
        for one in (company.rep, company.south)
    ]
    plan = await merge_plan(company.boss, CONTACT, [first.id, second.id])
    assert plan["team"] == [] and any("不再是负责人" in one for one in plan["warnings"])


async def test_values_are_shown_as_people_read_them(company: Company, twins: Twins):
    first, _ = twins
    values = {"next_follow_at": "2026-11-25T10:00:00+08:00", "founded_on": "2015-03-01", "level": "b"}
    filled = await new(company.rep, ACCOUNT, name="满", **values)
    plan = await merge_plan(company.rep, ACCOUNT, [first.id, filled.id])
    shown = {field["key"]: field["values"][str(filled.id)]["shown"] for field in plan["fields"]}
    assert (shown["next_follow_at"], shown["founded_on"], shown["level"]) == ("2026-11-25 10:00", "2015-03-01", "B")
    main = await new(company.rep, CONTACT, name="林", account=filled.id, main=True)
    plain = await new(company.rep, CONTACT, name="林", account=first.id)
    plan = await merge_plan(company.rep, CONTACT, [main.id, plain.id])
    fields: dict[str, Any] = {field["key"]: field["values"] for field in plan["fields"]}
    assert [fields["main"][str(one.id)]["shown"] for one in (main, plain)] == ["是", "否"]
    assert fields["account"][str(main.id)] == {"value": {"id": filled.id, "label": "满"}, "shown": "满"}


async def test_ten_records_cost_as_many_statements_as_two(company: Company, counted: Any):
    records = [await Account.get(id=await row(ACCOUNT, company.rep)) for _ in range(10)]
    for record in records:
        await row(CONTACT, company.rep, account_id=record.id)
    asked = []
    for size in (2, 10):
        with counted() as statements:
            await merge_plan(company.rep, ACCOUNT, [record.id for record in records[:size]])
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 20, asked
