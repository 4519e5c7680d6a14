"""The XML of callbacks and passive replies (报文): written with CDATA, read without expanding anything."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from typing import Any

INT_FIELDS = {"type", "style", "mode", "desc_color"}
BOOL_FIELDS = {"is_checked", "disable"}
LISTS = {
    "action_list",
    "horizontal_content_list",
    "jump_list",
    "vertical_content_list",
    "option_list",
    "button_list",
    "select_list",
}
ODD_NAMES = {"KeyName": "keyname", "UserId": "userid", "AppId": "appid", "PagePath": "pagepath", "CheckBox": "checkbox"}


def write(fields: Mapping[str, Any]) -> str:
    return f"<xml>{_inner(fields)}</xml>"


def read(text: str) -> ElementTree.Element:
    """Raises ValueError for what is no XML, or brings a document type of its own."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("document types are not accepted")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError(f"not XML: {error}") from error


def card_from(element: ElementTree.Element) -> dict[str, Any]:
    """A <TemplateCard> in PascalCase as the JSON card of message/send."""
    card: dict[str, Any] = {}
    for child in element:
        name = ODD_NAMES.get(child.tag) or re.sub(r"(?<!^)(?=[A-Z])", "_", child.tag).lower()
        value = card_from(child) if len(child) else _plain(name, child.text or "")
        if name in LISTS:
            card.setdefault(name, []).append(value)
        else:
            card[name] = value
    return card


def _plain(name: str, text: str) -> str | int | bool:
    if name in INT_FIELDS:
        return int(text or 0)
    if name in BOOL_FIELDS:
        return text.strip().lower() in ("1", "true")
    return text


def _inner(fields: Mapping[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, Mapping):
        return f"<{name}>{_inner(value)}</{name}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    text = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{text}]]></{name}>"
