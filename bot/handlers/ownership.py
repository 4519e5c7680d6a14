"""归属 (归属查询): who follows a company or a number, and nothing else of it."""

from urllib.parse import quote

from bot import cards
from bot.chat import Chat
from bot.router import Router
from core.objects.registry import object_named
from core.org.actor import Actor
from core.teams.ownership import ownership
from core.wecom.messages import Jump, Row, cut

router = Router()
ASK = {"exact": "查谁的归属？发公司全名或完整手机号", "fuzzy": "查谁的归属？发公司名称或手机号"}


@router.command("归属", help="谁在跟进，如「归属 惠筑科技」", argument="公司或手机号")
async def who_follows(actor: Actor, argument: str, chat: Chat) -> None:
    if not argument:
        await chat.ask("ownership", ASK[(await ownership(""))["mode"]])
        return
    await _answer(argument, chat)


@router.dialog("ownership")
async def named(actor: Actor, text: str, chat: Chat) -> None:
    await _answer(text, chat)


async def _answer(asked: str, chat: Chat) -> None:
    """At most five rows: what it is, who has it and how far it is."""
    found = await ownership(asked)
    page = chat.page(f"/m/ownership?q={quote(asked)}")
    name = cut(asked, 14)
    if not found["items"]:
        hint = "要写公司全名或完整手机号" if found["mode"] == "exact" else "换个词再查"
        new = Jump("新建线索", chat.page(f"/m/o/lead/new?company={quote(asked)}"))
        await chat.reply_card(cards.sentence(f"没有人在跟进「{name}」。{hint}", page, jumps=[new]))
        return
    rows = [Row(object_named(item["object"]).label, _told(item)) for item in found["items"]]
    await chat.reply_card(cards.list_card(f"「{name}」的归属", "归属查询", rows, page))


def _told(item: dict[str, object]) -> str:
    owner, status = item["owner"], item["status"]
    who = "在公海里" if item["pooled"] else str(owner["label"]) if isinstance(owner, dict) else "没有负责人"
    state = str(status["label"]) if isinstance(status, dict) else ""
    return " · ".join(part for part in (who, state, str(item["label"])) if part)
