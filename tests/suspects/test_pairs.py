"""The search of suspected pairs and its page: what is found, who sees what of it, and when it is gone."""

import asyncio
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.company import decide
from core.errors import NotFound
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef
from core.objects.writing import create, delete, update
from core.org.actor import Actor
from core.suspects.listing import decide as decide_pair
from core.suspects.listing import suspects
from core.suspects.looking import search
from core.suspects.pair import Suspect
from core.work import work
from tests.conftest import Company

SAME = ("杭州汇筑科技有限公司", "汇筑科技（杭州）股份有限公司")


async def made(actor: Actor, definition: ObjectDef, **values: Any) -> int:
    async with work():
        return int((await create(actor, definition, {"name": "林嘉禾", **values})).id)


async def found(actor: Actor, definition: ObjectDef, **asked: Any) -> list[tuple[Any, Any, int, list[str]]]:
    page = await suspects(actor, definition, **asked)
    return [(one["a"]["id"], one["b"]["id"], one["score"], one["reasons"]) for one in page["items"]]


async def test_two_spellings_of_a_company_are_a_pair(company: Company):
    first, second = [await made(company.rep, ACCOUNT, name=name) for name in SAME]
    await made(company.rep, ACCOUNT, name="腾飞网络有限公司")
    await search(ACCOUNT)
    assert await found(company.rep, ACCOUNT) == [(first, second, 85, ["公司名相同"])]


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"name": "深圳华辰智能装备"}, {"name": "深圳华晨智能装备"}, ["名称相近"]),
        (
            {"name": "汇筑科技", "phone": "021-55551234", "website": "https://huizhu.example"},
            {"name": "腾飞网络", "phone": "02155551234", "website": "www.huizhu.example"},
            ["网站域名相同", "电话相同"],
        ),
    ],
)
async def test_weaker_signs_make_a_pair_together(
    company: Company, one: dict[str, str], other: dict[str, str], reasons: list[str]
):
    first, second = await made(company.rep, ACCOUNT, **one), await made(company.rep, ACCOUNT, **other)
    await search(ACCOUNT)
    [(a, b, score, why)] = await found(company.rep, ACCOUNT)
    assert (a, b, why) == (first, second, reasons) and 60 <= score < 85


async def test_colleagues_are_no_pair_and_one_person_entered_twice_is(company: Company):
    at_work = {"company": SAME[0], "phone": "021-55551234"}
    first = await made(company.rep, LEAD, **at_work)
    await made(company.rep, LEAD, **{**at_work, "name": "陈伟"})
    second = await made(company.other, LEAD, **{**at_work, "company": SAME[1]})
    await search(LEAD)
    [(a, b, score, reasons)] = await found(company.manager, LEAD)
    assert (a, b) == (first, second) and score > 70
    assert set(reasons) == {"姓名相同", "公司名相同", "电话相同"}


async def test_contacts_of_one_account_who_sound_alike_are_a_pair(company: Company):
    account, elsewhere = [await made(company.rep, ACCOUNT, name=name) for name in ("汇筑科技", "腾飞网络")]
    first = await made(company.rep, CONTACT, account=account)
    second = await made(company.rep, CONTACT, account=account, name="林佳禾")
    await made(company.rep, CONTACT, account=elsewhere)
    await search(CONTACT)
    [(a, b, _, reasons)] = await found(company.rep, CONTACT)
    assert (a, b) == (first, second) and reasons == ["所属客户相同", "姓名读音相同"]


async def test_the_side_out_of_scope_is_masked_and_a_stranger_sees_nothing(company: Company):
    await made(company.rep, ACCOUNT, name=SAME[0], address="不能看的地址")
    await made(company.south, ACCOUNT, name=SAME[1])
    await search(ACCOUNT)
    [pair] = (await suspects(company.rep, ACCOUNT))["items"]
    assert pair["a"]["label"] == SAME[0] and not pair["can_merge"]
    hidden = pair["b"]
    assert hidden["id"] is None and "*" in hidden["label"] and hidden["owner"]["label"] == "何嘉文"
    assert SAME[1] not in str(pair)
    assert (await suspects(company.other, ACCOUNT))["items"] == []
    [whole] = (await suspects(company.boss, ACCOUNT))["items"]
    assert whole["can_merge"] and whole["b"]["label"] == SAME[1]


@pytest.mark.parametrize("how", ["deleted", "renamed"])
async def test_a_pair_that_is_none_any_more_is_shown_no_longer_and_then_forgotten(company: Company, how: str):
    first, _ = [await made(company.rep, ACCOUNT, name=name) for name in SAME]
    await search(ACCOUNT)
    async with work():
        if how == "deleted":
            await delete(company.rep, ACCOUNT, first)
        else:
            await update(company.rep, ACCOUNT, first, {"name": "完全不同商贸"})
    assert await found(company.rep, ACCOUNT) == []
    await search(ACCOUNT)
    assert not await Suspect.exists()


async def test_a_dismissed_pair_stays_dismissed_until_somebody_opens_it_again(company: Company):
    first, second = [await made(company.rep, ACCOUNT, name=name) for name in SAME]
    await search(ACCOUNT)
    [pair] = (await suspects(company.rep, ACCOUNT))["items"]
    async with work():
        await decide_pair(company.rep, pair["id"], "dismissed")
    await search(ACCOUNT)
    assert await found(company.rep, ACCOUNT) == []
    assert [one[:2] for one in await found(company.rep, ACCOUNT, state="dismissed")] == [(first, second)]
    async with work():
        await decide_pair(company.rep, pair["id"], "open")
    assert len(await found(company.rep, ACCOUNT)) == 1


async def test_a_pair_of_which_one_sees_nothing_cannot_be_decided(company: Company):
    for name in SAME:
        await made(company.rep, ACCOUNT, name=name)
    await search(ACCOUNT)
    for pair_id in ((await Suspect.get()).id, 999, 2**70):
        with pytest.raises(NotFound):
            async with work():
                await decide_pair(company.south, pair_id, "dismissed")
    assert (await Suspect.get()).state == "open"


async def test_a_switchboard_of_many_is_one_hint_and_no_pairs(company: Company):
    for n in range(52):
        await made(company.rep, LEAD, name=f"客户{n}", phone="021-55551234")
    async with work():
        await decide("duplicates.match", {"lead": ["phone"]})
    await search(LEAD)
    page = await suspects(company.boss, LEAD)
    assert page["items"] == []
    assert page["groups"] == [{"reason": "电话相同", "value": "02155551234", "count": 52}]
    assert (await suspects(company.rep, LEAD))["groups"] == []


@pytest.mark.feature("XA-ADM-041")
async def test_a_criterion_that_the_company_chose_is_enough_by_itself(company: Company):
    for name in ("汇筑科技", "腾飞网络"):
        await made(company.rep, ACCOUNT, name=name, phone="021-55551234")
    await search(ACCOUNT)
    assert await found(company.rep, ACCOUNT) == []
    async with work():
        await decide("duplicates.match", {"account": ["phone"]})
    await search(ACCOUNT)
    assert [one[2:] for one in await found(company.rep, ACCOUNT)] == [(60, ["电话相同"])]


async def test_pages_follow_each_other_without_gap_or_repeat(company: Company):
    for n in range(23):
        for name in (f"汇筑{n}科技有限公司", f"杭州汇筑{n}科技"):
            await made(company.rep, ACCOUNT, name=name)
    await search(ACCOUNT)
    pairs, cursor = [], ""
    while True:
        page = await suspects(company.rep, ACCOUNT, cursor=cursor)
        pairs += [one["id"] for one in page["items"]]
        if not page["next"]:
            break
        cursor = page["next"]
    assert len(pairs) == len(set(pairs)) == await Suspect.filter(score__gte=60).count() >= 23


async def test_searches_that_meet_find_each_pair_once(company: Company):
    for name in (*SAME, "汇筑科技"):
        await made(company.rep, ACCOUNT, name=name)
    await asyncio.gather(*[search(ACCOUNT) for _ in range(3)])
    assert await Suspect.all().count() == 3
