"""Merging: everything that was the others' is the master's, and nothing of it is lost."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.accounts.invoice_profile import INVOICE_PROFILE, InvoiceProfile
from core.accounts.rename import RenameRequest
from core.activities.activity import ACTIVITY, Activity
from core.behaviours.called import CallMark
from core.errors import NotFound
from core.external.link import ExternalLink
from core.leads.lead import LEAD, Lead
from core.merging.moving import references
from core.objects.actions import perform
from core.objects.deeds import Deed
from core.objects.duplicates import RecordHint, RecordKey
from core.objects.history import Change, history
from core.objects.query import Listing, record, search
from core.objects.writing import delete
from core.pools.facts import PoolApplication
from core.teams.team import TeamMember
from core.work import work
from tests.conftest import Company
from tests.merging.conftest import merged, new
from tests.objects.making import row

Twins = tuple[Account, Account]
REACHED = {"phone": "0512-62880000"}


@pytest.mark.feature("AR-CUST-002", "XS-CUST-033", "XS-CUST-034")
async def test_the_others_data_is_the_masters_and_the_others_are_gone(company: Company, twins: Twins):
    first, second = twins
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=second.id)
    activity = await new(company.rep, ACTIVITY, content="电话沟通了报价", account=second.id)
    done = await merged(company.rep, ACCOUNT, first, second)
    assert (done.id, done.moved) == (first.id, {"contact": 1, "activity": 1})
    assert (await Contact.get(id=contact.id)).account_id == first.id
    assert (await Activity.get(id=activity.id)).account_id == first.id
    kept = await record(company.rep, ACCOUNT, first.id)
    assert (kept["name"], kept["phone"]) == ("苏州汇筑科技有限公司", "0512-62880000")
    with pytest.raises(NotFound):
        await record(company.rep, ACCOUNT, second.id)
    assert [one["id"] for one in (await search(company.rep, ACCOUNT, Listing(q="汇筑"))).items] == [first.id]
    assert not await RecordHint.exists(object="account", record_id=second.id)
    deed = await Deed.get(batch=done.batch)
    assert (deed.kind, deed.record_id, deed.count, deed.until - deed.at) == ("merge", first.id, 2, timedelta(days=30))
    for one, note in ((first, "并入了「汇筑科技」"), (second, "并入「苏州汇筑科技有限公司」")):
        newest = (await history(company.rep, ACCOUNT, one.id))["items"][0]
        assert (newest["verb"], newest["label"], newest["note"]) == ("merge", "合并", note)


@pytest.mark.feature("XS-CUST-034")
async def test_every_object_that_can_refer_to_a_merged_one_refers_to_the_master(company: Company):
    """Over the registry: an object that is added with a reference is covered."""
    above = {"contact": {"account_id": await row(ACCOUNT, company.boss)}}
    for definition in (ACCOUNT, CONTACT, LEAD):
        columns = {**REACHED, **above.get(definition.key, {})}
        first, second = [await definition.model.get(id=await row(definition, company.boss, **columns)) for _ in "12"]
        found = []
        for child, field in references(definition):
            moving = await row(child, company.boss, **{f"{field}_id": second.id})
            binned = await row(child, company.boss, **{f"{field}_id": second.id, "deleted_at": clock.now()})
            other = await row(child, company.boss, **{f"{field}_id": first.id})
            found.append((child, f"{field}_id", (moving, binned, other)))
        assert {child.key for child, _, _ in found} >= {"activity", "attachment"}
        await merged(company.boss, definition, first, second)
        for child, column, ids in found:
            for one in ids:
                assert getattr(await child.model.get(id=one), column) == first.id, (child.key, column)


async def test_what_a_follow_up_was_about_is_never_rewritten(company: Company, twins: Twins):
    first, second = twins
    activity = await new(company.rep, ACTIVITY, content="拜访", account=second.id)
    await merged(company.rep, ACCOUNT, first, second)
    kept = await Activity.get(id=activity.id)
    assert (kept.account_id, kept.subject_object, kept.subject_id) == (first.id, "account", second.id)
    [entry] = (await history(company.rep, ACTIVITY, activity.id))["items"][:1]
    assert [(field["key"], field["after"]) for field in entry["fields"]] == [("account", first.name)]
    assert kept.version == activity.version + 1


@pytest.mark.feature("XS-CUST-034")
async def test_the_earliest_creation_and_the_newest_follow_up_stay(company: Company, stopped_clock: Any):
    young = await new(company.rep, ACCOUNT, name="云岫")
    old = await new(company.rep, ACCOUNT, name="云岫科技")
    born = clock.now() - timedelta(days=400)
    await Account.filter(id=old.id).update(created_at=born)
    stopped_clock.advance(60)
    await new(company.rep, ACTIVITY, content="旧的", account=young.id)
    stopped_clock.advance(60)
    await new(company.rep, ACTIVITY, content="新的", account=old.id)
    await merged(company.rep, ACCOUNT, young, old)
    kept = await Account.get(id=young.id)
    assert (kept.created_at, kept.last_follow_note) == (born, "新的")
    assert kept.last_follow_at == clock.now()


async def test_call_marks_external_contacts_and_applications_follow(company: Company):
    first = await new(company.rep, LEAD, name="林嘉禾", mobile="13900000001")
    second = await new(company.rep, LEAD, name="林嘉禾", email="lin@huizhu.com")
    await perform(company.rep, LEAD, second.id, "call_mark", {"result": "connected", "note": "要样品"})
    link = await ExternalLink.create(
        external_userid="wm1", object="lead", record_id=second.id, member_id=company.rep.id, at=clock.now()
    )
    asked = await PoolApplication.create(
        object="lead", record_id=second.id, member_id=company.other.id, open_key="lead:2", asked_at=clock.now()
    )
    await merged(company.rep, LEAD, first, second)
    kept = await Lead.get(id=first.id)
    assert (kept.call_mark, kept.call_note, kept.email) == ("connected", "要样品", "lin@huizhu.com")
    assert await CallMark.filter(record_id=first.id).count() == 1
    assert (await ExternalLink.get(id=link.id)).record_id == first.id
    over = await PoolApplication.get(id=asked.id)
    assert (over.state, over.open_key) == ("withdrawn", None)
    assert await RecordKey.filter(object="lead", kind="email", value="lin@huizhu.com", record_id=first.id).exists()


async def test_one_main_contact_and_no_second_application_stay(company: Company, twins: Twins):
    first, second = twins
    mains = [await new(company.rep, CONTACT, name=f"联系人{one.id}", account=one.id, main=True) for one in twins]
    profile = await new(company.rep, INVOICE_PROFILE, account=second.id, title="汇筑", tax_number="9132", main=True)
    for one in twins:
        await perform(company.rep, ACCOUNT, one.id, "apply_rename", {"new_name": "汇筑集团", "note": "工商变更"})
    await merged(company.rep, ACCOUNT, first, second)
    assert [(await Contact.get(id=one.id)).main for one in mains] == [True, False]
    assert (await InvoiceProfile.get(id=profile.id)).main
    states = {request.former_name: request.state for request in await RenameRequest.filter(account_id=first.id)}
    assert states == {first.name: "waiting", second.name: "withdrawn"}


async def test_what_was_deleted_before_comes_back_at_the_master(company: Company, twins: Twins):
    first, second = twins
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=second.id)
    async with work():
        await delete(company.rep, CONTACT, contact.id)
    done = await merged(company.rep, ACCOUNT, first, second)
    assert done.moved == {}
    assert (await Contact.get(id=contact.id)).account_id == first.id


@pytest.mark.feature("XS-CUST-034")
async def test_everybody_on_the_teams_stays_with_the_most_they_had(company: Company, twins: Twins):
    first, second = twins
    boss, manager, rep, other, south = (
        company.boss,
        company.manager,
        company.rep,
        company.other,
        company.south,
    )
    third = await new(other, ACCOUNT, name="汇筑科技（苏州）")
    for one, member, powers in (
        (first, south, ["follow_up"]),
        (second, south, ["edit", "contacts"]),
        (second, manager, ["mutual"]),
    ):
        values = {"members": [member.id], "powers": powers}
        await perform(boss, ACCOUNT, one.id, "add_collaborators", values)
    await perform(boss, ACCOUNT, third.id, "share", {"members": [rep.id, south.id], "can_edit": False})
    done = await merged(boss, ACCOUNT, first, second, third)
    team = {(one.member_id, one.kind): one for one in await TeamMember.filter(object="account")}
    assert {one.record_id for one in team.values()} == {first.id}
    assert {key: (one.can_edit, one.powers) for key, one in team.items()} == {
        (south.id, "collaborator"): (True, ["edit", "contacts", "follow_up"]),
        (manager.id, "collaborator"): (False, ["mutual"]),
        (south.id, "follower"): (False, []),
        (other.id, "follower"): (True, []),  # who owned the third goes on working with it
    }
    assert done.moved["team"] == 3
    assert await record(other, ACCOUNT, first.id, "update")


async def test_the_rows_that_move_are_few_statements_however_many_they_are(company: Company, counted: Any):
    asked = []
    for size in (1, 40):
        first, second = [await Account.get(id=await row(ACCOUNT, company.rep)) for _ in range(2)]
        for _ in range(size):
            await row(CONTACT, company.rep, account_id=second.id)
            await row(ACTIVITY, company.rep, account_id=second.id)
        with counted() as statements:
            done = await merged(company.boss, ACCOUNT, first, second)
        assert done.moved == {"contact": size, "activity": size}
        assert await Change.filter(batch=done.batch, verb="update").count() == 2 * size
        asked.append(len(statements))
    assert asked[0] == asked[1], asked
