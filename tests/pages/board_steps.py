"""Steps of journeys on the board: opportunities of one's own that one search shows alone, cards, columns, the mouse."""

import secrets
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.pages.browsing import Visit
from tests.pages.steps import an_account, ask, made

STANDARD = "标准销售流程"
STAGES = ("初步接洽", "需求确认", "方案报价", "商务谈判")


class Deals:
    """Opportunities under one word that only their names have, so that no other test is on the same board."""

    def __init__(self, visit: Visit, process: dict[str, Any]) -> None:
        self.visit, self.process, self.word = visit, process, f"看板{secrets.token_hex(3)}"
        self.account = 0

    @classmethod
    async def of(cls, visit: Visit) -> "Deals":
        """In the standard process."""
        await visit.go("/m/")
        processes = (await ask(visit, "GET", "/api/processes"))["items"]
        return cls(visit, next(one for one in processes if one["name"] == STANDARD))

    def stage(self, name: str) -> int:
        return int(next(one["id"] for one in self.process["stages"] if one["name"] == name))

    async def add(self, name: str, stage: str = STAGES[0], **values: Any) -> int:
        self.account = self.account or await an_account(self.visit)
        values = {"amount": "10000.00", "account": self.account, "process": self.process["id"], **values}
        return await made(self.visit, "opportunity", name=self.name(name), stage=self.stage(stage), **values)

    def name(self, name: str) -> str:
        return f"{self.word}{name}"

    def path(self, way: str = "board", **more: str) -> str:
        query = "&".join(f"{key}={value}" for key, value in {"as": way, "view": "mine", "q": self.word, **more}.items())
        return f"/m/o/opportunity?{query}"

    async def open(self, way: str = "board", **more: str) -> Page:
        await self.visit.go(self.path(way, **more))
        return self.visit.page

    async def stored(self, deal: int) -> Any:
        return await ask(self.visit, "GET", f"/api/objects/opportunity/{deal}")


def column(page: Page, stage: str) -> Locator:
    return page.locator(".bcol").filter(has=page.get_by_role("heading", name=stage))


def card(where: Page | Locator, name: str) -> Locator:
    return where.locator(".bc").filter(has_text=name)


async def drag(page: Page, what: Locator, to: Locator) -> None:
    """With the mouse, in steps as a hand makes them; leaves the button pressed."""
    await what.scroll_into_view_if_needed()
    start, end = await what.bounding_box(), await to.bounding_box()
    assert start
    assert end
    await page.mouse.move(start["x"] + 60, start["y"] + 40)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 90, start["y"] + 60, steps=3)
    await page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)


async def drop(page: Page, what: Locator, to: Locator) -> None:
    await drag(page, what, to)
    await page.mouse.up()


async def toast(page: Page, words: str) -> Locator:
    bar = page.locator(".toast")
    await expect(bar).to_contain_text(words)
    return bar
