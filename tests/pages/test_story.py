"""The life of one company, from a lead to a customer that changes hands, as those see it who work with it (全程)."""

import json
import re
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from core import clock
from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, finish_conversion, fresh_company, new_lead, tab, write_follow_up
from tests.pages.ownership_steps import (
    ADMIN,
    OTHER,
    REP,
    answer,
    ask_whose,
    become,
    claim,
    do,
    give_back,
    hand_on,
    pick,
    said,
    try_new_rule,
)

pytestmark = pytest.mark.browser


async def choose_tomorrow(page: Page, width: int, dialog: Locator) -> None:
    """The next plan: a sheet with words on the phone, a date that is typed on the desktop."""
    if width >= 1024:
        tomorrow = clock.today() + timedelta(days=1)
        await dialog.get_by_role("combobox", name="下次跟进").fill(f"{tomorrow:%Y-%m-%d} 10:00")
        await page.keyboard.press("Enter")
        return
    await dialog.get_by_role("button", name=re.compile("^下次跟进")).click()
    dates = page.get_by_role("dialog", name="下次跟进")
    await dates.get_by_role("button", name="明天", exact=True).click()
    await dates.get_by_role("contentinfo").get_by_role("button", name=re.compile("10:00")).click()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", BOTH)
async def test_a_company_becomes_a_customer_and_passes_from_hand_to_hand(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()

    await new_lead(visit, company)
    await write_follow_up(page, "对方要两条产线，报价 12 万")
    await do(page, width, "转客户")
    await finish_conversion(page, company)
    customer = "/m" + str(await page.evaluate("location.hash.slice(1).split('?')[0]"))
    contacts = await tab(page, "联系人")
    await expect(contacts.get_by_role("heading", name="林嘉禾")).to_be_visible()

    await give_back(page, width, "等他们搬完厂")
    where = json.dumps({"field": "name", "is": company})
    await visit.go(f"/m/o/account?view=pool&where={where}")
    await page.locator(".cell, tbody tr").filter(has_text=company).get_by_text(company).click()
    await expect(page.get_by_text("没有负责人").first).to_be_visible()
    dialog = await claim(page, width)
    await expect(dialog.get_by_text("写一次跟进和下次计划，就归你")).to_be_visible()
    await dialog.get_by_role("textbox", name="跟进内容").fill("厂搬好了，下周去看")
    await choose_tomorrow(page, width, dialog)
    await dialog.get_by_role("button", name="领取").click()
    await said(page, "已领取 1 条")

    await visit.go(customer)
    dialog = await do(page, width, "转移")
    await pick(dialog, "王晓明")
    await dialog.get_by_role("radio", name="留作共享跟进人", exact=False).first.check()
    await dialog.get_by_role("button", name="转移", exact=True).click()
    await said(page, "已转移 1 条给王晓明")

    await become(visit, OTHER)
    await visit.go(customer)
    await hand_on(page, width, "周雨桐")

    await become(visit, ADMIN)
    await visit.go("/m/")
    await try_new_rule(visit)
    await expect(page.get_by_role("button", name="立即启用")).to_be_enabled()

    await become(visit, REP)
    await visit.go("/m/ownership")
    await ask_whose(page, company)
    await expect(answer(page, company).get_by_text("你在跟进")).to_be_visible()
    await visit.go(customer)
    trail = await tab(page, "归属轨迹")
    await expect(trail.get_by_role("listitem")).to_have_count(5)
    await expect(trail.get_by_text(re.compile("王晓明")).first).to_be_visible()
