"""Company names that a company wants to be there once: switched on, kept by the database, switched off."""

import asyncio
from typing import Any

import pytest

from bot.buttons import Buttons
from bot.handlers.work_buttons import desk_of
from core.accounts.account import ACCOUNT
from core.company import decide
from core.errors import Conflict, CrmError
from core.events import listeners
from core.jobs import Job, Jobs
from core.objects.duplicates import RecordKey
from core.objects.writing import create, delete, update
from core.org.actor import Actor
from core.outbox import Outbox
from core.suspects.jobs import SUSPECT_JOBS
from core.suspects.listing import suspects
from core.suspects.switched import decided_anew
from core.work import work
from notifications.told import listen
from tests.conftest import Company

NAME = "杭州汇筑科技有限公司"


async def account(actor: Actor, name: str = NAME, **values: Any) -> int:
    async with work():
        return int((await create(actor, ACCOUNT, {"name": name, **values})).id)


async def switch(by: Actor, on: bool) -> None:
    """Decides it and lets the background work finish."""
    async with work():
        await decide("duplicates.company_is_hard", on)
        await decided_anew(by, {"duplicates.company_is_hard": on})
    jobs = Jobs()
    for kind, handler in SUSPECT_JOBS.items():
        jobs.handle(kind, handler)
    await jobs.worker.drain()


async def test_a_name_may_be_there_twice_until_it_is_switched_on(company: Company):
    await account(company.rep)
    await account(company.south)
    assert not await RecordKey.filter(kind="company_exact").exists()


async def test_switched_on_the_same_name_is_refused_with_who_has_it(company: Company):
    await account(company.rep)
    await switch(company.boss, True)
    with pytest.raises(Conflict, match="公司全称已存在：客户已由周雨桐跟进"):
        await account(company.south, "杭州汇筑科技　有限公司")
    assert await account(company.south, "上海汇筑科技有限公司"), "a sister company is another one"


async def test_of_twenty_at_once_exactly_one_gets_the_name(company: Company):
    await switch(company.boss, True)

    async def attempt(n: int) -> bool:
        try:
            await account((company.rep, company.south)[n % 2])
        except CrmError:
            return False
        return True

    assert sum(await asyncio.gather(*[attempt(n) for n in range(20)])) == 1


async def test_what_is_double_already_keeps_working_and_is_listed(company: Company):
    first, second = await account(company.rep), await account(company.rep)
    await switch(company.boss, True)
    [pair] = (await suspects(company.rep, ACCOUNT))["items"]
    assert {pair["a"]["id"], pair["b"]["id"]} == {first, second} and "公司名相同" in pair["reasons"]
    async with work():
        await update(company.rep, ACCOUNT, second, {"phone": "021-55551234"})
    with pytest.raises(Conflict):
        await account(company.rep)
    async with work():
        await delete(company.rep, ACCOUNT, first)
    async with work():
        await update(company.rep, ACCOUNT, second, {"phone": "021-55551235"})
    key = await RecordKey.get(kind="company_exact")
    assert key.record_id == second, "the name became free and is the other's now"


async def test_a_new_name_takes_its_key_and_frees_the_old_one(company: Company):
    first = await account(company.rep)
    await switch(company.boss, True)
    async with work():
        await update(company.rep, ACCOUNT, first, {"name": "腾飞网络有限公司"})
    second = await account(company.south)
    with pytest.raises(Conflict):
        async with work():
            await update(company.south, ACCOUNT, second, {"name": "腾飞网络有限公司"})


async def test_switched_off_names_are_free_again(company: Company):
    await account(company.rep)
    await account(company.rep)
    await switch(company.boss, True)
    await switch(company.boss, False)
    assert not await RecordKey.filter(kind="company_exact").exists()
    assert await account(company.south)


async def test_building_twice_changes_nothing(company: Company):
    for n in range(3):
        await account(company.rep, f"汇筑{n}有限公司")
    await account(company.rep, "汇筑0有限公司")
    for _ in range(2):
        await switch(company.boss, True)
        held = await RecordKey.filter(kind="company_exact").order_by("id").values_list("value", "record_id")
        assert [value for value, _ in held] == ["汇筑0有限公司", "汇筑1有限公司", "汇筑2有限公司"]


async def test_whoever_switched_it_on_is_told_what_is_double(company: Company):
    here = listeners()
    assert here is not None
    listen(here, desk_of("https://crm.example.com", Buttons("secret", ())))
    for _ in range(3):
        await account(company.rep)
    await switch(company.boss, True)
    for told in await Job.filter(kind="event"):
        await here.tell(told.payload["name"], told.payload["event"])
    [message] = await Outbox.all()
    assert (
        message.userid == "boss"
        and "客户不再允许公司全称相同" in str(message.payload)
        and "2 条" in str(message.payload)
    )
