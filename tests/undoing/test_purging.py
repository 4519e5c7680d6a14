"""Purging: after 30 days nothing names the record any more, and its id is never given again."""

from datetime import timedelta
from typing import Any

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.activities.activity import ACTIVITY, Activity
from core.db import rows
from core.files.attaching import attach
from core.files.file import FileStore
from core.jobs import JobRun
from core.leads.lead import LEAD, Lead
from core.migrating import connection_models
from core.objects.actions import perform, perform_many
from core.objects.binning import KEPT_DAYS, Binned
from core.objects.deeds import Aside, Deed
from core.objects.history import Change
from core.opportunities.guide import StageAnswer, answer
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.stay import StageStay
from core.undoing import purging, undo
from core.work import work
from tests.conftest import Company
from tests.merging.conftest import merged
from tests.opportunities.making import account, codes, opportunity, process
from tests.undoing.doing import bin_it, living, new, with_business

RUN: dict[str, Any] = {"id": 0, "key": "", "kind": "purge", "payload": {}, "attempts": 1}


async def purge() -> None:
    await purging.purge_due(JobRun(RUN))


async def later(hand: clock.Stopped, **more: Any) -> None:
    hand.advance(timedelta(**more).total_seconds())


async def naming(definition: Any, record_id: int) -> dict[str, int]:
    """How many rows of which plain table name a record."""
    found = {}
    for model in connection_models():
        columns = model._meta.fields_db_projection
        if "object" in columns and "record_id" in columns:
            found[model._meta.db_table] = await model.filter(object=definition.key, record_id=record_id).count()
    return {table: count for table, count in found.items() if count}


async def test_after_30_days_nothing_is_left(company: Company, stopped_clock: clock.Stopped, tmp_path: Any):
    account, contact, _, activity = await with_business(company.rep)
    await perform(company.rep, ACCOUNT, account.id, "share", {"members": [company.other.id], "can_edit": True})
    await perform(company.rep, CONTACT, contact.id, "call_mark", {"result": "missed"})
    file = await FileStore(tmp_path).keep(b"a document", "text/plain")
    async with work():
        paper = await attach(company.rep, file, "合同.pdf", {"account": account.id})
    await bin_it(company.rep, ACCOUNT, account.id)
    await later(stopped_clock, days=KEPT_DAYS, seconds=-1)
    await purge()
    assert await Account.exists(id=account.id)
    await later(stopped_clock, seconds=2)
    await purge()
    gone = ((ACCOUNT, account), (CONTACT, contact), (ACTIVITY, activity))
    for definition, one in gone:
        assert not await definition.model.exists(id=one.id)
        assert await naming(definition, one.id) == {}
        if definition.searched:
            assert (await rows(f'SELECT count(*) FROM "search_{definition.table}"'))[0][0] == 0
    assert await Binned.all().count() == await Aside.all().count() == await Deed.all().count() == 0
    await later(stopped_clock, hours=25)
    assert not await type(paper).exists(id=paper.id)
    assert await FileStore(tmp_path).sweep() == 1 and not FileStore(tmp_path).path(file.sha256).exists()


async def test_what_stays_refers_to_nothing_that_is_gone(company: Company, stopped_clock: clock.Stopped):
    lead = await new(company.rep, LEAD, name="林嘉禾", company="汇筑", mobile="13900002716")
    made = await perform(company.rep, LEAD, lead.id, "convert", {})
    activity = await new(company.rep, ACTIVITY, content="电话", lead=lead.id)
    await bin_it(company.rep, ACCOUNT, made["account"])
    assert await living(ACTIVITY, activity.id)
    await later(stopped_clock, days=KEPT_DAYS, seconds=1)
    await purge()
    row, kept = await Lead.get(id=lead.id), await Activity.get(id=activity.id)
    assert (row.converted_account_id, row.converted_contact_id, kept.account_id) == (None, None, None)
    assert row.converted_at is not None and kept.lead_id == lead.id
    assert not await Contact.exists(id=made["contact"])


async def test_an_opportunity_goes_with_its_way_through_the_stages(company: Company, stopped_clock: clock.Stopped):
    guided = await process(company.boss)
    made = await opportunity(company.rep, await account(company.rep), process=guided.id)
    async with work():
        await answer(company.rep, OPPORTUNITY, made.id, (await codes(guided))["预算多少"], "50 万")
    await bin_it(company.rep, OPPORTUNITY, made.id)
    await later(stopped_clock, days=KEPT_DAYS, seconds=1)
    await purge()
    assert not await Opportunity.exists() and not await StageStay.exists() and not await StageAnswer.exists()


async def test_an_id_is_never_given_again(company: Company, stopped_clock: clock.Stopped):
    account = await new(company.rep, ACCOUNT, name="云岫")
    await bin_it(company.rep, ACCOUNT, account.id)
    await later(stopped_clock, days=KEPT_DAYS, seconds=1)
    await purge()
    assert (await new(company.rep, ACCOUNT, name="云岫")).id > account.id


async def test_what_was_restored_meanwhile_stays(company: Company, stopped_clock: clock.Stopped):
    kept = await new(company.rep, ACCOUNT, name="云岫")
    batch = await bin_it(company.rep, ACCOUNT, kept.id)
    await undo(company.rep, batch)
    await later(stopped_clock, days=KEPT_DAYS, seconds=1)
    await purge()
    assert await living(ACCOUNT, kept.id) and await Change.filter(object="account", record_id=kept.id).count() == 3


async def test_what_was_done_to_a_purged_record_no_longer_says_its_name(company: Company, stopped_clock: clock.Stopped):
    """The list of a merge, its undo, an undo that goes on, and the label of a deletion of several."""
    first, second = [await new(company.rep, ACCOUNT, name=name) for name in ("汇筑科技", "绝密网络")]
    merge = await merged(company.rep, ACCOUNT, first, second)
    item = {"object": "account", "object_label": "客户", "id": second.id, "label": "绝密网络", "why": "之后又改过"}
    unnumbered = {**item, "id": None}
    stays = {**item, "id": first.id, "label": "汇筑科技"}
    told = {"back": [item], "kept": [unnumbered, stays], "back_count": 1, "kept_count": 2}
    deed = await Deed.get(batch=merge.batch)
    going_on = {"batch": "again", "place": 1, "before": None, "told": told}
    undone = {key: told[key] for key in ("back_count", "kept_count", "kept")}
    await Deed.filter(id=deed.id).update(told={**deed.told, "undone": undone, "undo": going_on})
    await later(stopped_clock, days=KEPT_DAYS, seconds=1)
    await purge()
    assert not await Account.exists(id=second.id)
    kept = await Deed.get(batch=merge.batch)
    assert "绝密" not in str(kept.told) and str(kept.told).count("汇筑科技") == 2 and kept.label == "汇筑科技"
    assert kept.told["others"] == [{"id": second.id, "label": "客户"}]


async def test_a_deletion_of_several_is_not_called_after_one_that_is_purged(company: Company):
    ids = [(await new(company.rep, ACCOUNT, name=name)).id for name in ("绝密网络", "云岫")]
    await perform_many(company.rep, ACCOUNT, ids, "delete")
    async with work():
        await purging.purge_now(company.boss, ACCOUNT, ids[0])
    [deed] = await Deed.all()
    assert (deed.label, deed.count) == ("客户", 2)
    assert (await undo(company.rep, deed.batch)).told.back_count == 1
