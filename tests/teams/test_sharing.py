"""Sharing and collaborators: who becomes part of a team, with which rights, and who decides."""

from typing import Any

import pytest

from core.accounts.account import ACCOUNT, Account
from core.errors import Conflict, CrmError, Invalid, NotAllowed, NotFound
from core.leads.lead import LEAD
from core.objects.actions import open_actions, perform, perform_many
from core.objects.history import history
from core.objects.query import visible_ids
from core.org.tables import Member
from core.teams.powers import ORDER
from core.teams.roster import team_of
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.teams.conftest import collaborate, new, share


async def rows(record: Any) -> list[tuple[int, str, bool, list[str]]]:
    found = await TeamMember.filter(record_id=record.id).order_by("member_id", "kind")
    return [(row.member_id, row.kind, row.can_edit, row.powers) for row in found]


@pytest.mark.feature("WN-SHARE-001", "WN-CUST-019")
async def test_after_sharing_owner_and_other_followers_stand_apart(company: Company, account: Account):
    await share(account, company.rep, company.south, company.other)
    team = await team_of(company.rep, ACCOUNT, account.id)
    assert team["owner"] == {"id": company.rep.id, "label": "周雨桐"}
    assert [row["member"]["label"] for row in team["followers"]] == ["何嘉文", "王晓明"]
    assert team["followers"][0]["added_by"] == team["owner"] and team["collaborators"] == []
    assert team["may"] == {"share": True, "collaborate": True}
    assert (await team_of(company.south, ACCOUNT, account.id))["may"] == {"share": False, "collaborate": False}


@pytest.mark.feature("WN-SHARE-002", "WN-SHARE-005", "WN-COLL-013")
async def test_many_accounts_are_shared_with_several_members_at_once(company: Company, account: Account):
    second, foreign = await new(company.rep, ACCOUNT, name="云岫"), await new(company.south, ACCOUNT, name="禾木")
    ids = [account.id, second.id, foreign.id]
    members = {"members": [company.other.id, company.south.id]}
    shared = await perform_many(company.rep, ACCOUNT, ids, "share", {**members, "can_edit": True})
    joined = await perform_many(company.rep, ACCOUNT, ids, "add_collaborators", {**members, "powers": ["follow_up"]})
    assert [one["ok"] for one in shared] == [one["ok"] for one in joined] == [True, True, False]
    assert shared[2]["status"] == 404
    assert len(await rows(account)) == len(await rows(second)) == 4 and await rows(foreign) == []


@pytest.mark.feature("WN-SHARE-004", "XS-CUST-010")
async def test_sharing_again_changes_the_edit_flag_and_adds_nobody(company: Company, account: Account):
    await share(account, company.rep, company.south)
    await share(account, company.rep, company.south, can_edit=True)
    assert await rows(account) == [(company.south.id, "follower", True, [])]


@pytest.mark.feature("AR-LEAD-003")
async def test_a_lead_is_shared_with_a_flag_whether_it_may_be_changed(company: Company):
    lead = await new(company.rep, LEAD, name="林嘉禾", mobile="13900002716")
    await share(lead, company.rep, company.south, can_edit=True, definition=LEAD)
    await share(lead, company.rep, company.other, definition=LEAD)
    for who, changes in ((company.south, True), (company.other, False)):
        assert await visible_ids(who, LEAD, [lead.id])
        assert bool(await visible_ids(who, LEAD, [lead.id], "update")) is changes
    with pytest.raises(Invalid) as refused:
        await perform(company.rep, LEAD, lead.id, "share", {})
    assert set(refused.value.fields) == {"members"}


@pytest.mark.feature("AR-CUST-008")
async def test_sharing_reaches_across_departments_and_each_share_has_its_own_flag(company: Company, account: Account):
    await share(account, company.manager, company.other, can_edit=True)
    await share(account, company.manager, company.south)
    assert await rows(account) == [
        (company.other.id, "follower", True, []),
        (company.south.id, "follower", False, []),
    ]


async def test_the_owner_is_never_a_row(company: Company, account: Account):
    with pytest.raises(Conflict, match="已经是负责人"):
        await share(account, company.rep, company.rep)
    await share(account, company.rep, company.rep, company.south)
    assert [row[0] for row in await rows(account)] == [company.south.id]


@pytest.mark.parametrize("status", ["disabled", "left"])
async def test_who_cannot_work_any_more_joins_no_team(status: str, company: Company, account: Account):
    await Member.filter(id=company.south.id).update(status=status)
    for key, more in (("share", {}), ("add_collaborators", {"powers": ["edit"]})):
        with pytest.raises(Invalid, match="何嘉文已"):
            await perform(company.rep, ACCOUNT, account.id, key, {"members": [company.south.id], **more})
    with pytest.raises(Invalid):
        await perform(company.rep, ACCOUNT, account.id, "share", {"members": [999]})
    assert await rows(account) == []


async def test_only_the_owners_side_arranges_the_team(company: Company, account: Account):
    await share(account, company.rep, company.south, can_edit=True)
    values = {"members": [company.other.id], "powers": ["edit"]}
    for key in ("share", "add_collaborators"):
        given = values if key == "add_collaborators" else {"members": [company.other.id]}
        with pytest.raises(NotAllowed):
            await perform(company.south, ACCOUNT, account.id, key, given)
        with pytest.raises(NotFound):
            await perform(company.other, ACCOUNT, account.id, key, given)
    await collaborate(account, company.manager, company.other, powers=("edit",))
    assert [row[0] for row in await rows(account)] == [company.other.id, company.south.id]


async def test_a_follower_who_may_edit_is_offered_no_button_that_would_be_refused(company: Company, account: Account):
    await share(account, company.rep, company.south, can_edit=True)
    record = await Account.get(id=account.id)
    assert {"share", "transfer"} <= set(await open_actions(company.rep, ACCOUNT, record, True))
    offered = set(await open_actions(company.south, ACCOUNT, record, True))
    assert not offered & {"share", "add_collaborators", "change_team", "transfer"}


@pytest.mark.feature("WN-COLL-001", "WN-COLL-011")
async def test_collaborators_come_with_the_form_of_a_new_account(company: Company):
    given = [{"member": company.south.id, "powers": ["mutual", "edit"]}, company.other.id, company.rep.id]
    account = await new(company.rep, ACCOUNT, name="汇筑", collaborators=given)
    assert await rows(account) == [
        (company.other.id, "collaborator", False, ["contacts", "follow_up", "mutual"]),
        (company.south.id, "collaborator", True, ["edit", "mutual"]),
    ]


@pytest.mark.parametrize(
    "given", ["x", [{"member": "x"}], [{"member": 1, "powers": ["fly"]}], [999], [None], [{"member": 1, "powers": 7}]]
)
async def test_collaborators_of_a_form_that_make_no_sense_leave_no_account(given: Any, company: Company):
    with pytest.raises(Invalid) as refused:
        await new(company.rep, ACCOUNT, name="汇筑", collaborators=given)
    assert set(refused.value.fields) == {"collaborators"} and await Account.all().count() == 0


@pytest.mark.feature("WN-COLL-011")
async def test_collaborators_added_later_get_exactly_the_powers_ticked(company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=tuple(reversed(ORDER)))
    assert await rows(account) == [(company.south.id, "collaborator", True, list(ORDER))]
    with pytest.raises(Invalid, match="至少勾选"):
        await collaborate(account, company.rep, company.south, powers=())


async def test_adding_a_collaborator_again_takes_no_power_away(company: Company, account: Account):
    await collaborate(account, company.rep, company.south, powers=("edit", "invoices"))
    await collaborate(account, company.rep, company.south, powers=("contacts",))
    assert await rows(account) == [(company.south.id, "collaborator", True, ["edit", "contacts", "invoices"])]


@pytest.mark.feature("XS-CUST-012")
async def test_rights_in_the_team_are_changed_one_by_one(company: Company, account: Account):
    await share(account, company.rep, company.south)
    await collaborate(account, company.rep, company.other, powers=("edit",))
    place = {"member": company.south.id, "kind": "follower"}
    await perform(company.rep, ACCOUNT, account.id, "change_team", {**place, "can_edit": True})
    other = {"member": company.other.id, "kind": "collaborator"}
    await perform(company.rep, ACCOUNT, account.id, "change_team", {**other, "powers": ["filing"]})
    assert await rows(account) == [
        (company.other.id, "collaborator", False, ["filing"]),
        (company.south.id, "follower", True, []),
    ]
    for wrong in ({**other, "powers": []}, {**other, "kind": "follower"}, {**place, "kind": "owner"}):
        with pytest.raises(CrmError):
            await perform(company.rep, ACCOUNT, account.id, "change_team", wrong)


@pytest.mark.feature("XS-CUST-013")
async def test_who_is_removed_sees_the_account_no_more(company: Company, account: Account):
    await share(account, company.rep, company.south, company.other)
    place = {"member": company.south.id, "kind": "follower"}
    with pytest.raises(NotAllowed):
        await perform(company.other, ACCOUNT, account.id, "remove_from_team", place)
    await perform(company.rep, ACCOUNT, account.id, "remove_from_team", place)
    assert not await visible_ids(company.south, ACCOUNT, [account.id])
    with pytest.raises(Conflict):
        await perform(company.rep, ACCOUNT, account.id, "remove_from_team", place)
    own = {"member": company.other.id, "kind": "follower"}  # anybody may leave
    await perform(company.other, ACCOUNT, account.id, "remove_from_team", own)
    assert await rows(account) == []


async def test_the_history_says_who_joined_and_with_what(company: Company, account: Account):
    await share(account, company.rep, company.south, can_edit=True)
    await collaborate(account, company.rep, company.other, powers=("edit", "filing"))
    told = [(one["label"], one["note"]) for one in (await history(company.rep, ACCOUNT, account.id))["items"][:2]]
    assert told == [("添加协作人", "王晓明：修改资料、协助归档"), ("共享", "何嘉文（可以修改）")]


async def test_nothing_is_shared_that_has_no_owner(company: Company):
    async with work():
        account = await Account.create(name="汇筑")
    with pytest.raises(Conflict, match="没有负责人"):
        await share(account, company.boss, company.south)
