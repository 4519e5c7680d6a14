"""A process that merges two accounts and undoes it, over and over, until it is killed: URL, member, master, other."""

import asyncio
import sys

from core import events
from core.accounts.account import ACCOUNT
from core.db import Database
from core.merging.merge import merge
from core.objects import custom
from core.objects.deeds import Deed
from core.objects_list import register_all
from core.org.actor import actor_by_id
from core.undoing.deed import undo
from core.work import work


async def go_on(url: str, member: int, ids: list[int]) -> None:
    register_all()
    await Database(url).open()
    custom.use()
    events.use(events.Listeners())
    actor = await actor_by_id(member)
    assert actor is not None
    print("begun", flush=True)
    while True:
        merged = await Deed.get_or_none(kind="merge", state="done")
        if merged is not None:
            await undo(actor, merged.batch)
        else:
            async with work():
                await merge(actor, ACCOUNT, ids)


if __name__ == "__main__":
    asyncio.run(go_on(sys.argv[1], int(sys.argv[2]), [int(one) for one in sys.argv[3:]]))
