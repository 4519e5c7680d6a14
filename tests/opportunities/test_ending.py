"""How opportunities end: won with an amount, lost with one reason, open again, given up."""

import asyncio

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT
from core.activities.activity import ACTIVITY
from core.errors import Conflict, CrmError, Invalid
from core.objects import custom
from core.objects.actions import perform
from core.objects.configuring import Wanted, configure
from core.objects.schema import object_schema
from core.objects.writing import delete
from core.opportunities.contact import OPPORTUNITY_CONTACT
from core.opportunities.guide import answer
from core.opportunities.line import OPPORTUNITY_LINE
from core.opportunities.opportunity import OPPORTUNITY
from core.opportunities.proposal import PROPOSAL
from core.org.tables import Member
from core.work import work
from tests.conftest import Company
from tests.opportunities.making import (
    account,
    act,
    change,
    codes,
    fresh,
    new,
    opportunity,
    process,
    product,
    stages,
    stays,
)
from tests.teams.conftest import share


@pytest.mark.feature("AR-OPP-004")
async def test_a_won_one_has_its_amount_its_day_and_the_credit_of_that_moment(
    company: Company, stopped_clock: clock.Stopped
):
    made = await opportunity(company.rep, await account(company.rep), amount="1000", next_follow_at="2026-12-01T02:00Z")
    won = await act(company.rep, made, "win", amount="1200.50", close_note="三年框架")
    assert (won.state, won.amount, won.win_rate, str(won.closed_on)) == ("won", 120050, 100, "2026-11-24")
    assert won.close_note == "三年框架" and won.next_follow_at is None
    last = (await stays(made))[-1]
    assert (last.state, last.amount, last.member_id, last.left_at) == ("won", 120050, company.rep.id, None)
    moved = await act(company.boss, made, "transfer", to=company.south.id)
    assert moved.owner_id == company.south.id and (await stays(made))[-1].member_id == company.rep.id


@pytest.mark.parametrize("amount", [None, "0", "-5"])
async def test_nothing_is_won_without_an_amount(company: Company, amount: str | None):
    made = await opportunity(company.rep, await account(company.rep))
    with pytest.raises(Invalid) as refusal:
        await act(company.rep, made, "win", amount=amount)
    assert "金额" in refusal.value.fields["amount"] and (await fresh(made)).state == "open"


async def test_nothing_is_won_tomorrow(company: Company, stopped_clock: clock.Stopped):
    made = await opportunity(company.rep, await account(company.rep), amount="1")
    with pytest.raises(Invalid, match="不能晚于今天"):
        await act(company.rep, made, "win", closed_on="2026-11-25")
    assert str((await act(company.rep, made, "win", closed_on="2026-11-20")).closed_on) == "2026-11-20"


@pytest.mark.feature("XS-OPP-016", "XS-OPP-017", "XA-ADM-036")
async def test_a_lost_one_says_with_one_reason_of_the_company_s_list_why(company: Company):
    made = await opportunity(company.rep, await account(company.rep), amount="1000")
    for reason in (None, "", "unknown", ["price", "need"]):
        with pytest.raises(Invalid) as refusal:
            await act(company.rep, made, "lose", lost_reason=reason)
        assert "lost_reason" in refusal.value.fields
    lost = await act(company.rep, made, "lose", lost_reason="price", close_note="差 8%")
    assert (lost.state, lost.win_rate, lost.lost_reason, lost.amount) == ("lost", 0, "price", 100000)
    assert [stay.state for stay in await stays(made)] == ["open", "lost"]


@pytest.mark.feature("XA-ADM-036")
async def test_the_reasons_are_the_company_s_own_list(company: Company):
    reasons = [{"value": "price", "label": "报价高了"}, {"label": "客户停产"}]
    async with work():
        await configure(company.boss, OPPORTUNITY, [Wanted("lost_reason", options=reasons)])
    await custom.load()
    with pytest.raises(Invalid, match="由系统填写"):
        async with work():
            await configure(company.boss, OPPORTUNITY, [Wanted("lost_reason", required=True)])
    [lose] = [one for one in object_schema(company.rep, OPPORTUNITY)["actions"] if one["key"] == "lose"]
    [asked] = [one for one in lose["input"] if one["key"] == "lost_reason"]
    own = {option["label"]: option["value"] for option in asked["options"]}
    assert list(own) == ["报价高了", "客户停产"]
    made = await opportunity(company.rep, await account(company.rep))
    with pytest.raises(Invalid, match="没有这个选项"):
        await act(company.rep, made, "lose", lost_reason="need")
    assert (await act(company.rep, made, "lose", lost_reason=own["客户停产"])).lost_reason == own["客户停产"]


@pytest.mark.feature("XS-OPP-015")
async def test_guided_one_is_won_from_its_last_stage_with_everything_done(company: Company):
    guided = await process(company.boss)
    there, asked = await stages(guided), await codes(guided)
    made = await opportunity(company.rep, await account(company.rep), process=guided.id, amount="9")
    with pytest.raises(Conflict, match="走到「签约」才能赢单"):
        await act(company.rep, made, "win")
    async with work():
        await answer(company.rep, OPPORTUNITY, made.id, asked["拜访决策人"], True)
        await answer(company.rep, OPPORTUNITY, made.id, asked["预算多少"], "50 万")
    for name in ("方案", "签约"):
        await act(company.rep, made, "move_stage", stage=there[name])
    async with work():
        await answer(company.rep, OPPORTUNITY, made.id, asked["预算多少"], "")
    with pytest.raises(Conflict, match="还有 1 项没完成：「预算多少」，完成后才能赢单"):
        await act(company.rep, made, "win")
    assert (await act(company.rep, made, "lose", lost_reason="budget")).state == "lost"


@pytest.mark.feature("AR-OPP-004")
async def test_a_closed_one_is_read_only_with_everything_that_belongs_to_it(company: Company):
    of = await account(company.rep)
    made = await opportunity(company.rep, of)
    line = await new(
        company.rep, OPPORTUNITY_LINE, opportunity=made.id, product=(await product(company.boss)).id, price="5"
    )
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=of.id)
    await act(company.rep, made, "win")
    refused = [
        lambda: change(company.rep, OPPORTUNITY, made.id, name="别的名字"),
        lambda: change(company.rep, OPPORTUNITY_LINE, line.id, price="6"),
        lambda: new(company.rep, OPPORTUNITY_CONTACT, opportunity=made.id, contact=contact.id),
        lambda: new(company.rep, PROPOSAL, opportunity=made.id, title="方案"),
        lambda: act(company.rep, made, "move_stage", stage=made.stage_id),
        lambda: act(company.rep, made, "lose", lost_reason="price"),
        lambda: _deleted(company, line),
    ]
    for attempt in refused:
        with pytest.raises(Conflict) as refusal:
            await attempt()
        assert "重新打开" in refusal.value.message
    await new(company.rep, ACTIVITY, opportunity=made.id, content="送合同")  # one goes on talking


async def _deleted(company: Company, line: object) -> None:
    async with work():
        await delete(company.rep, OPPORTUNITY_LINE, line.id)  # type: ignore[attr-defined]


@pytest.mark.feature("AR-OPP-005")
async def test_an_ended_one_is_opened_again_where_it_ended(company: Company):
    there = await stages()
    made = await opportunity(company.rep, await account(company.rep), amount="9", stage=there["方案报价"])
    await act(company.rep, made, "lose", lost_reason="price", close_note="太贵")
    again = await act(company.rep, made, "reopen", reason="客户又来问了")
    assert (again.state, again.stage_id, again.win_rate) == ("open", there["方案报价"], 50)
    assert (again.closed_on, again.lost_reason, again.close_note) == (None, "", "")
    assert [(stay.state, stay.left_at is None) for stay in await stays(made)] == [
        ("open", False), ("lost", False), ("open", True),
    ]  # fmt: skip
    with pytest.raises(Conflict, match="不用重新打开"):
        await act(company.rep, made, "reopen")


async def test_one_whose_customer_went_to_somebody_else_is_not_opened_blindly(company: Company):
    of = await account(company.rep)
    made = await opportunity(company.rep, of, amount="9")
    await act(company.rep, made, "lose", lost_reason="price")
    await perform(company.boss, ACCOUNT, of.id, "transfer", {"to": company.south.id, "related": ["opportunity"]})
    assert (await fresh(made)).owner_id == company.rep.id  # what was lost stays
    with pytest.raises(Conflict, match="客户现在由何嘉文跟进，周雨桐已看不到"):
        await act(company.rep, made, "reopen")
    await act(company.boss, made, "transfer", to=company.south.id)
    assert (await act(company.south, made, "reopen")).state == "open"


async def test_one_whose_owner_left_or_whose_customer_waits_in_a_pool_says_so(company: Company):
    of = await account(company.rep)
    made = await opportunity(company.rep, of, amount="9")
    await act(company.rep, made, "win")
    await Account.filter(id=of.id).update(owner_id=None)
    with pytest.raises(Conflict, match="先领取客户"):
        await act(company.manager, made, "reopen")
    await Member.filter(id=company.rep.id).update(status="left")
    with pytest.raises(Conflict, match="不在职"):
        await act(company.manager, made, "reopen")


async def test_of_several_who_end_it_at_once_one_does(company: Company):
    made = await opportunity(company.rep, await account(company.rep), amount="9")

    async def attempt(key: str, **values: str) -> bool:
        try:
            await act(company.rep, made, key, **values)
        except CrmError:
            return False
        return True

    told = await asyncio.gather(attempt("win"), attempt("lose", lost_reason="price"), attempt("win"))
    assert sum(told) == 1 and len(await stays(made)) == 2


# -- giving up -------------------------------------------------------------------------------------------------------


@pytest.mark.feature("WN-OPP-003")
async def test_giving_up_needs_an_heir_where_somebody_follows_it(company: Company):
    made = await opportunity(company.rep, await account(company.rep))
    await share(made, company.rep, company.other, definition=OPPORTUNITY)
    with pytest.raises(Invalid, match="选一个接手的人：王晓明"):
        await act(company.rep, made, "give_up")
    with pytest.raises(Invalid, match="接手的人要在团队里"):
        await act(company.rep, made, "give_up", to=company.south.id)
    given = await act(company.rep, made, "give_up", to=company.other.id, reason="换区域")
    assert (given.owner_id, given.state) == (company.other.id, "open")


@pytest.mark.feature("WN-OPP-003")
async def test_giving_up_alone_closes_it(company: Company):
    made = await opportunity(company.rep, await account(company.rep))
    given = await act(company.rep, made, "give_up", reason="客户停产")
    assert (given.state, given.lost_reason, given.close_note) == ("lost", "given_up", "客户停产")


async def test_the_owner_of_the_customer_is_the_first_heir(company: Company):
    of = await account(company.other)
    made = await opportunity(company.boss, of, owner=company.rep.id)
    with pytest.raises(Invalid, match="王晓明"):
        await act(company.rep, made, "give_up")
    assert (await act(company.rep, made, "give_up", to=company.other.id)).owner_id == company.other.id
