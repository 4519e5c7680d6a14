"""What arrived is answered (收件处理): a row of the inbox becomes an event, finds its handler, and is done with it.

The handler, its answers and "this row is done" are one commit. A refusal that a person understands is answered with
its sentence; anything else is tried again, and told once when it does not help.
"""

from typing import Any

import structlog

from bot import words
from bot.buttons import BadButton, Buttons
from bot.chat import Chat
from bot.parts import Parts
from bot.router import Asked, Handler, Routes, code_to_write, handler_of
from core import dialogs, ids, jobs
from core.errors import CrmError, Unavailable
from core.inbox import Inbox
from core.org.actor import Actor, actor_by_userid
from core.queues import Worker, settle
from core.wecom.events import CardMenuPress, CardPress, Event, MenuClick, Message, TextMessage, Unknown, parse
from core.work import work

BACK_OFF = (0.5, 2, 8, 30)
ASKING = (Message, CardPress, CardMenuPress, MenuClick)
log = structlog.get_logger()
Found = tuple[Handler, dict[str, Any]]


async def _old_card(chat: Chat) -> None:
    await chat.reply_text(words.OLD_CARD)


async def _not_understood(chat: Chat) -> None:
    await chat.reply_text(words.NOT_UNDERSTOOD)


NOBODY = Actor(id=0, userid="", name="")
OLD_CARD, NOT_UNDERSTOOD = handler_of(_old_card), handler_of(_not_understood)


class Repeated(Exception):
    """Another worker has answered this row: what we did is taken back."""


class Conversation:
    """Answers the rows of the inbox, one at a time for each member."""

    def __init__(self, parts: Parts, routes: Routes, buttons: Buttons) -> None:
        self._parts, self._routes, self._buttons = parts, routes, buttons
        self._unhandled: set[tuple[str, str]] = set()

    def worker(self) -> Worker:
        return Worker(Inbox, self.answer, gave_up=self.gave_up, width=8, back_off=BACK_OFF, lanes=True)

    async def answer(self, row: dict[str, Any]) -> None:
        event = parse(row["payload"]["xml"])
        found = await self._found(event)
        if found is None:
            await self._settled(row)
            return
        handler, more = found
        chat = self.chat(event.sender, f"in:{row['id']}")
        try:
            async with work():
                if isinstance(event, TextMessage):
                    await dialogs.close(event.sender)
                await self._run(handler, event, chat, more)
                await self._settled(row)
        except Unavailable:
            raise
        except CrmError as error:
            await self._say_instead(row, chat, error.message)
        except Repeated:
            log.info("conversation.repeated", id=row["id"])

    async def gave_up(self, row: dict[str, Any], error: Exception) -> None:
        """The last attempt failed: one sentence with a number that is in the log."""
        event, number = parse(row["payload"]["xml"]), ids.short()
        log.error("conversation.gave_up", number=number, id=row["id"], error=repr(error)[:500])
        if isinstance(event, ASKING):
            async with work():
                await self.chat(event.sender, f"gave_up:{row['id']}").reply_text(words.GAVE_UP.format(number=number))

    def chat(self, userid: str, key: str) -> Chat:
        return Chat(self._parts.settings, self._buttons, userid, key)

    async def _run(self, handler: Handler, event: Event, chat: Chat, more: dict[str, Any]) -> None:
        actor = await actor_by_userid(event.sender) if handler.needs_actor else NOBODY
        if actor is None:
            await self._stranger(event, chat)
            return
        chat.userid = actor.userid or event.sender
        await handler(Asked(actor, event, chat, self._parts, self._routes, message=event, **more))

    async def _stranger(self, event: Event, chat: Chat) -> None:
        """Nobody we know: asked for at WeCom, so that the next message is understood when WeCom knows them."""
        await jobs.add("newcomer", {"userid": event.sender}, key=f"{event.sender}:{event.created_at:%Y%m%d%H%M}")
        if isinstance(event, ASKING):
            await chat.reply_text(words.STRANGER)

    async def _say_instead(self, row: dict[str, Any], chat: Chat, sentence: str) -> None:
        fresh = self.chat(chat.userid, f"in:{row['id']}")
        try:
            async with work():
                await fresh.reply_text(sentence)
                await self._settled(row)
        except Repeated:
            log.info("conversation.repeated", id=row["id"])

    async def _settled(self, row: dict[str, Any]) -> None:
        if not await settle(Inbox, row["id"]):
            raise Repeated

    # --- who answers

    async def _found(self, event: Event) -> Found | None:
        if isinstance(event, TextMessage):
            return await self._for_text(event)
        if isinstance(event, CardPress | CardMenuPress):
            return self._for_button(event)
        if isinstance(event, MenuClick):
            return self._or_note("menu", event.key, event.key)
        return self._or_note("event", type(event), _name(event)) or self._not_understood(event)

    async def _for_text(self, event: TextMessage) -> Found | None:
        text = words.plain(event.content)
        command = self._routes.command(text)
        question = None if command and _stands_alone(text, command[1]) else await dialogs.waiting_for(event.sender)
        if command and not (question and self._takes_sentences(question.name)):
            return command[0], {"text": text, "argument": command[1]}
        if question:
            if reply := self._routes.one("dialog", question.name):
                return reply, {"text": text, "argument": text, "answers": question.data}
            self._note("dialog", question.name)
        unknown = self._routes.one("otherwise", "")
        return (unknown, {"text": text, "argument": text}) if unknown else None

    def _takes_sentences(self, asked: str) -> bool:
        reply = self._routes.one("dialog", asked)
        return bool(reply and reply.prose)

    def _for_button(self, event: CardPress | CardMenuPress) -> Found | None:
        try:
            button = self._buttons.unpack(event.key)
        except BadButton as error:
            log.warning("conversation.strange_button", reason=str(error))
            return OLD_CARD, {}
        found = self._or_note("button", type(button), type(button).__name__)
        return (found[0], {"button": button, "press": event}) if found else (OLD_CARD, {})

    def _not_understood(self, event: Event) -> Found | None:
        return (NOT_UNDERSTOOD, {}) if isinstance(event, Message) else None

    def _or_note(self, kind: str, what: Any, name: str) -> Found | None:
        if handler := self._routes.one(kind, what):
            return handler, {}
        self._note(kind, name)
        return None

    def _note(self, kind: str, name: str) -> None:
        """Said once for each kind of thing that nothing answers."""
        if (kind, name) not in self._unhandled:
            self._unhandled.add((kind, name))
            code = code_to_write(kind, name)
            log.warning("conversation.unhandled", kind=kind, name=name, write=f"in bot/handlers/:\n{code}")


def _name(event: Event) -> str:
    return f"Unknown {event.name}" if isinstance(event, Unknown) else type(event).__name__


def _stands_alone(text: str, argument: str) -> bool:
    """Whether the word of a command is parted from what follows; nobody parts the words of a sentence."""
    return not argument or f" {argument}" in text
