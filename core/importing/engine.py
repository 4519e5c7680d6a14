"""The job of an import (导入执行): chunk by chunk from where it stood, until everything is in or reported."""

import asyncio
from collections.abc import Iterator
from itertools import islice

import structlog

from core import clock, jobs
from core.actor import Actor
from core.db import IntegrityError, transaction
from core.errors import Conflict, CrmError, Invalid, NotAllowed, Unavailable
from core.files.file import FileStore, StoredFile
from core.importing.carrying import Lost, carry_out
from core.importing.fixes import rows_of
from core.importing.news import ImportAssigned, ImportEnded
from core.importing.opening import open_file
from core.importing.planning import Planner
from core.importing.run import ImportProblem, ImportRun
from core.importing.terms import SKIP, UPDATE, Terms
from core.jobs import JobRun
from core.objects import deeds
from core.org.actor import MAY_ACT, actor_by_id
from core.org.tables import Member
from core.queues import GiveUp
from core.sheets.sheet import Row, Sheet
from core.work import happened, work

CHUNK = 250
SMALLER = 8
TAKEN = "有人同时存了相同的资料，这一行没有写进去，再导入一次"
BREATH = 0.005  # between two chunks, so that whoever waits to write comes first
ACTIVE = ("queued", "checking", "writing")
log = structlog.get_logger()


async def run_import(job: JobRun, files: FileStore) -> None:
    """Carries out or tries one import. Refusals end it with a sentence; trouble of the machine is tried again."""
    run = await ImportRun.get_or_none(id=job.payload["run"])
    if run is None:
        raise GiveUp("this import is not there any more")
    if run.status not in ACTIVE:
        return
    try:
        run = await _begun(run)
        sheet = await asyncio.to_thread(open_file, await _path(run, files), run.name)
        await _Import(run, await asyncio.to_thread(rows_of, sheet, run.options, Terms.of(run).mapping), job).go()
    except Lost:
        log.warning("import.taken_over", run=run.id)
    except Unavailable:
        raise
    except CrmError as error:
        await ended(run.id, error.message)


async def gave_up(job: JobRun, error: Exception) -> None:
    """Nothing more is tried: what is in stays in, and the member is told."""
    why = error.message if isinstance(error, CrmError) else "服务器出了错，管理员可以在日志里看到原因"
    await ended(int(job.payload["run"]), f"{why}。已经导入的行都在，用同一个文件再导入一次会接着补上")


async def ended(run_id: int, message: str = "") -> None:
    """The end of a run, once: done without a message, failed with one. Tells whoever has to know."""
    async with work():
        run = await ImportRun.select_for_update().get_or_none(id=run_id)
        if run is None or run.status not in ACTIVE:
            return
        run.status, run.message, run.finished_at = "failed" if message else "done", message[:400], clock.now()
        await run.save(update_fields=["status", "message", "finished_at"])
        await deeds.is_over(run.batch)
        await happened(ImportEnded(run.id, run.member_id))
        for member, count in run.options.get("assigned", {}).items():
            await happened(ImportAssigned(run.id, run.object, int(member), run.member_id, count, False))
        if run.options.get("entered"):
            await jobs.add("import.assign", {"run": run.id}, key=str(run.id))


async def _begun(run: ImportRun) -> ImportRun:
    status = "checking" if run.dry_run else "writing"
    started = run.started_at or clock.now()
    if not await ImportRun.filter(id=run.id, status=run.status).update(status=status, started_at=started):
        raise Lost
    run.status, run.started_at = status, started
    return run


async def _path(run: ImportRun, files: FileStore) -> str:
    file = await StoredFile.get(id=run.file_id)
    path = files.path(file.sha256)
    if not path.exists():
        raise NotAllowed("导入的文件已经不在服务器上了，重新上传一次")
    return str(path)


async def importer(run: ImportRun) -> Actor:
    """The member as of now. Raises NotAllowed when the rights are gone meanwhile."""
    terms = Terms.of(run)
    member = await Member.get_or_none(id=run.member_id, deleted_at=None)
    actor = await actor_by_id(run.member_id) if member and member.status in MAY_ACT else None
    if actor is None:
        raise NotAllowed("提交这次导入的成员已经停用，导入停在这里")
    for verb in verbs_of(terms.mode):
        actor.needs(terms.definition.key, verb, terms.definition.label)
    return actor


def verbs_of(mode: str) -> tuple[str, ...]:
    """What a mode may do to records."""
    return ("create",) if mode == SKIP else ("update",) if mode == UPDATE else ("create", "update")


class _Import:
    """One run in hand: the rows that are left, and how many go into the next chunk."""

    def __init__(self, run: ImportRun, sheet: Sheet, job: JobRun) -> None:
        self.run, self.sheet, self.job, self.terms = run, sheet, job, Terms.of(run)
        self.planner = Planner(self.terms)
        self.rows: Iterator[Row] = iter(())
        self.left: list[Row] = []
        self.size = CHUNK

    async def go(self) -> None:
        """A trial run keeps what it saw in memory, so it begins at the top again."""
        if self.terms.dry and self.run.done:
            self.run = await _from_the_top(self.run)
        self.rows = islice(self.sheet.rows(), self.run.done, None)
        if self.run.rows != self.sheet.height:
            await ImportRun.filter(id=self.run.id).update(rows=self.sheet.height)
        progressed = False
        while chunk := [*self.left, *islice(self.rows, max(self.size - len(self.left), 0))]:
            settled = await self._settle(chunk[: self.size])
            self.left = chunk[settled:]
            if settled and not progressed:
                await self.job.progressed()
                progressed = True
            await asyncio.sleep(BREATH)
        await ended(self.run.id)

    async def _settle(self, chunk: list[Row]) -> int:
        """How many rows from the top are in or reported now. What the database refuses is tried again in smaller
        pieces, freshly planned, until it is known which row it is.
        """
        actor = await importer(self.run)
        self.planner.shown = len(self.run.preview)
        lines = await self.planner.plan(actor, chunk)
        try:
            await carry_out(actor, self.terms, self.run, lines)
        except (IntegrityError, Conflict, Invalid, NotAllowed) as error:
            log.warning("import.refused", run=self.run.id, row=chunk[0][0], rows=len(lines), error=repr(error)[:300])
            if len(lines) > 1:
                self.size = max(len(lines) // SMALLER, 1)
                return 0
            lines[0].fails({"": error.message if isinstance(error, CrmError) else TAKEN})
            await carry_out(actor, self.terms, self.run, lines)
        self.run = await ImportRun.get(id=self.run.id)
        self.size = min(self.size * 2, CHUNK)
        return len(lines)


async def _from_the_top(run: ImportRun) -> ImportRun:
    """A trial run that was interrupted."""
    nothing = {"done": 0, "created": 0, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0, "preview": []}
    async with transaction():
        await ImportProblem.filter(run_id=run.id).delete()
        await ImportRun.filter(id=run.id).update(**nothing)
    return await ImportRun.get(id=run.id)
