"""What each power of a collaborator opens, and what stays closed without it."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT
from core.accounts.invoice_profile import INVOICE_PROFILE
from core.activities.activity import ACTIVITY, Activity
from core.errors import Invalid, NotAllowed
from core.files.attaching import attach
from core.files.file import StoredFile
from core.objects.actions import perform
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.objects.writing import delete, update
from core.opportunities.opportunity import OPPORTUNITY
from core.org.actor import Actor
from core.teams.powers import ORDER
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.teams.conftest import collaborate, new, share

BELOW: dict[str, tuple[ObjectDef, dict[str, Any]]] = {
    "contacts": (CONTACT, {"name": "林嘉禾"}),
    "follow_up": (ACTIVITY, {"content": "电话沟通"}),
    "opportunities": (OPPORTUNITY, {"name": "续约"}),
    "invoices": (INVOICE_PROFILE, {"title": "汇筑", "tax_number": "91320500MA1N2X3Y4Z"}),
}


async def adds(who: Actor, account: Account, power: str) -> bool:
    definition, values = BELOW[power]
    try:
        await new(who, definition, account=account.id, **values)
    except NotAllowed:
        return False
    return True


async def changes(who: Actor, definition: ObjectDef, record_id: int, values: dict[str, Any]) -> bool:
    try:
        async with work():
            await update(who, definition, record_id, values)
    except NotAllowed:
        return False
    return True


@pytest.mark.feature("WN-COLL-003", "WN-COLL-004", "WN-COLL-005", "WN-COLL-007")
@pytest.mark.parametrize("power", [power for power in ORDER if power != "edit"])
async def test_each_power_opens_its_own_kind_of_child_and_no_other(power: str, company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=(power,))
    assert {kind for kind in BELOW if await adds(company.south, account, kind)} == {power} & set(BELOW)


@pytest.mark.feature("WN-COLL-002")
async def test_the_power_to_edit_changes_the_accounts_data(company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=tuple(set(ORDER) - {"edit"}))
    assert not await changes(company.south, ACCOUNT, account.id, {"city": "苏州"})
    await collaborate(account, company.rep, company.south, powers=("edit",))
    assert await changes(company.south, ACCOUNT, account.id, {"city": "苏州"})


@pytest.mark.feature("WN-COLL-003")
async def test_contacts_of_the_rep_are_changed_with_their_power_and_never_deleted(company: Company, account: Account):
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=account.id)
    await collaborate(account, company.rep, company.south, powers=("follow_up", "invoices"))
    assert await visible_ids(company.south, CONTACT, [contact.id])
    assert not await changes(company.south, CONTACT, contact.id, {"title": "总监"})
    await collaborate(account, company.rep, company.south, powers=("contacts",))
    assert await changes(company.south, CONTACT, contact.id, {"title": "总监"})
    with pytest.raises(NotAllowed):
        async with work():
            await delete(company.south, CONTACT, contact.id)


@pytest.mark.feature("WN-COLL-004")
async def test_follow_ups_are_changed_by_their_author_and_those_above_only(company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=("follow_up", "edit", "contacts"))
    reps = await new(company.rep, ACTIVITY, content="报价", account=account.id)
    souths = await new(company.south, ACTIVITY, content="演示", account=account.id)
    assert not await changes(company.south, ACTIVITY, reps.id, {"content": "x"})
    assert not await changes(company.rep, ACTIVITY, souths.id, {"content": "x"})
    assert await changes(company.manager, ACTIVITY, reps.id, {"content": "报价 12 万"})
    assert await changes(company.south, ACTIVITY, souths.id, {"content": "演示成功"})
    assert await visible_ids(company.rep, ACTIVITY, [souths.id]) and (await Activity.get(id=souths.id)).owner_id == (
        company.south.id
    )


@pytest.mark.feature("XS-CUST-011")
async def test_followers_see_profile_contacts_activities_and_documents_and_may_add_to_the_feed(
    company: Company, account: Account
):
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=account.id)
    activity = await new(company.rep, ACTIVITY, content="电话", account=account.id)
    await share(account, company.rep, company.south)
    assert await visible_ids(company.south, CONTACT, [contact.id])
    assert await visible_ids(company.south, ACTIVITY, [activity.id])
    assert {kind for kind in BELOW if await adds(company.south, account, kind)} == {"follow_up"}
    await share(account, company.rep, company.south, can_edit=True)
    assert {kind for kind in BELOW if await adds(company.south, account, kind)} == set(BELOW)


@pytest.mark.feature("XS-CUST-011")
async def test_opportunities_of_the_customer_are_closed_to_its_team_until_they_join_theirs(
    company: Company, account: Account
):
    opportunity = await new(company.rep, OPPORTUNITY, name="续约", account=account.id)
    await share(account, company.rep, company.south, can_edit=True)
    assert not await visible_ids(company.south, OPPORTUNITY, [opportunity.id])
    await share(opportunity, company.rep, company.south, definition=OPPORTUNITY)
    assert await visible_ids(company.south, OPPORTUNITY, [opportunity.id])
    assert not await changes(company.south, OPPORTUNITY, opportunity.id, {"need": "两年"})


@pytest.mark.feature("WN-COLL-005")
async def test_a_collaborator_sells_as_oneself_or_for_who_follows_the_customer(company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=("opportunities",))
    await collaborate(account, company.rep, company.manager, powers=("filing",))
    await share(account, company.rep, company.other)
    own = await new(company.south, OPPORTUNITY, name="自己的", account=account.id)
    assert own.owner_id == company.south.id
    for who in (company.rep, company.other):
        made = await new(company.south, OPPORTUNITY, name=f"帮{who.name}", account=account.id, owner=who.id)
        [helper] = await TeamMember.filter(object="opportunity", record_id=made.id)
        assert (made.owner_id, helper.member_id, helper.kind) == (who.id, company.south.id, "collaborator")
        assert await changes(company.south, OPPORTUNITY, made.id, {"need": "两年"})
    for stranger in (company.manager, company.boss):
        with pytest.raises(Invalid) as refused:
            await new(company.south, OPPORTUNITY, name="帮别人", account=account.id, owner=stranger.id)
        assert "负责人、跟进人" in refused.value.fields["owner"]


@pytest.mark.feature("AR-OPP-006")
async def test_the_former_owner_of_a_transferred_opportunity_sees_it_no_more(company: Company, account: Account):
    """Unless it stands with their own customer, or they stay in its team."""
    await share(account, company.rep, company.other, can_edit=True)
    own = await new(company.other, ACCOUNT, name="云岫文旅")
    gone, kept, read = [
        await new(company.other, OPPORTUNITY, name=name, account=of.id)
        for name, of in (("离开", account), ("留下", account), ("自己客户的", own))
    ]
    for one, stay in ((gone, ""), (kept, "follower"), (read, "")):
        await perform(company.other, OPPORTUNITY, one.id, "transfer", {"to": company.south.id, "stay": stay})
    ids = [gone.id, kept.id, read.id]
    assert await visible_ids(company.south, OPPORTUNITY, ids, "update") == set(ids)
    assert await visible_ids(company.other, OPPORTUNITY, ids) == {kept.id, read.id}
    assert not await visible_ids(company.other, OPPORTUNITY, ids, "update")


async def test_documents_are_added_by_followers_and_by_collaborators_who_follow_up(company: Company, account: Account):
    await share(account, company.rep, company.south)
    await collaborate(account, company.rep, company.other, powers=("contacts",))
    file = await StoredFile.create(sha256="a" * 64, size=1, media_type="text/plain", state="kept")
    async with work():
        await attach(company.south, file, "合同.pdf", {"account": account.id})
    with pytest.raises(NotAllowed, match="添加自己的跟进"):
        async with work():
            await attach(company.other, file, "合同.pdf", {"account": account.id})


async def test_a_contact_of_the_account_carries_a_follow_up_under_the_same_rule(company: Company, account: Account):
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=account.id)
    await collaborate(account, company.rep, company.south, powers=("contacts",))
    with pytest.raises(NotAllowed, match="添加自己的跟进"):
        await new(company.south, ACTIVITY, content="电话", contact=contact.id)


async def test_nothing_is_moved_below_an_account_to_which_it_could_not_be_added(company: Company, account: Account):
    own = await new(company.south, CONTACT, name="江予怀", account=(await new(company.south, ACCOUNT, name="云岫")).id)
    await share(account, company.rep, company.south)
    with pytest.raises(NotAllowed, match="添加和修改联系人"):
        async with work():
            await update(company.south, CONTACT, own.id, {"account": account.id})


async def test_another_owner_takes_the_right_to_assign_not_only_to_edit(company: Company, account: Account):
    await share(account, company.rep, company.south, can_edit=True)
    with pytest.raises(NotAllowed, match="不能换负责人"):
        async with work():
            await update(company.south, ACCOUNT, account.id, {"owner": company.south.id})
    for nobody in (None, company.boss.id + 1000):
        with pytest.raises(Invalid) as refused:
            await changes(company.rep, ACCOUNT, account.id, {"owner": nobody})
        assert set(refused.value.fields) == {"owner"}
    assert await changes(company.manager, ACCOUNT, account.id, {"owner": company.other.id})
    assert (await Account.get(id=account.id)).owner_id == company.other.id
