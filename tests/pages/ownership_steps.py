"""Steps of journeys about owners, teams and pools: being somebody else, choosing people, doing things to rows."""

import re

from playwright.async_api import Locator, Page, expect

from tests.pages.browsing import Visit
from tests.pages.steps import ask

ADMIN = "linyinuo"
REP = "zhouyutong"


async def become(visit: Visit, person: str) -> None:
    """Signs this page in as another member of the demo company."""
    await visit.context.request.get(f"{visit.site.url}/simulator/open?person={person}&url={visit.site.url}/m/")


async def member(visit: Visit, name: str) -> int:
    return int((await ask(visit, "GET", f"/api/objects/member?q={name}"))["items"][0]["id"])


async def pick(dialog: Locator, *names: str) -> None:
    """Chooses people in the picker of an open dialog, in this order."""
    for name in names:
        await dialog.get_by_role("searchbox").fill(name)
        await dialog.get_by_role("list", name="成员").get_by_role("button", name=name).first.click()


async def do(page: Page, width: int, deed: str) -> Locator:
    """One of the things that may be done with the open record; returns its dialog."""
    if width >= 1024:
        await page.get_by_role("button", name="更多操作").click()
        await page.get_by_role("menuitem", name=deed, exact=True).click()
    else:
        await page.get_by_role("button", name="更多", exact=True).click()
        await page.get_by_role("dialog", name="更多").get_by_role("button", name=deed, exact=True).click()
    return page.get_by_role("dialog")


async def do_many(page: Page, width: int, deed: str, count: int) -> Locator:
    """Ticks the first rows of the list and starts an action on all of them; returns its dialog."""
    if width < 1024:
        await page.get_by_role("button", name="多选").click()
    boxes = page.get_by_role("checkbox", name=re.compile("^选择"))
    for place in range(count):
        await boxes.nth(place).check()
    bar = page.get_by_role("region", name="批量操作")
    named, more = (bar.get_by_role("button", name=name, exact=True) for name in (deed, "更多"))
    await expect(named.or_(more).first).to_be_visible()
    if await named.count() == 0:
        await more.click()
        named = page.get_by_role("dialog").get_by_role("button", name=deed, exact=True)
    await named.click()
    return page.get_by_role("dialog")


async def said(page: Page, words: str) -> None:
    await expect(page.locator(".toast")).to_contain_text(words)
