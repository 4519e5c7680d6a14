"""A card that was photographed and read before the test begins."""

from typing import Any

from bot.buttons import Buttons
from bot.chat import Chat
from bot.handlers import all_routes
from bot.handlers.card_scan import view_of
from core import clock
from core.cards.scan import CardScan
from core.work import work
from tests.scenarios.conftest import REP, Message, World

LIN = {
    "name": "林嘉禾",
    "company": "苏州惠筑科技有限公司",
    "title": "采购总监",
    "mobile": "139 0000 2716",
    "phone": "0512-0000 6688",
    "email": "lin.jiahe@huizhu.example",
    "address": "苏州市工业园区云杉路88号3幢",
}


def reading(values: dict[str, str], doubtful: tuple[str, ...] = ("mobile",)) -> dict[str, Any]:
    fields = {
        name: [{"value": value, "raw": value, "confidence": 0.6 if name in doubtful else 0.95, "box": []}]
        for name, value in values.items()
    }
    return {"cards": [{"fields": fields, "other": [], "box": None}], "ms": 1, "width": 10, "height": 10}


async def scanned(world: World, values: dict[str, str] = LIN, person: str = REP) -> Message:
    """The card in the chat of a photo that was read before."""
    actor = await world.actor(person)
    scan = await CardScan.create(
        key=f"test:{await CardScan.all().count()}",
        member_id=actor.id,
        state="read",
        reading=reading(values),
        created_at=clock.now(),
    )
    buttons = Buttons(world.settings.secret_key, all_routes().payloads)
    chat = Chat(world.settings, buttons, person, f"scan:{scan.id}")
    view = await view_of(chat, actor, scan, 0)

    async def show() -> None:
        async with work():
            await chat.reply_card(view.read())

    [card] = await world.answers(show(), person)
    return card
