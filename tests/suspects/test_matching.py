"""Rows against living records, a whole chunk at once: what an import asks."""

from collections.abc import Callable
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.company import decide
from core.leads.lead import LEAD
from core.objects.duplicates import matching
from core.objects.writing import create, delete
from core.work import work
from tests.conftest import Company


async def made(actor: Any, definition: Any, **values: Any) -> int:
    async with work():
        return int((await create(actor, definition, {"name": "林嘉禾", **values})).id)


async def test_each_row_gets_the_records_of_its_own_numbers(company: Company):
    first = await made(company.rep, LEAD, mobile="13900000001; 13900000002")
    second = await made(company.south, LEAD, name="陈伟", email="chen@huizhu.example")
    asked = [
        {"mobile": "+86 139 0000 0002"},
        {"mobile": "13900000003", "email": "CHEN@huizhu.example"},
        {"mobile": "13900000001", "email": "chen@huizhu.example"},
        {"mobile": "13900000009"},
        {},
    ]
    assert await matching(LEAD, asked) == [[first], [second], [first, second], [], []]


async def test_a_mailbox_of_many_and_a_record_in_the_bin_match_nothing(company: Company):
    await made(company.rep, LEAD, email="info@huizhu.example")
    gone = await made(company.rep, LEAD, mobile="13900000001")
    async with work():
        await delete(company.rep, LEAD, gone)
    assert await matching(LEAD, [{"email": "info@huizhu.example"}, {"mobile": "13900000001"}]) == [[], []]


@pytest.mark.feature("XS-LEAD-004")
async def test_the_company_chooses_the_criteria(company: Company):
    lead = await made(company.rep, LEAD, mobile="13900000001", company="杭州汇筑科技有限公司")
    same_company = [{"company": "汇筑科技（杭州）有限公司", "mobile": "13900000002"}]
    assert await matching(LEAD, same_company) == [[]]
    async with work():
        await decide("duplicates.match", {"lead": ["company"]})
    assert await matching(LEAD, [*same_company, {"mobile": "13900000001"}]) == [[lead], []]


async def test_a_hard_hit_comes_before_the_hints(company: Company):
    hint = await made(company.rep, ACCOUNT, name="汇筑科技有限公司")
    hard = await made(company.rep, ACCOUNT, name="腾飞贸易", credit_code="91330100799655058B")
    asked = {"name": "杭州汇筑科技", "credit_code": "91330100799655058B"}
    assert (await matching(ACCOUNT, [asked]))[0] == [hard, hint]


async def test_a_thousand_rows_cost_two_statements(company: Company, counted: Callable[[], Any]):
    lead = await made(company.rep, LEAD, mobile="13900000001")
    rows = [{"mobile": f"1390000{n:04d}", "email": f"a{n}@huizhu.example"} for n in range(1000)]
    with counted() as statements:
        found = await matching(LEAD, rows)
    assert [n for n, ids in enumerate(found) if ids] == [1] and found[1] == [lead]
    assert len(statements) == 2
