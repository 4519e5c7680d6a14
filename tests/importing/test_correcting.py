"""Faulty rows corrected where they are shown: checked as the run checks them, written once, taken back like others."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import Contact
from core.errors import Conflict, CrmError, Invalid, NotAllowed
from core.importing import correcting
from core.importing.correcting import Faulty, correct, faulty, import_again, troubles
from core.importing.errors import write_errors
from core.importing.fixes import Fixes
from core.importing.run import ImportRun
from core.importing.starting import start_for_real
from core.importing.telling import told
from core.leads.lead import LEAD, Lead
from core.objects.history import Change
from core.objects.writing import create
from core.org.actor import Actor
from core.sheets.opening import open_sheet
from core.undoing.deed import undo
from core.work import work
from tests.conftest import Company
from tests.importing.making import Imports, counts, csv_of, reasons

HEADERS = ("姓名", "手机", "跟进状态", "生日以外")
ROWS = [
    ("张三", "13800000001", "未处理", "x"),
    ("", "13800000002", "未处理", "y"),
    ("李四", "12", "未 处理了", "z"),
    ("王五", "13800000004", "未处理", ""),
]


async def states(actor: Actor, imports: Imports, run: ImportRun) -> dict[int, tuple[str, set[str]]]:
    return outcomes(await faulty(actor, run, imports.files))


def outcomes(found: Faulty) -> dict[int, tuple[str, set[str]]]:
    return {line["row"]: (line["outcome"], set(line["problems"])) for line in found.to_json()["rows"]}


async def mend(actor: Actor, imports: Imports, run: ImportRun, fixes: Fixes) -> tuple[ImportRun, Faulty]:
    found = await correct(actor, run, imports.files, fixes)
    return await ImportRun.get(id=run.id), found


async def begun_again(actor: Actor, imports: Imports, run: ImportRun) -> ImportRun:
    return await imports.carry_out(await import_again(actor, run, imports.files))


async def started(actor: Actor, imports: Imports, trial: ImportRun) -> ImportRun:
    async with work():
        run = await start_for_real(actor, trial)
    return await imports.carry_out(run)


async def test_the_faulty_rows_are_shown_cell_by_cell_with_their_sentences(imports: Imports, company: Company):
    trial = await imports.run(company.rep, LEAD, HEADERS, ROWS, dry_run=True)
    told_now = (await faulty(company.rep, trial, imports.files)).to_json()
    assert [column["key"] for column in told_now["columns"]] == ["name", "mobile", "status"]
    status = told_now["columns"][2]
    assert status["kind"] == "choice" and "未处理" in [option["label"] for option in status["options"]]
    first, second = told_now["rows"]
    assert (first["row"], first["values"]) == (3, {"name": "", "mobile": "13800000002", "status": "未处理"})
    assert first["problems"] == {"name": "姓名还没填"}
    assert second["values"]["mobile"] == "12" and second["problems"].keys() == {"status"}
    assert (told_now["count"], told_now["ready"]) == (2, 0)


@pytest.mark.feature("XS-LPOOL-010")
async def test_cells_mended_after_a_trial_run_go_in_with_the_real_one(imports: Imports, company: Company):
    trial = await imports.run(company.rep, LEAD, HEADERS, ROWS, dry_run=True)
    trial, found = await mend(company.rep, imports, trial, {3: {"name": " 赵六 "}, 4: {"status": "未处理"}})
    assert outcomes(found) == {3: ("created", set()), 4: ("failed", {"mobile"})}
    now = await told(company.rep, trial)
    assert (now["created"], now["failed"], now["rows"]) == (3, 1, 4)
    assert [line["outcome"] for line in now["preview"]] == ["created", "created", "failed", "created"]
    assert [one["row"] for one in now["problems"]] == [4] and "12" in now["problems"][0]["reason"]
    assert await Lead.all().count() == 0

    run = await started(company.rep, imports, trial)
    assert counts(run) == {"created": 3, "failed": 1}
    assert await Lead.filter(mobile="13800000002").values_list("name", flat=True) == ["赵六"]
    assert (await reasons(run)).keys() == {4}
    [row] = (await faulty(company.rep, run, imports.files)).to_json()["rows"]
    assert (row["values"]["status"], row["fixed"]) == ("未处理", ["status"])  # what was mended stays mended
    with pytest.raises(Conflict, match="已经正式导入"):
        await correct(company.rep, await ImportRun.get(id=trial.id), imports.files, {4: {"mobile": "1"}})


async def test_rows_mended_after_a_run_are_a_run_of_their_own_counted_once_and_undone_alone(
    imports: Imports, company: Company
):
    run = await imports.run(company.rep, LEAD, HEADERS, ROWS)
    assert counts(run) == {"created": 2, "failed": 2}
    with pytest.raises(Conflict, match="还没有改好的行"):
        await import_again(company.rep, run, imports.files)
    run, _ = await mend(company.rep, imports, run, {3: {"name": "赵六"}})
    assert (await told(company.rep, run))["failed"] == 2  # what that run did stays what it did
    assert await troubles(run, 1) == [(3, "已改好，还没有导入")]
    again = await begun_again(company.rep, imports, run)
    assert (again.rows, counts(again)) == (1, {"created": 1})
    assert (await Lead.get(mobile="13800000002")).name == "赵六"
    run = await ImportRun.get(id=run.id)
    assert [row for row, _ in await troubles(run)] == [4]
    assert (await told(company.rep, run))["again"] == {"runs": [again.id], "rows": 1}
    with pytest.raises(Conflict, match="还没有改好的行"):
        await import_again(company.rep, run, imports.files)

    await undo(company.rep, again.batch)
    assert {lead.name for lead in await Lead.filter(deleted_at=None)} == {"张三", "王五"}
    assert await states(company.rep, imports, run) == {3: ("created", set()), 4: ("failed", {"status"})}
    await begun_again(company.rep, imports, run)
    assert await Lead.filter(deleted_at=None, mobile="13800000002").count() == 1


async def test_what_the_database_says_now_counts_not_what_it_said_then(imports: Imports, company: Company):
    run = await imports.run(company.rep, LEAD, HEADERS, ROWS)
    async with work():
        await create(company.rep, LEAD, {"name": "先来的", "mobile": "13800000005"})
    run, found = await mend(company.rep, imports, run, {3: {"name": "赵六", "mobile": "13800000005"}})
    assert outcomes(found)[3] == ("skipped", set())
    both = {3: {"mobile": "13800000006"}, 4: {"mobile": "13800000006", "status": "未处理"}}
    _, found = await mend(company.rep, imports, run, both)
    assert outcomes(found) == {3: ("created", set()), 4: ("skipped", set())}  # the second means the same person


async def test_corrections_go_along_to_another_trial_of_the_same_file_where_its_columns_are_the_same(
    imports: Imports, company: Company
):
    trial = await imports.run(company.rep, LEAD, HEADERS, ROWS, dry_run=True)
    trial, _ = await mend(company.rep, imports, trial, {3: {"name": "赵六"}, 4: {"status": "未处理"}})
    asked = {"dry_run": True, "fixes_of": trial.id}
    second = await imports.run(company.rep, LEAD, HEADERS, ROWS, **asked)
    assert counts(second) == {"created": 3, "failed": 1}
    narrower = await imports.run(company.rep, LEAD, HEADERS, ROWS, mapping={"姓名": "name", "手机": "mobile"}, **asked)
    assert [fix["values"] for fix in narrower.options["fixes"].values()] == [{"name": "赵六"}]
    for actor, rows in ((company.other, ROWS), (company.rep, ROWS[:3])):
        strange = await imports.run(actor, LEAD, HEADERS, rows, **asked)
        assert strange.options["fixes"] == {} and strange.failed == 2


async def test_a_cell_put_back_as_it_was_is_no_correction_any_more(imports: Imports, company: Company):
    trial = await imports.run(company.rep, LEAD, HEADERS, ROWS, dry_run=True)
    trial, _ = await mend(company.rep, imports, trial, {3: {"name": "赵六"}})
    trial, found = await mend(company.rep, imports, trial, {3: {"name": ""}})
    assert outcomes(found)[3] == ("failed", {"name"}) and found.to_json()["rows"][0]["fixed"] == []
    assert (await told(company.rep, trial))["failed"] == 2 and trial.options["fixes"] == {}


async def test_two_who_mend_different_rows_at_once_both_keep_theirs(imports: Imports, company: Company):
    trial = await imports.run(company.rep, LEAD, HEADERS, ROWS, dry_run=True)
    stale = await ImportRun.get(id=trial.id)
    await mend(company.rep, imports, trial, {3: {"name": "赵六"}})
    trial, _ = await mend(company.rep, imports, stale, {4: {"status": "未处理"}})
    assert {row: fix["values"] for row, fix in trial.options["fixes"].items()} == {
        "3": {"name": "赵六"},
        "4": {"status": "未处理"},
    }


async def test_only_whoever_submitted_the_run_mends_it_and_only_cells_of_its_faulty_rows(
    imports: Imports, company: Company
):
    run = await imports.run(company.rep, LEAD, HEADERS, ROWS)
    waiting = await imports.begin(company.rep, LEAD, HEADERS, ROWS)
    refusals: list[tuple[Actor, ImportRun, Fixes, type[CrmError], str]] = [
        (company.boss, run, {3: {"name": "赵六"}}, NotAllowed, "由提交的人来改"),
        (company.rep, waiting, {3: {"name": "赵六"}}, Conflict, "还在进行"),
        (company.rep, run, {2: {"name": "赵六"}}, Invalid, "第 2 行没有错误"),
        (company.rep, run, {3: {"owner": "周雨桐"}}, Invalid, "没有这一格"),
        (company.rep, run, {3: {"name": "长" * 40_000}}, Invalid, "太长"),
        (replace(company.rep, reaches={("lead", "create"): "none"}), run, {3: {"name": "赵六"}}, NotAllowed, "新建"),
    ]
    for actor, one, fixes, kind, sentence in refusals:
        with pytest.raises(kind) as caught:
            await correct(actor, one, imports.files, fixes)
        assert sentence in str(caught.value.fields or caught.value.message)
    await undo(company.rep, run.batch)
    with pytest.raises(Conflict, match="已经撤销"):
        await faulty(company.rep, run, imports.files)


async def test_beyond_the_first_rows_the_error_file_is_the_place(
    imports: Imports, company: Company, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(correcting, "MOST", 3)
    rows = [("", f"1380000{n:04}", "", "") for n in range(5)]
    run = await imports.run(company.rep, LEAD, HEADERS, rows)
    shown = (await faulty(company.rep, run, imports.files)).to_json()
    assert ([line["row"] for line in shown["rows"]], shown["count"]) == ([2, 3, 4], 5)
    with pytest.raises(Invalid):
        await correct(company.rep, run, imports.files, {6: {"name": "赵六"}})


async def test_the_error_file_holds_the_corrected_cells(imports: Imports, company: Company, tmp_path: Path):
    original, out = tmp_path / "in.csv", tmp_path / "out.csv"
    original.write_bytes(csv_of(HEADERS, ROWS))
    write_errors(out, "csv", original, [(3, "姓名还没填"), (4, "手机少 1 位")], fixes={"4": {"2": "未处理"}})
    assert [cells[:4] for _, cells in open_sheet(out).rows()] == [
        [None, "13800000002", "未处理", "y"],
        ["李四", "12", "未处理", "z"],
    ]


async def test_a_run_of_mended_rows_goes_on_where_it_was_halted(imports: Imports, company: Company):
    run = await imports.run(company.rep, LEAD, HEADERS, ROWS)
    mended: Fixes = {3: {"name": "赵六"}, 4: {"mobile": "13800000003", "status": "未处理"}}
    run, _ = await mend(company.rep, imports, run, mended)
    again = await import_again(company.rep, run, imports.files)
    await ImportRun.filter(id=again.id).update(done=1, created=1, status="writing")
    again = await imports.carry_out(again)
    assert (again.done, again.created) == (2, 2)
    assert sorted(await Lead.all().values_list("name", flat=True)) == sorted(["张三", "王五", "李四"])


async def test_rows_that_a_stopped_run_did_not_reach_can_be_brought_in_again(imports: Imports, company: Company):
    run = await imports.run(company.rep, LEAD, HEADERS, ROWS)
    mended: Fixes = {3: {"name": "赵六"}, 4: {"mobile": "13800000003", "status": "未处理"}}
    run, _ = await mend(company.rep, imports, run, mended)
    again = await import_again(company.rep, run, imports.files)
    await ImportRun.filter(id=again.id).update(done=1, created=1, status="failed")
    run = await ImportRun.get(id=run.id)
    assert await states(company.rep, imports, run) == {4: ("created", set())}


async def test_a_mended_further_contact_joins_the_customer_that_the_file_brought(imports: Imports, company: Company):
    headers = ("客户名称", "联系人·姓名", "联系人·手机")
    rows = [("汇筑科技", "张三", "13800000001"), ("汇筑科技", "李四", "12")]
    run = await imports.run(company.rep, ACCOUNT, headers, rows)
    assert counts(run) == {"created": 1, "failed": 1}
    run, _ = await mend(company.rep, imports, run, {3: {"contact.mobile": "13800000002"}})
    again = await begun_again(company.rep, imports, run)
    assert counts(again) == {"updated": 1}
    assert await Account.all().count() == 1
    assert sorted(await Contact.all().values_list("name", flat=True)) == ["张三", "李四"]
    assert await Change.filter(batch=again.batch, object="contact", verb="create").count() == 1
