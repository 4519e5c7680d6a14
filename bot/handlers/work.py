"""Working on one's records in chat (在聊天里处理): the list, one record, what can be done with it, and doing it.

It is one card that changes: list → record → choice or confirmation → outcome. Every step is a button value that names
the record; what may be done is asked of the core each time, so that an old card never does what is no longer open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.buttons import Buttons
from bot.chat import Chat
from bot.handlers import work_view as view
from bot.handlers.work_asks import wanted_for
from bot.handlers.work_view import Done, Offer
from bot.router import Router
from core.db import transaction
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.merging.forwarding import merged_into
from core.objects.actions import open_actions, perform
from core.objects.definition import ObjectDef
from core.objects.query import Listing, label_of, record, search, visible_ids
from core.objects.registry import object_named
from core.org.actor import Actor
from core.wecom.events import CardPress
from core.wecom.messages import Button, ButtonCard, Option, Select
from notifications.desk import Desk

router = Router()
PICKED, WHO, POOL = "record", "who", "公海"
LISTED = 10


@dataclass(frozen=True)
class Pick:
    """处理 what is selected in a list; `view` is the list's."""

    object: str
    view: str


@dataclass(frozen=True)
class Show:
    """Back to one record."""

    object: str
    id: int


@dataclass(frozen=True)
class More:
    """The actions that found no room on the record's card."""

    object: str
    id: int


@dataclass(frozen=True)
class Do:
    """An action; it asks first where a choice, a person or a yes is needed."""

    object: str
    id: int
    action: str


@dataclass(frozen=True)
class Sure:
    """An action with all that it needs: the chosen option, or what the card's list names, for the input `field`."""

    object: str
    id: int
    action: str
    choice: str = ""
    field: str = ""


def desk_of(base_url: str, buttons: Buttons) -> Desk:
    """The chat's buttons for notices: a record to work on, or one of several."""

    def work(label: str, key: str, record_id: int) -> Button:
        return Button(label, key=buttons.pack(Show(key, record_id)))

    def choose(label: str, key: str, items: Sequence[tuple[int, str]]) -> tuple[Button, Select]:
        options = [Option(str(one), name) for one, name in items]
        return Button(label, key=buttons.pack(Pick(key, "mine"))), Select(PICKED, options, title="选一条")

    return Desk(base_url, work, choose)


@router.command("线索", help="你负责的线索；「线索公海」看能领取的", argument="名字")
async def leads(actor: Actor, argument: str, chat: Chat) -> None:
    await _asked(actor, chat, "lead", argument)


@router.command("客户", help="你负责的客户；「客户公海」看能领取的", argument="名字")
async def accounts(actor: Actor, argument: str, chat: Chat) -> None:
    await _asked(actor, chat, "account", argument)


@router.menu("leads")
async def leads_from_menu(actor: Actor, chat: Chat) -> None:
    await _list(actor, chat, "lead", "mine", "")


@router.menu("accounts")
async def accounts_from_menu(actor: Actor, chat: Chat) -> None:
    await _list(actor, chat, "account", "mine", "")


async def _asked(actor: Actor, chat: Chat, key: str, argument: str) -> None:
    pooled = argument.startswith(POOL)
    await _list(actor, chat, key, "pool" if pooled else "mine", argument.removeprefix(POOL).strip())


async def _list(actor: Actor, chat: Chat, key: str, name: str, q: str) -> None:
    """Mine by the next date, or what waits in my pools, the newest first; `q` narrows it."""
    definition = object_named(key)
    page = await search(actor, definition, Listing(view=name, q=q, limit=LISTED))
    if not page.items:
        await chat.reply_card(view.nothing(chat, definition, name, q))
        return
    pick = chat.button("领取选中的" if name == "pool" else "处理选中的", Pick(key, name))
    await chat.reply_card(view.listed(chat, definition, name, page, PICKED, pick))


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
    options = view.options_of(action)
    if options:
        buttons = [chat.button(o.label, Sure(button.object, button.id, action.key, o.value), 2) for o in options[:5]]
        await chat.update_card(press, view.choosing(chat, definition, found, action, [*buttons, stay]))
    elif wanted := await wanted_for(actor, definition, button.id, action.key):
        sure = chat.button("确定", Sure(button.object, button.id, action.key, field=wanted.field))
        await chat.update_card(press, view.naming(chat, definition, found, action, WHO, wanted, [sure, stay]))
    elif view.confirm_of(action):
        sure = chat.button("确定", Sure(button.object, button.id, action.key), 3)
        await chat.update_card(press, view.confirming(chat, definition, found, action, [sure, stay]))
    else:
        await _perform(actor, chat, press, Sure(button.object, button.id, action.key), {})


@router.button(Sure)
async def sure(actor: Actor, button: Sure, press: CardPress, chat: Chat) -> None:
    named = [int(one) for one in press.selected.get(WHO, ()) if one.isdigit()]
    if button.field and not named:
        await chat.reply_text("先在卡片上选一个，再按确定")
        return
    action = object_named(button.object).action_by_key.get(button.action)
    values = view.values_of(action, button.choice, button.field, named) if action else {}
    await _perform(actor, chat, press, button, values)


async def _perform(actor: Actor, chat: Chat, press: CardPress, asked: Sure, values: dict[str, Any]) -> None:
    """Through the one gate; a refusal is shown on the record's card, and nothing of it stays."""
    definition = object_named(asked.object)
    action = definition.action_by_key.get(asked.action)
    try:
        async with transaction():
            await perform(actor, definition, asked.id, asked.action, values)
    except NotFound:
        await chat.update_card(press, *await _gone(actor, chat, definition, asked.id))
    except (Invalid, Conflict, NotAllowed) as error:
        await _show(actor, chat, press, asked.object, asked.id, problem=error.message)
    else:
        label = action.label if action else ""
        await _show(
            actor, chat, press, asked.object, asked.id, done=Done(label, view.choice_word(action, asked.choice))
        )


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
    return [
        chat.button(definition.action_by_key[key].label, Do(definition.key, record_id, key), style)
        for key, style in view.ORDER.items()
        if key in open_now
    ]
