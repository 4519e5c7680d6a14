"""What WeCom accepts as a template card (模板卡片校验): every refusal with its own code 42014-42051."""

import re
from collections.abc import Sequence
from typing import Any

from bot.simulator.answers import ApiError
from bot.simulator.company import Company

Card = dict[str, Any]
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
TYPES = ("text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction")
PRESSABLE = TYPES[2:]
NOTICES = TYPES[:2]
KEY_BYTES, OPTION_BYTES, URL_BYTES = 1024, 128, 2048


def check_card(company: Company, card: Any, *, fresh: bool) -> None:
    """Raises the code of the first fault. A fresh card needs an unused task id; a replacement needs none."""
    if not isinstance(card, dict) or card.get("card_type") not in TYPES:
        raise ApiError(42031)
    if fresh:
        _task_id(company, card)
    _title(card)
    _shared_parts(company, card)
    {
        "text_notice": _notice,
        "news_notice": _news,
        "button_interaction": _buttons,
        "vote_interaction": _vote,
        "multiple_interaction": _selects,
    }[card["card_type"]](card)


def gives_response_code(card: Card) -> bool:
    return card["card_type"] in PRESSABLE or bool(card.get("action_menu"))


def _task_id(company: Company, card: Card) -> None:
    task_id = card.get("task_id")
    if task_id is None and not gives_response_code(card):
        return
    if not isinstance(task_id, str) or not TASK_ID.fullmatch(task_id):
        raise ApiError(42014, "1-128 of 0-9A-Za-z_-@")
    if company.messages.task_used(task_id):
        raise ApiError(42014, "task_id already used by this app")


def _title(card: Card) -> None:
    title = _part(card, "main_title").get("title")
    if not title and not (card["card_type"] == "text_notice" and card.get("sub_title_text")):
        raise ApiError(42033)


def _shared_parts(company: Company, card: Card) -> None:
    _link(_part(card, "quote_area"))
    for row in _list(card, "horizontal_content_list", 6, 42035):
        _row(company, row)
    for jump in _list(card, "jump_list", 3, 42042):
        if not jump.get("title"):
            raise ApiError(42033, "jump_list title")
        _link(jump)
    for block in _list(card, "vertical_content_list", 4, 42036):
        if not block.get("title"):
            raise ApiError(42033, "vertical_content_list title")
    if card.get("action_menu") is not None:
        _action_menu(_part(card, "action_menu"))


def _row(company: Company, row: Card) -> None:
    if not row.get("keyname"):
        raise ApiError(42027)
    if row.get("type") == 1:
        _url(row.get("url"))
    if row.get("type") == 2:
        _attachment(company, row.get("media_id"))
    if row.get("type") == 3 and not (row.get("userid") and company.directory.member(str(row["userid"]))):
        raise ApiError(42050)


def _attachment(company: Company, media_id: Any) -> None:
    try:
        company.media.get(str(media_id or ""))
    except ApiError as error:
        raise ApiError(42029) from error


def _action_menu(menu: Card) -> None:
    actions = _list(menu, "action_list", 3, 42051)
    if not actions:
        raise ApiError(42051, "1-3 actions")
    if any(not action.get("text") for action in actions):
        raise ApiError(42038, "action_menu text")
    _keys([action.get("key") for action in actions], 42051)


def _notice(card: Card) -> None:
    action = _part(card, "card_action")
    if action.get("type") not in (1, 2):
        raise ApiError(42045)
    _link(action)


def _news(card: Card) -> None:
    image, area = _part(card, "card_image"), _part(card, "image_text_area")
    if not image and not area:
        raise ApiError(42044, "card_image or image_text_area")
    if (image and not _is_url(image.get("url"))) or (area and not _is_url(area.get("image_url"))):
        raise ApiError(42044)
    _link(area)
    _notice(card)


def _buttons(card: Card) -> None:
    buttons = _list(card, "button_list", 6, 42017)
    if not buttons:
        raise ApiError(42017, "1-6 buttons")
    for button in buttons:
        if not button.get("text"):
            raise ApiError(42038)
        if button.get("type") == 1:
            _url(button.get("url"))
        elif not button.get("key"):
            raise ApiError(42039)
    _keys([button["key"] for button in buttons if button.get("type") != 1], 42018)
    if _part(card, "card_action").get("type"):
        _link(_part(card, "card_action"))
    if card.get("button_selection") is not None:
        _choice(_part(card, "button_selection"), 10)


def _vote(card: Card) -> None:
    _choice(_part(card, "checkbox"), 20)
    _submit(card)


def _selects(card: Card) -> None:
    lists = _list(card, "select_list", 3, 42047)
    if not lists:
        raise ApiError(42047, "1-3 lists")
    for choice in lists:
        _choice(choice, 10)
    _keys([choice["question_key"] for choice in lists], 42043)
    _submit(card)


def _choice(choice: Card, most: int) -> None:
    _keys([choice.get("question_key")], 42043)
    options = _list(choice, "option_list", most, 42037)
    if not options:
        raise ApiError(42037)
    _keys([option.get("id") for option in options], 42040, OPTION_BYTES)
    if any(not option.get("text") for option in options):
        raise ApiError(42041)
    if choice.get("selected_id") and choice["selected_id"] not in [option["id"] for option in options]:
        raise ApiError(42040, "selected_id")


def _submit(card: Card) -> None:
    button = _part(card, "submit_button")
    _keys([button.get("key")], 42046)
    if "text" in button and not (isinstance(button["text"], str) and button["text"]):
        raise ApiError(42049)


def _keys(keys: Sequence[Any], code: int, longest: int = KEY_BYTES) -> None:
    """Each a text of 1..longest bytes, none twice."""
    good = all(isinstance(key, str) and 1 <= len(key.encode()) <= longest for key in keys)
    if not good or len(set(keys)) != len(keys):
        raise ApiError(code)


def _link(part: Card) -> None:
    if part.get("type") == 1:
        _url(part.get("url"))
    if part.get("type") == 2 and not part.get("appid"):
        raise ApiError(42030)


def _url(value: Any) -> None:
    if not _is_url(value):
        raise ApiError(42028)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://")) and len(value.encode()) <= URL_BYTES


def _part(card: Card, name: str) -> Card:
    part = card.get(name)
    return part if isinstance(part, dict) else {}


def _list(card: Card, name: str, most: int, code: int) -> list[Card]:
    items = card.get(name) or []
    if not isinstance(items, list) or len(items) > most or not all(isinstance(item, dict) for item in items):
        raise ApiError(code, f"at most {most}")
    return items
