"""The app itself and its menu (应用与菜单)."""

from typing import Any

from bot.simulator.answers import ApiError, ok
from bot.simulator.call import Answer, Call, get, post

MENU_TYPES = (
    "click",
    "view",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
    "view_miniprogram",
)
CHANGEABLE = ("report_location_flag", "isreportenter", "home_url", "name", "description")


async def agent_get(call: Call) -> Answer:
    _own_agent(call, call.query.get("agentid", ""))
    return ok(**call.company.agent())


async def agent_list(call: Call) -> Answer:
    agent = call.company.agent()
    return ok(agentlist=[{name: agent[name] for name in ("agentid", "name", "square_logo_url")}])


async def agent_set(call: Call) -> Answer:
    _own_agent(call, str(call.body.get("agentid", "")))
    call.company.change_agent(**{name: call.body[name] for name in CHANGEABLE if name in call.body})
    return ok()


async def menu_create(call: Call) -> Answer:
    _own_agent(call, call.query.get("agentid", ""))
    buttons = call.body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise ApiError(40016)
    for button in buttons:
        _check_button(button)
    call.company.store.set("menu", {"button": buttons})
    call.company.live.tell("menu", {"button": buttons})
    call.note = " · ".join(str(button["name"]) for button in buttons)
    return ok()


async def menu_get(call: Call) -> Answer:
    _own_agent(call, call.query.get("agentid", ""))
    menu: dict[str, Any] | None = call.company.store.setting("menu")
    if not menu:
        raise ApiError(46003)
    return ok(**menu)


async def menu_delete(call: Call) -> Answer:
    _own_agent(call, call.query.get("agentid", ""))
    call.company.store.set("menu", None)
    call.company.live.tell("menu", None)
    return ok()


def _own_agent(call: Call, agentid: str) -> None:
    if not agentid.isdigit():
        raise ApiError(40056)
    if int(agentid) != call.company.config.agent_id:
        raise ApiError(301002)


def _check_button(button: Any, *, below: bool = False) -> None:
    name = button.get("name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= (40 if below else 16):
        raise ApiError(40018)
    children = button.get("sub_button")
    if children and not below:
        if not isinstance(children, list) or len(children) > 5:
            raise ApiError(40023)
        for child in children:
            _check_button(child, below=True)
        return
    if button.get("type") not in MENU_TYPES:
        raise ApiError(40017)
    if button["type"] == "view":
        _check_url(str(button.get("url") or ""), below=below)
    elif button["type"] != "view_miniprogram" and not 1 <= len(str(button.get("key") or "").encode()) <= 128:
        raise ApiError(40019)


def _check_url(url: str, *, below: bool) -> None:
    if not url.startswith(("http://", "https://")):
        raise ApiError(40054 if below else 40055)
    if len(url.encode()) > 1024:
        raise ApiError(40020)


ENDPOINTS = {
    "agent/get": get(agent_get),
    "agent/list": get(agent_list),
    "agent/set": post(agent_set),
    "menu/create": post(menu_create),
    "menu/get": get(menu_get),
    "menu/delete": get(menu_delete),
}
