"""What becomes of opportunities when their customer changes hands, waits in a pool, is merged, deleted, restored."""

import asyncio
from dataclasses import dataclass

import pytest

from core.accounts.account import ACCOUNT, Account
from core.activities.activity import ACTIVITY, Activity
from core.errors import CrmError
from core.handing_over import ties
from core.objects.actions import perform
from core.objects.history import history
from core.objects.query import visible_ids
from core.objects.writing import delete, update
from core.opportunities.line import OPPORTUNITY_LINE, OpportunityLine
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.proposal import PROPOSAL, Proposal
from core.opportunities.stay import StageStay
from core.org.actor import Actor
from core.org.tables import Member
from core.teams.handover import planned
from core.teams.team import TeamMember
from core.teams.transfer import transfer_plan
from core.undoing import undo
from core.undoing.bin import restore_from_bin
from core.work import work
from tests.conftest import Company
from tests.merging.conftest import merged
from tests.opportunities.making import account, act, fresh, new, opportunity, product
from tests.pools.conftest import Pool, accounts
from tests.teams.test_handover import handed
from tests.undoing.doing import last_deed, undo_last

__all__ = ["accounts"]


@dataclass(frozen=True)
class Deals:
    """Of one customer: one of its owner that is open, one won, one lost, and one that somebody else sells."""

    open: Opportunity
    won: Opportunity
    lost: Opportunity
    others: Opportunity

    async def owners(self) -> list[int]:
        return [(await fresh(one)).owner_id for one in (self.open, self.won, self.lost, self.others)]


async def deals(owner: Actor, other: Actor, of: Account) -> Deals:
    made = [await opportunity(owner, of, name, amount="1000") for name in ("续约", "首单", "试用")]
    await act(owner, made[1], "win")
    await act(owner, made[2], "lose", lost_reason="price")
    await perform(owner, ACCOUNT, of.id, "share", {"members": [other.id], "can_edit": True})
    deals = Deals(*made, await opportunity(other, of, "扩容"))
    await TeamMember.filter(object="account", record_id=of.id).delete()
    return deals


async def pooled(pool: Pool) -> tuple[Account, Deals]:
    """A customer of the rep that has a group to return to."""
    of = await Account.get(id=await pool.owned(pool.rep, name="霁川新能源科技有限公司"))
    return of, await deals(pool.rep, pool.other, of)


PICKED_UP = {"contact_name": "林嘉禾", "contact_mobile": "13900002716"}


@pytest.mark.feature("WN-CPOOL-004")
async def test_open_ones_follow_whoever_picks_the_customer_up_and_ended_ones_stay(accounts: Pool):
    of, found = await pooled(accounts)
    rep, other, manager = accounts.rep.id, accounts.other.id, accounts.manager
    await accounts.act(accounts.rep, of.id, "release")
    assert await found.owners() == [rep, rep, rep, other]
    await accounts.act(accounts.other, of.id, "claim", **PICKED_UP)
    assert await found.owners() == [other, rep, rep, other]
    entry = (await history(accounts.other, OPPORTUNITY, found.open.id))["items"][0]
    assert (entry["verb"], entry["note"]) == ("transfer", "随客户一起转移")
    assert {stay.member_id for stay in await StageStay.filter(opportunity_id=found.won.id)} == {rep}
    await accounts.act(accounts.other, of.id, "release")
    await accounts.act(manager, of.id, "assign", members=[rep])
    assert await found.owners() == [rep, rep, rep, rep]  # the other one's too: the customer was theirs at last


async def test_in_the_pool_they_stay_in_sight_and_can_be_ended(accounts: Pool):
    of, found = await pooled(accounts)
    await accounts.act(accounts.rep, of.id, "release")
    for who in (accounts.rep, accounts.manager):
        assert found.open.id in await visible_ids(who, OPPORTUNITY, [found.open.id], "update")
    assert not await visible_ids(accounts.other, OPPORTUNITY, [found.open.id])
    await act(accounts.rep, found.open, "win", amount="900")
    await accounts.act(accounts.other, of.id, "claim", **PICKED_UP)
    assert (await fresh(found.open)).owner_id == accounts.rep.id


async def test_what_was_passed_on_meanwhile_is_not_taken(accounts: Pool):
    of, found = await pooled(accounts)
    await accounts.act(accounts.rep, of.id, "release")
    await act(accounts.manager, found.open, "transfer", to=accounts.south.id)
    await accounts.act(accounts.other, of.id, "claim", **PICKED_UP)
    assert (await fresh(found.open)).owner_id == accounts.south.id


async def test_whom_the_customer_is_handed_to_gets_the_open_ones_too(accounts: Pool):
    of, found = await pooled(accounts)
    await perform(accounts.rep, ACCOUNT, of.id, "share", {"members": [accounts.south.id]})
    await accounts.act(accounts.rep, of.id, "release", to=accounts.south.id)
    rep, south, other = accounts.rep.id, accounts.south.id, accounts.other.id
    assert await found.owners() == [south, rep, rep, other]


async def test_winning_and_picking_up_at_once_never_moves_a_won_one(accounts: Pool):
    of, found = await pooled(accounts)
    await accounts.act(accounts.rep, of.id, "release")

    async def tried(attempt: object) -> bool:
        try:
            await attempt  # type: ignore[misc]
        except CrmError:
            return False
        return True

    won, _ = await asyncio.gather(
        tried(act(accounts.rep, found.open, "win", amount="900")),
        tried(accounts.act(accounts.other, of.id, "claim", **PICKED_UP)),
    )
    row = await fresh(found.open)
    stay = await StageStay.get(opportunity_id=row.id, left_at=None)
    assert (row.state == "won") is won and (not won or stay.member_id == row.owner_id == accounts.rep.id)


@pytest.mark.feature("XS-CUST-029", "XS-CUST-030")
async def test_a_transfer_takes_the_owners_open_ones_along_and_gives_them_back_when_undone(company: Company):
    of = await account(company.rep)
    found = await deals(company.rep, company.other, of)
    rep, other, south = company.rep.id, company.other.id, company.south.id
    [told] = (await transfer_plan(company.rep, ACCOUNT, [of.id]))["related"]
    assert (told["object"], told["count"], told["moving"], told["staying"]) == ("opportunity", 4, 1, 3)
    values = {"to": south, "related": ["opportunity"]}
    await perform(company.rep, ACCOUNT, of.id, "transfer", values)
    assert await found.owners() == [south, rep, rep, other]
    await undo_last(company.rep)
    assert await found.owners() == [rep, rep, rep, other]
    await perform(company.rep, ACCOUNT, of.id, "transfer", {**values, "related": []})
    assert await found.owners() == [rep, rep, rep, other]


async def test_handing_over_moves_what_is_open(company: Company):
    of = await account(company.rep)
    found = await deals(company.rep, company.other, of)
    looked = await planned(company.boss, company.rep.id, company.south.id, ties())
    assert looked["商机"] == 1
    await Member.filter(id=company.rep.id).update(status="disabled")
    await handed(company.boss, company.rep, company.south)
    rep, other, south = company.rep.id, company.other.id, company.south.id
    assert await found.owners() == [south, rep, rep, other]


async def test_a_collaborator_who_passes_their_place_on_passes_on_what_is_open(company: Company):
    of = await account(company.rep)
    values = {"members": [company.south.id], "powers": ["opportunities", "hand_over"]}
    await perform(company.rep, ACCOUNT, of.id, "add_collaborators", values)
    open_one, won = [await opportunity(company.south, of, name, amount="1000") for name in ("续约", "首单")]
    await act(company.south, won, "win")
    values = {"member": company.south.id, "to": company.other.id}
    await perform(company.south, ACCOUNT, of.id, "transfer_collaborator", values)
    assert [(await fresh(one)).owner_id for one in (open_one, won)] == [company.other.id, company.south.id]


async def test_merged_customers_keep_all_opportunities_even_of_one_name_until_it_is_undone(company: Company):
    first, second = await account(company.rep), await account(company.rep, "霁川新能源")
    one, same = await opportunity(company.rep, first), await opportunity(company.rep, second)
    told = await new(company.rep, ACTIVITY, content="谈价格", opportunity=same.id)
    done = await merged(company.rep, ACCOUNT, first, second)
    assert done.moved["opportunity"] == 1
    assert {(await fresh(each)).account_id for each in (one, same)} == {first.id}
    row = await Activity.get(id=told.id)
    assert (row.account_id, row.opportunity_id) == (first.id, same.id)
    async with work():
        await update(company.rep, OPPORTUNITY, same.id, {"need": "两年"})
    await undo(company.rep, done.batch)
    assert (await fresh(same)).account_id == second.id and (await Activity.get(id=told.id)).account_id == second.id


async def test_a_deleted_customer_takes_ended_ones_with_their_parts_along_and_brings_them_back(company: Company):
    of, camera = await account(company.rep), await product(company.boss)
    made = await opportunity(company.rep, of)
    line = await new(
        company.rep, OPPORTUNITY_LINE, opportunity=made.id, product=camera.id, quantity="2", price="5000"
    )  # fmt: skip
    proposal = await new(company.rep, PROPOSAL, opportunity=made.id, title="方案")
    told = await new(company.rep, ACTIVITY, content="谈价格", opportunity=made.id)
    won = await act(company.rep, made, "win")
    rows = ((OpportunityLine, line), (Proposal, proposal), (Opportunity, made), (Activity, told), (Account, of))
    for bring_back in ("undo", "bin"):
        async with work():
            await delete(company.rep, ACCOUNT, of.id)
        for model, one in rows:
            assert not await model.exists(id=one.id, deleted_at=None), (bring_back, model)
        if bring_back == "undo":
            await undo(company.rep, (await last_deed()).batch)
        else:
            async with work():
                await restore_from_bin(company.rep, ACCOUNT, of.id)
        for model, one in rows:
            assert await model.exists(id=one.id, deleted_at=None), (bring_back, model)
        row = await fresh(made)
        assert "按产品明细合计" not in {
            one["note"] for one in (await history(company.rep, OPPORTUNITY, made.id))["items"][:2]
        }
        assert (row.state, row.amount, row.closed_on) == ("won", won.amount, won.closed_on)
