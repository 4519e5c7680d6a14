"""The address book changed (通讯录变更): what the event names is read again, whatever else it carries."""

from datetime import timedelta

from bot.directory import fetch_one
from bot.parts import Parts
from bot.router import Router
from core import clock, jobs
from core.jobs import JobRun
from core.wecom.errors import WeComError
from core.wecom.events import ContactChange

router = Router()
ONE = ("create_user", "update_user")
TOGETHER_S = 5


@router.event(ContactChange)
async def changed(event: ContactChange) -> None:
    """One member by itself; anything else is a reading of the whole, one for all changes of a few seconds."""
    if event.change in ONE and event.userid:
        await jobs.add("member", {"userid": event.new_userid or event.userid})
        return
    number = int(clock.now().timestamp()) // TOGETHER_S
    await jobs.add("directory", {}, key=f"change:{number}", run_at=clock.now() + timedelta(seconds=TOGETHER_S))


class Members:
    """Reads one member again (job `member`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def read(self, run: JobRun) -> None:
        try:
            await fetch_one(self._parts.wecom, run.payload["userid"], self._parts.settings.admins)
        except WeComError as error:
            if error.errcode != 60111:
                raise
