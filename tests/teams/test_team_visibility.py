"""What the team of a record sees and changes: the members themselves, and nobody else by it."""

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.errors import NotAllowed
from core.leads.lead import LEAD, Lead
from core.objects.query import Listing, search, visible_ids
from core.objects.writing import update
from core.org.actor import Actor
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company


async def in_team(record: Account | Lead, who: Actor, *, can_edit: bool = False, powers: tuple[str, ...] = ()) -> None:
    """A follower, or with powers a collaborator, straight into the table."""
    await TeamMember.create(
        object="lead" if isinstance(record, Lead) else "account",
        record_id=record.id,
        member_id=who.id,
        kind="collaborator" if powers else "follower",
        can_edit=can_edit or "edit" in powers,
        powers=list(powers),
        added_at=clock.now(),
    )


@pytest.mark.feature("XS-CUST-009")
async def test_an_account_is_seen_by_its_owner_those_above_and_its_team(company: Company):
    account = await Account.create(name="汇筑", owner_id=company.rep.id)
    await in_team(account, company.south)
    seeing = {
        name for name in ("boss", "manager", "rep", "other", "south")
        if await visible_ids(getattr(company, name), ACCOUNT, [account.id])
    }  # fmt: skip
    assert seeing == {"boss", "manager", "rep", "south"}


async def test_a_lead_of_a_team_is_listed_and_no_account_of_the_same_number(company: Company):
    lead, account = await Lead.create(name="林"), await Account.create(name="汇筑")
    assert lead.id == account.id
    await in_team(lead, company.south)
    assert [item["id"] for item in (await search(company.south, LEAD, Listing())).items] == [lead.id]
    assert (await search(company.south, ACCOUNT, Listing())).items == []


async def test_superiors_of_a_team_member_see_nothing_by_it(company: Company):
    account = await Account.create(name="汇筑", owner_id=company.south.id)
    await in_team(account, company.rep)
    assert await visible_ids(company.rep, ACCOUNT, [account.id])
    assert not await visible_ids(company.manager, ACCOUNT, [account.id])


@pytest.mark.feature("XS-CUST-012", "AR-CUST-008")
async def test_a_follower_changes_only_with_the_right_to_edit(company: Company):
    account = await Account.create(name="汇筑", owner_id=company.rep.id)
    await in_team(account, company.south)
    with pytest.raises(NotAllowed, match="负责人"):
        async with work():
            await update(company.south, ACCOUNT, account.id, {"city": "苏州"})
    await TeamMember.all().update(can_edit=True)
    async with work():
        await update(company.south, ACCOUNT, account.id, {"city": "苏州"})
    for verb in ("delete", "assign"):
        assert not await visible_ids(company.south, ACCOUNT, [account.id], verb), verb
