"""A process for the test that kills it: `python -m tests.suspects.goes_on URL` makes names unique, or free again."""

import asyncio
import sys

from core.db import Database
from core.jobs import JobRun
from core.objects import custom
from core.objects_list import register_all
from core.suspects import switched
from core.work import wake_with


async def main(url: str) -> None:
    register_all()
    switched.STEP = 4
    database = await Database(url).open()
    custom.use()
    wake_with()
    print("begun", flush=True)
    await switched.settle_all(JobRun({"id": 0, "key": "", "kind": switched.SETTLE, "payload": {}, "attempts": 1}))
    await database.close()
    print("over", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
