"""Competitors on both sizes: what they sell, what they do, and their part of the market."""

import re
import secrets

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fill, tab

pytestmark = pytest.mark.browser
RIVAL = "苏州砚衡精测仪器有限公司"


@pytest.mark.feature("AR-COMP-001", "AR-COMP-003")
@pytest.mark.parametrize("width", BOTH)
async def test_a_rep_adds_a_competitor_and_what_it_sells(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    name, sold = f"沅测{secrets.token_hex(3)}有限公司", f"YC-{secrets.token_hex(2)}"
    await visit.go("/m/o/competitor/new")
    await fill(visit, "name", name)
    await page.locator('[data-field="weaknesses"] textarea').fill("没有现货")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(re.compile(r"/o/competitor/\d+"))
    panel = await tab(page, "竞争产品")
    await panel.get_by_role("button", name="新竞争产品").click()
    await fill(visit, "name", sold)
    await fill(visit, "price", "1320")
    await page.get_by_role("button", name="保存", exact=True).last.click()
    await expect((await tab(page, "竞争产品")).get_by_text(sold)).to_be_visible()
    await expect(page.get_by_text("1,320").first).to_be_visible()


@pytest.mark.feature("AR-COMP-002", "AR-COMP-004")
@pytest.mark.parametrize("width", BOTH)
async def test_news_and_shares_of_a_competitor_stand_beside_it(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/me" if width < 1024 else "/m/")
    await page.get_by_role("link", name="竞争对手", exact=True).click()
    await page.locator(".cell, .dt tbody tr").filter(has_text=RIVAL).get_by_text("苏州", exact=True).click()
    await expect((await tab(page, "对手动态")).get_by_text("发布新一代桥式三坐标")).to_be_visible()
    await expect((await tab(page, "市场分析")).get_by_text(re.compile("35%"))).to_be_visible()
    assert await visit.violations() == []


@pytest.mark.feature("AR-COMP-004")
@pytest.mark.parametrize("width", BOTH)
async def test_the_market_is_summed_up_by_competitor(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/o/market_note")
    await page.get_by_role("button", name="汇总").click()
    for part, word in (("按什么汇总", "竞争对手"), ("看什么", "市场份额平均")):
        if width < 1024:
            await page.get_by_label(part).select_option(label=word)
        else:
            await page.get_by_role("combobox", name=part).click(force=True)
            await page.get_by_role("option", name=word, exact=True).click()
    row = page.get_by_role("button", name=re.compile(f"{RIVAL}.*%"))
    await expect(row).to_be_visible()
