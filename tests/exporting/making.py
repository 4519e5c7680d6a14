"""Exports run in this process as the job runs them in its own, and their files read back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.exporting.run import ExportRun
from core.exporting.starting import Wish, start
from core.exporting.writing import export
from core.files.file import FileStore, StoredFile
from core.jobs import Job, JobRun
from core.objects.definition import ObjectDef
from core.org.actor import Actor
from core.sheets.opening import open_sheet
from core.work import work


@dataclass(frozen=True)
class Table:
    headers: list[str]
    rows: list[list[Any]]

    def column(self, header: str) -> list[Any]:
        return [row[self.headers.index(header)] for row in self.rows]


@dataclass(frozen=True)
class Exports:
    """Exports of one company; files lie in a folder of their own."""

    files: FileStore

    async def begin(self, actor: Actor, definition: ObjectDef, **wish: Any) -> ExportRun:
        """An export that waits."""
        async with work():
            return await start(actor, definition, Wish(**wish))

    async def carry_out(self, run: ExportRun) -> ExportRun:
        await export(await job_of(run), self.files)
        return await ExportRun.get(id=run.id)

    async def run(self, actor: Actor, definition: ObjectDef, **wish: Any) -> ExportRun:
        """An export that has ended."""
        return await self.carry_out(await self.begin(actor, definition, **wish))

    async def path(self, run: ExportRun) -> Path:
        return self.files.path((await StoredFile.get(id=run.file_id)).sha256)

    async def table(self, actor: Actor, definition: ObjectDef, **wish: Any) -> Table:
        """What stands in the file of an export."""
        run = await self.run(actor, definition, **wish)
        assert run.status == "done", run.message
        sheet = open_sheet(await self.path(run), f"export.{run.format}")
        return Table(sheet.headers, [cells for _, cells in sheet.rows()])

    async def ids(self, actor: Actor, definition: ObjectDef, **wish: Any) -> list[int]:
        """The records of an export, in its order."""
        table = await self.table(actor, definition, format="csv", **wish)
        return [int(one) for one in table.column("系统编号")]


async def job_of(run: ExportRun) -> JobRun:
    """The claimed job of an export."""
    await Job.filter(key=f"export:{run.id}").update(state="running", attempts=1)
    job = await Job.get(key=f"export:{run.id}")
    return JobRun({"id": job.id, "key": job.key, "kind": "export", "payload": job.payload, "attempts": 1})
