"""Undoing what was done to many at once: one deed for all, each record by itself."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.errors import Conflict
from core.leads.lead import LEAD, Lead
from core.objects.actions import perform, perform_many
from core.objects.deeds import Deed, did
from core.objects.writing import create, update
from core.pools.group import PoolGroup, PoolMember
from core.teams.team import TeamMember
from core.undoing import plan, undo
from core.work import work
from tests.conftest import Company, actor
from tests.undoing.doing import bin_it, change, in_bin, last_deed, living, new, undo_last, whys


async def leads(company: Company, count: int = 4) -> list[int]:
    return [(await new(company.rep, LEAD, name=f"线索{n}", mobile=f"1390000{n:04}")).id for n in range(count)]


async def test_one_action_on_many_is_one_deed_with_the_words_of_the_action(company: Company):
    ids = await leads(company)
    await perform_many(company.rep, LEAD, ids, "close", {"reason": "没有预算"})
    [deed] = await Deed.all()
    assert (deed.kind, deed.label, deed.count) == ("batch", "关闭线索", 4)
    await change(company.rep, LEAD, ids[0], status="new")
    await bin_it(company.rep, LEAD, ids[1])
    outcome = await undo(company.rep, deed.batch)
    assert [one["why"] for one in outcome.told.kept] == ["现在在回收站里", "跟进状态、关闭原因：之后又改过"]
    assert {one.status for one in await Lead.filter(id__in=ids[2:])} == {"new"}


async def test_one_action_on_one_record_is_no_batch(company: Company):
    [lead] = await leads(company, 1)
    await perform(company.rep, LEAD, lead, "close", {"reason": "没有预算"})
    assert await Deed.all().count() == 0


async def test_sharing_many_is_taken_back_from_who_was_not_there_before(company: Company):
    accounts = [await new(company.rep, ACCOUNT, name=f"客户{n}") for n in range(3)]
    values = {"members": [company.other.id], "can_edit": False}
    await perform(company.rep, ACCOUNT, accounts[0].id, "share", values)
    ids = [one.id for one in accounts]
    await perform_many(company.rep, ACCOUNT, ids, "share", {**values, "can_edit": True})
    batch = (await last_deed()).batch
    await perform(company.rep, ACCOUNT, ids[1], "change_team", {
        "member": company.other.id, "kind": "follower", "can_edit": False,
    })  # fmt: skip
    told = (await plan(company.rep, batch)).told
    outcome = await undo(company.rep, batch)
    assert (told.back_count, told.kept_count) == (outcome.told.back_count, outcome.told.kept_count) == (2, 1)
    assert whys(outcome) == {"account": "团队或关联之后又变动过"}
    rows = {row.record_id: row.can_edit for row in await TeamMember.all()}
    assert rows == {ids[0]: False, ids[1]: False}


async def test_what_was_given_back_to_the_pool_is_ones_own_again_unless_somebody_took_it(company: Company):
    group = await PoolGroup.create(name="华东", pool_of="lead", mode="claim", everyone=True, active=True)
    await PoolMember.create(group_id=group.id, member_id=company.boss.id, admin=True)
    ids = await leads(company)
    rep, other = await actor("rep"), await actor("other")
    results = await perform_many(rep, LEAD, ids, "release", {"group": group.id, "reason": "太远"})
    assert all(one["ok"] for one in results)
    batch = (await last_deed()).batch
    await perform(other, LEAD, ids[0], "claim", {})
    outcome = await undo(rep, batch)
    assert outcome.told.back_count == 3 and outcome.told.kept_count == 1
    rows = {one.id: (one.owner_id, one.pool_state, one.returns) for one in await Lead.all()}
    assert rows.pop(ids[0])[:2] == (other.id, "claimed")
    assert set(rows.values()) == {(rep.id, "private", 0)}


async def imported(company: Company, count: int = 5) -> tuple[str, list[int]]:
    """New leads and changed ones in several pieces of work of one batch, as an import does it."""
    [old] = await leads(company, 1)
    made, batch = [], "import-batch"
    for n in range(count):
        async with work(batch):
            row = await create(company.rep, LEAD, {"name": f"新{n}", "mobile": f"1380000{n:04}"})
            made.append(row.id)
            if n == 0:
                await update(company.rep, LEAD, old, {"mobile": "13700000001", "title": "总监"})
            await did(company.rep, "import", LEAD, None, "线索.xlsx")
    return batch, [old, *made]


async def test_an_import_is_taken_back_but_for_what_was_worked_with(company: Company):
    batch, [old, *made] = await imported(company)
    await change(company.rep, LEAD, made[1], title="采购")
    await perform(company.rep, LEAD, made[2], "share", {"members": [company.other.id], "can_edit": False})
    await bin_it(company.rep, LEAD, made[3])
    told = (await plan(company.rep, batch)).told
    outcome = await undo(company.rep, batch)
    assert (told.back_count, told.kept_count) == (outcome.told.back_count, outcome.told.kept_count) == (3, 2)
    assert [await living(LEAD, one) for one in made] == [False, True, True, False, False]
    assert await in_bin() == {("lead", one) for one in (made[0], made[3], made[4])}
    row = await Lead.get(id=old)
    assert (row.mobile, row.title) == ("13900000000", "")


async def test_the_former_number_stays_with_who_has_it_now(company: Company):
    batch, [old, *_] = await imported(company)
    await new(company.south, LEAD, name="另一位", mobile="13900000000")
    outcome = await undo(company.rep, batch)
    assert whys(outcome) == {"lead": "手机：已被别的记录使用"}
    row = await Lead.get(id=old)
    assert (row.mobile, row.title) == ("13700000001", "")


async def test_numbers_that_changed_places_change_back(company: Company):
    one, two = await leads(company, 2)
    async with work() as piece:
        await update(company.rep, LEAD, one, {"mobile": "13800000009"})
        await update(company.rep, LEAD, two, {"mobile": "13900000000"})
        await did(company.rep, "batch", LEAD, None, "批量修改")
    outcome = await undo(company.rep, piece.batch)
    assert outcome.told.kept_count == 0
    assert {row.id: row.mobile for row in await Lead.all()} == {one: "13900000000", two: "13900000001"}


async def test_where_nothing_is_left_to_undo_nothing_happens(company: Company):
    [lead, second] = await leads(company, 2)
    await perform_many(company.rep, LEAD, [lead, second], "close", {"reason": "没有预算"})
    for one in (lead, second):
        await change(company.rep, LEAD, one, status="new")
    with pytest.raises(Conflict, match="没有什么可以撤销"):
        await undo_last(company.rep)
    assert (await last_deed()).state == "done"


async def test_a_custom_field_comes_back_too(company: Company):
    from core.objects import custom
    from core.objects.fields import Face

    async with work():
        await custom.add_field("account", "channel", Face("渠道", "text"))
    await custom.load()
    account = await new(company.rep, ACCOUNT, name="云岫", channel="展会")
    async with work() as piece:
        await update(company.rep, ACCOUNT, account.id, {"channel": "官网"})
        await did(company.rep, "batch", ACCOUNT, None, "批量修改")
    await undo(company.rep, piece.batch)
    row: Any = await Account.get(id=account.id)
    assert row.custom == {"channel": "展会"}
