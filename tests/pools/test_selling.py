"""What opportunities mean for pools: who keeps a record because they sell, and what came of the new ones."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.accounts.account import Account
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.pools.facts_of import Asked, facts_of
from core.pools.figures import figures
from core.pools.recycle_job import recycle_group, recycling_of, trial
from core.pools.recycling import verdict
from core.pools.rule_book import drafted, rules_of
from tests.conftest import Company
from tests.objects.making import narrowed
from tests.opportunities.making import act, new, opportunity
from tests.pools.conftest import Pool, accounts, leads
from tests.pools.test_recycling import ago, rule

__all__ = ["accounts", "leads"]
NONE_FOR_20_DAYS = {"kind": "no_opportunity", "days": 20}


async def held(pool: Pool, days: float, name: str) -> Account:
    return await Account.get(id=await pool.owned(pool.rep, owned_since=ago(days), name=name))


async def ended(pool: Pool, of: Account, days: int, key: str = "lose") -> Opportunity:
    """An opportunity that was won or lost some days ago."""
    made = await opportunity(pool.rep, of, f"商机{days}", amount="1000")
    reason = {"lost_reason": "price"} if key == "lose" else {}
    return await act(pool.rep, made, key, closed_on=str(clock.today() - timedelta(days=days)), **reason)


@pytest.mark.feature("WN-CPOOL-007", "AR-CUST-004")
async def test_who_sold_nothing_since_they_have_the_customer_loses_it(accounts: Pool, stopped_clock: clock.Stopped):
    await rule(accounts, NONE_FOR_20_DAYS, warn_days=[])
    names = ("没有", "进行中", "接手后输单", "接手后赢单", "接手前输单", "删了", "才接手")
    by_name = {name: await held(accounts, 3 if name == "才接手" else 30, name) for name in names}
    await opportunity(accounts.rep, by_name["进行中"])
    await ended(accounts, by_name["接手后输单"], 29)
    await ended(accounts, by_name["接手后赢单"], 30, "win")
    await ended(accounts, by_name["接手前输单"], 40)
    gone = await opportunity(accounts.rep, by_name["删了"])
    await Opportunity.filter(id=gone.id).update(deleted_at=clock.now())
    tried = await trial(accounts.definition, accounts.group, await rules_of(accounts.definition, accounts.group.id))
    falling = {"没有", "接手前输单", "删了"}
    assert {one["record"]["label"] for one in tried["losing"]} == falling
    assert tried["losing"][0]["why"] == ["归属 30 天没有商机，超过 20 天收回"]
    for name, one in by_name.items():
        assert ((await recycling_of(accounts.definition, one))["falls_on"] is not None) is (
            name in falling or name == "才接手"
        ), name
    await recycle_group(accounts.definition, accounts.group, await rules_of(accounts.definition, accounts.group.id))
    assert {one.name for one in await Account.filter(owner_id=None)} == falling


async def test_an_opportunity_that_is_made_in_time_keeps_the_customer(accounts: Pool, stopped_clock: clock.Stopped):
    await rule(accounts, NONE_FOR_20_DAYS, {"kind": "idle", "days": 20})
    mine = await held(accounts, 25, "霁川新能源")
    assert (await recycling_of(accounts.definition, mine))["falls_on"] == str(clock.today())
    made = await opportunity(accounts.rep, mine)
    assert (await recycling_of(accounts.definition, mine))["falls_on"] is None
    await act(accounts.rep, made, "lose", lost_reason="price")
    assert (await recycling_of(accounts.definition, mine))["falls_on"] is None


async def test_what_a_trial_leaves_unread_would_not_have_fallen(accounts: Pool, stopped_clock: clock.Stopped):
    """Customers with and without opportunities, several to one, on the edge of their days."""
    for n in range(40):
        of = await held(accounts, 15 + n / 4, f"客户{n}")
        for more in range(n % 3):
            await ended(accounts, of, 18 + n % 5 + more)
        if n % 7 == 0:
            await opportunity(accounts.rep, of)
    rules = (await drafted(accounts.definition, -1, "草稿", [NONE_FOR_20_DAYS], [7]),)
    every = [one async for some in facts_of(Asked(accounts.definition, rules, accounts.group.id)) for one in some]
    today = clock.today()
    wanted = {
        one.id: str(found.falls_on)
        for one in every
        if (found := verdict(one, rules, today)).falls_on and found.falls_on <= today + timedelta(days=7)
    }
    tried = await trial(accounts.definition, accounts.group, rules)
    assert {one["record"]["id"]: one["falls_on"] for one in tried["losing"]} == wanted
    assert {one.opportunity for one in every} == {True, False} and len(every) == 40 and 5 < len(wanted) < 35


async def told(who: Any, pool: Pool) -> dict[str, Any]:
    found = await figures(who, pool.definition, pool.group.id, clock.today(), clock.today())
    return {one["key"]: one["value"] for one in found}


@pytest.mark.feature(
    "XS-LPOOL-022", "XS-LPOOL-023", "XS-LPOOL-024", "XS-LPOOL-025", "XS-LPOOL-026", "XS-LPOOL-027", "XS-LEAD-017"
)  # fmt: skip
async def test_the_panel_tells_what_came_of_the_new_leads(leads: Pool, company: Company):
    mine = [
        await leads.owned(leads.rep, name=f"线索{n}", company=f"霁川{n}号", mobile=f"1390000000{n}") for n in range(4)
    ]
    of = [(await perform(leads.rep, LEAD, one, "convert", {}))["account"] for one in mine[:2]]
    for account_id, name, amount in ((of[0], "首单", "1000.01"), (of[0], "二期", "2000"), (of[1], "试用", "")):
        made = await new(leads.rep, OPPORTUNITY, account=account_id, name=name, amount=amount or None)
        if name == "首单":
            await act(leads.rep, made, "win")
    old = await leads.owned(leads.rep, name="去年", company="旧客户", created_at=ago(300))
    earlier = (await perform(leads.rep, LEAD, old, "convert", {}))["account"]
    await new(leads.rep, OPPORTUNITY, account=earlier, name="不算", amount="9999")
    assert await told(leads.rep, leads) == {
        "new": 4, "followed": 0, "followed_rate": 0.0,
        "opportunities": 3, "opportunity_amount": "3000.01", "opportunity_rate": 75.0, "opportunity_average": "1000.00",
        "won": 1, "won_amount": "1000.01", "won_rate": 33.3, "won_average": "1000.01",
    }  # fmt: skip


async def test_the_panel_counts_no_opportunity_out_of_sight_and_no_hidden_amount(leads: Pool, company: Company):
    lead = await leads.owned(leads.rep, name="林嘉禾", company="霁川新能源")
    account_id = (await perform(leads.rep, LEAD, lead, "convert", {}))["account"]
    await new(leads.rep, OPPORTUNITY, account=account_id, name="首单", amount="1000")
    assert (await told(leads.other, leads))["opportunities"] == 0  # the lead is found in the pool, the sale is not
    blind = narrowed(leads.rep, hidden=frozenset({("opportunity", "amount")}))
    shown = await told(blind, leads)
    assert shown["opportunities"] == 1 and not [key for key in shown if "amount" in key or "average" in key]
    closed = narrowed(leads.rep, reaches={("opportunity", "read"): "none"})
    assert "opportunities" not in await told(closed, leads)
    empty = await told(leads.south, leads)
    assert (empty["opportunity_rate"], empty["opportunity_average"], empty["won_amount"]) == (None, None, "0.00")
