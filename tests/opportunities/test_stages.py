"""Stages: where an opportunity begins, how it moves, and the facts that every move leaves."""

import asyncio

import pytest

from core import clock
from core.errors import Conflict, CrmError, Invalid, NotAllowed, NotFound
from core.objects.history import history
from core.opportunities.guide import answer
from core.opportunities.opportunity import OPPORTUNITY
from core.opportunities.path import path_of
from core.opportunities.process import SalesProcess
from core.opportunities.processes import change_process, process_told, usual_process
from core.work import work
from tests.conftest import Company
from tests.opportunities.making import account, act, codes, fresh, opportunity, process, stages, stays


@pytest.mark.feature("XS-OPP-001", "WN-OPP-001", "XS-OPP-020")
async def test_a_new_opportunity_stands_in_the_first_stage_with_its_win_rate(company: Company):
    made = await opportunity(company.rep, await account(company.rep), amount="520000")
    assert (made.stage_id, made.win_rate, made.state) == ((await stages())["初步接洽"], 10, "open")
    assert made.stage_since is not None and made.owner_id == company.rep.id


@pytest.mark.feature("XS-OPP-014", "XM-OPP-001")
async def test_without_guidance_stages_may_be_skipped_and_taken_back(company: Company):
    there = await stages()
    made = await opportunity(company.rep, await account(company.rep), stage=there["需求确认"])
    assert (made.stage_id, made.win_rate) == (there["需求确认"], 30)
    moved = await act(company.rep, made, "move_stage", stage=there["商务谈判"])
    assert (moved.stage_id, moved.win_rate) == (there["商务谈判"], 80)
    back = await act(company.rep, made, "move_stage", stage=there["初步接洽"])
    assert (back.stage_id, back.win_rate) == (there["初步接洽"], 10)
    told = await history(company.rep, OPPORTUNITY, made.id)
    assert [one["label"] for one in told["items"]] == ["变更阶段", "变更阶段", "新建"]


@pytest.mark.feature("AR-OPP-001", "XS-OPP-018")
async def test_every_stay_is_kept_with_whom_it_is_credited_to(company: Company, stopped_clock: clock.Stopped):
    there = await stages()
    made = await opportunity(company.rep, await account(company.rep), amount="1000", expected_close_on="2026-12-20")
    stopped_clock.advance(3 * 86400)
    await act(company.manager, made, "move_stage", stage=there["方案报价"], reason="客户要方案")
    stopped_clock.advance(2 * 86400)
    await act(company.rep, made, "move_stage", stage=there["需求确认"])
    first, second, third = await stays(made)
    assert (first.stage_id, first.from_stage_id, first.back) == (there["初步接洽"], None, False)
    assert first.left_at == second.entered_at and (second.entered_at - first.entered_at).days == 3
    assert (second.stage_id, second.from_stage_id) == (there["方案报价"], there["初步接洽"])
    assert (second.by_id, second.member_id, second.department_id) == (company.manager.id, company.rep.id, 3)
    assert (second.amount, str(second.expected_close_on), second.win_rate) == (100000, "2026-12-20", 50)
    assert (third.back, third.left_at, third.from_stage_id) == (True, None, there["方案报价"])
    assert second.note == "客户要方案"


async def test_a_second_press_of_the_same_stage_changes_nothing(company: Company):
    there = await stages()
    made = await opportunity(company.rep, await account(company.rep))
    for _ in range(2):
        await act(company.rep, made, "move_stage", stage=there["需求确认"])
    assert len(await stays(made)) == 2


async def test_whoever_saw_another_stage_is_told_who_was_first(company: Company):
    there = await stages()
    made = await opportunity(company.rep, await account(company.rep))
    seen = made.stage_id
    await act(company.manager, made, "move_stage", stage=there["方案报价"], seen=seen)
    with pytest.raises(Conflict, match="陈思远刚刚把它移到了「方案报价」"):
        await act(company.rep, made, "move_stage", stage=there["需求确认"], seen=seen)
    assert (await fresh(made)).stage_id == there["方案报价"]


async def test_of_two_who_move_a_card_at_once_one_is_told(company: Company):
    there = await stages()
    made = await opportunity(company.rep, await account(company.rep))

    async def attempt(name: str) -> str:
        try:
            await act(company.rep, made, "move_stage", stage=there[name], seen=made.stage_id)
        except Conflict as refusal:
            return refusal.message
        return name

    told = await asyncio.gather(*[attempt(name) for name in ("需求确认", "方案报价", "商务谈判")])
    [done] = set(told) & set(there)
    assert (await fresh(made)).stage_id == there[done] and len(await stays(made)) == 2
    assert all(f"移到了「{done}」" in one for one in told if one != done)


async def test_a_stage_of_another_process_or_nobody_s_is_refused(company: Company):
    await usual_process()
    other = await stages(await process(company.boss, guided=False))
    made = await opportunity(company.rep, await account(company.rep))
    with pytest.raises(Conflict, match="不在商机所用的流程里"):
        await act(company.rep, made, "move_stage", stage=other["方案"])
    with pytest.raises(Invalid):
        await act(company.rep, made, "move_stage", stage=987654)
    with pytest.raises(Invalid, match="所选流程没有这个阶段"):
        await opportunity(company.rep, await account(company.rep, "岚谷"), stage=other["方案"])


async def test_only_who_may_change_it_moves_it(company: Company):
    there = await stages()
    made = await opportunity(company.rep, await account(company.rep))
    with pytest.raises(NotFound):
        await act(company.other, made, "move_stage", stage=there["需求确认"])
    owner_of_customer = await account(company.other, "岚谷")
    theirs = await opportunity(company.boss, owner_of_customer, owner=company.rep.id)
    with pytest.raises(NotAllowed):
        await act(company.other, theirs, "move_stage", stage=there["需求确认"])


# -- guided ----------------------------------------------------------------------------------------------------------


@pytest.mark.feature("XS-OPP-015")
async def test_guided_one_goes_step_by_step_and_only_with_everything_done(company: Company):
    guided = await process(company.boss)
    there, asked = await stages(guided), await codes(guided)
    made = await opportunity(company.rep, await account(company.rep), process=guided.id)
    with pytest.raises(Conflict, match="不能跳过阶段，下一个是「方案」"):
        await act(company.rep, made, "move_stage", stage=there["签约"])
    with pytest.raises(Conflict, match="「立项」还有 2 项没完成：「拜访决策人」、「预算多少」") as refusal:
        await act(company.rep, made, "move_stage", stage=there["方案"])
    assert refusal.value.extra["missing"] == [asked["拜访决策人"], asked["预算多少"]]
    async with work():
        await answer(company.rep, OPPORTUNITY, made.id, asked["拜访决策人"], True)
        await answer(company.rep, OPPORTUNITY, made.id, asked["预算多少"], "50 万以内")
    assert (await act(company.rep, made, "move_stage", stage=there["方案"])).win_rate == 50
    await act(company.rep, made, "move_stage", stage=there["签约"])  # the task of 方案 may be left
    with pytest.raises(Invalid, match="退回前面的阶段要写原因"):
        await act(company.rep, made, "move_stage", stage=there["立项"])
    back = await act(company.rep, made, "move_stage", stage=there["立项"], reason="换了决策人")
    assert back.stage_id == there["立项"] and [stay.back for stay in await stays(made)][-1]


async def test_an_answer_that_is_taken_back_is_asked_for_again(company: Company):
    guided = await process(company.boss)
    there, asked = await stages(guided), await codes(guided)
    made = await opportunity(company.rep, await account(company.rep), process=guided.id)
    for value in (True, True, False):
        async with work():
            await answer(company.rep, OPPORTUNITY, made.id, asked["拜访决策人"], value)
    async with work():
        await answer(company.rep, OPPORTUNITY, made.id, asked["预算多少"], "50 万")
    path = await path_of(await fresh(made))
    assert path["missing"] == [asked["拜访决策人"]] and path["next"]["id"] == there["方案"]
    assert [step["place"] for step in path["steps"]] == ["here", "ahead", "ahead"]
    notes = [one["note"] for one in (await history(company.rep, OPPORTUNITY, made.id))["items"]]
    assert notes[:3] == ["预算多少：50 万", "拜访决策人：未完成", "拜访决策人：已完成"]


async def test_what_an_item_does_not_take_is_refused(company: Company):
    guided = await process(company.boss)
    asked = await codes(guided)
    made = await opportunity(company.rep, await account(company.rep), process=guided.id)
    for code, value in ((asked["拜访决策人"], "做了"), (asked["预算多少"], True), (asked["预算多少"], "x" * 1001)):
        with pytest.raises(Invalid):
            async with work():
                await answer(company.rep, OPPORTUNITY, made.id, code, value)
    with pytest.raises(Conflict, match="没有这一项了"):
        async with work():
            await answer(company.rep, OPPORTUNITY, made.id, "nonsense", True)
    with pytest.raises(NotFound):
        async with work():
            await answer(company.south, OPPORTUNITY, made.id, asked["拜访决策人"], True)


async def test_guided_one_begins_with_the_first_stage(company: Company):
    guided = await process(company.boss)
    there = await stages(guided)
    with pytest.raises(Invalid, match="引导式流程从「立项」开始"):
        await opportunity(company.rep, await account(company.rep), process=guided.id, stage=there["方案"])


# -- editions --------------------------------------------------------------------------------------------------------


async def edited(company: Company, of, **body):
    async with work():
        return await change_process(company.boss, of.id, body)


async def kept(of, *names: str) -> list[dict]:
    """The stages of a process as its form would give them, those of these names."""
    return [stage for stage in (await process_told(of))["stages"] if stage["name"] in names]


async def test_a_stage_that_is_removed_while_in_use_stays_for_what_is_in_it(company: Company):
    usual, there = await usual_process(), await stages()
    made = await opportunity(company.rep, await account(company.rep), stage=there["需求确认"])
    fewer = await kept(usual, "初步接洽", "商务谈判")
    told = await process_told(await edited(company, usual, stages=fewer))
    assert [stage["name"] for stage in told["stages"]] == ["初步接洽", "商务谈判"] and told["number"] == 2
    assert {"id": there["需求确认"], "name": "需求确认", "open": 1} in told["retired"]
    still = await fresh(made)
    assert (still.stage_id, still.win_rate) == (there["需求确认"], 30)
    moved = await act(company.rep, made, "move_stage", stage=there["方案报价"])  # its own edition has it
    assert moved.win_rate == 50
    later = await opportunity(company.rep, await account(company.rep, "岚谷"))
    with pytest.raises(Conflict, match="不在商机所用的流程里"):
        await act(company.rep, later, "move_stage", stage=there["方案报价"])


async def test_a_stage_that_only_the_new_edition_has_takes_the_opportunity_over_to_it(company: Company):
    usual = await usual_process()
    made = await opportunity(company.rep, await account(company.rep))
    more = [*await kept(usual, "初步接洽", "商务谈判"), {"name": "试用", "win_rate": 60, "items": []}]
    await edited(company, usual, stages=more)
    moved = await act(company.rep, made, "move_stage", stage=(await stages())["试用"])
    assert moved.win_rate == 60 and moved.edition_id != made.edition_id


async def test_open_ones_go_over_to_a_new_edition_only_when_that_is_asked_for(company: Company):
    usual, there = await usual_process(), await stages()
    of = await account(company.rep)
    made, won = await opportunity(company.rep, of), await opportunity(company.rep, of, "二期", amount="5")
    await act(company.rep, won, "win")
    dearer = [{**stage, "win_rate": 25} for stage in await kept(usual, "初步接洽")]
    await edited(company, usual, stages=dearer)
    assert (await fresh(made)).win_rate == 10
    await edited(company, usual, stages=await kept(usual, "初步接洽"), carry=True)
    assert (await fresh(made)).win_rate == 25 and (await fresh(won)).win_rate == 100
    assert (await stages())["初步接洽"] == there["初步接洽"]


async def test_a_renamed_stage_is_the_same_stage(company: Company):
    usual = await usual_process()
    made = await opportunity(company.rep, await account(company.rep))
    renamed = [{**stage, "name": "首次拜访"} for stage in await kept(usual, "初步接洽")]
    await edited(company, usual, stages=renamed)
    assert (await stages()) == {"首次拜访": made.stage_id}


async def test_processes_are_kept_by_administrators_and_said_what_is_wrong_with(company: Company):
    usual = await usual_process()
    with pytest.raises(NotAllowed):
        async with work():
            await change_process(company.manager, usual.id, {"name": "我的"})
    wrong = [
        {"stages": []},
        {"stages": [{"name": "一", "win_rate": 101}]},
        {"stages": [{"name": "一", "win_rate": 10}, {"name": "一", "win_rate": 20}]},
        {"stages": [{"name": "", "win_rate": 10}]},
        {"stages": [{"name": "一", "win_rate": 10, "id": 999}]},
        {"stages": [{"name": "一", "win_rate": 10, "id": [1]}, {"name": "二", "win_rate": 10, "id": {"id": 1}}]},
        {"stages": [None, 7, "一"]},
        {"stages": [{"name": "一", "win_rate": True, "items": [None, {"kind": [], "label": 3}]}]},
        {"stages": [{"name": "一", "win_rate": 10, "items": [{"kind": "wish", "label": "x"}]}]},
        {"active": False},
        {"usual": False},
        {"guided": "yes"},
        {"name": "x" * 41},
    ]
    for body in wrong:
        with pytest.raises(CrmError):
            await edited(company, usual, **body)
    assert (await process_told(await usual_process()))["number"] == 1


async def test_two_who_change_a_process_at_once_are_one_change_and_a_word(company: Company):
    usual = await usual_process()
    number = (await process_told(usual))["number"]
    first, second = await kept(usual, "初步接洽"), await kept(usual, "商务谈判")

    async def attempt(wanted) -> bool:
        try:
            await edited(company, usual, stages=wanted, number=number)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(attempt(first), attempt(second))) == [False, True]
    assert (await process_told(usual))["number"] == number + 1


async def test_there_is_always_one_usual_process(company: Company):
    usual = await usual_process()
    second = await process(company.boss, guided=False, usual=True)
    assert (await usual_process()).id == second.id
    await usual.refresh_from_db()
    assert not usual.usual
    await edited(company, usual, active=False)
    with pytest.raises(Invalid, match="已停用"):
        await opportunity(company.rep, await account(company.rep), process=usual.id)


async def test_the_first_two_opportunities_of_a_company_make_one_process(company: Company):
    of = await account(company.rep)
    await asyncio.gather(*[opportunity(company.rep, of, f"第{n}个") for n in range(3)])
    assert len(await stages()) == 4
    assert await SalesProcess.all().count() == 1
