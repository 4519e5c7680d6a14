"""The first moment (进入应用): a greeting, once for each member."""

from bot import words
from bot.buttons import Buttons
from bot.chat import Chat
from bot.directory import fetch_one
from bot.parts import Parts
from bot.router import Router
from core.jobs import JobRun
from core.org.actor import Actor, actor_by_userid
from core.wecom.errors import Kind, WeComError
from core.wecom.events import EnterAgent, Subscribe
from core.work import work

router = Router()
WELCOME = "{greeting}。拍名片发给我，几秒就能存成线索。发「帮助」看全部用法。"


@router.event(EnterAgent)
async def entered(actor: Actor, chat: Chat) -> None:
    await welcome(actor, chat)


@router.event(Subscribe)
async def subscribed(actor: Actor, chat: Chat) -> None:
    await welcome(actor, chat)


async def welcome(actor: Actor, chat: Chat) -> None:
    """The row of the outbox is the memory of having greeted."""
    await chat.say(WELCOME.format(greeting=words.greeting(actor.name)), once=f"welcome:{actor.id}")


class Newcomers:
    """Somebody wrote whom we do not know: WeCom is asked who it is (job `newcomer`)."""

    def __init__(self, parts: Parts, buttons: Buttons) -> None:
        self._parts, self._buttons = parts, buttons

    async def look_up(self, run: JobRun) -> None:
        userid = run.payload["userid"]
        actor = await actor_by_userid(userid) or await self._fetched(userid)
        if actor:
            async with work():
                await welcome(actor, Chat(self._parts.settings, self._buttons, actor.userid, run.key))

    async def _fetched(self, userid: str) -> Actor | None:
        try:
            return await fetch_one(self._parts.wecom, userid, self._parts.settings.admins)
        except WeComError as error:
            if error.kind is Kind.TRANSIENT:
                raise
            return None
