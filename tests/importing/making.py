"""Files of rows and imports of them, run in this process as the job runs them in its own."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from core.files.file import FileStore
from core.importing.apart import look
from core.importing.engine import run_import
from core.importing.run import ImportProblem, ImportRun
from core.importing.starting import Asked, start
from core.jobs import Job, JobRun
from core.objects.definition import ObjectDef
from core.org.actor import Actor
from core.work import work

Rows = Sequence[Sequence[Any]]


def csv_of(headers: Sequence[str], rows: Rows) -> bytes:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


@dataclass
class Imports:
    """Imports of one company; files lie in a folder of their own."""

    files: FileStore

    async def begin(
        self, actor: Actor, definition: ObjectDef, headers: Sequence[str], rows: Rows, **asked: Any
    ) -> ImportRun:
        """A run that waits."""
        file = await self.files.keep(csv_of(headers, rows), "application/octet-stream")
        looked = await look(self.files.path(file.sha256), "rows.csv")
        async with work():
            return await start(actor, definition, file, "rows.csv", looked, Asked(**{"mode": "skip", **asked}))

    async def run(
        self, actor: Actor, definition: ObjectDef, headers: Sequence[str], rows: Rows, **asked: Any
    ) -> ImportRun:
        """A run that has ended."""
        return await self.carry_out(await self.begin(actor, definition, headers, rows, **asked))

    async def carry_out(self, run: ImportRun) -> ImportRun:
        await run_import(await job_of(run), self.files)
        return await ImportRun.get(id=run.id)


async def job_of(run: ImportRun) -> JobRun:
    """The claimed job of a run."""
    await Job.filter(key=f"import:{run.id}").update(state="running", attempts=1)
    job = await Job.get(key=f"import:{run.id}")
    return JobRun({"id": job.id, "key": job.key, "kind": "import", "payload": job.payload, "attempts": 1})


def counts(run: ImportRun) -> dict[str, int]:
    """What became of the rows, without what did not happen."""
    kinds = ("created", "updated", "unchanged", "skipped", "failed")
    return {kind: getattr(run, kind) for kind in kinds if getattr(run, kind)}


async def reasons(run: ImportRun) -> dict[int, str]:
    return {row.row: row.reason for row in await ImportProblem.filter(run_id=run.id).order_by("row")}


def imports_in(folder: Path) -> Imports:
    return Imports(FileStore(folder / "files"))
