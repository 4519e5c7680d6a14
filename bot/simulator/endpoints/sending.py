"""Sending, changing and recalling messages (消息推送)."""

from typing import Any

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import AGENT, CONTACTS, Answer, Call, post
from bot.simulator.card_rules import check_card, gives_response_code
from bot.simulator.company import Company
from bot.simulator.message_rules import checked_body
from bot.simulator.messages import digest

KINDS = {
    "text": "文字",
    "image": "图片",
    "voice": "语音",
    "video": "视频",
    "file": "文件",
    "textcard": "文本卡片",
    "news": "图文",
    "mpnews": "图文",
    "markdown": "markdown",
    "miniprogram_notice": "小程序通知",
    "template_card": "模板卡片",
}
DUPLICATE_SECONDS, LONGEST_DUPLICATE_SECONDS = 1800, 14400


class Reached:
    """Whom touser, toparty and totag reach within the visible scope, and what of it is invalid."""

    def __init__(self, company: Company, users: list[str], parties: list[str], tags: list[str], everyone: bool) -> None:
        visible, directory = company.directory.visible(), company.directory
        good = [part for part in parties if part.isdigit() and directory.below(int(part))]
        named = [user.lower() for user in users] + [user.lower() for user in directory.inside(map(int, good))]
        wanted = list(visible) if everyone else [user for user in named if user in visible]
        self.people = [visible[user]["userid"] for user in dict.fromkeys(wanted)]
        self.bad_users = [user.lower() for user in users if user.lower() not in visible]
        self.bad_parties = [part for part in parties if part not in good]
        self.bad_tags = tags


async def send(call: Call) -> Answer:
    company, request = call.company, call.body
    _same_agent(call)
    kind = request.get("msgtype")
    call.note = KINDS.get(str(kind), str(kind))
    users, parties, tags = (_split(request.get(name)) for name in ("touser", "toparty", "totag"))
    _check_counts(users, parties, tags)
    body = checked_body(company, request)
    seconds = min(int(request.get("duplicate_check_interval") or DUPLICATE_SECONDS), LONGEST_DUPLICATE_SECONDS)
    earlier = company.messages.earlier(digest(request), seconds) if request.get("enable_duplicate_check") else None
    if earlier:
        call.note += "，与刚才相同，不再送出"
        return earlier
    reached = Reached(company, users, parties, tags, users == ["@all"])
    if users == ["@all"]:
        reached.bad_users, reached.bad_parties, reached.bad_tags = [], [], []
    invalid = {
        "invaliduser": "|".join(reached.bad_users),
        "invalidparty": "|".join(reached.bad_parties),
        "invalidtag": "|".join(reached.bad_tags),
    }
    if not reached.people:
        raise ApiError(81013, **invalid)
    return _deliver(call, str(kind), body, reached.people, invalid)


async def update_template_card(call: Call) -> Answer:
    """Each response code works once within 72 hours; a wrong replacement leaves it unspent."""
    company, request = call.company, call.body
    _same_agent(call, 42015)
    button, card = request.get("button"), request.get("template_card")
    if not button and not card:
        raise ApiError(40058, "button or template_card")
    if card:
        check_card(company, card, fresh=False)
    lent = company.credentials.spend_response_code(str(request.get("response_code") or ""))
    copies = {message["person"].lower(): message for message in company.messages.copies(lent.holder)}
    wanted = _update_people(company, request, list(copies))
    for person in wanted:
        if person in copies:
            _replace(company, copies[person], button, card)
    changed = [person for person in wanted if person in copies]
    call.note = f"改卡片 → {_names(company, changed)}"
    return ok(invaliduser=[person for person in wanted if person not in copies])


async def recall(call: Call) -> Answer:
    """Within 24 hours; anything else is 40058."""
    msgid = str(call.body.get("msgid") or "")
    if not call.company.messages.was_sent(msgid) or not call.company.messages.recall(msgid):
        raise ApiError(40058, "unknown msgid, or older than 24 hours")
    call.note = "撤回一条"
    return ok()


def _deliver(call: Call, kind: str, body: dict[str, Any], people: list[str], invalid: dict[str, str]) -> Answer:
    messages, company = call.company.messages, call.company
    msgid = messages.new_msgid()
    answer = ok(**invalid, msgid=msgid)
    if kind == "template_card":
        if body["task_id"]:
            messages.use_task(body["task_id"], msgid)
        if gives_response_code(body["card"]):
            answer["response_code"] = company.credentials.lend("response_code", msgid).value
    stored = [messages.add(person, "app", kind, body, msgid) for person in people]
    messages.remember(msgid, digest(call.body), answer)
    call.note += f" → {_names(company, people)}"
    dropped = sum(message["state"] == "dropped" for message in stored)
    if dropped:
        call.dropped = True
        call.note += f" · {dropped} 条超过每人 30 条/分钟，已丢弃"
    return answer


def _replace(company: Company, message: dict[str, Any], button: Any, card: Any) -> None:
    body = message["body"]
    if card:
        body = {**body, "card": card, "replaced": card.get("replace_text", "")}
    else:
        body = {**body, "replaced": str(button.get("replace_name") or "")}
    company.messages.change(message["id"], body)


def _update_people(company: Company, request: dict[str, Any], everyone: list[str]) -> list[str]:
    if request.get("atall"):
        return everyone
    named = [str(user).lower() for user in request.get("userids") or []]
    parties = [int(party) for party in request.get("partyids") or []]
    return list(dict.fromkeys([*named, *(user.lower() for user in company.directory.inside(parties))]))


def _same_agent(call: Call, code: int = 301002) -> None:
    agent = call.body.get("agentid")
    if not isinstance(agent, int) or isinstance(agent, bool):
        raise ApiError(40056)
    if call.app != AGENT:
        raise ApiError(301002)
    if agent != call.company.config.agent_id:
        raise ApiError(code)


def _split(value: Any) -> list[str]:
    return [part.strip() for part in str(value or "").split("|") if part.strip()]


def _check_counts(users: list[str], parties: list[str], tags: list[str]) -> None:
    if not (users or parties or tags):
        raise ApiError(82001)
    if len(users) > 1000:
        raise ApiError(40032)
    if len(parties) > 100:
        raise ApiError(82002)
    if len(tags) > 100:
        raise ApiError(82003)


def _names(company: Company, people: list[str]) -> str:
    shown = "、".join(company.directory.name(person) for person in people[:2])
    return shown if len(people) <= 2 else f"{shown} 等 {len(people)} 人"


ENDPOINTS = {
    "message/send": post(send, apps=(AGENT, CONTACTS)),
    "message/update_template_card": post(update_template_card, apps=(AGENT, CONTACTS)),
    "message/recall": post(recall),
}
