"""Working on one's records in chat (在聊天里处理): the list, one record, what can be done with it, and doing it.

It is one card that changes: list → record → choice or confirmation → outcome. Every step is a button value that names
the record; what may be done is asked of the core each time, so that an old card never does what is no longer open.
"""

from dataclasses import replace
from typing import Any

from bot.chat import Chat
from bot.handlers import work_view as view
from bot.handlers.follow_up import may_write
from bot.handlers.work_asks import confirmation, wanted_for
from bot.handlers.work_buttons import PICKED, WHO, Do, More, Pick, Show, Sure, Write
from bot.handlers.work_view import Done, Offer
from bot.router import Router
from core import dialogs
from core.db import transaction
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.merging.forwarding import merged_into
from core.objects.actions import open_actions, perform
from core.objects.definition import Action, ObjectDef
from core.objects.query import VERSION, Listing, Page, label_of, record, search, visible_ids
from core.objects.registry import object_named
from core.org.actor import Actor
from core.wecom.events import CardPress
from core.wecom.messages import ButtonCard

router = Router()
POOL = "公海"
LISTED, BUTTONS = 10, 5
STALE = "{label}刚被改过，看清楚再做一次"


@router.command("线索", help="你负责的线索；「线索公海」看能领取的", argument="名字")
async def leads(actor: Actor, argument: str, chat: Chat) -> None:
    await _asked(actor, chat, "lead", argument)


@router.command("客户", help="你负责的客户；「客户公海」看能领取的", argument="名字")
async def accounts(actor: Actor, argument: str, chat: Chat) -> None:
    await _asked(actor, chat, "account", argument)


@router.command("商机", help="你负责的商机；「商机 惠筑」按名称或客户找", argument="名称或客户")
async def opportunities(actor: Actor, argument: str, chat: Chat) -> None:
    await _list(actor, chat, "opportunity", "mine", argument)


@router.command("销售机会", help="")
async def chances(actor: Actor, argument: str, chat: Chat) -> None:
    await opportunities(actor, argument, chat)


@router.command("单子", help="")
async def deals(actor: Actor, argument: str, chat: Chat) -> None:
    await opportunities(actor, argument, chat)


@router.command("项目", help="")
async def projects(actor: Actor, argument: str, chat: Chat) -> None:
    await opportunities(actor, argument, chat)


@router.menu("leads")
async def leads_from_menu(actor: Actor, chat: Chat) -> None:
    await _list(actor, chat, "lead", "mine", "")


@router.menu("accounts")
async def accounts_from_menu(actor: Actor, chat: Chat) -> None:
    await _list(actor, chat, "account", "mine", "")


@router.menu("opportunities")
async def opportunities_from_menu(actor: Actor, chat: Chat) -> None:
    await _list(actor, chat, "opportunity", "mine", "")


async def _asked(actor: Actor, chat: Chat, key: str, argument: str) -> None:
    pooled = argument.startswith(POOL)
    await _list(actor, chat, key, "pool" if pooled else "mine", argument.removeprefix(POOL).strip())


async def _list(actor: Actor, chat: Chat, key: str, name: str, q: str) -> None:
    """Mine by the next date, or what waits in my pools, the newest first; `q` narrows it."""
    definition = object_named(key)
    page = await _found(actor, definition, name, q)
    if not page.items:
        await chat.reply_card(view.nothing(chat, definition, name, q))
        return
    pick = chat.button("领取选中的" if name == "pool" else "处理选中的", Pick(key, name))
    await chat.reply_card(view.listed(chat, definition, name, page, PICKED, pick))


async def _found(actor: Actor, definition: ObjectDef, name: str, q: str) -> Page:
    """By their own words, else by those of the customer that they stand with."""
    page = await search(actor, definition, Listing(view=name, q=q, limit=LISTED))
    if page.items or not q or "account" not in definition.listed_with:
        return page
    customers = await search(actor, object_named("account"), Listing(q=q, limit=LISTED))
    where = {"field": "account", "in": [one["id"] for one in customers.items]}
    return await search(actor, definition, Listing(view=name, where=where, limit=LISTED)) if customers.items else page


@router.button(Pick)
async def picked(actor: Actor, button: Pick, press: CardPress, chat: Chat) -> None:
    chosen = press.selected.get(PICKED, ())
    if not chosen or not chosen[0].isdigit():
        await chat.reply_text("先在卡片上选一条，再按按钮")
        return
    if button.view == "pool":
        await _perform(actor, chat, press, Sure(button.object, int(chosen[0]), "claim"), {})
    else:
        await _show(actor, chat, press, button.object, int(chosen[0]))


@router.button(Show)
async def back(actor: Actor, button: Show, press: CardPress, chat: Chat) -> None:
    await dialogs.close(chat.userid)  # going back from a question is an answer too
    await _show(actor, chat, press, button.object, button.id)


@router.button(More)
async def more(actor: Actor, button: More, press: CardPress, chat: Chat) -> None:
    await _show(actor, chat, press, button.object, button.id, rest=True)


@router.button(Do)
async def do(actor: Actor, button: Do, press: CardPress, chat: Chat) -> None:
    """Does it at once where nothing has to be known and nothing is lost."""
    definition = object_named(button.object)
    action = definition.action_by_key.get(button.action)
    found = await _visible(actor, definition, button.id)
    if action is None or found is None:
        await chat.update_card(press, *await _gone(actor, chat, definition, button.id))
        return
    stay = chat.button("返回", Show(button.object, button.id), 2)
    asked = Sure(button.object, button.id, action.key)
    _, options = view.choice_of(definition, action)
    if 0 < len(options) <= BUTTONS:
        buttons = [chat.button(option.label, replace(asked, choice=option.value), 2) for option in options]
        await chat.update_card(press, view.choosing(chat, definition, found, action, [*buttons, stay]))
    elif wanted := await wanted_for(actor, definition, button.id, action):
        sure = chat.button("确定", replace(asked, field=wanted.field, seen=found[VERSION]))
        await chat.update_card(press, view.naming(chat, definition, found, action, WHO, wanted, [sure, stay]))
    elif question := confirmation(definition, found, action):
        sure = chat.button("确定", replace(asked, seen=found[VERSION]), 3)
        buttons = [sure if question.answerable else view.opening(chat, definition, found), stay]
        await chat.update_card(press, view.confirming(chat, definition, found, action, question.text, buttons))
    else:
        await _perform(actor, chat, press, Sure(button.object, button.id, action.key), {})


@router.button(Sure)
async def sure(actor: Actor, button: Sure, press: CardPress, chat: Chat) -> None:
    named = list(press.selected.get(WHO, ()))
    if button.field and not named:
        await chat.reply_text("先在卡片上选一个，再按确定")
        return
    definition = object_named(button.object)
    action = definition.action_by_key.get(button.action)
    values = view.values_of(definition, action, button, named) if action else {}
    await _perform(actor, chat, press, button, values)


async def _perform(actor: Actor, chat: Chat, press: CardPress, asked: Sure, values: dict[str, Any]) -> None:
    """Through the one gate; a refusal is shown on the record's card, and nothing of it stays."""
    definition = object_named(asked.object)
    action = definition.action_by_key.get(asked.action)
    try:
        async with transaction():
            await _refuse_stale(actor, definition, action, asked)
            await perform(actor, definition, asked.id, asked.action, values)
    except NotFound:
        await chat.update_card(press, *await _gone(actor, chat, definition, asked.id))
    except (Invalid, Conflict, NotAllowed) as error:
        await _show(actor, chat, press, asked.object, asked.id, problem=error.message)
    else:
        done = Done(action.label, view.choice_word(definition, action, asked.choice)) if action else None
        await _show(actor, chat, press, asked.object, asked.id, done=done)


async def _refuse_stale(actor: Actor, definition: ObjectDef, action: Action | None, asked: Sure) -> None:
    """What was read before the yes is what there is still; an action that is over refuses by itself."""
    found = await definition.model.select_for_update().get_or_none(id=asked.id) if asked.seen and action else None
    if found and action and found.version != asked.seen and action.when(actor, found):
        raise Conflict(STALE.format(label=definition.label))


async def _show(
    actor: Actor,
    chat: Chat,
    press: CardPress,
    key: str,
    record_id: int,
    *,
    rest: bool = False,
    problem: str = "",
    done: Done | None = None,
) -> None:
    """The pressed card becomes the record's card, or says that it is not the member's any more."""
    definition = object_named(key)
    found = await _visible(actor, definition, record_id)
    if found is None:
        await chat.update_card(press, *await _gone(actor, chat, definition, record_id, done, problem))
        return
    offers = await _offers(actor, chat, definition, record_id)
    stay = chat.button("返回", Show(key, record_id), 2)
    more_ = chat.button("更多", More(key, record_id), 2)
    offer = Offer(offers, more_, stay, rest)
    await chat.update_card(press, view.one(chat, definition, found, offer, problem, done))


async def _visible(actor: Actor, definition: ObjectDef, record_id: int) -> dict[str, Any] | None:
    try:
        return await record(actor, definition, record_id)
    except NotFound:
        return None


async def _gone(
    actor: Actor, chat: Chat, definition: ObjectDef, record_id: int, done: Done | None = None, problem: str = ""
) -> tuple[ButtonCard, str]:
    """Not the member's any more; a record that became part of another one leads there."""
    into = await merged_into(actor, definition, record_id)
    if into is None:
        return view.gone(chat, definition, done, problem)
    there = chat.button("打开它", Show(definition.key, into))
    return view.merged(definition, await label_of(definition, into), there), ""


async def _offers(actor: Actor, chat: Chat, definition: ObjectDef, record_id: int) -> list[Any]:
    """Buttons of what is open now, in the order of `view.ORDER`."""
    editable = record_id in await visible_ids(actor, definition, [record_id], "update")
    instance = await definition.model.get(id=record_id)
    open_now = await open_actions(actor, definition, instance, editable)
    offers = [
        chat.button(definition.action_by_key[key].label, Do(definition.key, record_id, key), style)
        for key, style in view.ORDER.items()
        if key in open_now
    ]
    if may_write(actor, definition):
        offers.insert(1, chat.button("写跟进", Write(definition.key, record_id), 2))
    return offers
