"""Undoing what is large: as a job, page by page, to its end, and on from where it stood when it gave up."""

from pathlib import Path
from typing import Any

import pytest

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT, Contact
from core.jobs import Job, JobRun
from core.leads.lead import LEAD, Lead
from core.objects.actions import perform_many
from core.objects.deeds import Deed
from core.objects.history import Change
from core.objects.query import Listing, search
from core.objects.record_keys import RecordKey
from core.org.actor import Actor
from core.undoing import changed, deed, footprint, job, plan, undo
from tests.conftest import Company
from tests.importing.making import imports_in
from tests.merging.conftest import merged
from tests.undoing.doing import change, last_deed, living, new

CHANGED, MADE = 140, 260
HEADERS = ["姓名", "手机", "邮箱", "职务"]


async def imported(actor: Actor, folder: Path, changed: int = CHANGED, made: int = MADE) -> str:
    """An import that changes leads and makes others; the batch."""
    imports = imports_in(folder)
    before = [[f"线索{n}", f"1370000{n:04}", f"a{n}@example.com", "经理"] for n in range(changed)]
    after = [[f"线索{n}", f"1370000{n:04}", f"b{n}@example.com", "总监"] for n in range(changed + made)]
    await imports.run(actor, LEAD, HEADERS, before)
    run = await imports.run(actor, LEAD, HEADERS, after, mode="upsert")
    assert (run.created, run.updated) == (made, changed)
    return run.batch


async def the_job() -> JobRun:
    [row] = await Job.filter(kind="undo", state__in=["waiting", "running"]).values()
    return JobRun(dict(row))


async def everything_is_as_before(changed: int) -> None:
    """Rows, keys and search say what they said before the import."""
    there = await Lead.filter(deleted_at=None).order_by("id")
    assert [(one.mobile, one.email, one.title) for one in there] == [
        (f"1370000{n:04}", f"a{n}@example.com", "经理") for n in range(changed)
    ]
    held = await RecordKey.filter(object="lead", kind="email").order_by("record_id").values_list("value", flat=True)
    assert held == [f"a{n}@example.com" for n in range(changed)]


async def test_a_large_import_is_planned_and_undone_to_its_end(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deed, "AT_ONCE", 100)
    batch = await imported(company.rep, tmp_path)
    planned = await plan(company.rep, batch)
    assert (planned.whole, planned.told.back_count, planned.told.kept_count) == (True, CHANGED + MADE, 0)
    assert (await undo(company.rep, batch)).state == "undoing"
    await job.carry_out(await the_job())
    done = await last_deed()
    assert (done.state, done.told["undone"]["back_count"], done.told["undone"]["kept_count"]) == (
        "undone", CHANGED + MADE, 0,
    )  # fmt: skip
    await everything_is_as_before(CHANGED)
    assert (await search(company.rep, LEAD, Listing(q="a99@example.com"))).total == 1
    assert (await search(company.rep, LEAD, Listing(q="b99@example.com"))).total == 0


async def test_an_undo_that_gave_up_goes_on_and_takes_its_own_changes_for_nobodys_later_work(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deed, "AT_ONCE", 10)
    monkeypatch.setattr(footprint, "PAGE", 5)
    batch = await imported(company.rep, tmp_path, 12, 18)
    touched = await Lead.get(mobile="13700000003")
    await change(company.rep, LEAD, touched.id, title="采购")
    await undo(company.rep, batch)
    for pages in (2, 3):  # it fails among what was changed, then among what was made
        run = await the_job()
        with monkeypatch.context() as patched, pytest.raises(RuntimeError):
            patched.setattr(job, "step", failing_after(pages))
            await job.carry_out(run)
        await job.gave_up(run, RuntimeError())
        await Job.filter(id=run.id).update(state="dead")
        planned = await plan(company.rep, batch)
        assert (planned.told.back_count, planned.told.kept_count) == (30, 1)
        assert (await undo(company.boss, batch)).state == "undoing"
    await job.carry_out(await the_job())
    done = await Deed.get(batch=batch)
    assert (done.state, done.told["undone"]["back_count"], done.told["undone"]["kept_count"]) == ("undone", 30, 1)
    assert [one["why"] for one in done.told["undone"]["kept"]] == ["职务：之后又改过"]
    assert await Lead.filter(deleted_at=None).count() == 12
    lines = await Change.filter(verb="undo").values_list("record_id", flat=True)
    assert len(lines) == len(set(lines)) == 30


def failing_after(pages: int) -> Any:
    left, whole = iter(range(pages)), job.step

    async def step(*given: Any, **more: Any) -> None:
        if next(left, None) is None:
            raise RuntimeError("the database is gone")
        await whole(*given, **more)

    return step


async def test_a_large_merge_that_gave_up_half_way_can_be_undone_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(deed, "AT_ONCE", 1)
    monkeypatch.setattr(footprint, "PAGE", 1)
    first = await new(company.rep, ACCOUNT, name="汇筑科技")
    second = await new(company.rep, ACCOUNT, name="汇筑科技公司", phone="0512-62880000")
    contacts = [await new(company.rep, CONTACT, name=f"联系人{n}", account=second.id) for n in range(3)]
    done = await merged(company.rep, ACCOUNT, first, second)
    await undo(company.rep, done.batch)
    run = await the_job()
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(job, "step", failing_after(2))
        await job.carry_out(run)
    await job.gave_up(run, RuntimeError())
    await Job.filter(id=run.id).update(state="dead")
    assert (await plan(company.rep, done.batch)).told.kept_count == 0
    assert (await undo(company.rep, done.batch)).state == "undoing"
    await job.carry_out(await the_job())
    assert (await Deed.get(batch=done.batch)).told["undone"]["kept_count"] == 0
    assert await living(ACCOUNT, second.id)
    assert await Contact.filter(account_id=second.id).count() == len(contacts)


async def test_where_one_of_many_cannot_be_written_the_others_are(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Somebody takes a former number between looking and writing."""
    batch = await imported(company.rep, tmp_path, 5, 0)
    await new(company.south, LEAD, name="另一位", email="a2@example.com")
    monkeypatch.setattr(changed, "_leave_taken_keys", nothing)
    outcome = await undo(company.rep, batch)
    assert (outcome.told.back_count, outcome.told.kept_count) == (4, 1)
    assert "邮箱已存在" in outcome.told.kept[0]["why"]
    mails = {one.mobile: (one.email, one.title) for one in await Lead.filter(owner_id=company.rep.id)}
    assert mails.pop("13700000002") == ("b2@example.com", "总监")
    assert all(mail.startswith("a") and title == "经理" for mail, title in mails.values())
    assert await Change.filter(verb="undo").count() == 4


async def nothing(*_: Any) -> None:
    return None


async def test_a_page_of_changes_takes_as_many_statements_for_few_as_for_many(
    company: Company, counted: Any, tmp_path: Path
):
    sizes = []
    for count in (3, 60):
        ids = [(await new(company.rep, LEAD, name=f"线索{n}", phone=f"0512-6288{n:04}")).id for n in range(count)]
        await perform_many(company.rep, LEAD, ids, "close", {"reason": "没有预算"})
        with counted() as asked:
            await undo(company.rep, (await last_deed()).batch)
        sizes.append(len(asked))
    assert sizes[0] == sizes[1]
