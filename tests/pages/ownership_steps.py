"""Steps of journeys about owners, teams and pools: being somebody else, choosing people, doing things to records."""

import re

from playwright.async_api import Locator, Page, expect

from tests.pages.browsing import Visit
from tests.pages.steps import ask

ADMIN = "linyinuo"
REP = "zhouyutong"
OTHER = "wangxiaoming"
EAST = "华东公海"


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


async def give_back(page: Page, width: int, reason: str) -> None:
    """The open record returns to the pool that it came from, or to the one of its owner."""
    dialog = await do(page, width, "放弃")
    await dialog.get_by_role("textbox").fill(reason)
    await dialog.get_by_role("button", name="放弃").click()
    await said(page, "已放回公海 1 条")


async def claim(page: Page, width: int) -> Locator:
    """Takes the open record out of the pool; returns the dialog that asks for something first."""
    offered = page.get_by_role("button", name="领取", exact=True)
    if await offered.count():
        await offered.first.click()
    else:
        await do(page, width, "领取")
    return page.get_by_role("dialog", name="领取前先做一步")


async def hand_on(page: Page, width: int, follower: str) -> None:
    """Gives the open record up; of those who follow it too, this one goes on."""
    dialog = await do(page, width, "放弃")
    await dialog.get_by_role("button", name="交给他").click()
    await expect(dialog.get_by_text("选一个接手的人")).to_be_visible()
    await dialog.get_by_role("radio", name=follower).check()
    await dialog.get_by_role("button", name="交给他").click()
    await said(page, f"已交给{follower}")


async def east(visit: Visit) -> int:
    """The pool group of the rep's region, in which everyone helps oneself."""
    groups = (await ask(visit, "GET", "/api/pools?of=lead"))["groups"]
    return int(next(one["id"] for one in groups if one["name"] == EAST))


async def try_new_rule(visit: Visit) -> Locator:
    """An administrator's new recycle rule, tried on today's leads; returns the first that would be lost."""
    page = visit.page
    await visit.go(f"/m/pools/{await east(visit)}/recycle/new")
    await expect(page.get_by_text("先试算，看看谁会少什么，再启用")).to_be_visible()
    await expect(page.get_by_role("button", name="立即启用")).to_be_disabled()
    await page.get_by_role("button", name="试算", exact=True).first.click()
    await expect(page.get_by_text("谁会少线索")).to_be_visible()
    first = page.locator(".losing tbody tr").first
    await expect(first).to_contain_text(re.compile(r"已 \d+ 天没有跟进"))
    return first


async def ask_whose(page: Page, company: str) -> None:
    """The shown ownership query, made for this name."""
    await page.get_by_role("main").get_by_role("searchbox").fill(company)
    await page.get_by_role("button", name="查询").click()


def answer(page: Page, company: str) -> Locator:
    """What the ownership query says about a company."""
    return page.get_by_role("listitem").filter(has_text=company)
