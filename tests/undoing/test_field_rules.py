"""Field rules in undo: what a member may no longer write stays, and what is hidden is named nowhere."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.leads.lead import LEAD, Lead
from core.objects.actions import perform
from core.objects.deeds import did
from core.objects.writing import update
from core.undoing import plan, undo
from core.undoing.listing import deed_page
from core.work import work
from tests.conftest import Company
from tests.objects.making import narrowed
from tests.undoing.doing import bin_it, last_deed, new, with_business


async def changed_by_form(company: Company) -> tuple[Any, str]:
    """A lead of which a batch changed mobile and position."""
    lead = await new(company.rep, LEAD, name="林嘉禾", mobile="13900002716", title="经理")
    async with work() as piece:
        await update(company.rep, LEAD, lead.id, {"mobile": "13900002799", "title": "总监"})
        await did(company.rep, "import", LEAD, None, "线索.xlsx")
    return lead, piece.batch


async def test_a_field_that_one_may_no_longer_write_stays_and_the_plan_says_which(company: Company):
    lead, batch = await changed_by_form(company)
    bound = narrowed(company.rep, readonly=frozenset({("lead", "title")}))
    planned = (await plan(bound, batch)).told
    assert [one["what"] for one in planned.back] == ["改回：手机"]
    assert [one["why"] for one in planned.kept] == ["职务：你不能改"]
    outcome = await undo(bound, batch)
    assert [one["why"] for one in outcome.told.kept] == ["职务：你不能改"]
    row = await Lead.get(id=lead.id)
    assert (row.mobile, row.title) == ("13900002716", "总监")


async def test_a_field_that_is_hidden_by_now_stays_without_being_named(company: Company):
    lead, batch = await changed_by_form(company)
    blind = narrowed(company.rep, hidden=frozenset({("lead", "mobile")}))
    planned = (await plan(blind, batch)).told
    assert [one["what"] for one in planned.back] == ["改回：职务"]
    assert [one["why"] for one in planned.kept] == ["有你看不到的内容，没有改回"]
    assert "手机" not in str((await undo(blind, batch)).told.to_json())
    row = await Lead.get(id=lead.id)
    assert (row.mobile, row.title) == ("13900002799", "经理")


async def test_what_an_action_set_asks_no_rule_of_a_form(company: Company):
    account = await new(company.rep, ACCOUNT, name="汇筑科技")
    await perform(company.rep, ACCOUNT, account.id, "transfer", {"to": company.other.id, "advice": "调整"})
    bound = narrowed(company.rep, readonly=frozenset({("account", "owner")}))
    await undo(bound, (await last_deed()).batch)
    assert (await Account.get(id=account.id)).owner_id == company.rep.id


@pytest.mark.parametrize("kind", ["delete", "transfer"])
async def test_a_hidden_title_is_in_no_list_no_plan_and_no_answer(company: Company, kind: str):
    account = await new(company.rep, ACCOUNT, name="汇筑科技", phone="0512-62880000")
    if kind == "delete":
        await bin_it(company.rep, ACCOUNT, account.id)
    else:
        await perform(company.rep, ACCOUNT, account.id, "transfer", {"to": company.other.id, "advice": "调整"})
    blind = narrowed(company.rep, hidden=frozenset({("account", "name")}))
    [listed] = (await deed_page(blind)).items
    assert listed["label"] == f"客户 {account.id}"
    planned = (await plan(blind, listed["batch"])).told.to_json()
    assert planned["back"][0]["label"] == f"客户 {account.id}"
    answer = (await undo(blind, listed["batch"])).told.to_json()
    assert "汇筑" not in str([listed, planned, answer, (await deed_page(blind)).items])
    [seen] = (await deed_page(company.rep)).items
    assert seen["label"] == "汇筑科技"


async def test_what_comes_back_of_kinds_that_one_may_not_read_is_not_named(company: Company):
    account, contact, *_ = await with_business(company.rep)
    batch = await bin_it(company.rep, ACCOUNT, account.id)
    bound = narrowed(company.rep, reaches={("contact", "read"): "none"})
    told = (await plan(bound, batch)).told
    lines = {(one["object"], one["id"], one["label"]) for one in told.back}
    assert ("contact", None, "联系人") in lines and contact.name not in str(lines)
    assert ("account", account.id, account.name) in lines and told.back_count == 4


async def test_what_an_undo_kept_is_read_by_the_rules_of_today(company: Company):
    _, batch = await changed_by_form(company)
    bound = narrowed(company.rep, readonly=frozenset({("lead", "title")}))
    await undo(bound, batch)
    blind = narrowed(company.rep, hidden=frozenset({("lead", "name")}))
    labels = [[one["label"] for one in (await deed_page(who)).items[0]["kept"]] for who in (company.rep, blind)]
    assert labels[0] == ["林嘉禾"] and labels[1][0].startswith("线索 ")
