"""The chat of a running wecrm (聊天装配): workers of inbox and outbox, the jobs of the handlers, who is told what."""

from dataclasses import dataclass

from bot.buttons import Buttons
from bot.conversation import Conversation
from bot.handlers import all_routes
from bot.handlers.card_scan import ReadCards
from bot.handlers.directory import Members
from bot.handlers.start import Newcomers
from bot.handlers.work_buttons import desk_of
from bot.parts import Parts
from core.inbox import Inbox
from core.jobs import Job
from core.outbox import Outbox
from core.queues import Worker, free_all
from notifications.sender import Sender
from notifications.told import listen


@dataclass(frozen=True)
class Talk:
    """The running chat. `sender.trouble` is a sentence while an administrator has to act, for readiness."""

    inbox: Worker
    outbox: Worker
    sender: Sender

    async def stop(self) -> None:
        """Takes in nothing more, then sends what is under way."""
        await self.inbox.stop()
        await self.outbox.stop()


async def start_talk(parts: Parts) -> Talk:
    """Registers the chat's jobs with `parts.jobs` and its listeners, frees what a dead process held, starts."""
    talk = build_talk(parts)
    if parts.database.dialect.name == "sqlite":
        for queue in (Inbox, Outbox, Job):
            await free_all(queue)
    talk.inbox.start()
    talk.outbox.start()
    return talk


def build_talk(parts: Parts) -> Talk:
    """Everything connected, nothing running yet."""
    routes = all_routes()
    buttons = Buttons(parts.settings.secret_key, routes.payloads)
    reading, newcomers, members = ReadCards(parts, buttons), Newcomers(parts, buttons), Members(parts)
    parts.jobs.handle("card.read", reading.read, reading.gave_up)
    parts.jobs.handle("newcomer", newcomers.look_up)
    parts.jobs.handle("member", members.read)
    listen(parts.listeners, desk_of(parts.settings.base_url, buttons))
    sender = Sender(parts.wecom, parts.kv)
    return Talk(Conversation(parts, routes, buttons).worker(), sender.worker(), sender)
