"""The marks of a list and the matches behind them."""

from collections.abc import Callable
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.company import decide
from core.errors import NotFound
from core.leads.lead import LEAD
from core.objects.definition import ObjectDef
from core.objects.duplicates import matches
from core.objects.record_keys import asked
from core.objects.writing import create, delete, update
from core.org.actor import Actor
from core.suspects.listing import decide as decide_pair
from core.suspects.listing import suspects
from core.suspects.looking import search
from core.suspects.marks import duplicates, marks
from core.work import work
from tests.conftest import Company
from tests.objects.making import narrowed


async def made(actor: Actor, definition: ObjectDef, **values: Any) -> int:
    async with work():
        return int((await create(actor, definition, {"name": "林嘉禾", **values})).id)


async def a_contact(actor: Actor, mobile: str) -> int:
    account = await made(actor, ACCOUNT, name=f"{actor.name}的客户")
    return await made(actor, CONTACT, mobile=mobile, account=account)


async def test_a_lead_whose_mobile_is_a_contacts_and_whose_company_is_an_accounts_has_two(company: Company):
    lead = await made(company.rep, LEAD, mobile="13900000001", company="杭州汇筑科技有限公司")
    plain = await made(company.rep, LEAD, mobile="13900000002")
    account = await made(company.rep, ACCOUNT, name="汇筑科技")
    contact = await a_contact(company.rep, "+86 139 0000 0001")
    assert await marks(company.rep, LEAD, [lead, plain]) == {lead: 2}
    assert await marks(company.rep, ACCOUNT, [account]) == {account: 1}
    found = await duplicates(company.rep, LEAD, lead)
    assert [(one["object"], one["id"], one["match"], one["score"]) for one in found] == [
        ("contact", contact, "手机相同", 95),
        ("account", account, "公司名相同", 85),
    ]


@pytest.mark.feature("XS-LPOOL-028")
async def test_the_companys_criteria_decide_within_an_object(company: Company):
    first, second = [
        await made(company.rep, LEAD, name=name, company="汇筑科技有限公司", qq="12345678")
        for name in ("林嘉禾", "陈伟")
    ]
    assert await marks(company.rep, LEAD, [first, second]) == {}
    async with work():
        await decide("duplicates.match", {"lead": ["company"]})
    assert await marks(company.rep, LEAD, [first, second]) == {first: 1, second: 1}
    [match] = await duplicates(company.rep, LEAD, first)
    assert (match["id"], match["reasons"], match["score"]) == (second, ["公司名相同"], 60)


async def test_others_out_of_scope_count_and_are_masked(company: Company):
    mine = await made(company.rep, ACCOUNT, name="杭州汇筑科技有限公司")
    theirs = await made(company.south, ACCOUNT, name="汇筑科技（杭州）有限公司")
    assert await marks(company.rep, ACCOUNT, [mine, theirs]) == {mine: 1}, "only what the member can list is marked"
    [match] = await duplicates(company.rep, ACCOUNT, mine)
    assert match["id"] is None and match["owner"]["label"] == "何嘉文" and "*" in match["label"]
    assert set(match) == {
        "object", "id", "label", "owner", "status", "match", "hard", "pooled", "score", "reasons", "suspect",
    }  # fmt: skip
    for strange in (theirs, 999):
        with pytest.raises(NotFound):
            await duplicates(company.rep, ACCOUNT, strange)


async def test_a_field_that_is_hidden_tells_nothing(company: Company):
    lead = await made(company.rep, LEAD, mobile="13900000001")
    await a_contact(company.rep, "13900000001")
    assert await marks(narrowed(company.rep, hidden=frozenset({("lead", "mobile")})), LEAD, [lead]) == {}


async def test_what_only_the_search_found_is_marked_until_it_is_dismissed_or_gone(company: Company):
    first = await made(company.rep, ACCOUNT, name="深圳华辰智能装备")
    second = await made(company.rep, ACCOUNT, name="深圳华晨智能装备")
    assert await marks(company.rep, ACCOUNT, [first]) == {}
    await search(ACCOUNT)
    assert await marks(company.rep, ACCOUNT, [first, second]) == {first: 1, second: 1}
    [match] = await duplicates(company.rep, ACCOUNT, first)
    [pair] = (await suspects(company.rep, ACCOUNT))["items"]
    assert match["suspect"] == pair["id"] and match["reasons"] == ["名称相近"]
    async with work():
        await decide_pair(company.rep, pair["id"], "dismissed")
    assert await marks(company.rep, ACCOUNT, [first]) == {} and await duplicates(company.rep, ACCOUNT, first) == []
    async with work():
        await decide_pair(company.rep, pair["id"], "open")
        await update(company.rep, ACCOUNT, second, {"name": "完全不同商贸"})
    assert await marks(company.rep, ACCOUNT, [first, second]) == {}
    assert await duplicates(company.rep, ACCOUNT, first) == []


async def test_a_record_in_the_bin_is_no_match(company: Company):
    first, second = [await made(company.rep, ACCOUNT, name=name) for name in ("汇筑科技", "杭州汇筑科技")]
    async with work():
        await delete(company.rep, ACCOUNT, second)
    assert await marks(company.rep, ACCOUNT, [first]) == {}


async def test_a_page_of_marks_costs_the_same_few_statements(company: Company, counted: Callable[[], Any]):
    ids = [await made(company.rep, LEAD, mobile=f"1390000{n:04d}") for n in range(40)]
    contacts = [await a_contact(company.rep, f"1390000{n:04d}") for n in range(20)]
    for some in (ids[:2], ids):
        with counted() as statements:
            found = await marks(company.boss, LEAD, some)
        assert found == {one: 1 for one in some[: len(contacts)]}
        assert len(statements) <= 5


async def test_a_mobile_that_is_hidden_in_the_other_object_gives_no_reason(company: Company):
    """The lead's is to be read, the contact's is not."""
    lead = await made(company.rep, LEAD, mobile="13900000001", company="杭州汇筑科技有限公司")
    await a_contact(company.rep, "13900000001")
    account = await made(company.rep, ACCOUNT, name="汇筑科技")
    blind = narrowed(company.rep, hidden=frozenset({("contact", "mobile")}))
    assert await marks(blind, LEAD, [lead]) == {lead: 1}
    assert [one["id"] for one in await duplicates(blind, LEAD, lead)] == [account]
    typed = asked(LEAD, {"mobile": "13900000001"})
    assert {one.object for one in await matches(company.rep, typed)} == {"lead", "contact"}
    assert {one.object for one in await matches(blind, typed)} == {"lead"}


async def test_a_hidden_title_is_neither_shown_nor_compared(company: Company):
    at_work = {"phone": "021-55551234", "company": "杭州汇筑科技有限公司"}
    first, _ = [await made(company.rep, LEAD, **at_work) for _ in range(2)]
    await made(company.south, LEAD, **at_work)
    await search(LEAD)
    assert {one["id"] for one in await duplicates(company.rep, LEAD, first)} == {first + 1, None}
    blind = narrowed(company.rep, hidden=frozenset({("lead", "name")}))
    assert await duplicates(blind, LEAD, first) == []  # without the names they are colleagues
    async with work():
        await decide("duplicates.match", {"lead": ["company"]})
    found = await duplicates(blind, LEAD, first)
    assert {one["label"] for one in found} == {f"线索 {first + 1}", "线索"}
    assert {one["id"] for one in found} == {first + 1, None}
    assert {reason for one in found for reason in one["reasons"]} == {"公司名相同", "电话相同"}
