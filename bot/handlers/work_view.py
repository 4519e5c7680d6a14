"""How lists, records and their actions look in chat (处理卡片)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot import cards
from bot.chat import Chat
from core.objects.custom import all_faces
from core.objects.definition import Action, ObjectDef
from core.objects.fields import Option as Choice
from core.objects.query import Page as Found
from core.wecom.messages import Button, ButtonCard, Option, Quote, Row, Select, TextNotice, cut

UNITS = {"lead": "条", "account": "个"}
ORDER: dict[str, Literal[1, 2, 3, 4]] = {
    "finish": 1,
    "claim": 1,
    "apply": 1,
    "call_mark": 1,
    "convert": 1,
    "assign": 2,
    "share": 2,
    "transfer": 2,
    "release": 4,
}
SEVERAL = ("members",)
CONFIRM = {"convert": "建成客户和联系人；已有同名客户就并过去"}
ALWAYS: dict[str, dict[str, Any]] = {"convert": {"merge": True, "contact": {}}}
AT_ONCE = 3
NOTHING = {
    ("lead", "mine"): "还没有你负责的线索。拍一张名片，或从公海领取",
    ("account", "mine"): "还没有你负责的客户。拍一张名片存为客户，或从公海领取",
    ("lead", "pool"): "你的线索公海里现在没有可领取的线索",
    ("account", "pool"): "你的客户公海里现在没有可领取的客户",
}


@dataclass(frozen=True)
class Done:
    """What was just done: the action's label and the word of the chosen option."""

    label: str
    choice: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is asked for the input `field`, and what there is to choose from, as (id, name)."""

    field: str
    title: str
    choices: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Offer:
    """The buttons of a record: those of its open actions, the one to the rest of them, the one back."""

    actions: Sequence[Button]
    more: Button
    back: Button
    rest: bool


def nothing(chat: Chat, definition: ObjectDef, name: str, q: str) -> TextNotice:
    text = f"你负责的{definition.label}里没有「{q[:12]}」" if q else NOTHING[definition.key, name]
    return cards.sentence(text, _all(chat, definition, name))


def listed(chat: Chat, definition: ObjectDef, name: str, page: Found, key: str, pick: Button) -> ButtonCard:
    """The first rows to read, the first ten to choose from."""
    count = "1万+" if page.total is None else str(page.total)
    unit = UNITS[definition.key]
    title = f"{'公海里' if name == 'pool' else '你负责的'}{definition.label} {count} {unit}"
    everything = _all(chat, definition, name)
    rows = [_row(chat, definition, name, one) for one in page.items]
    options = [Option(str(one["id"]), _named(definition, one)) for one in page.items]
    link = chat.link_button("看全部", f"/m/o/{definition.key}?view={name}")
    return ButtonCard(
        source=cards.source(definition.label),
        title=cut(title, cards.TITLE),
        rows=rows[: cards.BUTTON_ROWS],
        select=Select(key, options, title="选一" + unit),
        buttons=[pick, link],
        open=everything,
        task_id=cards.DRAWN,
    )


def one(
    chat: Chat, definition: ObjectDef, record: dict[str, Any], offer: Offer, problem: str, done: Done | None
) -> ButtonCard:
    """A record with what can be done; above it what was done or why not."""
    every = list(offer.actions)
    if offer.rest:
        buttons = [*every[AT_ONCE - 1 :][:5], offer.back]
    elif len(every) > AT_ONCE:
        buttons = [*every[: AT_ONCE - 1], offer.more]
    else:
        buttons = every
    if not buttons:
        buttons = [chat.link_button("打开", _path(definition, record))]
    said = [Row("结果", cut(f"{done.label}{'：' + done.choice if done.choice else ''}，已完成", 30))] if done else []
    quote = Quote(problem, title="没有办成") if problem else None
    return _card(chat, definition, record, buttons, [*said, *_rows(definition, record)], quote)


def choosing(chat: Chat, definition: ObjectDef, record: dict[str, Any], action: Action, buttons: list[Button]) -> Any:
    """The options of an action as buttons."""
    return _card(
        chat, definition, record, buttons, _rows(definition, record)[:2], Quote("选一个结果", title=action.label)
    )


def naming(
    chat: Chat,
    definition: ObjectDef,
    record: dict[str, Any],
    action: Action,
    key: str,
    wanted: Wanted,
    buttons: list[Button],
) -> ButtonCard:
    """Whom or where: a list of likely ones; others are found on the page."""
    if not wanted.choices:
        quote = Quote("这里没有可选的，打开详情来做", title=action.label)
        return _card(chat, definition, record, buttons[1:], _rows(definition, record)[:2], quote)
    options = [Option(str(one), name) for one, name in wanted.choices]
    quote = Quote(action.confirm or "不在列表里的，打开详情再选", title=action.label)
    select = Select(key, options, title=wanted.title)
    return _card(chat, definition, record, buttons, _rows(definition, record)[:2], quote, select)


def confirming(chat: Chat, definition: ObjectDef, record: dict[str, Any], action: Action, buttons: list[Button]) -> Any:
    """What would be lost, before it is."""
    return _card(
        chat, definition, record, buttons, _rows(definition, record)[:2], Quote(confirm_of(action), title=action.label)
    )


def gone(chat: Chat, definition: ObjectDef, done: Done | None = None, problem: str = "") -> tuple[ButtonCard, str]:
    """The record is not the member's to see any more, by this press or before it."""
    text = (
        f"{done.label}，已完成"
        if done
        else problem or f"这{UNITS.get(definition.key, '条')}{definition.label}已不归你看"
    )
    open_list = chat.link_button("看我的" + definition.label, f"/m/o/{definition.key}?view=mine")
    card = cards.button_card(text, definition.label, [open_list])
    return card, done.label if done else "已失效"


def merged(definition: ObjectDef, label: str, there: Button) -> ButtonCard:
    """The record became part of another one."""
    return cards.button_card(f"这{UNITS.get(definition.key, '条')}已合并到「{label}」", definition.label, [there])


def confirm_of(action: Action) -> str:
    """What is said before it is done; nothing where nothing is lost."""
    return action.confirm or CONFIRM.get(action.key, "")


def options_of(action: Action) -> tuple[Choice, ...]:
    """The choices of the action's first required choice."""
    wanted = [face.options for face in action.input.values() if face.required and face.kind == "choice"]
    return wanted[0] if wanted else ()


def choice_word(action: Action | None, choice: str) -> str:
    known = options_of(action) if action else ()
    return next((option.label for option in known if option.value == choice), "")


def values_of(action: Action, choice: str, field: str, named: Sequence[int]) -> dict[str, Any]:
    """The action's input as its faces name it; what may go along with a transfer does."""
    values = dict(ALWAYS.get(action.key, {}))
    if related := action.input.get("related"):
        values["related"] = [option.value for option in related.options]
    if choice:
        values["result"] = choice
    if field:
        values[field] = list(named) if field in SEVERAL else named[0]
    return values


def _card(
    chat: Chat,
    definition: ObjectDef,
    record: dict[str, Any],
    buttons: Sequence[Button],
    rows: Sequence[Row],
    quote: Quote | None,
    select: Select | None = None,
) -> ButtonCard:
    beside = [cards.shown(all_faces(definition)[key], record.get(key)) for key in definition.subtitle]
    return ButtonCard(
        source=cards.source(definition.label),
        title=cut(_named(definition, record), cards.TITLE),
        text=" · ".join(part for part in beside if part),
        rows=rows[: cards.BUTTON_ROWS],
        quote=quote,
        select=select,
        buttons=buttons[:6],
        open=chat.page(_path(definition, record)),
        task_id=cards.DRAWN,
    )


def _rows(definition: ObjectDef, record: dict[str, Any]) -> list[Row]:
    """What is next first, then the filled fields of the list."""
    keys = dict.fromkeys((definition.date, "mobile", "phone", *definition.tags, *definition.listed))
    named = {definition.title, *definition.subtitle, "", "updated_at", "owner"}
    return [
        Row(all_faces(definition)[key].label, cut(value + _late(definition, record, key), cards.VALUE))
        for key in keys
        if key not in named and key in record and (value := cards.shown(all_faces(definition)[key], record[key]))
    ]


def _late(definition: ObjectDef, record: dict[str, Any], key: str) -> str:
    """Says of a next date that it is over: a weekday alone could be the coming one."""
    return " · 逾期" if key == definition.date and cards.overdue(definition, record) else ""


def _named(definition: ObjectDef, record: dict[str, Any]) -> str:
    """The title, or in a pool the first teaser that is filled."""
    names = [record.get(key) for key in (definition.title, *definition.teaser)]
    return next((str(name) for name in names if name), f"{definition.label} {record['id']}")


def _path(definition: ObjectDef, record: dict[str, Any]) -> str:
    return f"/m/o/{definition.key}/{record['id']}"


def _row(chat: Chat, definition: ObjectDef, name: str, record: dict[str, Any]) -> Row:
    """In a pool only what its teaser shows, and nothing to open."""
    if name != "pool":
        return cards.list_row(definition, record, chat.page(_path(definition, record)))
    told = [cards.shown(all_faces(definition)[key], record.get(key)) for key in definition.teaser]
    return Row(
        definition.label, _whole([part for part in told if part]) or cut(_named(definition, record), cards.VALUE)
    )


def _whole(parts: list[str]) -> str:
    """As many parts as fit a row; only the first is ever cut."""
    said = ""
    for part in parts:
        longer = f"{said} · {part}" if said else cut(part, cards.VALUE)
        if len(longer) > cards.VALUE:
            break
        said = longer
    return said


def _all(chat: Chat, definition: ObjectDef, name: str) -> Any:
    return chat.page(f"/m/o/{definition.key}?view={name}")
