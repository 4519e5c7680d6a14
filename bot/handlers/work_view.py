"""How lists, records and their actions look in chat (处理卡片)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot import cards
from bot.chat import Chat
from bot.handlers.work_buttons import Sure
from core.objects.actions import input_faces
from core.objects.custom import all_faces
from core.objects.definition import Action, ObjectDef
from core.objects.fields import Option as Choice
from core.objects.query import Page as Found
from core.wecom.messages import Button, ButtonCard, Option, Quote, Row, Select, TextNotice, cut

UNITS = {"lead": "条", "account": "个", "opportunity": "个"}
ORDER: dict[str, Literal[1, 2, 3, 4]] = {
    "finish": 1,
    "claim": 1,
    "apply": 1,
    "call_mark": 1,
    "convert": 1,
    "move_stage": 1,
    "win": 1,
    "lose": 2,
    "reopen": 1,
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
    ("opportunity", "mine"): "你手上没有进行中的商机。打开一个客户，在它下面新建",
    ("lead", "pool"): "你的线索公海里现在没有可领取的线索",
    ("account", "pool"): "你的客户公海里现在没有可领取的客户",
}
# Of some objects other fields count than those of their lists: after the title in a row, and on the card.
BESIDE = {"opportunity": ("amount", "stage")}
NEXT = {"opportunity": "next_follow_at"}
FIRST = {"opportunity": ("state", "lost_reason", "closed_on", "amount", "expected_close_on", "next_follow_at")}


@dataclass(frozen=True)
class Done:
    """What was just done: the action's label and the word of the chosen option."""

    label: str
    choice: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is asked for the input `field`, and what there is to choose from, as (id or code, name); `told` is said
    beside it.
    """

    field: str
    title: str
    choices: Sequence[tuple[int | str, str]]
    told: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked before something is done; not `answerable` while something is missing."""

    text: str
    answerable: bool = True


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
        quote = Quote(wanted.told or "这里没有可选的，打开详情来做", title=action.label)
        instead = [opening(chat, definition, record), *buttons[1:]]
        return _card(chat, definition, record, instead, _rows(definition, record)[:2], quote)
    options = [Option(str(one), name) for one, name in wanted.choices]
    quote = Quote(wanted.told or action.confirm or "不在列表里的，打开详情再选", title=action.label)
    select = Select(key, options, title=wanted.title)
    return _card(chat, definition, record, buttons, _rows(definition, record)[:2], quote, select)


def confirming(
    chat: Chat, definition: ObjectDef, record: dict[str, Any], action: Action, question: str, buttons: list[Button]
) -> ButtonCard:
    """What would be lost, or what it comes to, before it is done."""
    quote = Quote(question, title=action.label)
    return _card(chat, definition, record, buttons, _rows(definition, record)[:2], quote)


def opening(chat: Chat, definition: ObjectDef, record: dict[str, Any]) -> Button:
    """To the page of the record, where there is room for what a card cannot ask."""
    return chat.link_button("打开详情", _path(definition, record))


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


def choice_of(definition: ObjectDef, action: Action) -> tuple[str, tuple[Choice, ...]]:
    """The action's first required choice and its options; nothing where there is none."""
    faces = input_faces(definition, action).items()
    return next(((key, face.options) for key, face in faces if face.required and face.kind == "choice"), ("", ()))


def choice_word(definition: ObjectDef, action: Action, choice: str) -> str:
    _, known = choice_of(definition, action)
    return next((option.label for option in known if option.value == choice), "")


def values_of(definition: ObjectDef, action: Action, asked: Sure, named: Sequence[str]) -> dict[str, Any]:
    """The action's input as its faces name it; what may go along with a transfer does."""
    values = dict(ALWAYS.get(action.key, {}))
    if related := action.input.get("related"):
        values["related"] = [option.value for option in related.options]
    if asked.choice:
        values[choice_of(definition, action)[0]] = asked.choice
    if asked.field:
        chosen = [int(one) if one.isdigit() else one for one in named]
        values[asked.field] = chosen if asked.field in SEVERAL else chosen[0]
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
    usual = (definition.date, "mobile", "phone", *definition.tags, *definition.listed)
    keys = dict.fromkeys(FIRST.get(definition.key, usual))
    named = {definition.title, *definition.subtitle, "", "updated_at", "owner"}
    return [
        Row(all_faces(definition)[key].label, cut(value + _late(definition, record, key), cards.VALUE))
        for key in keys
        if key not in named and key in record and (value := cards.shown(all_faces(definition)[key], record[key]))
    ]


def _late(definition: ObjectDef, record: dict[str, Any], key: str) -> str:
    """Says of a next date that it is over: a weekday alone could be the coming one."""
    planned = (definition.date, NEXT.get(definition.key))
    return " · 逾期" if key and key in planned and cards.overdue(definition, record, key) else ""


def _named(definition: ObjectDef, record: dict[str, Any]) -> str:
    """The title, or in a pool the first teaser that is filled."""
    names = [record.get(key) for key in (definition.title, *definition.teaser)]
    return next((str(name) for name in names if name), f"{definition.label} {record['id']}")


def _path(definition: ObjectDef, record: dict[str, Any]) -> str:
    return f"/m/o/{definition.key}/{record['id']}"


def _row(chat: Chat, definition: ObjectDef, name: str, record: dict[str, Any]) -> Row:
    """In a pool only what its teaser shows, and nothing to open."""
    if definition.key in BESIDE:
        return _open_row(chat, definition, record)
    if name != "pool":
        return cards.list_row(definition, record, chat.page(_path(definition, record)))
    told = [cards.shown(all_faces(definition)[key], record.get(key)) for key in definition.teaser]
    return Row(
        definition.label, _whole([part for part in told if part]) or cut(_named(definition, record), cards.VALUE)
    )


def _open_row(chat: Chat, definition: ObjectDef, record: dict[str, Any]) -> Row:
    """When the next step is due, the title as far as there is room, and how much it is about and where it stands."""
    beside = [cards.shown(all_faces(definition)[key], record.get(key)) for key in BESIDE[definition.key]]
    rest = cut(" · ".join(part for part in beside if part), cards.VALUE - 10)
    title = cut(_named(definition, record), cards.VALUE - len(rest) - 3)
    planned = record.get(NEXT[definition.key])
    path = chat.page(_path(definition, record))
    return Row(cards.due(planned) if planned else "未安排", f"{title} · {rest}" if rest else title, url=path.url)


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
