"""Opportunities: their form, what stands with them, who made them, and their lists."""

import asyncio
from datetime import timedelta

import pytest

from core import clock
from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT, Contact
from core.accounts.contact_company import CONTACT_COMPANY
from core.activities.activity import ACTIVITY
from core.competitors.competitor import COMPETITOR
from core.errors import Invalid, NotAllowed
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.objects.around import around
from core.objects.query import Listing, record, search, visible_ids
from core.objects.saved_views import Draft, create_view
from core.objects.writing import delete
from core.opportunities.contact import OPPORTUNITY_CONTACT
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.partner import OPPORTUNITY_PARTNER
from core.opportunities.proposal import PROPOSAL
from core.opportunities.rival import OPPORTUNITY_RIVAL
from core.partners.partner import PARTNER
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.opportunities.making import account, act, change, fresh, new, opportunity, stages
from tests.teams.conftest import collaborate


@pytest.mark.feature("WN-OPP-002")
async def test_one_customer_has_several_opportunities_told_apart_by_their_names(company: Company):
    of = await account(company.rep)
    await opportunity(company.rep, of, "一期")
    second = await opportunity(company.rep, of, "二期")
    with pytest.raises(Invalid, match="已有同名的商机"):
        await opportunity(company.rep, of, "一期")
    with pytest.raises(Invalid, match="已有同名的商机"):
        await change(company.rep, OPPORTUNITY, second.id, name="一期")
    await opportunity(company.rep, await account(company.rep, "岚谷"), "一期")


async def test_of_two_of_one_name_at_once_one_is_made(company: Company):
    of = await account(company.rep)
    told = await asyncio.gather(*[opportunity(company.rep, of) for _ in range(3)], return_exceptions=True)
    assert sum(isinstance(one, Opportunity) for one in told) == 1
    assert await Opportunity.all().count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": "-1"}, "amount"),
        ({"amount": "10000000000001"}, "amount"),
        ({"amount": "很多"}, "amount"),
        ({"expected_close_on": "明天"}, "expected_close_on"),
        ({"name": ""}, "name"),
        ({"account": 987_654}, "account"),
        ({"state": "won"}, "state"),
        ({"win_rate": 99}, "win_rate"),
        ({"closed_on": "2026-11-20"}, "closed_on"),
    ],
)
async def test_what_a_form_must_not_say_is_refused_at_its_field(company: Company, values: dict, field: str):
    of = await account(company.rep)
    with pytest.raises(Invalid) as refusal:
        await new(company.rep, OPPORTUNITY, **{"account": of.id, "name": "一期", **values})
    assert field in refusal.value.fields
    assert not await Opportunity.exists()


async def test_without_a_customer_there_is_none(company: Company):
    with pytest.raises(Invalid) as refusal:
        await new(company.rep, OPPORTUNITY, name="一期")
    assert "account" in refusal.value.fields


@pytest.mark.feature("WN-OPP-004", "WN-COLL-005")
async def test_a_collaborator_makes_one_for_the_rep_and_goes_on_looking_after_it(company: Company):
    of = await account(company.rep)
    await collaborate(of, company.rep, company.south, powers=("follow_up",))
    with pytest.raises(NotAllowed, match="添加商机"):
        await opportunity(company.south, of, owner=company.rep.id)
    await collaborate(of, company.rep, company.south, powers=("opportunities",))
    with pytest.raises(Invalid, match="客户的负责人、跟进人"):
        await opportunity(company.south, of, owner=company.other.id)
    made = await opportunity(company.south, of, owner=company.rep.id)
    assert made.owner_id == company.rep.id
    place = await TeamMember.get(object="opportunity", record_id=made.id)
    assert (place.member_id, place.kind, place.can_edit) == (company.south.id, "collaborator", True)
    moved = await act(company.south, made, "move_stage", stage=(await stages())["方案报价"])
    assert moved.win_rate == 50


@pytest.mark.feature("XS-OPP-002", "AR-OPP-011")
async def test_it_is_private_and_shared_with_its_own_team(company: Company):
    of = await account(company.other)
    made = await opportunity(company.boss, of, owner=company.south.id)
    sees = {
        name: made.id in await visible_ids(one, OPPORTUNITY, [made.id])
        for name, one in vars(company).items()
    }  # fmt: skip
    assert sees == {"boss": True, "manager": False, "rep": False, "other": True, "south": True}
    await act(company.south, made, "share", members=[company.rep.id], can_edit=True)
    assert made.id in await visible_ids(company.rep, OPPORTUNITY, [made.id], "update")
    assert of.id not in await visible_ids(company.rep, ACCOUNT, [of.id])


@pytest.mark.feature("XS-OPP-008")
async def test_its_page_gathers_what_belongs_to_it(company: Company):
    of = await account(company.rep)
    made = await opportunity(company.rep, of)
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=of.id)
    await new(company.rep, OPPORTUNITY_CONTACT, opportunity=made.id, contact=contact.id, role="decider")
    rival = await new(company.rep, COMPETITOR, name="某某软件")
    await new(company.rep, OPPORTUNITY_RIVAL, opportunity=made.id, competitor=rival.id, standing="ahead")
    helper = await new(company.rep, PARTNER, name="朗岳集成")
    await new(company.rep, OPPORTUNITY_PARTNER, opportunity=made.id, partner=helper.id, part="integrates")
    await new(company.rep, PROPOSAL, opportunity=made.id, title="初步方案")
    await new(company.rep, ACTIVITY, opportunity=made.id, content="电话沟通")
    found = await around(company.rep, OPPORTUNITY, made.id)
    there = {group["object"]: group["total"] for group in found["related"] if group["total"]}
    assert there == {
        "opportunity_contact": 1, "opportunity_rival": 1, "opportunity_partner": 1, "proposal": 1,
    }  # fmt: skip
    assert [entry["text"] for entry in found["timeline"] if entry["kind"] == "activity"] == ["电话沟通"]
    at_customer = await around(company.rep, ACCOUNT, of.id)
    assert [g["total"] for g in at_customer["related"] if g["object"] == "opportunity"] == [1]
    with_rival = await around(company.rep, COMPETITOR, rival.id)
    assert [g["total"] for g in with_rival["related"] if g["object"] == "opportunity_rival"] == [1]


@pytest.mark.feature("XS-OPP-009", "XS-OPP-010", "XA-ADM-032")
async def test_its_people_are_contacts_of_the_customer_or_become_it(company: Company):
    of = await account(company.rep)
    made = await opportunity(company.rep, of)
    stranger = await new(company.rep, CONTACT, name="别家的", account=(await account(company.rep, "岚谷")).id)
    with pytest.raises(Invalid, match="不是这个客户的"):
        await new(company.rep, OPPORTUNITY_CONTACT, opportunity=made.id, contact=stranger.id)
    await new(company.rep, CONTACT_COMPANY, contact=stranger.id, account=of.id, title="顾问")
    await new(company.rep, OPPORTUNITY_CONTACT, opportunity=made.id, contact=stranger.id)
    tie = await new(
        company.rep, OPPORTUNITY_CONTACT, opportunity=made.id, contact={"name": "林嘉禾", "mobile": "13800138000"}
    )
    born = await Contact.get(id=tie.contact_id)
    assert (born.name, born.account_id) == ("林嘉禾", of.id)
    with pytest.raises(Invalid, match="已经在这个商机里"):
        await new(company.rep, OPPORTUNITY_CONTACT, opportunity=made.id, contact=born.id)
    with pytest.raises(Invalid) as refusal:
        await new(company.rep, OPPORTUNITY_CONTACT, opportunity=made.id, contact={"mobile": "138"})
    assert "contact.name" in refusal.value.fields and await Contact.all().count() == 2


@pytest.mark.feature("XS-OPP-012", "XS-OPP-013")
async def test_rivals_and_partners_come_from_their_libraries_each_once(company: Company):
    made = await opportunity(company.rep, await account(company.rep))
    rivals = [await new(company.boss, COMPETITOR, name=name) for name in ("甲软件", "乙软件")]
    for rival in rivals:
        await new(company.rep, OPPORTUNITY_RIVAL, opportunity=made.id, competitor=rival.id)
    with pytest.raises(Invalid, match="已经在这个商机里"):
        await new(company.rep, OPPORTUNITY_RIVAL, opportunity=made.id, competitor=rivals[0].id)
    partner = await new(company.boss, PARTNER, name="朗岳集成")
    await new(company.rep, OPPORTUNITY_PARTNER, opportunity=made.id, partner=partner.id)
    with pytest.raises(Invalid, match="已经在这个商机里"):
        await new(company.rep, OPPORTUNITY_PARTNER, opportunity=made.id, partner=partner.id)
    found = await search(company.south, OPPORTUNITY_RIVAL, Listing(where={"field": "competitor", "is": rivals[0].id}))
    assert found.items == []  # the library is public, the deal is not


@pytest.mark.feature("AR-OPP-008")
async def test_a_proposal_belongs_to_a_stage_and_is_read_by_whom_the_deal_is_shared_with(company: Company):
    made = await opportunity(company.rep, await account(company.rep), stage=(await stages())["方案报价"])
    proposal = await new(company.rep, PROPOSAL, opportunity=made.id, title="光储一体化")
    assert proposal.stage_id == made.stage_id
    assert not await visible_ids(company.south, PROPOSAL, [proposal.id])
    await act(company.rep, made, "share", members=[company.south.id], can_edit=False)
    assert await visible_ids(company.south, PROPOSAL, [proposal.id])
    assert not await visible_ids(company.south, PROPOSAL, [proposal.id], "update")


@pytest.mark.feature("AR-OPP-009", "XS-OPP-006")
async def test_a_follow_up_is_written_back_to_the_deal_and_its_customer(company: Company, stopped_clock: clock.Stopped):
    of = await account(company.rep)
    made = await opportunity(company.rep, of)
    idle = Listing(view="idle")
    assert len((await search(company.rep, OPPORTUNITY, idle)).items) == 1
    await new(
        company.rep, ACTIVITY, opportunity=made.id, content="送样测试", next_at="2026-12-01T02:00:00Z",
        status_after="lost",
    )  # fmt: skip
    told = await record(company.rep, OPPORTUNITY, made.id)
    assert (told["last_follow_note"], told["state"]) == ("送样测试", "open")
    assert told["next_follow_at"].startswith("2026-12-01")
    customer = await record(company.rep, ACCOUNT, of.id)
    assert customer["last_follow_note"] == "送样测试" and customer["status"] == "lost"
    assert (await search(company.rep, OPPORTUNITY, idle)).items == []
    stopped_clock.advance(timedelta(days=8).total_seconds())
    assert len((await search(company.rep, OPPORTUNITY, idle)).items) == 1


@pytest.mark.feature("XS-OPP-006", "XS-OPP-003")
async def test_the_built_in_views_hold_what_they_say(company: Company, stopped_clock: clock.Stopped):
    of = await account(company.rep)
    due = {"due": "2026-11-20", "soon": "2026-11-28", "later": "2027-03-01"}
    made = {name: await opportunity(company.rep, of, name, expected_close_on=day) for name, day in due.items()}
    won = await opportunity(company.rep, of, "won", amount="5")
    lost = await opportunity(company.rep, of, "lost")
    await act(company.rep, won, "win")
    await act(company.rep, lost, "lose", lost_reason="price")
    await act(company.rep, made["soon"], "share", members=[company.south.id], can_edit=False)

    async def held(actor, view: str) -> list[str]:
        return [item["name"] for item in (await search(actor, OPPORTUNITY, Listing(view=view))).items]

    assert await held(company.rep, "mine") == ["due", "soon", "later"]
    assert await held(company.rep, "closing") == ["due", "soon"] and await held(company.rep, "overdue") == ["due"]
    assert await held(company.rep, "won") == ["won"] and await held(company.rep, "lost") == ["lost"]
    assert await held(company.south, "joined") == ["soon"] and len(await held(company.rep, "all")) == 5
    assert await held(company.manager, "team") == ["due", "soon", "later"]


@pytest.mark.feature("XS-LEAD-017")
async def test_what_is_sold_to_a_converted_lead_counts_as_converted_from_it(company: Company):
    lead = await new(company.rep, LEAD, name="林嘉禾", company="霁川新能源", mobile="13800138000")
    done = await perform(company.rep, LEAD, lead.id, "convert", {})
    later = await new(company.rep, OPPORTUNITY, account=done["account"], name="二期")
    assert (await fresh(later)).lead_id == lead.id


async def test_a_deleted_customer_takes_its_opportunities_along_and_brings_them_back(company: Company):
    of = await account(company.rep)
    made = await opportunity(company.rep, of)
    await new(company.rep, PROPOSAL, opportunity=made.id, title="方案")
    async with work():
        await delete(company.rep, ACCOUNT, of.id)
    assert not await Opportunity.exists(deleted_at=None)
    assert not await visible_ids(company.boss, OPPORTUNITY, [made.id])


@pytest.mark.feature("XS-OPP-007")
async def test_searches_of_one_s_own_over_several_fields_are_named_and_kept(company: Company):
    there, of = await stages(), await account(company.rep)
    wanted = await opportunity(company.rep, of, "储能柜二期", amount="500000", stage=there["方案报价"])
    await opportunity(company.rep, of, "储能柜三期", amount="5000", stage=there["方案报价"])
    await opportunity(company.rep, of, "视觉检测", amount="500000", stage=there["方案报价"])
    conditions = [
        {"field": "name", "starts": "储能"},
        {"field": "amount", "gte": "100000"},
        {"any": [{"field": "stage", "is": there["方案报价"]}, {"field": "committed", "is": True}]},
    ]
    kept = []
    for name, where in (("大的储能", {"all": conditions}), ("储能", conditions[0])):
        async with work():
            draft = Draft(name=name, where=where, given=frozenset({"name", "where"}))
            kept.append(f"saved-{(await create_view(company.rep, OPPORTUNITY, draft)).id}")
    large, all_of_them = [await search(company.rep, OPPORTUNITY, Listing(view=key)) for key in kept]
    assert [item["id"] for item in large.items] == [wanted.id] and len(all_of_them.items) == 2
