"""A rep works on opportunities in chat: the list, the next stage, the end, a follow-up."""

from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT
from core.activities.activity import Activity
from core.objects.writing import create, update
from core.opportunities.guide import answer
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.process import SalesProcess
from core.opportunities.stay import StageStay
from core.work import work
from tests.opportunities.making import act, codes, process, stages
from tests.scenarios.conftest import BOSS, OTHER, REP, Message, World, key_of, rows_of, title_of
from tests.scenarios.test_work import labels, quote


async def deal(world: World, name: str = "储能柜产线", customer: str = "苏州惠筑科技有限公司", **values: Any) -> Any:
    rep = await world.actor()
    async with work():
        of = await create(rep, ACCOUNT, {"name": customer})
        return await create(rep, OPPORTUNITY, {"account": of.id, "name": name, **values})


async def opened(world: World, one: Any, word: str = "商机") -> Message:
    [card] = await world.text(word)
    return await world.press(card, "处理选中的", record=one.id)


async def pressed(world: World, card: Message, label: str, **chosen: Any) -> Message:
    """A button of the card, also behind 更多."""
    if label not in labels(card):
        card = await world.press(card, "更多")
    return await world.press(card, label, **chosen)


def rows(card: Message) -> list[tuple[str, str]]:
    return [(row["keyname"], row["value"]) for row in card["body"]["card"]["horizontal_content_list"]]


def offered(card: Message) -> list[str]:
    return [option["text"] for option in card["body"]["card"]["button_selection"]["option_list"]]


async def now(one: Any) -> Opportunity:
    return await Opportunity.get(id=one.id)


@pytest.mark.feature("XS-OPP-018")
async def test_my_opportunities_are_listed_by_any_of_their_names(world: World):
    await deal(world, amount="128000", next_follow_at="2020-01-02T10:00:00+08:00", expected_close_on="2026-12-01")
    await deal(world, "巡检相机", "杭州启程物流有限公司", expected_close_on="2026-12-02")
    for word in ("商机", "销售机会", "单子", "项目"):
        [card] = await world.text(word)
        assert title_of(card) == "你负责的商机 2 个", word
        assert rows(card) == [("逾期", "储能柜产线 · ¥128,000 · 初步接洽"), ("未安排", "巡检相机 · 初步接洽")]
    for words in ("商机 储能", "商机惠筑", "单子 惠筑", "项目 chuneng"):
        [card] = await world.text(words)
        assert [value.split(" · ")[0] for _, value in rows(card)] == ["储能柜产线"], words
    [nothing] = await world.text("商机 没有这个")
    assert title_of(nothing) == "你负责的商机里没有「没有这个」"
    [other] = await world.text("商机", OTHER)
    assert "没有进行中的商机" in title_of(other)


async def test_a_card_says_how_much_until_when_and_what_is_next(world: World):
    one = await deal(
        world, amount="128000", next_follow_at="2025-01-02T10:00:00+08:00", expected_close_on="2026-01-05"
    )  # fmt: skip
    card = await opened(world, one)
    assert title_of(card) == "储能柜产线"
    assert rows(card) == [
        ("状态", "进行中"), ("预计金额", "¥128,000"),
        ("预计结单…", "2026-01-05 · 逾期"), ("下次跟进", "2025-01-02 · 逾期"),
    ]  # fmt: skip
    assert labels(card) == ["变更阶段", "写跟进", "更多"]


@pytest.mark.feature("XM-OPP-001")
async def test_the_stage_is_chosen_on_the_card_the_next_one_first(world: World):
    one, there = await deal(world), await stages()
    asked = await world.press(await opened(world, one), "变更阶段")
    assert offered(asked) == ["需求确认 30%", "方案报价 50%", "商务谈判 80%"] and quote(asked) == "现在在「初步接洽」"
    done = await world.press(asked, "确定", who=there["方案报价"])
    assert rows_of(done)["结果"] == "变更阶段，已完成"
    moved = await now(one)
    assert (moved.stage_id, moved.win_rate) == (there["方案报价"], 50)
    assert await StageStay.filter(opportunity_id=one.id).count() == 2
    asked = await world.press(await opened(world, one), "变更阶段")
    assert offered(asked) == ["商务谈判 80%", "初步接洽 10%", "需求确认 30%"]


async def test_where_the_process_guides_only_the_next_stage_is_offered_once_all_is_done(world: World):
    rep = await world.actor()
    guided: SalesProcess = await process(await world.actor(BOSS))
    one, asks = await deal(world, process=guided.id), await codes(guided)
    told = await world.press(await opened(world, one), "变更阶段")
    assert quote(told) == "还有 2 项没完成：「拜访决策人」、「预算多少」。打开商机做完，才能进入「方案」"
    assert labels(told) == ["打开详情", "返回"]
    async with work():
        await answer(rep, OPPORTUNITY, one.id, asks["拜访决策人"], True)
        await answer(rep, OPPORTUNITY, one.id, asks["预算多少"], "三十万")
    asked = await world.press(await world.press(told, "返回"), "变更阶段")
    assert offered(asked) == ["方案 50%"] and "按顺序" in quote(asked)
    there = await stages(guided)
    await world.press(asked, "确定", who=there["方案"])
    assert (await now(one)).stage_id == there["方案"]
    await act(rep, one, "move_stage", stage=there["签约"])
    last = await world.press(await opened(world, one), "变更阶段")
    assert "最后一个阶段" in quote(last)


async def test_two_who_move_it_at_once_the_second_is_told_and_nothing_is_lost(world: World):
    one, there = await deal(world), await stages()
    asked = await world.press(await opened(world, one), "变更阶段")
    await act(await world.actor(BOSS), one, "move_stage", stage=there["商务谈判"])
    refused = await world.press(asked, "确定", who=there["需求确认"])
    assert quote(refused) == "商机刚被改过，看清楚再做一次"
    assert "商务谈判" in str(refused["body"]["card"]) and (await now(one)).stage_id == there["商务谈判"]


async def test_it_is_won_after_a_yes_to_amount_and_day(world: World):
    one = await deal(world, amount="128000")
    asked = await pressed(world, await opened(world, one), "赢单")
    today = clock.today().isoformat()
    assert quote(asked).startswith(f"成交金额 ¥128,000，结单日期 {today}。")
    assert (await now(one)).state == "open"
    await world.fault(repeat_callbacks=True)
    done = await world.press(asked, "确定")
    assert rows_of(done)["结果"] == "赢单，已完成" and rows_of(done)["状态"] == "赢单"
    won = await now(one)
    assert (won.state, won.amount, won.closed_on) == ("won", 12_800_000, clock.today())
    assert await StageStay.filter(opportunity_id=one.id, state="won").count() == 1


async def test_an_amount_that_changed_under_the_question_is_asked_again(world: World):
    one = await deal(world, amount="128000")
    asked = await pressed(world, await opened(world, one), "赢单")
    async with work():
        await update(await world.actor(BOSS), OPPORTUNITY, one.id, {"amount": "98000"})
    refused = await world.press(asked, "确定")
    assert quote(refused) == "商机刚被改过，看清楚再做一次" and rows_of(refused)["预计金额"] == "¥98,000"
    assert (await now(one)).state == "open"


@pytest.mark.parametrize("amount", [None, "0"])
async def test_without_an_amount_the_card_leads_to_where_it_is_filled_in(world: World, amount: str | None):
    one = await deal(world, amount=amount)
    told = await pressed(world, await opened(world, one), "赢单")
    assert quote(told) == "还没有成交金额。先打开商机填好金额，再赢单"
    assert labels(told) == ["打开详情", "返回"] and (await now(one)).state == "open"


async def test_it_is_lost_with_one_of_the_reasons_and_opened_again(world: World):
    one = await deal(world, amount="128000")
    asked = await pressed(world, await opened(world, one), "输单")
    assert offered(asked)[:2] == ["价格没有优势", "输给竞争对手"]
    lost = await world.press(asked, "确定", who="competitor")
    assert rows_of(lost)["结果"] == "输单，已完成"
    assert ((await now(one)).state, (await now(one)).lost_reason) == ("lost", "competitor")
    assert "变更阶段" not in labels(lost)
    again = await world.press(lost, "重新打开")
    assert rows_of(again)["状态"] == "进行中" and (await now(one)).state == "open"


async def test_a_press_on_an_old_card_of_an_ended_one_says_that_it_is_over(world: World):
    one = await deal(world, amount="128000")
    asked = await pressed(world, await opened(world, one), "赢单")
    await act(await world.actor(BOSS), one, "lose", lost_reason="budget")
    refused = await world.press(asked, "确定")
    assert quote(refused) == "商机已经结束。要继续推进，先重新打开"
    assert (await now(one)).lost_reason == "budget"


async def test_a_card_of_one_that_went_to_somebody_else_is_done(world: World):
    one = await deal(world)
    card = await opened(world, one)
    heir = await world.actor("luoanran")
    await Opportunity.filter(id=one.id).update(owner_id=heir.id)
    await ACCOUNT.model.filter(id=one.account_id).update(owner_id=heir.id)
    gone = await world.press(card, "变更阶段")
    assert gone["body"]["replaced"] == "已失效" and title_of(gone) == "这个商机已不归你看"


@pytest.mark.feature("AR-OPP-009")
async def test_a_follow_up_is_written_as_the_next_text_even_when_it_begins_like_a_command(world: World):
    one = await deal(world)
    waiting = await world.press(await opened(world, one), "写跟进")
    assert title_of(waiting) == "写跟进：储能柜产线" and labels(waiting) == ["返回"]
    assert title_of((await world.said())[-1]) == "和「储能柜产线」谈得怎么样？发一段话，记成跟进"
    [kept] = await world.text("客户说预算批了，项目下周定标。")
    assert title_of(kept) == "已记到「储能柜产线」的跟进"
    [activity] = await Activity.all()
    assert (activity.opportunity_id, activity.account_id) == (one.id, one.account_id)
    assert activity.content == "客户说预算批了，项目下周定标"
    assert (await now(one)).last_follow_note == activity.content


async def test_a_command_alone_ends_the_waiting_for_a_follow_up(world: World):
    await world.press(await opened(world, await deal(world)), "写跟进")
    [card] = await world.text("客户")
    assert title_of(card) == "你负责的客户 1 个"
    assert await Activity.all().count() == 0


async def test_going_back_ends_the_waiting_too(world: World):
    waiting = await world.press(await opened(world, await deal(world)), "写跟进")
    assert title_of(await world.press(waiting, "返回")) == "储能柜产线"
    [told] = await world.text("谈得不错")
    assert "没有「谈得不错」这个词" in title_of(told)
    assert await Activity.all().count() == 0


async def test_a_follow_up_of_what_is_no_longer_mine_is_not_kept_and_said_so(world: World):
    one = await deal(world)
    await world.press(await opened(world, one), "写跟进")
    heir = await world.actor("luoanran")
    await Opportunity.filter(id=one.id).update(owner_id=heir.id)
    await ACCOUNT.model.filter(id=one.account_id).update(owner_id=heir.id)
    [told] = await world.text("谈得不错")
    assert title_of(told) == "这个商机已不归你看，跟进没有记下"
    [next_one] = await world.text("谈得不错")
    assert "没有「谈得不错」这个词" in title_of(next_one)


async def test_asking_for_words_twice_is_asking_once(world: World):
    card = await opened(world, await deal(world))
    again = {"EventKey": key_of(card, "写跟进"), "TaskId": card["body"]["task_id"], "ResponseCode": "spent"}
    await world.press(card, "写跟进")
    count = len(await world.said())
    await world.sim("POST", "emit", {"person": REP, "event": "template_card_event", "fields": again})
    await world.quiet()
    assert len(await world.said()) == count


async def test_an_opportunity_is_looked_up_by_name_by_those_who_see_it(world: World):
    await deal(world, amount="128000")
    [found] = await world.text("查 储能柜")
    assert title_of(found) == "储能柜产线" and rows_of(found)["预计金额"] == "¥128,000"
    [nothing] = await world.text("查 储能柜", "luoanran")
    assert title_of(nothing).startswith("没有查到「储能柜」")
