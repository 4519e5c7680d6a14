"""Undoing a transfer: owner, related business and places in the team are back, unless somebody changed them since."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.errors import Conflict
from core.objects.actions import perform, perform_many
from core.org.tables import Member
from core.teams.team import TeamMember
from core.teams.trail import trail
from core.undoing import plan, undo
from tests.conftest import Company
from tests.undoing.doing import change, last_deed, new, notes, undo_last, with_business

ALL = ["contact", "invoice_profile"]


async def transfer(account: Any, by: Any, to: Any, **more: Any) -> None:
    await perform(by, ACCOUNT, account.id, "transfer", {"to": to.id, "related": ALL, **more})


async def team(record_id: int) -> set[tuple[int, str, bool, tuple[str, ...]]]:
    rows = await TeamMember.filter(object="account", record_id=record_id)
    return {(row.member_id, row.kind, row.can_edit, tuple(row.powers)) for row in rows}


async def test_owner_business_and_team_are_as_before(company: Company):
    account, contact, *_ = await with_business(company.rep)
    values = {"members": [company.south.id], "powers": ["contacts", "edit"]}
    await perform(company.rep, ACCOUNT, account.id, "add_collaborators", values)
    before = await team(account.id)
    await transfer(account, company.rep, company.south, stay="editor", advice="老客户")
    assert await team(account.id) == {(company.rep.id, "follower", True, ())}  # the new owner left the team
    outcome = await undo_last(company.rep)
    assert (outcome.told.back_count, outcome.told.kept_count) == (3, 0)
    assert await team(account.id) == before
    for model, one in ((Account, account), (Contact, contact)):
        row = await model.get(id=one.id)
        assert row.owner_id == company.rep.id
    assert (await Account.get(id=account.id)).owned_since == account.owned_since
    assert (await trail(ACCOUNT, account.id))[0]["verb"] == "undo"
    assert (await notes(company.rep, CONTACT, contact.id))[0] == f"撤销「转移 {account.name}」"


async def test_what_the_new_owner_passed_on_stays_with_the_next(company: Company):
    account, contact, *_ = await with_business(company.rep)
    await transfer(account, company.rep, company.south, stay="follower")
    deed = await last_deed()
    await transfer(account, company.south, company.other, related=[])
    with pytest.raises(Conflict) as refusal:
        await undo(company.rep, deed.batch)
    kept = (await plan(company.rep, deed.batch)).told.kept
    assert [one["why"] for one in kept] == ["归属开始、负责人：之后又改过"] and refusal.value.extra["kept"] == kept
    assert (await Account.get(id=account.id)).owner_id == company.other.id
    assert (await Contact.get(id=contact.id)).owner_id == company.south.id
    assert (company.rep.id, "follower", False, ()) in await team(account.id)  # nobody took the account back


async def test_other_changes_of_the_new_owner_stay(company: Company):
    account, *_ = await with_business(company.rep)
    await transfer(account, company.rep, company.south)
    await change(company.south, ACCOUNT, account.id, city="苏州", level="a")
    await undo_last(company.rep)
    row = await Account.get(id=account.id)
    assert (row.owner_id, row.city, row.level) == (company.rep.id, "苏州", "a")


async def test_many_come_back_at_once_and_the_plan_says_which_do_not(company: Company):
    accounts = [await new(company.rep, ACCOUNT, name=f"客户{n}") for n in range(4)]
    values = {"to": company.south.id, "related": []}
    await perform_many(company.rep, ACCOUNT, [one.id for one in accounts], "transfer", values)
    deed = await last_deed()
    assert (deed.kind, deed.count) == ("transfer", 4)
    await transfer(accounts[0], company.south, company.other)
    told = (await plan(company.rep, deed.batch)).told
    assert (told.back_count, told.kept_count) == (3, 1)
    outcome = await undo(company.rep, deed.batch)
    assert (outcome.told.back_count, outcome.told.kept_count) == (told.back_count, told.kept_count)
    owners = [(await Account.get(id=one.id)).owner_id for one in accounts]
    assert owners == [company.other.id, company.rep.id, company.rep.id, company.rep.id]


async def test_whoever_lost_the_right_since_takes_nothing_back(company: Company):
    account, *_ = await with_business(company.other)
    await transfer(account, company.manager, company.south, related=[])
    deed = await last_deed()
    await Member.filter(id=company.other.id).update(status="disabled")
    with pytest.raises(Conflict) as refusal:
        await undo(company.manager, deed.batch)
    assert "原来的负责人已停用" in refusal.value.extra["kept"][0]["why"]
    await Member.filter(id=company.other.id).update(status="active")
    stranger = type(company.manager)(**{**company.manager.__dict__, "leads_people": False})
    with pytest.raises(Conflict) as refusal:
        await undo(stranger, deed.batch)
    assert [(one["id"], one["label"], one["why"]) for one in refusal.value.extra["kept"]] == [
        (None, "客户", "现在不归你管，你不能改")
    ]
    assert (await Account.get(id=account.id)).owner_id == company.south.id
    assert (await undo(company.manager, deed.batch)).state == "undone"
