"""Steps that several journeys take: a lead of its own, so that no test depends on what others left."""

import re
import secrets

import pytest
from playwright.async_api import Locator, Page, expect

from tests.conftest import SERVER
from tests.pages.browsing import Visit

PHONE, DESK = pytest.param(390, id="390"), pytest.param(1280, id="1280")
BOTH = [PHONE] if SERVER else [PHONE, DESK]  # the pages are the same whatever the database is
RECORD = re.compile(r"/o/lead/\d+(\?|$)")


def fresh_company() -> str:
    return f"苏州{secrets.token_hex(3)}测试有限公司"


def fresh_mobile() -> str:
    return f"139{secrets.randbelow(10**8):08d}"


async def fill(visit: Visit, field: str, value: str) -> None:
    await visit.page.locator(f'[data-field="{field}"] input').fill(value)


async def new_lead(visit: Visit, company: str, name: str = "林嘉禾") -> str:
    """Makes a lead through the form; returns its path such as /m/o/lead/7, with its record shown."""
    page = visit.page
    await visit.go("/m/o/lead/new")
    await fill(visit, "name", name)
    await fill(visit, "company", company)
    await fill(visit, "mobile", fresh_mobile())
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(RECORD)
    return "/m" + str(await page.evaluate("location.hash.slice(1).split('?')[0]"))


async def tab(page: Page, name: str) -> Locator:
    """Opens a tab of the shown record; returns what is in it."""
    await page.get_by_role("tab", name=re.compile(f"^{name}")).click()
    return page.get_by_role("tabpanel")


async def write_follow_up(page: Page, words: str) -> None:
    """From the shown lead to its written follow-up, with tomorrow as the next step."""
    await page.get_by_role("button", name="写跟进").last.click()
    await page.get_by_role("textbox").first.fill(words)
    await page.get_by_role("button", name="明天 10:00").click()
    await page.get_by_role("button", name="写跟进").last.click()
    await expect(page).to_have_url(RECORD)
    panel = await tab(page, "动态")
    await expect(panel.get_by_text(words)).to_be_visible()


async def finish_conversion(page: Page, company: str) -> None:
    """From the filled conversion page to the new customer."""
    await expect(page.get_by_role("heading", name="转客户", exact=True)).to_be_visible()
    await page.get_by_role("button", name="转客户", exact=True).last.click()
    await expect(page.get_by_role("heading", name="已转客户")).to_be_visible()
    await page.get_by_role("button", name="打开客户").click()
    await expect(page).to_have_url(re.compile(r"/o/account/\d+"))
    await expect(page.get_by_role("heading", name=company).first).to_be_visible()
