"""Merging: who may, which records cannot, two at once, and where an old id leads."""

import asyncio
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.activities.activity import ACTIVITY
from core.errors import Conflict, CrmError, Invalid, NotAllowed, NotFound
from core.leads.lead import LEAD, Lead
from core.merging.forwarding import forwarded, merged_into
from core.merging.mergeable import may_merge
from core.merging.plan import merge_plan
from core.objects.actions import perform
from core.objects.deeds import Deed
from core.objects.writing import delete
from core.pools.facts import PoolApplication
from core.pools.group import PoolGroup
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company, actor
from tests.merging.conftest import merged, new
from tests.objects.making import narrowed, row

Twins = tuple[Account, Account]


async def refused(error: type[CrmError], by: Any, definition: Any, *records: Any, **more: Any) -> CrmError:
    """The refusal of the merge, which is the plan's too; nothing happened."""
    with pytest.raises(error) as planned:
        await merge_plan(by, definition, [record.id for record in records], **more)
    with pytest.raises(error) as done:
        await merged(by, definition, *records, **more)
    assert planned.value.message == done.value.message and not await Deed.exists(kind="merge")
    return done.value


@pytest.mark.feature("XS-CUST-033")
async def test_one_changes_all_of_them_and_deletes_the_others(company: Company, twins: Twins):
    first, second = twins
    await refused(NotFound, company.south, ACCOUNT, first, second)
    foreign = await new(company.south, ACCOUNT, name="汇筑（南方）")
    await refused(NotFound, company.rep, ACCOUNT, first, foreign)
    for can_edit, wanted in ((False, "不归你管"), (True, "不归你删")):
        await perform(company.south, ACCOUNT, foreign.id, "share", {"members": [company.rep.id], "can_edit": can_edit})
        error = await refused(NotAllowed, company.rep, ACCOUNT, first, foreign)
        assert "汇筑（南方）" in error.message and wanted in error.message
    done = await merged(company.rep, ACCOUNT, foreign, first)  # into the foreign one, which only has to be changed
    assert done.id == foreign.id
    assert await TeamMember.filter(record_id=foreign.id, member_id=company.rep.id, can_edit=True).exists()


async def test_a_role_that_may_not_delete_does_not_merge(company: Company, twins: Twins):
    for verb in ("update", "delete"):
        limited = narrowed(company.rep, reaches={("account", verb): "none"})
        assert not may_merge(limited, ACCOUNT)
        await refused(NotAllowed, limited, ACCOUNT, *twins)
    assert may_merge(company.rep, ACCOUNT) and not may_merge(company.boss, ACTIVITY)


async def test_merging_lets_nobody_into_a_team_that_one_may_not_share(company: Company, twins: Twins):
    foreign = await new(company.south, ACCOUNT, name="汇筑（南方）")
    await perform(company.south, ACCOUNT, foreign.id, "share", {"members": [company.rep.id], "can_edit": True})
    await perform(company.rep, ACCOUNT, twins[0].id, "share", {"members": [company.other.id], "can_edit": False})
    error = await refused(NotAllowed, company.rep, ACCOUNT, foreign, twins[0])
    assert "汇筑（南方）" in error.message
    await merged(company.boss, ACCOUNT, foreign, twins[0])
    assert await TeamMember.filter(record_id=foreign.id, member_id=company.other.id).exists()


async def test_invisible_comes_before_wrong(company: Company, twins: Twins):
    first, second = twins
    foreign = await new(company.south, ACCOUNT, name="南方")
    await refused(NotFound, company.rep, ACCOUNT, foreign)
    await refused(NotFound, company.rep, ACCOUNT, first, foreign, master=77)
    await refused(Invalid, company.rep, ACCOUNT, first)
    await refused(Invalid, company.rep, ACCOUNT, first, first)
    await refused(Invalid, company.rep, ACCOUNT, first, second, master=77)
    profile = await new(company.rep, INVOICE_PROFILE, account=first.id, title="汇筑", tax_number="9132")
    await refused(NotFound, company.boss, INVOICE_PROFILE, profile, profile)
    many = [await Account.get(id=await row(ACCOUNT, company.rep)) for _ in range(11)]
    await refused(Invalid, company.rep, ACCOUNT, *many)
    await merged(company.rep, ACCOUNT, *many[:10])


async def test_what_is_out_of_use_is_refused_with_the_reason(company: Company):
    first, second = [await new(company.rep, LEAD, name=f"林嘉禾{n}", wechat=f"lin{n}", company="汇筑") for n in "12"]
    for state, word in (
        ({"frozen": True}, "冻结"),
        ({"discarded": True}, "废弃"),
        ({"converted_at": clock.now()}, "转成"),
    ):
        for one in (first, second):
            await Lead.filter(id=one.id).update(**state)
            error = await refused(Conflict, company.boss, LEAD, first, second)
            assert word in error.message and one.name in error.message
            await Lead.filter(id=one.id).update(frozen=False, discarded=False, converted_at=None)
    await merged(company.boss, LEAD, first, second)


async def test_a_pooled_record_becomes_part_of_an_owned_one_and_not_the_other_way(company: Company, twins: Twins):
    group = await PoolGroup.create(pool_of="account", name="华东公海", mode="apply", everyone=True, active=True)
    first, second = twins
    await perform(await actor("rep"), ACCOUNT, second.id, "release", {"group": group.id, "reason": "没有需求"})
    await perform(await actor("other"), ACCOUNT, second.id, "apply", {"note": "认识他们"})
    error = await refused(Conflict, company.boss, ACCOUNT, second, first)
    assert "公海" in error.message
    plan = await merge_plan(company.boss, ACCOUNT, [first.id, second.id])
    assert any("领取申请会撤回" in one for one in plan["warnings"])
    await merged(company.boss, ACCOUNT, first, second)
    assert not await PoolApplication.exists(state="waiting")
    assert (await Account.get(id=first.id)).owner_id == company.rep.id


@pytest.mark.parametrize("orders", [([0, 1], [1, 2]), ([0, 1], [1, 0]), ([2, 1, 0], [0, 1])])
async def test_of_two_overlapping_merges_at_once_one_wins(company: Company, orders: Any):
    records = [await Account.get(id=await row(ACCOUNT, company.rep)) for _ in range(3)]
    contacts = [await row(CONTACT, company.rep, account_id=record.id) for record in records]
    tries = [merged(company.boss, ACCOUNT, *[records[n] for n in order]) for order in orders]
    results = await asyncio.gather(*tries, return_exceptions=True)
    [won] = [result for result in results if not isinstance(result, BaseException)]
    [lost] = [result for result in results if isinstance(result, BaseException)]
    assert isinstance(lost, Conflict), results
    deed = await Deed.get(kind="merge")
    living = set(await Account.filter(deleted_at=None).values_list("id", flat=True))
    assert won.id in living and len(living) == 3 - len(deed.told["others"])
    assert set(await CONTACT.model.filter(id__in=contacts).values_list("account_id", flat=True)) == living


async def test_what_is_added_at_the_same_moment_moves_along_or_is_refused(company: Company, twins: Twins):
    first, second = twins
    for _ in range(200):
        await row(CONTACT, company.rep, account_id=second.id)

    async def add(after: float) -> int:
        await asyncio.sleep(after)
        return int((await new(company.rep, CONTACT, name="林嘉禾", account=second.id)).id)

    added = [add(n / 100) for n in range(12)]
    _, *results = await asyncio.gather(merged(company.rep, ACCOUNT, first, second), *added, return_exceptions=True)
    assert all(isinstance(one, int | CrmError) for one in results), results
    assert set(await CONTACT.model.all().values_list("account_id", flat=True)) == {first.id}


async def test_who_comes_too_late_is_told_where_it_went(company: Company, twins: Twins):
    first, second = twins
    third = await new(company.rep, ACCOUNT, name="汇筑（三）")
    await merged(company.rep, ACCOUNT, first, second)
    with pytest.raises(Conflict) as late:
        await merged(company.rep, ACCOUNT, third, second)
    assert late.value.extra["merged_into"] == first.id and first.name in late.value.message
    with pytest.raises(NotFound):
        await merged(company.south, ACCOUNT, third, second)


@pytest.mark.feature("XS-CUST-034")
async def test_an_old_id_leads_to_the_master_for_those_who_see_it(company: Company, twins: Twins):
    first, second = twins
    third = await new(company.rep, ACCOUNT, name="汇筑（三）")
    await merged(company.rep, ACCOUNT, first, second)
    await merged(company.rep, ACCOUNT, third, first)
    for old in (first, second):
        assert await merged_into(company.rep, ACCOUNT, old.id) == third.id
        assert await merged_into(company.south, ACCOUNT, old.id) is None
    told = await forwarded(company.rep, ACCOUNT, second.id)
    assert (told.status, told.extra, told.message) == (404, {"merged_into": third.id}, "这条已合并到「汇筑（三）」")
    assert (await forwarded(company.south, ACCOUNT, second.id)).extra == {}
    assert await merged_into(company.rep, ACCOUNT, third.id) is None
    async with work():
        await delete(company.rep, ACCOUNT, third.id)
    assert await merged_into(company.rep, ACCOUNT, second.id) is None


async def test_a_hidden_title_is_in_no_sentence_about_a_merge(company: Company, twins: Twins):
    first, second = twins
    blind = narrowed(company.rep, hidden=frozenset({("account", "name")}))
    await Account.filter(id=second.id).update(owner_id=company.south.id)
    await perform(company.boss, ACCOUNT, second.id, "share", {"members": [company.rep.id], "can_edit": False})
    with pytest.raises(NotAllowed, match=f"「客户 {second.id}」不归你管"):
        await merged(blind, ACCOUNT, first, second)
    await merged(company.boss, ACCOUNT, first, second)
    refusal = await forwarded(blind, ACCOUNT, second.id)
    assert str(refusal.message) == f"这条已合并到「客户 {first.id}」"
