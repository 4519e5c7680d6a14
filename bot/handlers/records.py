"""线索 and 客户 (我的资料): what is mine, the most urgent first."""

from bot import cards
from bot.chat import Chat
from bot.router import Router
from core.objects.query import Listing, search
from core.objects.registry import object_named
from core.org.actor import Actor
from core.wecom.messages import Jump

router = Router()
SHOWN = 5


@router.command("线索", help="你负责的线索，先看到期的")
async def leads(actor: Actor, argument: str, chat: Chat) -> None:
    await _mine(actor, "lead", argument, chat, "还没有你负责的线索。拍一张名片，或从公海领取")


@router.command("客户", help="你负责的客户，先看到期的")
async def accounts(actor: Actor, argument: str, chat: Chat) -> None:
    await _mine(actor, "account", argument, chat, "还没有你负责的客户。拍一张名片存为客户，或从公海领取")


@router.menu("leads")
async def leads_from_menu(actor: Actor, chat: Chat) -> None:
    await leads(actor, "", chat)


@router.menu("accounts")
async def accounts_from_menu(actor: Actor, chat: Chat) -> None:
    await accounts(actor, "", chat)


async def _mine(actor: Actor, key: str, name: str, chat: Chat, nothing: str) -> None:
    """Mine by the next date; `name` narrows the list."""
    definition = object_named(key)
    everything = chat.page(f"/m/o/{key}?view=mine")
    page = await search(actor, definition, Listing(view="mine", q=name, sort="next_follow_at", limit=SHOWN))
    if not page.items:
        text = f"你负责的{definition.label}里没有「{name[:12]}」" if name else nothing
        await chat.reply_card(cards.sentence(text, everything))
        return
    rows = [cards.list_row(definition, one, chat.page(f"/m/o/{key}/{one['id']}")) for one in page.items]
    count = "1万+" if page.total is None else str(page.total)
    unit = "条" if key == "lead" else "个"
    title = f"你负责的{definition.label} {count} {unit}"
    jumps = [Jump("看全部", everything), Jump(f"新建{definition.label}", chat.page(f"/m/o/{key}/new"))]
    await chat.reply_card(cards.list_card(title, definition.label, rows, everything, jumps))
