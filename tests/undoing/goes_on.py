"""A process for the test that kills it: `python -m tests.undoing.goes_on URL MEMBER WHAT [ACCOUNT]`.

WHAT is `undo` (the job goes on where it stands), `purge` (so does purging), or `back_and_forth` (an account is deleted
and brought back, over and over).
"""

import asyncio
import sys

from core.accounts.account import ACCOUNT
from core.db import Database
from core.jobs import Job, JobRun
from core.objects import custom
from core.objects.writing import delete
from core.objects_list import register_all
from core.org.actor import Actor, actor_by_id
from core.undoing import footprint, job, purging, undo
from core.work import wake_with, work

SMALL = 5  # records a page, so that there are many


async def main(url: str, member: str, what: str, account: str = "") -> None:
    register_all()
    footprint.PAGE = purging.AT_ONCE = SMALL
    database = await Database(url).open()
    custom.use()
    wake_with()
    actor = await actor_by_id(int(member))
    assert actor is not None
    print("begun", flush=True)
    if what == "undo":
        [row] = await Job.filter(kind="undo").values()
        await job.carry_out(JobRun(dict(row)))
    elif what == "purge":
        await purging.purge_due(JobRun({"id": 0, "key": "", "kind": "purge", "payload": {}, "attempts": 1}))
    else:
        await back_and_forth(actor, int(account))
    await database.close()
    print("over", flush=True)


async def back_and_forth(actor: Actor, account_id: int) -> None:
    batch = ""
    while True:
        if not await ACCOUNT.model.exists(id=account_id, deleted_at=None):
            batch = batch or await last_batch(account_id)
            await undo(actor, batch)
        async with work() as piece:
            await delete(actor, ACCOUNT, account_id)
        batch = piece.batch


async def last_batch(account_id: int) -> str:
    from core.objects.binning import Binned

    return (await Binned.get(object="account", record_id=account_id)).batch


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
