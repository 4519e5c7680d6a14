"""Writing an export's file (写导出文件): one moment of the database, streamed row by row, in a job of its own.

A run that is killed begins again from the start; however often it runs, it ends once and has one file.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import structlog
from pypika_tortoise.functions import Count

from core import clock
from core.actor import Actor
from core.db import database
from core.errors import CrmError, Invalid, NotAllowed, Unavailable
from core.exporting.cells import Cell, Cells, headers, widths
from core.exporting.namesakes import namesakes
from core.exporting.news import Exported
from core.exporting.rights import asked, shown_columns
from core.exporting.run import ACTIVE, DAYS_KEPT, FORMATS, ExportRun
from core.files.file import FileStore, StoredFile
from core.jobs import JobRun
from core.moment import Moment, one_moment
from core.objects.definition import ObjectDef
from core.objects.paging import Paging
from core.objects.query import CANDIDATES, Asked, Shape, built_in_place, shape
from core.objects.registry import object_named
from core.org.actor import actor_by_id
from core.queues import GiveUp
from core.sheets.writing import write_sheet
from core.work import happened, work

MOST_ROWS = 200_000
ROWS_A_PART = 1000
TOLD_EVERY = 1.0
FAILED = "导出没有完成，服务器出了问题。过一会儿重新导出；一直不行就告诉管理员"
log = structlog.get_logger()


async def export(job: JobRun, files: FileStore) -> None:
    """The job: what it may not or cannot do ends the run with a sentence; only trouble of the machine is retried."""
    run = await ExportRun.get_or_none(id=job.payload["run"])
    if run is None:
        raise GiveUp(f"there is no export {job.payload['run']}")
    if run.status not in ACTIVE:
        return
    try:
        file, message = await _file_of(run, files)
    except Unavailable:
        raise
    except CrmError as refusal:
        await _end(job, run, status="failed", message=refusal.message[:400])
    else:
        kept_until = clock.now() + DAYS_KEPT
        await _end(job, run, status="done", message=message, file_id=file.id, done=run.rows, expires_at=kept_until)


async def gave_up(job: JobRun, error: Exception) -> None:
    """The last attempt failed: whoever waits for the file is told."""
    async with work():
        message = error.message if isinstance(error, CrmError) else FAILED
        changed = {"status": "failed", "message": message[:400], "finished_at": clock.now()}
        if await ExportRun.filter(id=job.payload["run"], status__in=ACTIVE).update(**changed):
            await happened(Exported(job.payload["run"]))


async def _end(job: JobRun, run: ExportRun, **columns: Any) -> None:
    """The outcome, the end of the job and the news of it in one commit; nothing where another process was first."""
    async with work():
        if await ExportRun.filter(id=run.id, status__in=ACTIVE).update(finished_at=clock.now(), **columns):
            await happened(Exported(run.id))
        await job.finish()


async def _file_of(run: ExportRun, files: FileStore) -> tuple[StoredFile, str]:
    """The stored file with the rows and columns that the member may take out now, and what is to be said of it."""
    actor, definition = await actor_by_id(run.member_id), object_named(run.object)
    if actor is None:
        raise NotAllowed("导出的人已停用或离职，没有导出")
    found = await asked(actor, definition, run.listing)
    columns = shown_columns(found.actor, definition, run.listing["view"], run.columns)
    if not columns:
        raise NotAllowed("你的字段权限变了，要导出的列都看不到了")
    run.columns = columns
    try:
        with files.workplace(f"export-{run.id}") as path:
            async with one_moment(database()) as moment:
                await _counted(run, found, moment)
                await _write(path, run, actor, definition, found, moment)
            stored = await files.adopt(path, FORMATS[run.format])
    except OSError as error:
        raise Unavailable("服务器的磁盘写不进去了，文件没有写成。先告诉管理员") from error
    return stored, f"按文字搜索只看最近的 {CANDIDATES:,} 条" if found.capped else ""


async def _counted(run: ExportRun, found: Asked, moment: Moment) -> None:
    """How many rows there will be. Raises Invalid for too many."""
    some = built_in_place(found.table).select(found.table.id).where(found.only).limit(MOST_ROWS + 1)
    query = built_in_place(some).select(Count("*"))
    run.rows = int((await moment.rows(*query.get_parameterized_sql()))[0][0])
    if run.rows > MOST_ROWS:
        raise Invalid({"where": f"符合的超过 {MOST_ROWS:,} 条，一次导不出这么多。加上筛选条件，分几次导出"})
    changed = {"status": "writing", "rows": run.rows, "done": 0, "columns": run.columns}
    await ExportRun.filter(id=run.id, status__in=ACTIVE).update(**changed)


async def _write(path: Path, run: ExportRun, actor: Actor, definition: ObjectDef, found: Asked, moment: Moment) -> None:
    """The writer works in a thread and asks the loop for the next rows when it wants them."""
    form = shape(found.actor, definition, tuple(run.columns))
    to = [form.faces[key].to for key in form.own if form.faces[key].kind == "reference"]
    cells = Cells(form, run.columns, await namesakes(moment, to))
    now = clock.local(clock.now())
    mark = f"{actor.name}（{actor.userid}）{now:%Y-%m-%d %H:%M} 导出 {definition.label} {run.rows} 条"
    rows = _pulled(asyncio.get_running_loop(), _told(run, _parts(form, definition, found, moment)), cells)
    await asyncio.to_thread(
        write_sheet,
        path,
        run.format,  # type: ignore[arg-type]
        headers(definition, form.faces, run.columns),
        rows,
        watermark=mark,
        widths=widths(form.faces, run.columns),
    )


async def _parts(form: Shape, definition: ObjectDef, found: Asked, moment: Moment) -> AsyncIterator[list[Any]]:
    """The rows in the order of the list: first those with a value in the sorted field, then those without."""
    paging = Paging(found.actor, definition, found.table, found.sort)
    for condition, term in paging.zones(found.only, ""):
        query = paging.apply(form.select(found.table, condition), term, MOST_ROWS)
        async for part in moment.parts(*query.get_parameterized_sql(), most=ROWS_A_PART):
            yield part


async def _told(run: ExportRun, parts: AsyncIterator[list[Any]]) -> AsyncIterator[list[Any]]:
    """The parts, with a word about the progress once a second."""
    done, before = 0, time.monotonic()
    async for part in parts:
        yield part
        done += len(part)
        if time.monotonic() - before >= TOLD_EVERY:
            await ExportRun.filter(id=run.id, status="writing").update(done=done)
            before = time.monotonic()


def _pulled(
    loop: asyncio.AbstractEventLoop, parts: AsyncIterator[list[Any]], cells: Cells
) -> Iterator[tuple[Cell, ...]]:
    """The rows of an asynchronous source for a thread; it must be another thread than the loop's."""

    async def following() -> list[Any]:
        return await anext(parts, [])

    while part := asyncio.run_coroutine_threadsafe(following(), loop).result():
        yield from cells.of(part)
