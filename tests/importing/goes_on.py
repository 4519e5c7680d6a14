"""A process for the test that kills it: `python -m tests.importing.goes_on URL` gives away what an import made."""

import asyncio
import sys

from core import events
from core.db import Database
from core.importing import assigning
from core.importing.news import ImportAssigned, ImportWaits
from core.jobs import Job, JobRun
from core.objects import custom
from core.objects_list import register_all
from core.work import wake_with


async def main(url: str) -> None:
    register_all()
    assigning.AT_ONCE = 3
    database = await Database(url).open()
    custom.use()
    wake_with()
    listeners = events.Listeners()
    for event in (ImportAssigned, ImportWaits):
        listeners.listen(event, heard)
    events.use(listeners)
    [row] = await Job.filter(kind="import.assign").values()
    print("begun", flush=True)
    await assigning.assign_imported(JobRun(dict(row)))
    await database.close()
    print("over", flush=True)


async def heard(_: object) -> None:
    return None


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
