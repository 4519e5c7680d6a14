"""What is done with tasks: finished once, answered, given to others; all concerned are told, and history says it."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from core.accounts.account import ACCOUNT
from core.errors import Conflict, Invalid
from core.objects.actions import perform_many
from core.objects.history import history
from core.tasks.task import TASK, Task
from tests.conftest import Company
from tests.leads import making
from tests.tasks.conftest import Told, act, state, task

DUE = "2026-11-25T17:00:00+08:00"


@pytest.mark.feature("XS-LEAD-012")
async def test_a_task_is_told_to_who_is_to_do_it_and_what_came_of_it_to_who_gave_it(company: Company, told: Told):
    lead = await making.lead(company.rep)
    one = await task(company.manager, company.rep, lead=lead, content="带上样册", due_at=DUE)
    assert await told() == [
        ("rep", "陈思远派给你一个任务：准备报价单 | 带上样册 | 截止时间=2026-11-25 17:00 | 线索=林嘉禾 | 现在处理")
    ]
    await act(company.rep, one, "feedback", feedback="等产品部给价")
    rows = " | 截止时间=2026-11-25 17:00 | 线索=林嘉禾"
    assert await told() == [("manager", f"周雨桐反馈了任务：准备报价单 | 等产品部给价{rows}")]
    await act(company.manager, one, "feedback", feedback="我催一下")
    assert await told() == [("rep", f"陈思远反馈了任务：准备报价单 | 我催一下{rows}")]
    await act(company.rep, one, "finish", feedback="报了 12 万")
    assert await told() == [("manager", f"周雨桐完成了任务：准备报价单 | 报了 12 万{rows}")]
    await act(company.manager, one, "reopen", note="少了运费")
    assert await told() == [("rep", f"陈思远重新打开了任务：准备报价单 | 少了运费{rows}")]
    await act(company.manager, one, "cancel")
    assert await told() == [("rep", f"陈思远取消了任务：准备报价单 | {rows}")]


async def test_of_one_s_own_tasks_nobody_is_told(company: Company, told: Told):
    one = await task(company.rep)
    await act(company.rep, one, "finish", feedback="好了")
    assert await told() == []


async def test_a_task_that_was_done_before_it_was_told_is_not_told(company: Company, told: Told):
    one = await task(company.manager, company.rep)
    await act(company.rep, one, "finish")
    assert [userid for userid, _ in await told()] == ["manager"]


async def test_the_new_one_hears_the_words_and_the_former_one_that_it_is_gone(company: Company, told: Told):
    one = await task(company.manager, company.rep)
    await told()
    await act(company.manager, one, "reassign", to=company.other.id, note="雨桐出差")
    assert await told() == [
        ("other", "任务转移给你负责：准备报价单 | 雨桐出差 | 原负责人=周雨桐 | 转移人=陈思远 | 现在处理"),
        ("rep", "任务已转移给王晓明：准备报价单 |  | 现负责人=王晓明 | 转移人=陈思远"),
    ]
    with pytest.raises(Conflict, match="现在就是王晓明在做"):
        await act(company.manager, one, "reassign", to=company.other.id)
    await making.change(company.manager, TASK, one, owner=company.rep.id)
    assert [userid for userid, _ in await told()] == ["rep", "other"]


async def test_finishing_says_when_and_keeps_words_said_before(company: Company, stopped_clock):
    one = await task(company.rep)
    await act(company.rep, one, "feedback", feedback="等产品部给价")
    await act(company.rep, one, "finish")
    done = await making.seen(company.rep, TASK, one)
    assert (done["state"], done["feedback"]) == ("done", "等产品部给价")
    assert datetime.fromisoformat(done["done_at"]) == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    with pytest.raises(Conflict, match="已经完成或取消了"):
        await act(company.rep, one, "finish")
    with pytest.raises(Conflict, match="已经完成或取消了"):
        await act(company.rep, one, "reassign", to=company.other.id)
    await act(company.rep, one, "reopen")
    again = await making.seen(company.rep, TASK, one)
    assert (again["state"], again["done_at"]) == ("open", None)
    assert [label for label, _ in await making.told(company.rep, TASK, one)] == ["重新打开", "完成", "反馈", "新建"]


async def test_every_word_of_feedback_stays_in_the_history(company: Company):
    one = await task(company.manager, company.rep)
    for words in ("等产品部给价", "价到了"):
        await act(company.rep, one, "feedback", feedback=words)
    await act(company.rep, one, "finish")
    with pytest.raises(Invalid, match="反馈还没填"):
        await act(company.rep, one, "feedback", feedback=" ")
    with pytest.raises(Invalid, match="反馈"):
        await act(company.rep, one, "feedback", feedback="长" * 2001)
    entries = (await history(company.manager, TASK, one))["items"]
    assert [field["after"] for entry in entries for field in entry["fields"] if field["key"] == "feedback"] == [
        "价到了", "等产品部给价",
    ]  # fmt: skip
    await act(company.manager, one, "reopen", note="再等等")
    assert (await history(company.manager, TASK, one))["items"][0]["note"] == "再等等"


async def test_two_who_finish_it_at_once_finish_it_once(company: Company, told: Told):
    one = await task(company.manager, company.rep)
    await told()
    ways = [act(company.rep, one, "finish", feedback="一") for _ in range(4)]
    answers = await asyncio.gather(*ways, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 3 + ["NoneType"]
    assert len(await told()) == 1 and (await Task.get(id=one)).version == 2


async def test_many_are_finished_at_once_and_each_refusal_has_its_reason(company: Company):
    mine, done, foreign = await task(company.rep), await task(company.rep), await task(company.south)
    await act(company.rep, done, "finish")
    told = await perform_many(company.rep, TASK, [mine, done, foreign], "finish", {})
    assert [one.get("status", 200) for one in told] == [200, 409, 404]
    assert await state(company.rep, mine) == "done"


async def test_the_state_moves_by_actions_alone(company: Company):
    one = await task(company.rep)
    for key, value in (("state", "done"), ("done_at", DUE), ("feedback", "好了"), ("author", company.other.id)):
        with pytest.raises(Invalid, match="不能直接修改"):
            await making.change(company.rep, TASK, one, **{key: value})


async def test_a_task_may_name_a_far_day_and_a_past_one(company: Company):
    account = await making.account(company.rep)
    for due in ("1999-01-01T00:00:00+08:00", "2999-12-31T23:59:00+08:00", None):
        one = await task(company.rep, account=account, due_at=due)
        assert json.dumps(await making.seen(company.rep, TASK, one))
    assert (await making.seen(company.rep, ACCOUNT, account))["next_follow_at"] is None
