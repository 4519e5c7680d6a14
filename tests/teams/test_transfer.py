"""Transfer: of ownership with related business, of a collaborator with everything they have, and the trail of both."""

import asyncio
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.accounts.invoice_profile import INVOICE_PROFILE, InvoiceProfile
from core.activities.activity import ACTIVITY, Activity
from core.errors import Conflict, CrmError, Invalid, NotAllowed
from core.leads.lead import LEAD, Lead
from core.objects import custom
from core.objects.actions import perform, perform_many
from core.objects.custom import CustomField
from core.objects.history import Change, history
from core.objects.query import visible_ids
from core.org.actor import Actor
from core.org.tables import Member
from core.pools.group import PoolGroup
from core.teams import related
from core.teams.team import TeamMember
from core.teams.trail import trail
from core.teams.transfer import transfer_plan
from tests.conftest import Company, actor
from tests.teams.conftest import collaborate, new, share

ALL = ["contact", "invoice_profile"]


async def transfer(record: Any, by: Actor, to: Actor, definition: Any = ACCOUNT, **more: Any) -> None:
    await perform(by, definition, record.id, "transfer", {"to": to.id, "related": [], **more})


async def with_business(account: Account, company: Company) -> tuple[Contact, Contact, InvoiceProfile]:
    """A contact and an invoice profile of the owner, and a contact of somebody else."""
    own = await new(company.rep, CONTACT, name="林嘉禾", account=account.id)
    foreign = await new(company.manager, CONTACT, name="江予怀", account=account.id)
    profile = await new(company.rep, INVOICE_PROFILE, account=account.id, title="汇筑", tax_number="91320500MA1N2X3Y4Z")
    return own, foreign, profile


async def owner_of(model: Any, record_id: int) -> int:
    return (await model.get(id=record_id)).owner_id


@pytest.mark.feature("XS-CUST-029")
async def test_only_business_of_the_owner_moves_along(company: Company, account: Account):
    own, foreign, profile = await with_business(account, company)
    activity = await new(company.rep, ACTIVITY, content="电话", account=account.id)
    await transfer(account, company.rep, company.south, related=ALL)
    assert await owner_of(Account, account.id) == company.south.id
    assert await owner_of(Contact, own.id) == await owner_of(InvoiceProfile, profile.id) == company.south.id
    assert await owner_of(Contact, foreign.id) == company.manager.id
    assert await owner_of(Activity, activity.id) == company.rep.id  # a follow-up stays its author's
    assert await visible_ids(company.south, ACTIVITY, [activity.id])


@pytest.mark.feature("XS-CUST-029")
async def test_what_is_not_movable_stays_whoever_owns_it(company: Company, account: Account, monkeypatch: Any):
    own, _, _ = await with_business(account, company)
    kinds = {"account": (related.Related("contact", "account", movable=lambda child: child.name != "林嘉禾"),)}
    assert "transfer" in ACCOUNT.action_by_key  # made for good when it is first asked for
    monkeypatch.setattr(related, "RELATED", kinds)
    assert (await transfer_plan(company.rep, ACCOUNT, [account.id]))["related"][0]["moving"] == 0
    await transfer(account, company.rep, company.south, related=["contact"])
    assert await owner_of(Contact, own.id) == company.rep.id


@pytest.mark.feature("XS-CUST-028")
async def test_many_are_transferred_at_once_with_the_kinds_that_stay_ticked(company: Company, account: Account):
    own, _, profile = await with_business(account, company)
    second, foreign = await new(company.rep, ACCOUNT, name="云岫"), await new(company.south, ACCOUNT, name="禾木")
    plan = await transfer_plan(company.rep, ACCOUNT, [account.id, second.id, foreign.id])
    assert plan["records"] == 2 and [kind["ticked"] for kind in plan["related"]] == [True, True, True]
    assert [(kind["count"], kind["moving"], kind["staying"]) for kind in plan["related"]] == [
        (2, 1, 1), (1, 1, 0), (0, 0, 0),
    ]  # fmt: skip
    values = {"to": company.other.id, "related": ["contact"]}
    done = await perform_many(company.rep, ACCOUNT, [account.id, second.id, foreign.id], "transfer", values)
    assert [one["ok"] for one in done] == [True, True, False]
    assert await owner_of(Account, account.id) == await owner_of(Account, second.id) == company.other.id
    assert await owner_of(Contact, own.id) == company.other.id
    assert await owner_of(InvoiceProfile, profile.id) == company.rep.id  # unticked
    assert await owner_of(Account, foreign.id) == company.south.id


@pytest.mark.feature("XS-CUST-030", "XS-CUST-031")
async def test_several_records_are_offered_every_kind_and_one_only_what_it_has(company: Company, account: Account):
    second = await new(company.rep, ACCOUNT, name="云岫")
    both = await transfer_plan(company.rep, ACCOUNT, [account.id, second.id])
    assert [(kind["object"], kind["count"]) for kind in both["related"]] == [
        ("contact", 0), ("invoice_profile", 0), ("opportunity", 0),
    ]  # fmt: skip
    assert (await transfer_plan(company.rep, ACCOUNT, [account.id]))["related"] == []
    await new(company.rep, CONTACT, name="林嘉禾", account=account.id)
    assert [kind["object"] for kind in (await transfer_plan(company.rep, ACCOUNT, [account.id]))["related"]] == [
        "contact"
    ]


@pytest.mark.feature("XS-CUST-031")
async def test_nothing_is_reset_or_lost(company: Company):
    await CustomField.create(object="account", key="region_note", label="片区", kind="text")
    await custom.load()
    due = "2026-12-01T01:00:00+00:00"
    account = await new(
        company.rep, ACCOUNT, name="汇筑", level="a", stage="intent", next_follow_at=due, region_note="东"
    )
    before = await Account.get(id=account.id)
    await transfer(account, company.rep, company.south)
    after = await Account.get(id=account.id)
    kept = ("name", "level", "stage", "status", "next_follow_at", "custom", "created_at", "returns", "pool_state")
    assert [getattr(after, key) for key in kept] == [getattr(before, key) for key in kept]
    assert after.custom == {"region_note": "东"} and after.owned_since is not None


async def test_a_transfer_is_one_batch_of_history(company: Company, account: Account):
    await with_business(account, company)
    await transfer(account, company.rep, company.south, related=ALL, advice="下周三前联系林总")
    found = await Change.filter(verb="transfer").order_by("seq")
    assert len({change.batch for change in found}) == 1
    assert sorted(change.object for change in found) == ["account", "contact", "invoice_profile"]


@pytest.mark.feature("WN-SHARE-003")
@pytest.mark.parametrize(("stay", "row"), [("", []), ("follower", [False]), ("editor", [True])])
async def test_the_single_follower_is_replaced_and_may_stay_in_the_team(
    stay: str, row: list[bool], company: Company, account: Account
):
    await transfer(account, company.manager, company.other, stay=stay)
    rows = await TeamMember.filter(record_id=account.id)
    assert await owner_of(Account, account.id) == company.other.id
    assert [one.can_edit for one in rows] == row and {one.member_id for one in rows} <= {company.rep.id}


async def test_the_new_owner_leaves_the_team(company: Company, account: Account):
    await share(account, company.rep, company.south, company.other)
    await collaborate(account, company.rep, company.south, powers=("edit",))
    await transfer(account, company.rep, company.south)
    assert [row.member_id for row in await TeamMember.filter(record_id=account.id)] == [company.other.id]


@pytest.mark.parametrize("status", ["disabled", "left"])
async def test_nothing_is_transferred_to_who_cannot_work_any_more(status: str, company: Company, account: Account):
    await Member.filter(id=company.south.id).update(status=status)
    with pytest.raises(Invalid, match=r"何嘉文已.*换一个人"):
        await transfer(account, company.rep, company.south)
    with pytest.raises(Conflict, match="现在就是周雨桐负责"):
        await transfer(account, company.manager, company.rep)
    with pytest.raises(Invalid):
        await transfer(account, company.rep, company.other, related=["nonsense"])
    assert await owner_of(Account, account.id) == company.rep.id


async def test_who_may_only_edit_transfers_nothing(company: Company, account: Account):
    await share(account, company.rep, company.south, can_edit=True)
    with pytest.raises(NotAllowed):
        await transfer(account, company.south, company.south)


@pytest.mark.parametrize("column", ["frozen", "discarded"])
async def test_a_frozen_or_discarded_lead_is_not_transferred(column: str, company: Company):
    lead = await new(company.rep, LEAD, name="林嘉禾", mobile="13900002716")
    await Lead.filter(id=lead.id).update(**{column: True, "pool_state": column})
    with pytest.raises(Conflict, match="不能转移"):
        await transfer(lead, company.rep, company.other, LEAD)


@pytest.mark.feature("WN-CUST-018")
async def test_the_history_of_an_account_tells_creation_assignment_sharing_and_giving_up(
    company: Company, account: Account
):
    group = await PoolGroup.create(name="华东公海", pool_of="account", everyone=True, active=True)
    await share(account, company.rep, company.south)
    await transfer(account, company.manager, company.south)
    given_up = {"group": group.id, "reason": "没有需求"}
    await perform(await actor("south"), ACCOUNT, account.id, "release", given_up)
    items = (await history(company.boss, ACCOUNT, account.id))["items"]
    told = [(one["verb"], one["actor"]["label"], one["note"]) for one in items]
    assert told == [
        ("release", "何嘉文", "没有需求"),
        ("transfer", "陈思远", ""),
        ("share", "周雨桐", "何嘉文（只看和跟进）"),
        ("create", "周雨桐", ""),
    ]


async def test_two_transfers_at_once_are_one_and_a_refusal(company: Company, account: Account):
    async def attempt(to: Actor) -> bool:
        try:
            await transfer(account, company.rep, to)
        except CrmError as refusal:
            assert refusal.status in (403, 404, 409)
            return False
        return True

    done = await asyncio.gather(attempt(company.other), attempt(company.south))
    assert sorted(done) == [False, True]
    assert await Change.filter(verb="transfer", object="account").count() == 1


@pytest.mark.feature("AR-LEAD-002", "AR-LEAD-004")
async def test_a_lead_goes_over_with_its_history_and_every_owner_is_on_the_trail(company: Company):
    lead = await new(company.rep, LEAD, name="林嘉禾", mobile="13900002716")
    activity = await new(company.rep, ACTIVITY, content="电话沟通", lead=lead.id)
    await transfer(lead, company.rep, company.south, LEAD, advice="他要样品")
    await transfer(lead, company.south, company.other, LEAD)
    assert await visible_ids(company.other, ACTIVITY, [activity.id])
    told = [
        (one["label"], one["from"] and one["from"]["label"], one["to"]["label"], one["by"]["label"], one["note"])
        for one in await trail(LEAD, lead.id)
    ]
    assert told == [
        ("转移", "何嘉文", "王晓明", "何嘉文", ""),
        ("转移", "周雨桐", "何嘉文", "周雨桐", "他要样品"),
        ("新建", None, "周雨桐", "周雨桐", ""),
    ]


@pytest.mark.feature("WN-COLL-012")
async def test_a_collaborators_place_and_data_pass_to_the_recipient(company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=("contacts", "follow_up"))
    await collaborate(account, company.rep, company.other, powers=("edit",))
    contact = await new(company.south, CONTACT, name="林嘉禾", account=account.id)
    activity = await new(company.south, ACTIVITY, content="电话", account=account.id)
    other = await new(company.south, ACCOUNT, name="云岫")
    elsewhere = await new(company.south, CONTACT, name="江予怀", account=other.id)
    values = {"member": company.south.id, "to": company.other.id}
    await perform(company.rep, ACCOUNT, account.id, "transfer_collaborator", values)
    [row] = await TeamMember.filter(record_id=account.id)
    assert (row.member_id, row.can_edit, row.powers) == (company.other.id, True, ["edit", "contacts", "follow_up"])
    assert await owner_of(Contact, contact.id) == await owner_of(Activity, activity.id) == company.other.id
    assert await owner_of(Contact, elsewhere.id) == company.south.id
    with pytest.raises(Conflict):
        await perform(company.rep, ACCOUNT, account.id, "transfer_collaborator", values)


@pytest.mark.feature("WN-COLL-010")
async def test_handing_over_by_oneself_takes_the_ninth_power(company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=("follow_up",))
    await collaborate(account, company.rep, company.manager, powers=("hand_over",))
    values = {"member": company.south.id, "to": company.other.id}
    with pytest.raises(NotAllowed, match="工作交接"):
        await perform(company.south, ACCOUNT, account.id, "transfer_collaborator", values)
    await collaborate(account, company.rep, company.south, powers=("hand_over",))
    await perform(company.south, ACCOUNT, account.id, "transfer_collaborator", values)
    assert not await visible_ids(company.south, ACCOUNT, [account.id])
    assert await visible_ids(company.other, ACCOUNT, [account.id])
    with pytest.raises(Invalid, match="已经是负责人"):
        again = {"member": company.other.id, "to": company.rep.id}
        await perform(company.other, ACCOUNT, account.id, "transfer_collaborator", again)


async def test_a_deleted_contact_does_not_move(company: Company, account: Account):
    own, _, _ = await with_business(account, company)
    await Contact.filter(id=own.id).update(deleted_at=clock.now())
    await transfer(account, company.rep, company.south, related=ALL)
    assert await owner_of(Contact, own.id) == company.rep.id
