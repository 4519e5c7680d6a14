"""Passive replies (被动回复): what the app says in the very answer to a callback, shown in the chat."""

import xml.etree.ElementTree as ElementTree
from typing import Any

from bot.simulator import xml_text
from bot.simulator.answers import ApiError
from bot.simulator.callbacks import Delivery
from bot.simulator.card_rules import check_card
from bot.simulator.company import Company


def show_reply(company: Company, delivery: Delivery, text: str) -> None:
    """Raises ValueError with the reason when a phone would show nothing."""
    reply = xml_text.read(text)
    kind, person = reply.findtext("MsgType") or "", reply.findtext("ToUserName") or ""
    if person.lower() != delivery.person.lower():
        raise ValueError(f"ToUserName 是 {person}，应为 {delivery.person}")
    if kind in ("update_button", "update_template_card"):
        _change_card(company, delivery, kind, reply)
    else:
        company.messages.add(delivery.person, "app", kind, _body(kind, reply), company.messages.new_msgid())


def _change_card(company: Company, delivery: Delivery, kind: str, reply: ElementTree.Element) -> None:
    message = company.messages.one(delivery.about or 0)
    if not message:
        raise ValueError("没有按过的卡片可改")
    body: dict[str, Any] = message["body"]
    if kind == "update_button":
        body = {**body, "replaced": reply.findtext("Button/ReplaceName") or ""}
    else:
        found = reply.find("TemplateCard")
        card = xml_text.card_from(found) if found is not None else None
        try:
            check_card(company, card, fresh=False)
        except ApiError as error:
            raise ValueError(f"卡片不合规：{error.code} {error.why}") from error
        assert card is not None
        body = {"card": card, "replaced": card.get("replace_text", "")}
    company.messages.change(message["id"], body)


def _body(kind: str, reply: ElementTree.Element) -> dict[str, Any]:
    if kind == "text":
        return {"content": reply.findtext("Content") or ""}
    if kind in ("image", "voice", "video"):
        return {"media_id": reply.findtext(f"{kind.capitalize()}/MediaId") or ""}
    if kind == "news":
        names = {"Title": "title", "Description": "description", "PicUrl": "picurl", "Url": "url"}
        items = reply.findall("Articles/item")
        return {"articles": [{key: item.findtext(tag) or "" for tag, key in names.items()} for item in items]}
    raise ValueError(f"MsgType {kind} 不能被动回复")
