"""Steps of journeys about duplicates, merging, the bin and undo: records that are alike, and the pages around them."""

import secrets

from playwright.async_api import Locator, Page, expect

from tests.pages.browsing import Visit
from tests.pages.journeys import fresh_mobile
from tests.pages.steps import made


def fresh_phone() -> str:
    return f"0512-{secrets.randbelow(9 * 10**7) + 10**7}"


async def two_alike(visit: Visit) -> tuple[str, list[int]]:
    """Two customers of the visitor that are one company, the second with a contact; the short name and their ids."""
    short, phone = f"汇筑{secrets.token_hex(3)}", fresh_phone()
    first = await made(visit, "account", name=f"杭州{short}科技有限公司", phone=phone, level="a")
    second = await made(visit, "account", name=f"{short}科技（杭州）股份有限公司", phone=phone, level="b")
    await made(visit, "contact", name="林嘉禾", account=second, mobile=fresh_mobile())
    return short, [first, second]


async def found_pair(visit: Visit, short: str) -> Locator:
    """Searches the customers for duplicates; returns the pair of that company."""
    page = visit.page
    await visit.go("/m/o/account/duplicates")
    await page.get_by_role("button", name="查找重复").click()
    pair = page.get_by_role("listitem").filter(has_text=short)
    await expect(pair).to_be_visible(timeout=60_000)
    return pair


async def merge_shown(page: Page) -> None:
    """Presses the button of the shown merge, and waits for its result."""
    await page.get_by_role("button", name="合并 2 条").click()
    await expect(page.get_by_role("heading", name="已合并成")).to_be_visible()


def toast(page: Page) -> Locator:
    return page.locator(".toast")


async def take_back(page: Page) -> None:
    """Undoes by the bar what was just done, with the keyboard alone."""
    button = toast(page).get_by_role("button", name="撤销")
    await button.focus()
    await button.press("Enter")
    await expect(toast(page)).to_contain_text("已撤销")


async def in_bin(visit: Visit, name: str) -> Locator:
    """The row of a deleted record in the recycle bin."""
    await visit.go("/m/bin")
    await visit.page.get_by_role("searchbox", name="在回收站里搜").fill(name)
    row = visit.page.get_by_role("listitem").filter(has_text=name)
    await expect(row).to_have_count(1)
    return row
