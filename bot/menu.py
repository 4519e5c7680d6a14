"""The buttons under the conversation (应用菜单), put there when the company has not made a menu of its own."""

from typing import Any

from core.wecom.client import WeComClient
from core.wecom.errors import WeComError

NO_MENU = 46003


def buttons(base_url: str) -> list[dict[str, Any]]:
    """At most three; the keys are those of `router.menu` in bot/handlers."""
    return [
        {"type": "pic_photo_or_album", "name": "扫名片", "key": "scan"},
        {"type": "click", "name": "线索", "key": "leads"},
        {
            "name": "更多",
            "sub_button": [
                {"type": "click", "name": "客户", "key": "accounts"},
                {"type": "click", "name": "商机", "key": "opportunities"},
                {"type": "view", "name": "工作台", "url": f"{base_url}/m/"},
                {"type": "click", "name": "帮助", "key": "help"},
            ],
        },
    ]


async def offer_menu(wecom: WeComClient, base_url: str) -> bool:
    """Creates our menu unless there is one; True when it did. Raises WeComError, WeComUnreachable."""
    if await _has_menu(wecom):
        return False
    await wecom.menu_create(buttons(base_url))
    return True


async def _has_menu(wecom: WeComClient) -> bool:
    try:
        return bool(await wecom.menu_get())
    except WeComError as error:
        if error.errcode == NO_MENU:
            return False
        raise
