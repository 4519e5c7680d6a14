"""Pressing a scanned card (存名片): saves once, however often and wherever it is pressed, and shows the new state."""

from typing import Any

from bot.chat import Chat
from bot.handlers.card_scan import view_of
from bot.handlers.card_view import GROUP, CardView, KeepCard, SaveCard, TellOwner
from bot.router import Router
from core.cards import scan as scans
from core.db import transaction
from core.errors import Conflict, Invalid, NotAllowed
from core.objects.duplicates import Match
from core.objects.registry import object_named
from core.org.actor import Actor
from core.pools.entering import own_groups
from core.wecom.events import CardPress

router = Router()


@router.button(SaveCard)
async def save(actor: Actor, button: SaveCard, press: CardPress, chat: Chat) -> None:
    """A lead, or an account with a contact; when somebody else has the person, who it is and what to do."""
    scan = await scans.scan_of(actor, button.scan)
    view = await view_of(chat, actor, scan, button.card)
    values: dict[str, Any] = dict(view.values)
    several = await _several_groups(actor, scan, button)
    chosen = press.selected.get(GROUP, ())
    if several and not (button.grouped and chosen and chosen[0].isdigit()):
        await chat.update_card(press, view.grouping(button.target, several))
        return
    if several:
        values["pool_group"] = int(chosen[0])
    try:
        async with transaction():  # a refusal takes back what was begun, the answer stays
            saved = await scans.save(actor, scan, button.card, button.target, values)
    except Conflict as error:
        others = [Match(**found) for found in error.extra.get("duplicates", [])]
        await chat.update_card(press, view.taken(error.message, others))
    except (Invalid, NotAllowed) as error:
        await chat.update_card(press, view.read(error.message))
    else:
        await chat.update_card(press, *view.saved(saved))


async def _several_groups(actor: Actor, scan: scans.CardScan, button: SaveCard) -> list[tuple[int, str]]:
    """The pool groups to choose from; none where there is no choice, or the card is saved already."""
    groups = await own_groups(actor, object_named(button.target))
    if len(groups) < 2 or await scans.saved(scan.id, button.card):
        return []
    return [(group.id, group.name) for group in groups]


@router.button(KeepCard)
async def keep(actor: Actor, button: KeepCard, press: CardPress, chat: Chat) -> None:
    scan = await scans.scan_of(actor, button.scan)
    view = await view_of(chat, actor, scan, button.card)
    await chat.update_card(press, *view.saved(await scans.keep(actor, scan, button.card)))


@router.button(TellOwner)
async def tell_owner(actor: Actor, button: TellOwner, press: CardPress, chat: Chat) -> None:
    """One notice to the owner; a lead that has become free meanwhile can be saved again."""
    scan = await scans.scan_of(actor, button.scan)
    view: CardView = await view_of(chat, actor, scan, button.card)
    owners = await scans.ask_owner(actor, scan, button.card)
    if owners:
        await chat.update_card(press, *view.told([owner["label"] for owner in owners]))
    else:
        await chat.update_card(press, view.read())
