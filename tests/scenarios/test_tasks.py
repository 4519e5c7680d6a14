"""A task arrives as a card and is finished on it."""

import pytest

from core.objects.writing import create
from core.org.actor import actor_by_userid
from core.tasks.task import TASK, Task
from core.work import work
from tests.scenarios.conftest import OTHER, REP, World, title_of


@pytest.mark.feature("AR-OPP-010")
async def test_a_task_is_finished_on_the_card_that_brought_it(world: World):
    doer = await actor_by_userid(OTHER)
    assert doer
    async with work():
        given = {"title": "准备报价单", "owner": doer.id, "due_at": "2026-10-25T17:00:00+08:00"}
        one = await create(await world.actor(), TASK, given)
    await world.quiet()
    card = (await world.said(OTHER))[-1]
    assert title_of(card) == "周雨桐派给你一个任务：准备报价单"
    shown = await world.press(card, "现在处理", OTHER)
    assert [button["text"] for button in shown["body"]["card"]["button_list"]] == ["完成"]
    assert "逾期" in str(shown["body"]["card"])
    done = await world.press(shown, "完成", OTHER)
    assert "完成，已完成" in str(done["body"]["card"]) and "逾期" not in str(done["body"]["card"])
    finished = await Task.get(id=one.id)
    assert (finished.state, finished.version) == ("done", 2)
    await world.quiet()
    assert [title_of(message) for message in await world.said(REP)] == ["王晓明完成了任务：准备报价单"]
