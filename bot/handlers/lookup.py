"""查 (查找): records in scope by name, company or number, over accounts, leads, contacts and opportunities."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot import cards
from bot.chat import Chat
from bot.router import Router
from core.objects.definition import ObjectDef
from core.objects.query import Listing, search
from core.objects.registry import object_named
from core.org.actor import Actor
from core.wecom.events import CardPress
from core.wecom.messages import Jump, cut

router = Router()
OBJECTS = ("account", "lead", "contact", "opportunity")
SHOWN = 6
Hit = tuple[ObjectDef, dict[str, Any]]


@dataclass(frozen=True)
class LookUp:
    """Looks up a name that was typed without 查."""

    name: str


@router.command("查", help="查客户、线索、联系人、商机，如「查 惠筑」", argument="名字")
async def look_up(actor: Actor, argument: str, chat: Chat) -> None:
    if not argument:
        await chat.ask("lookup", "查谁？发名字、公司或手机号")
        return
    await _answer(actor, argument, chat)


@router.menu("lookup")
async def from_menu(chat: Chat) -> None:
    await chat.ask("lookup", "查谁？发名字、公司或手机号")


@router.dialog("lookup")
async def named(actor: Actor, text: str, chat: Chat) -> None:
    await _answer(actor, text, chat)


@router.button(LookUp)
async def pressed(actor: Actor, button: LookUp, press: CardPress, chat: Chat) -> None:
    card = cards.pressed_card(f"查「{cut(button.name, 12)}」", "查找", chat.button("查", button))
    await chat.update_card(press, card, "已查")
    await _answer(actor, button.name, chat.once(press, "look up"))


async def _answer(actor: Actor, name: str, chat: Chat) -> None:
    hits, more = await _hits(actor, name)
    everything = chat.page(f"/m/search?q={quote(name)}")
    if not hits:
        new = chat.page(f"/m/o/lead/new?name={quote(name)}")
        jumps = [Jump("新建线索", new), Jump("在全部资料里搜", everything)]
        text = f"没有查到「{cut(name, 14)}」。换个词，或新建线索"
        await chat.reply_card(cards.sentence(text, everything, jumps=jumps))
    elif len(hits) == 1 and not more:
        definition, record = hits[0]
        await chat.reply_card(cards.record_card(definition, record, _page(chat, hits[0])))
    else:
        rows = [cards.list_row(d, record, _page(chat, (d, record)), d.label) for d, record in hits]
        title = f"查到 {len(hits)} 条" if not more else f"先看前 {len(hits)} 条"
        jumps = [Jump("看全部结果", everything)]
        await chat.reply_card(cards.list_card(f"「{cut(name, 14)}」{title}", "查找", rows, everything, jumps))


async def _hits(actor: Actor, name: str) -> tuple[list[Hit], bool]:
    """Up to six records, accounts first, and whether there are more."""
    found: list[Hit] = []
    for key in OBJECTS:
        definition = object_named(key)
        if actor.reach(key, "read") != "none":
            page = await search(actor, definition, Listing(q=name, limit=SHOWN))
            found += [(definition, record) for record in page.items]
    return found[:SHOWN], len(found) > SHOWN


def _page(chat: Chat, hit: Hit) -> Any:
    definition, record = hit
    return chat.page(f"/m/o/{definition.key}/{record['id']}")
