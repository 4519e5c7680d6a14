"""Steps of journeys about opportunities: one with a customer of its own, guided processes, products, and its stages."""

import secrets
from typing import Any

from playwright.async_api import Locator, Page

from tests.pages.browsing import Visit
from tests.pages.ownership_steps import ADMIN, REP, become
from tests.pages.steps import an_account, ask, made

TASK, FACT = "拜访决策人", "预算有多少"


async def an_opportunity(visit: Visit, **values: Any) -> int:
    """A new one of the visitor, of a customer of its own unless one is named."""
    account = values.pop("account", None) or await an_account(visit)
    return await made(visit, "opportunity", **{"name": f"产线{secrets.token_hex(2)}", "account": account, **values})


async def a_guided_process(visit: Visit) -> Any:
    """Made by the administrator, for the rep: its first stage asks for a task and a fact."""
    await visit.go("/m/")
    await become(visit, ADMIN)
    await visit.go("/m/")
    asked = [{"kind": "task", "label": TASK}, {"kind": "fact", "label": FACT}]
    stages = [
        {"name": "立项", "win_rate": 20, "items": asked},
        {"name": "比选", "win_rate": 50},
        {"name": "签约", "win_rate": 90},
    ]
    process = await ask(
        visit, "POST", "/api/processes", {"name": f"大客户{secrets.token_hex(2)}", "guided": True, "stages": stages}
    )
    await become(visit, REP)
    await visit.go("/m/")
    return process


async def product(visit: Visit, name: str) -> int:
    return int((await ask(visit, "GET", f"/api/objects/product?q={name}&view=offered"))["items"][0]["id"])


async def whole(visit: Visit, width: int, opportunity: int) -> Page:
    """The record on a page of its own."""
    await visit.go(f"/m/o/opportunity/{opportunity}{'/full' if width >= 1024 else ''}")
    return visit.page


def stage(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="阶段", exact=True).get_by_role("listitem").filter(has_text=name)


async def press_stage(page: Page, name: str) -> None:
    await stage(page, name).get_by_role("button").click()
