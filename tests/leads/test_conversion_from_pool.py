"""Converting a lead that waits in a pool: it is taken first, on the terms of its group."""

import pytest

from core.accounts.account import ACCOUNT, Account
from core.conversion.prefill import conversion
from core.errors import Conflict, NotFound
from core.leads.lead import LEAD, Lead
from core.pools.facts import PoolEvent
from core.pools.group import PoolGroup, PoolMember
from tests.conftest import Company, actor
from tests.leads import making


async def waiting(company: Company, mode: str = "work", **settings) -> int:
    """A lead in a group of which `rep` is a member."""
    group = await PoolGroup.create(name="华东公海", pool_of="lead", mode=mode, active=True, **settings)
    await PoolMember.create(group_id=group.id, member_id=company.rep.id)
    lead = await making.lead(company.boss, company="苏州惠筑科技有限公司", city="苏州", phone="0512-66880000")
    await Lead.filter(id=lead).update(owner_id=None, pool_group_id=group.id, pool_state="unclaimed")
    return lead


@pytest.mark.feature("WN-LPOOL-002")
@pytest.mark.parametrize("mode", ["work", "claim"])
async def test_a_pooled_lead_becomes_the_converters_customer(company: Company, mode: str):
    lead = await waiting(company, mode)
    rep = await actor("rep")
    made = await making.convert(rep, lead)
    account = await making.seen(rep, ACCOUNT, made["account"])
    assert (account["owner"]["id"], account["phone"]) == (company.rep.id, "0512-66880000")
    read = await making.seen(rep, LEAD, lead)
    assert (read["owner"]["id"], read["pool_state"]) == (company.rep.id, "converted")
    assert [event.verb for event in await PoolEvent.filter(record_id=lead)] == ["claim"]


@pytest.mark.feature("WN-LPOOL-002")
async def test_before_it_is_taken_only_the_teaser_is_known(company: Company):
    lead = await waiting(company)
    before = await conversion(await actor("rep"), lead)
    assert before["account"] == {"name": "苏州惠筑科技有限公司", "city": "苏州"}
    assert "mobile" not in before["contact"] and "name" not in before["contact"]
    with pytest.raises(NotFound):
        await conversion(company.south, lead)


@pytest.mark.parametrize(("mode", "sentence"), [("apply", "申请"), ("assign", "管理员")])
async def test_a_group_that_is_not_for_taking_is_not_for_converting(company: Company, mode: str, sentence: str):
    lead = await waiting(company, mode)
    with pytest.raises(Conflict, match=sentence):
        await making.convert(await actor("rep"), lead)
    with pytest.raises(NotFound):
        await making.convert(company.south, lead)
    assert await Account.all().count() == 0


async def test_whoever_has_taken_enough_for_today_does_not_convert_either(company: Company):
    first = await waiting(company, "claim", daily_limit=1)
    group = (await Lead.get(id=first)).pool_group_id
    second = await making.lead(company.boss, mobile="13900002799")
    await Lead.filter(id=second).update(owner_id=None, pool_group_id=group, pool_state="unclaimed")
    rep = await actor("rep")
    await making.convert(rep, first)
    with pytest.raises(Conflict, match="今天"):
        await making.convert(rep, second)
