"""A field that a member may not see is not found by searching for what it holds."""

from dataclasses import replace

from core.leads.lead import LEAD
from core.objects.query import Listing, search
from core.objects.writing import create
from core.work import work
from tests.conftest import Company


async def test_a_hidden_field_is_not_found_by_its_content(company: Company):
    async with work():
        await create(company.rep, LEAD, {"name": "林嘉禾", "company": "苏州惠筑科技", "mobile": "13900002716"})
    blind = replace(company.rep, hidden=frozenset({("lead", "mobile")}))

    async def found(actor, q: str) -> int:
        return len((await search(actor, LEAD, Listing(q=q))).items)

    assert [await found(company.rep, q) for q in ("2716", "惠筑", "嘉禾")] == [1, 1, 1]
    assert [await found(blind, q) for q in ("2716", "惠筑", "嘉禾", "%")] == [0, 1, 1, 0]
