"""Who is told of teams and transfers: the person it concerns, once, with what they need to know."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core import events
from core.accounts.account import ACCOUNT, Account
from core.activities.activity import ACTIVITY
from core.handing_over import ties
from core.jobs import JobRun, Jobs
from core.objects.actions import perform
from core.objects.writing import update
from core.outbox import Outbox
from core.teams.handover import carry_out, hand_over
from core.work import work
from notifications.told import listen
from tests.conftest import Company
from tests.teams.conftest import collaborate, new, share

Told = Callable[[], Awaitable[list[tuple[str, str]]]]


@pytest.fixture
async def told(company: Company) -> Told:
    """(userid, title and text) of everything told since the last question."""
    listeners, queue = events.Listeners(), Jobs()
    listen(listeners, desk_of("http://crm", Buttons("secret", ())))
    events.use(listeners)

    async def tell(run: JobRun) -> None:
        await listeners.tell(run.payload["name"], run.payload["event"])

    queue.handle("event", tell)
    queue.handle("handover", lambda run: carry_out(run, ties()))
    seen: set[int] = set()

    async def since() -> list[tuple[str, str]]:
        await queue.worker.drain()
        fresh = [row for row in await Outbox.all().order_by("id") if row.id not in seen]
        seen.update(row.id for row in fresh)
        return [(row.userid, _words(row.payload["template_card"])) for row in fresh]

    return since


def _words(card: dict[str, Any]) -> str:
    rows = [f"{row['keyname']}={row['value']}" for row in card.get("horizontal_content_list", [])]
    return " | ".join([card["main_title"]["title"], card.get("sub_title_text", ""), *rows])


async def test_who_was_added_is_told_what_they_may_do_and_once(company: Company, account: Account, told: Told):
    await share(account, company.rep, company.south, can_edit=True)
    await share(account, company.rep, company.south)  # again: nothing new to tell
    await collaborate(account, company.rep, company.other, powers=("contacts", "mutual"))
    assert sorted(await told()) == [
        ("other", "周雨桐请你协作客户：苏州汇筑科技有限公司 |  | 你可以=添加和修改联系人、互相可见并通知"),
        ("south", "周雨桐把客户共享给你：苏州汇筑科技有限公司 |  | 你可以=查看、跟进"),
    ]


async def test_who_left_before_being_told_is_not_told(company: Company, account: Account, told: Told):
    await share(account, company.rep, company.south)
    place = {"member": company.south.id, "kind": "follower"}
    await perform(company.rep, ACCOUNT, account.id, "remove_from_team", place)
    assert await told() == []


@pytest.mark.feature("WN-COLL-009")
async def test_owner_and_collaborator_hear_of_each_others_follow_ups(company: Company, account: Account, told: Told):
    await collaborate(account, company.rep, company.south, powers=("follow_up", "mutual"))
    await collaborate(account, company.rep, company.other, powers=("follow_up",))
    await told()
    await new(company.south, ACTIVITY, content="演示了样机", account=account.id)
    assert await told() == [("rep", "何嘉文跟进了苏州汇筑科技有限公司 | 演示了样机")]
    await new(company.rep, ACTIVITY, content="报价 12 万", account=account.id)
    assert await told() == [("south", "周雨桐跟进了苏州汇筑科技有限公司 | 报价 12 万")]
    await new(company.other, ACTIVITY, content="路过", account=account.id)
    assert await told() == []  # without the power nobody is told


async def test_a_transfer_tells_the_new_owner_and_the_former_one(company: Company, account: Account, told: Told):
    values = {"to": company.other.id, "related": [], "advice": "下周三前联系林总"}
    await perform(company.manager, ACCOUNT, account.id, "transfer", values)
    name = "苏州汇筑科技有限公司"
    assert await told() == [
        ("other", f"客户转移给你负责：{name} | 下周三前联系林总 | 原负责人=周雨桐 | 转移人=陈思远"),
        ("rep", f"客户已转移给王晓明：{name} |  | 现负责人=王晓明 | 转移人=陈思远"),
    ]
    async with work():
        await update(company.other, ACCOUNT, account.id, {"owner": company.rep.id})
    assert [userid for userid, _ in await told()] == ["rep"]  # who does it knows


async def test_the_heir_is_told_once_of_everything(company: Company, account: Account, told: Told):
    await new(company.rep, ACTIVITY, content="电话", account=account.id)
    async with work():
        await hand_over(company.boss, company.rep.id, company.other.id)
    assert await told() == [("other", "周雨桐的工作已交接给你 |  | 客户=1 | 跟进=1")]
