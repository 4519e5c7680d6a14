"""A conversion that makes an opportunity at once: whose it is, what refuses it, and that undoing takes it away."""

import asyncio
from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import Contact
from core.conversion.prefill import conversion
from core.errors import CrmError, Invalid, NotAllowed
from core.leads.lead import Lead
from core.objects.actions import perform
from core.objects.history import Change
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.stay import StageStay
from core.teams.team import TeamMember
from core.undoing import plan
from tests.conftest import Company
from tests.leads import making
from tests.objects.making import narrowed
from tests.undoing.doing import last_deed, living, undo_last

HUIZHU = "苏州惠筑科技有限公司"
DEAL = {"name": "产线改造", "amount": "120000", "expected_close_on": "2026-12-31"}


async def a_lead(who: Any, **values: Any) -> int:
    return await making.lead(who, **{"company": HUIZHU, **values})


@pytest.mark.feature("XS-LEAD-017")
async def test_it_is_made_in_the_same_batch_for_the_owner_of_the_lead_and_knows_the_lead(company: Company):
    lead = await a_lead(company.rep)
    assert (await conversion(company.rep, lead))["opportunity"] == {"name": HUIZHU}
    made = await making.convert(company.manager, lead, opportunity=DEAL)
    row = await Opportunity.get(id=made["opportunity"])
    assert (row.account_id, row.owner_id, row.lead_id) == (made["account"], company.rep.id, lead)
    assert (row.amount, str(row.expected_close_on), row.state) == (12_000_000, "2026-12-31", "open")
    batches = {one.batch for one in await Change.filter(object__in=("opportunity", "account", "contact"))}
    assert len(batches) == 1
    assert (await StageStay.get(opportunity_id=row.id)).member_id == company.rep.id
    assert (await TeamMember.get(object="opportunity", record_id=row.id)).member_id == company.manager.id


@pytest.mark.feature("XS-LEAD-017")
async def test_without_being_asked_for_there_is_none(company: Company):
    for given in ({}, {"opportunity": None}):
        lead = await a_lead(company.rep, company=f"云岫{len(given)}", mobile=f"1390000000{len(given)}")
        made = await making.convert(company.rep, lead, **given)
        assert made["opportunity"] is None
    assert not await Opportunity.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "name"),
        ({"name": "续约", "amount": "-1"}, "amount"),
        ({"name": "续约", "amount": "99999999999999999"}, "amount"),
        ({"name": "续约", "lead": 7}, "lead"),
        ({"name": "续约", "expected_close_on": "31.12."}, "expected_close_on"),
    ],
)
async def test_what_is_wrong_with_it_is_told_at_its_field_and_nothing_is_converted(
    company: Company, values: dict[str, Any], field: str
):
    lead = await a_lead(company.rep)
    with pytest.raises(Invalid) as refused:
        await making.convert(company.rep, lead, opportunity=values)
    assert set(refused.value.fields) == {f"opportunity.{field}"}
    assert (await Account.all().count(), await Contact.all().count()) == (0, 0)
    assert (await Lead.get(id=lead)).converted_at is None


async def test_another_customer_or_owner_in_the_form_changes_nothing(company: Company):
    elsewhere = await making.account(company.rep, name="别的客户")
    given = {**DEAL, "account": elsewhere, "owner": company.boss.id}
    made = await making.convert(company.rep, await a_lead(company.rep), opportunity=given)
    row = await Opportunity.get(id=made["opportunity"])
    assert (row.account_id, row.owner_id) == (made["account"], company.rep.id)


async def test_with_a_customer_that_is_there_its_rules_and_names_hold(company: Company):
    account = await making.account(company.rep, name=HUIZHU)
    await making.new(company.rep, OPPORTUNITY, account=account, name=DEAL["name"])
    lead = await a_lead(company.rep)
    with pytest.raises(Invalid) as refused:
        await making.convert(company.rep, lead, account=account, opportunity=DEAL)
    assert "已有同名的商机" in refused.value.fields["opportunity.name"]
    assert (await making.convert(company.rep, lead, account=account, opportunity={"name": "二期"}))["merged"]
    await perform(company.rep, ACCOUNT, account, "share", {"members": [company.south.id]})
    souths = await making.lead(company.south, company=HUIZHU, mobile="13900002717")
    with pytest.raises(NotAllowed, match="添加商机"):
        await making.convert(company.south, souths, account=account, opportunity={"name": "三期"})
    assert (await making.convert(company.south, souths, account=account))["opportunity"] is None


async def test_who_may_not_create_opportunities_converts_without(company: Company):
    without = narrowed(company.rep, reaches={("opportunity", "create"): "none"})
    lead = await a_lead(company.rep)
    with pytest.raises(NotAllowed):
        await making.convert(without, lead, opportunity=DEAL)
    assert (await making.convert(without, lead))["opportunity"] is None


async def test_pressing_twice_makes_one(company: Company):
    lead = await a_lead(company.rep)
    outcomes = await asyncio.gather(
        *[making.convert(company.rep, lead, opportunity=DEAL) for _ in range(2)], return_exceptions=True
    )
    assert sum(isinstance(one, CrmError) for one in outcomes) == 1
    assert await Opportunity.all().count() == 1


async def test_undoing_the_conversion_takes_it_away_unless_somebody_worked_with_it(company: Company):
    lead = await a_lead(company.rep)
    made = await making.convert(company.rep, lead, opportunity=DEAL)
    told = (await plan(company.rep, (await last_deed()).batch)).told
    assert ("opportunity", "放进回收站") in {(one["object"], one["what"]) for one in told.back}
    assert (await undo_last(company.rep)).told.kept_count == 0
    assert not await living(OPPORTUNITY, made["opportunity"])
    assert (await Lead.get(id=lead)).converted_at is None
    again = await making.convert(company.rep, lead, opportunity=DEAL)
    await making.change(company.rep, OPPORTUNITY, again["opportunity"], need="两条产线")
    outcome = await undo_last(company.rep)
    assert await living(OPPORTUNITY, again["opportunity"]) and outcome.told.kept_count > 0
