"""A rep works on leads and customers in chat: one card from the list to the outcome."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.behaviours.called import CallMark
from core.leads.lead import LEAD, Lead
from core.merging.merge import merge
from core.objects.actions import perform
from core.objects.writing import create
from core.org.actor import actor_by_userid
from core.pools.group import PoolGroup
from core.pools.news import RecycleWarned
from core.teams.team import TeamMember
from core.work import happened, work
from tests.scenarios.conftest import OTHER, REP, Message, World, rows_of, title_of


async def made(world: World, definition: Any = LEAD, **values: Any) -> Any:
    async with work():
        return await create(await world.actor(), definition, values)


async def group(name: str, mode: str, pool_of: str = "lead", **more: Any) -> PoolGroup:
    return await PoolGroup.create(name=name, pool_of=pool_of, mode=mode, everyone=True, active=True, **more)


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message["body"]["card"]["button_list"]]


def quote(message: Message) -> str:
    return str(message["body"]["card"].get("quote_area", {}).get("quote_text", ""))


async def opened(world: World, lead: Any, word: str = "线索") -> Message:
    [card] = await world.text(word)
    return await world.press(card, "处理选中的", record=lead.id)


async def test_my_leads_are_a_list_to_choose_from(world: World):
    first = await made(world, name="林嘉禾", mobile="13900002716")
    second = await made(world, name="江予怀", mobile="13900002733")
    [card] = await world.text("线索")
    assert title_of(card) == "你负责的线索 2 条"
    options = card["body"]["card"]["button_selection"]["option_list"]
    assert {option["id"] for option in options} == {str(first.id), str(second.id)}
    shown = await world.press(card, "处理选中的", record=second.id)
    assert title_of(shown) == "江予怀" and "标注通话" in labels(shown)


async def test_a_plan_that_is_over_says_so_and_one_to_come_does_not(world: World):
    for days, said in ((-3, True), (3, False)):
        due = clock.now() + timedelta(days=days)
        lead = await made(world, name="林嘉禾", wechat=f"linjiahe{days + 10}", next_follow_at=due.isoformat())
        assert rows_of(await opened(world, lead))["下次跟进"].endswith(" · 逾期") is said


async def test_a_row_of_a_pool_ends_with_a_whole_word(world: World):
    pool = await group("华东公海", "claim")
    company, title = "苏州惠筑装配式建筑科技有限公司", "供应链采购部高级经理"
    where = {"pool_group_id": pool.id, "pool_state": "unclaimed"}
    await Lead.create(name="林嘉禾", company=company, title=title, city="苏州", **where)
    [card] = await world.text("线索公海")
    assert rows_of(card)["线索"] == f"{company} · {title}"


@pytest.mark.feature("WN-LEAD-011")
async def test_a_call_is_marked_from_the_card_once_however_often_it_is_delivered(world: World):
    lead = await made(world, name="林嘉禾", mobile="13900002716")
    await world.fault(repeat_callbacks=True)
    card = await world.press(await opened(world, lead), "标注通话")
    assert {"已接通", "未接通"} <= set(labels(card))
    done = await world.press(card, "已接通")
    assert rows_of(done)["结果"] == "标注通话：已接通，已完成"
    assert (await Lead.get(id=lead.id)).call_mark == "connected"
    assert await CallMark.filter(record_id=lead.id).count() == 1


@pytest.mark.feature("WN-LEAD-009")
async def test_a_lead_becomes_a_customer_after_a_yes(world: World):
    lead = await made(world, name="林嘉禾", company="苏州惠筑科技有限公司", mobile="13900002716")
    asked = await world.press(await opened(world, lead), "转客户")
    assert "客户和联系人" in quote(asked) and await Account.all().count() == 0
    await world.press(asked, "确定")
    [account] = await Account.all()
    assert account.name == "苏州惠筑科技有限公司"
    assert (await Lead.get(id=lead.id)).converted_account_id == account.id


async def test_going_back_does_nothing(world: World):
    lead = await made(world, name="林嘉禾", company="苏州惠筑科技有限公司", mobile="13900002716")
    back = await world.press(await world.press(await opened(world, lead), "转客户"), "返回")
    assert title_of(back) == "林嘉禾" and await Account.all().count() == 0


@pytest.mark.feature("XS-LPOOL-012")
async def test_a_pooled_lead_is_taken_from_the_list_by_the_first(world: World):
    pool = await group("华东线索", "claim")
    lead = await Lead.create(name="沈知白", company="启程物流", pool_group_id=pool.id, pool_state="unclaimed")
    cards = {person: (await world.text("线索公海", person))[0] for person in (REP, OTHER)}
    assert title_of(cards[REP]) == "公海里线索 1 条"
    taken = await world.press(cards[REP], "领取选中的", record=lead.id)
    assert rows_of(taken)["结果"] == "领取，已完成"
    await world.press(cards[OTHER], "领取选中的", OTHER, record=lead.id)
    assert (await Lead.get(id=lead.id)).owner_id == (await world.actor()).id
    late = next(one for one in await world.said(OTHER) if one["id"] == cards[OTHER]["id"])
    assert late["body"]["replaced"] == "已失效"


@pytest.mark.feature("WN-LEAD-010")
async def test_giving_up_asks_for_the_group_and_says_what_is_lost(world: World):
    pool = await group("华东线索", "claim")
    lead = await made(world, name="林嘉禾", mobile="13900002716", pool_group=pool.id)
    card = await opened(world, lead)
    rest = await world.press(card, "更多") if "更多" in labels(card) else card
    asked = await world.press(rest, "退回公海")
    assert "不再归你负责" in quote(asked)
    await world.press(asked, "确定")
    assert (await Lead.get(id=lead.id)).pool_state == "unclaimed"


@pytest.mark.feature("WN-CPOOL-005")
async def test_an_account_with_a_team_goes_to_one_of_the_team(world: World):
    account = await made(world, ACCOUNT, name="苏州惠筑科技有限公司")
    heir = await actor_by_userid(OTHER)
    assert heir
    await TeamMember.create(
        object="account", record_id=account.id, member_id=heir.id, kind="follower", added_at=account.created_at
    )
    card = await opened(world, account, "客户")
    rest = await world.press(card, "更多") if "更多" in labels(card) else card
    asked = await world.press(rest, "退回公海")
    options = asked["body"]["card"]["button_selection"]["option_list"]
    assert [option["text"] for option in options] == [heir.name]
    await world.press(asked, "确定", who=heir.id)
    assert (await Account.get(id=account.id)).owner_id == heir.id


@pytest.mark.feature("WN-SHARE-004")
async def test_a_customer_is_shared_and_transferred_to_a_colleague(world: World):
    account = await made(world, ACCOUNT, name="苏州惠筑科技有限公司")
    contact = await made(world, CONTACT, name="林嘉禾", account=account.id)
    for label in ("共享", "转移"):
        card = await opened(world, account, "客户")
        rest = await world.press(card, "更多") if label not in labels(card) else card
        asked = await world.press(rest, label)
        chosen = asked["body"]["card"]["button_selection"]["option_list"][0]["id"]
        await world.press(asked, "确定", who=chosen)
        if label == "共享":
            assert await TeamMember.exists(record_id=account.id, member_id=int(chosen), kind="follower")
        else:
            assert (await Account.get(id=account.id)).owner_id == int(chosen)
            assert (await Contact.get(id=contact.id)).owner_id == int(chosen)


async def test_an_old_card_says_that_the_record_is_gone(world: World):
    lead = await made(world, name="林嘉禾", mobile="13900002716")
    [card] = await world.text("线索")
    heir = await actor_by_userid("luoanran")
    assert heir
    await Lead.filter(id=lead.id).update(owner_id=heir.id)
    gone = await world.press(card, "处理选中的", record=lead.id)
    assert gone["body"]["replaced"] == "已失效"


@pytest.mark.feature("XS-CUST-034")
async def test_an_old_card_leads_to_the_record_that_its_own_was_merged_into(world: World):
    kept = await made(world, ACCOUNT, name="苏州惠筑科技有限公司")
    gone = await made(world, ACCOUNT, name="惠筑科技")
    [card] = await world.text("客户")
    open_card = await opened(world, gone, "客户")
    async with work():
        await merge(await world.actor(), ACCOUNT, [kept.id, gone.id])
    for pressed in (await world.press(card, "处理选中的", record=gone.id), await world.press(open_card, "标注通话")):
        assert "已合并到「苏州惠筑科技有限公司」" in title_of(pressed)
        assert title_of(await world.press(pressed, "打开它")) == kept.name


@pytest.mark.feature("WN-LASG-002")
async def test_what_is_assigned_arrives_as_a_card_to_work_on(world: World):
    lead = await made(world, name="林嘉禾", mobile="13900002716")
    heir = await actor_by_userid(OTHER)
    assert heir
    async with work():
        values = {"to": heir.id, "advice": "先打电话"}
        await perform(await world.actor(), LEAD, lead.id, "transfer", values)
    await world.quiet()
    card = (await world.said(OTHER))[-1]
    assert "林嘉禾" in title_of(card) and "先打电话" in str(card["body"]["card"])
    shown = await world.press(card, "现在处理", OTHER)
    assert "标注通话" in labels(shown)


async def test_a_warning_of_several_records_lets_one_choose_and_work(world: World):
    first = await made(world, ACCOUNT, name="苏州惠筑科技有限公司")
    second = await made(world, ACCOUNT, name="杭州启程物流有限公司")
    owner = await world.actor()
    items = [
        {
            "id": one.id,
            "label": one.name,
            "falls_on": "2026-11-30",
            "days": 3,
            "rule": "三十天",
            "why": ["27 天没有跟进"],
        }
        for one in (first, second)
    ]
    async with work():
        await happened(RecycleWarned(owner.id, "account", "2026-11-27", items))
    await world.quiet()
    card = (await world.said())[-1]
    assert title_of(card) == "2 条客户快要回收到公海"
    shown = await world.press(card, "处理选中的", record=second.id)
    assert title_of(shown) == "杭州启程物流有限公司"


@pytest.mark.feature("WN-OWNQ-001", "WN-OWNQ-002")
async def test_whose_a_company_is_can_be_asked_in_words(world: World):
    await made(world, ACCOUNT, name="苏州惠筑科技有限公司")
    [answer] = await world.text("归属 苏州惠筑科技有限公司", "luoanran")
    owner = await world.actor()
    assert rows_of(answer)["客户"].startswith(owner.name)
    [nothing] = await world.text("归属 惠筑", "luoanran")
    assert "没有人在跟进" in title_of(nothing)
    [question] = await world.text("归属", "luoanran")
    assert "公司全名或完整手机号" in title_of(question)
    [reply] = await world.text("苏州惠筑科技有限公司", "luoanran")
    assert rows_of(reply) == rows_of(answer)
