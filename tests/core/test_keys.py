"""Hard keys: one living record each, under real concurrency, masked to whom it does not belong."""

import asyncio

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.errors import Conflict, CrmError
from core.leads.lead import LEAD, Lead
from core.objects.duplicates import RecordKey, keys_of, matches
from core.objects.query import Listing, search
from core.objects.writing import create, delete, update
from core.work import work
from tests.conftest import Company


async def lead(actor, **values) -> int:
    async with work():
        return (await create(actor, LEAD, {"name": "林嘉禾", **values})).id


async def test_of_twenty_at_once_exactly_one_wins(company: Company):
    actors = (company.rep, company.other, company.south, company.manager)

    async def attempt(n: int) -> str:
        try:
            await lead(actors[n % 4], name=f"林{n}", mobile="139 0000 2716")
        except Conflict as refusal:
            return refusal.message
        return "won"

    outcomes = await asyncio.gather(*[attempt(n) for n in range(20)])
    assert outcomes.count("won") == 1
    assert all(outcome == "won" or "手机" in outcome for outcome in outcomes)
    assert await Lead.all().count() == 1 and await RecordKey.all().count() == 1


async def test_two_who_swap_numbers_end_in_a_sentence_not_in_a_fault(company: Company):
    """Opposite orders of two keys: PostgreSQL may have to break a deadlock."""

    async def attempt(first: str, second: str) -> bool:
        try:
            await lead(company.rep, mobile=f"{first}; {second}")
        except CrmError:
            return False
        return True

    numbers = ("13900000001", "13900000002")
    assert sum(await asyncio.gather(*[attempt(*(numbers[::step])) for step in (1, -1) * 5])) == 1


async def test_two_who_want_each_others_number_at_once_are_refused_in_a_sentence(company: Company):
    first = await lead(company.rep, mobile="13900000001")
    second = await lead(company.rep, mobile="13900000002")

    async def attempt(record_id: int, mobile: str) -> int:
        try:
            async with work():
                await update(company.rep, LEAD, record_id, {"mobile": mobile})
        except CrmError as refusal:
            return refusal.status
        return 200

    for _ in range(5):
        outcomes = await asyncio.gather(attempt(first, "13900000002"), attempt(second, "13900000001"))
        assert set(outcomes) <= {409, 503}


async def test_every_number_of_a_field_is_a_key(company: Company):
    await lead(company.rep, mobile="13900000001; 13900000002")
    for taken in ("13900000001", "+86 139-0000-0002"):
        with pytest.raises(Conflict):
            await lead(company.rep, mobile=taken)


async def test_a_change_takes_and_frees_keys(company: Company):
    first = await lead(company.rep, mobile="13900000001")
    second = await lead(company.rep, mobile="13900000002")
    with pytest.raises(Conflict):
        async with work():
            await update(company.rep, LEAD, second, {"mobile": "13900000001"})
    async with work():
        await update(company.rep, LEAD, first, {"mobile": "13900000003"})
    async with work():
        await update(company.rep, LEAD, second, {"mobile": "13900000001"})
    held = {(row.value, row.record_id) for row in await RecordKey.all()}
    assert held == {("13900000003", first), ("13900000001", second)}


async def test_a_refused_create_leaves_nothing_even_when_the_caller_goes_on(company: Company):
    await lead(company.rep, mobile="13900000001")
    async with work():
        with pytest.raises(Conflict):
            async with work():
                await create(company.rep, LEAD, {"name": "half", "mobile": "13900000001"})
        await create(company.rep, LEAD, {"name": "whole", "mobile": "13900000002"})
    found = await search(company.rep, LEAD, Listing(sort="name"))
    assert [item["name"] for item in found.items] == ["whole", "林嘉禾"]


async def test_a_deleted_record_gives_its_keys_back(company: Company):
    first = await lead(company.rep, mobile="13900000001", email="lin@example.com")
    async with work():
        await delete(company.rep, LEAD, first)
    assert await lead(company.south, mobile="13900000001", email="LIN@example.com")


async def test_a_contact_may_carry_the_mobile_of_a_lead(company: Company):
    await lead(company.rep, mobile="13900000001")
    async with work():
        account = await create(company.rep, ACCOUNT, {"name": "云岫"})
        await create(company.rep, CONTACT, {"name": "林嘉禾", "mobile": "13900000001", "account": account.id})


async def test_switchboards_and_shared_mailboxes_are_no_hard_keys(company: Company):
    await lead(company.rep, phone="021-55551234", email="info@huizhu.example")
    assert await lead(company.south, phone="021-55551234", email="info@huizhu.example")


async def test_outside_the_scope_a_match_says_who_follows_it_and_nothing_else(company: Company):
    await lead(company.rep, mobile="13900000001", company="汇筑科技有限公司", email="lin@huizhu.example")
    wanted = {"lead": keys_of(LEAD.hard_keys, {"mobile": "13900000001", "email": ""})}
    [inside] = await matches(company.manager, wanted)
    [outside] = await matches(company.south, wanted)
    assert (inside.label, outside.label) == ("林嘉禾", "林*禾")
    assert inside.id and outside.id is None and outside.owner == {"id": company.rep.id, "label": "周雨桐"}
    told = outside.to_json()
    assert set(told) == {"object", "id", "label", "owner", "status", "match", "hard", "pooled"}
    assert "13900000001" not in str(told) and "huizhu" not in str(told)


async def test_a_company_is_masked_and_its_bin_is_silent(company: Company):
    async with work():
        account = await create(company.rep, ACCOUNT, {"name": "上海汇筑科技有限公司"})
    wanted = {"account": keys_of(ACCOUNT.soft_keys, {"name": "上海汇筑科技有限公司"})}
    [found] = await matches(company.south, wanted)
    assert found.label != "上海汇筑科技有限公司" and not found.hard
    async with work():
        await delete(company.rep, ACCOUNT, account.id)
    assert await matches(company.south, wanted) == []
