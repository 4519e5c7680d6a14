"""The job of an export: once however often it is asked for or killed, bounded, and gone after a week."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.own_process import in_own_process
from core import clock, events, jobs
from core.db import Database
from core.errors import Gone, Invalid, TooMany, Unavailable
from core.exporting import writing
from core.exporting.keeping import fetched, sweep, told
from core.exporting.news import Exported
from core.exporting.run import ExportRun
from core.exporting.writing import export, gave_up
from core.files.file import REFERRERS, FileStore, StoredFile
from core.jobs import Job
from core.leads.lead import LEAD, Lead
from core.migrating import connection_models
from core.settings import Settings, read_settings
from core.sheets.opening import open_sheet
from core.work import work
from tests.conftest import Company
from tests.exporting.making import Exports, job_of
from tests.objects import making


async def heard() -> list[int]:
    """The exports of which the end was told."""
    told = [job.payload for job in await Job.filter(kind="event") if job.payload["name"] == "Exported"]
    return [one["event"]["export_id"] for one in told]


@pytest.fixture
async def listening(database: Database) -> AsyncIterator[None]:
    async def nobody(_event: Exported) -> None: ...

    listeners = events.Listeners()
    listeners.listen(Exported, nobody)
    events.use(listeners)
    yield


async def test_the_same_wish_twice_is_one_export_while_it_runs(company: Company, exports: Exports):
    first = await exports.begin(company.rep, LEAD, q="惠筑")
    assert (await exports.begin(company.rep, LEAD, q="惠筑")).id == first.id
    assert (await exports.begin(company.rep, LEAD, q="惠筑", format="csv")).id != first.id
    assert (await exports.begin(company.manager, LEAD, q="惠筑")).id != first.id
    await exports.carry_out(first)
    assert (await exports.begin(company.rep, LEAD, q="惠筑")).id != first.id


async def test_two_equal_requests_at_once_are_one_export(company: Company, exports: Exports):
    both = await asyncio.gather(*[exports.begin(company.rep, LEAD) for _ in range(2)])
    assert both[0].id == both[1].id
    assert await Job.filter(kind="export").count() == 1


async def test_nobody_fills_the_queue(company: Company, exports: Exports):
    runs = [await exports.begin(company.rep, LEAD, q=f"惠{n}") for n in range(5)]
    assert [one["ahead"] for one in await told(runs)] == [0, 1, 2, 3, 4]
    with pytest.raises(TooMany, match="5 个导出还没写完"):
        await exports.begin(company.rep, LEAD)
    await exports.begin(company.other, LEAD)


async def test_too_many_rows_are_refused_in_a_sentence(
    company: Company, exports: Exports, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "MOST_ROWS", 2)
    for _ in range(3):
        await making.row(LEAD, company.rep)
    run = await exports.run(company.rep, LEAD)
    assert (run.status, run.file_id) == ("failed", None) and "加上筛选条件" in run.message
    assert await exports.ids(company.rep, LEAD, where={"field": "id", "lt": 3})


async def test_wrong_wishes_are_refused_at_once(company: Company, exports: Exports):
    wrong = [
        {"format": "pdf"}, {"sort": "note"}, {"view": "gone"}, {"columns": ("gone",)}, {"ids": (0,)},
        {"where": {"field": "gone", "is": 1}},
    ]  # fmt: skip
    for wish in wrong:
        with pytest.raises(Invalid):
            await exports.begin(company.rep, LEAD, **wish)
    assert not await Job.exists(kind="export")


async def test_a_job_that_runs_twice_ends_once(company: Company, exports: Exports, listening: None):
    """A worker whose lease ran out goes on beside the next one."""
    await making.row(LEAD, company.rep)
    run = await exports.begin(company.rep, LEAD)
    job = await job_of(run)
    await asyncio.gather(*[export(job, exports.files) for _ in range(2)], return_exceptions=True)
    await export(job, exports.files)
    ended = await ExportRun.get(id=run.id)
    assert (ended.status, ended.rows, ended.done) == ("done", 1, 1)
    assert (await exports.path(ended)).is_file()
    assert await heard() == [run.id]
    assert [path.name for path in exports.files.folder.iterdir() if path.is_file()] == []


async def test_a_full_disk_is_tried_again_and_told_in_the_end(
    company: Company, tmp_path: Path, exports: Exports, listening: None
):
    (tmp_path / "full").write_text("")
    broken = Exports(FileStore(tmp_path / "full" / "files"))
    run = await broken.begin(company.rep, LEAD)
    with pytest.raises(Unavailable) as trouble:
        await broken.carry_out(run)
    assert (await ExportRun.get(id=run.id)).status in ("queued", "writing")
    await gave_up(await job_of(run), trouble.value)
    ended = await ExportRun.get(id=run.id)
    assert ended.status == "failed" and "磁盘" in ended.message
    assert await heard() == [run.id]


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return read_settings({"WECRM_DATABASE_URL": database.url, "WECRM_DATA_DIR": str(tmp_path / "data")})


async def test_killed_while_it_writes_it_begins_again_and_has_one_file(
    company: Company, settings: Settings, listening: None
):
    """In a process of its own, which is ended in the middle twice."""
    await Lead.bulk_create([Lead(name=f"客户{n}", owner_id=company.rep.id) for n in range(3000)])
    files = FileStore(settings.files_dir)
    exports = Exports(files)
    run = await exports.begin(company.rep, LEAD, columns=tuple(LEAD.faces))
    for _ in range(2):
        await ExportRun.filter(id=run.id).update(status="queued")
        task = asyncio.create_task(in_own_process(settings)(await job_of(run)))
        await until_writing(run)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert (await ExportRun.get(id=run.id)).status == "writing"
    await in_own_process(settings)(await job_of(run))
    ended = await ExportRun.get(id=run.id)
    assert (ended.status, ended.rows, ended.done) == ("done", 3000, 3000)
    assert await StoredFile.all().count() == 1
    assert open_sheet(await exports.path(ended), "export.xlsx").height == 3000
    assert [path.name for path in files.folder.iterdir() if path.is_file()] == []
    assert await heard() == [ended.id]


async def until_writing(run: ExportRun) -> None:
    async with asyncio.timeout(60):
        while not await ExportRun.exists(id=run.id, status="writing"):
            await asyncio.sleep(0.02)


async def test_a_file_lasts_a_week_and_the_record_of_it_stays(
    company: Company, exports: Exports, stopped_clock: clock.Stopped
):
    run = await exports.run(company.rep, LEAD)
    kept = await exports.files.keep(b"somebody's photo", "image/png")
    path = await exports.path(run)
    await StoredFile.all().update(created_at=clock.now())
    stopped_clock.advance(timedelta(days=6, hours=23).total_seconds())
    await sweep(exports.files)
    assert path.is_file()
    stopped_clock.advance(timedelta(hours=2).total_seconds())
    with pytest.raises(Gone, match="7 天"):
        async with work():
            await fetched(company.rep, run.id)
    await sweep(exports.files)
    assert (
        not path.is_file() and not await StoredFile.exists(id=run.file_id) and not await StoredFile.exists(id=kept.id)
    )
    [record] = await told([await ExportRun.get(id=run.id)])
    assert (record["expired"], record["rows"], record["filter"]) == (True, 0, "全部看得到的线索")


async def test_contents_that_anything_refers_to_are_never_swept():
    """Every table with a file of ours is named."""
    referring = {
        model._meta.db_table
        for model in connection_models()
        for name in model._meta.fk_fields
        if model._meta.fields_map[name].model_name == "models.StoredFile"
    }
    assert referring == set(REFERRERS)


async def test_a_job_of_an_unknown_export_gives_up(company: Company, exports: Exports):
    async with work():
        await jobs.add("export", {"run": 4711}, key="4711")
    with pytest.raises(Exception, match="no export 4711"):
        await export(await job_of(ExportRun(id=4711)), exports.files)
