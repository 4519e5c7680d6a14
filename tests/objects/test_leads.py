"""Leads as the first object: who sees them, what they need, which may not come twice."""

import pytest

from core.errors import Conflict, Invalid
from core.leads.lead import LEAD
from core.objects.query import Listing, search
from core.objects.writing import create
from core.work import work
from tests.conftest import Company


async def names(actor, **listing) -> list[str]:
    return [item["name"] for item in (await search(actor, LEAD, Listing(**listing))).items]


async def test_a_lead_is_seen_by_its_owner_and_everybody_above_and_nobody_else(company: Company):
    async with work():
        await create(company.rep, LEAD, {"name": "林嘉禾", "mobile": "13900002716"})
    assert [await names(a) for a in (company.rep, company.manager, company.boss)] == [["林嘉禾"]] * 3
    assert [await names(a) for a in (company.other, company.south)] == [[], []]


async def test_a_lead_without_any_way_to_reach_it_is_refused(company: Company):
    with pytest.raises(Invalid) as refusal:
        async with work():
            await create(company.rep, LEAD, {"name": "林嘉禾"})
    assert "mobile" in refusal.value.fields


async def test_the_same_mobile_twice_is_refused_and_says_only_who_follows_it(company: Company):
    async with work():
        await create(company.rep, LEAD, {"name": "林嘉禾", "mobile": "139 0000 2716"})
    with pytest.raises(Conflict) as refusal:
        async with work():
            await create(company.south, LEAD, {"name": "小林", "mobile": "+86 13900002716"})
    assert refusal.value.message == "手机已存在：线索已由周雨桐跟进"
    [found] = refusal.value.extra["duplicates"]
    assert (found["id"], found["label"], found["owner"]["label"]) == (None, "林*禾", "周雨桐")
