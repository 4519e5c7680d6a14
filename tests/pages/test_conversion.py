"""A lead becomes a customer on a page that is filled in already, or joins the one that is there (转客户)."""

import re

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, finish_conversion, fresh_company
from tests.pages.steps import a_lead, an_account, stored

pytestmark = pytest.mark.browser


@pytest.mark.feature("WN-LEAD-009")
@pytest.mark.parametrize("width", BOTH)
async def test_a_lead_becomes_a_customer_with_a_contact(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    lead = await a_lead(visit, company=company, city="苏州")
    await visit.go(f"/m/o/lead/{lead}/convert")
    account, contact = page.locator('[data-part="account"]'), page.locator('[data-part="contact"]')
    await expect(account.locator('[data-field="name"] input')).to_have_value(company)
    await expect(contact.locator('[data-field="name"] input')).to_have_value("林嘉禾")
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await account.locator('[data-field="address"] input').fill("星湖街 306 号")
    await finish_conversion(page, company)
    now = await stored(visit, "lead", lead)
    made = await stored(visit, "account", now["converted_account"]["id"])
    assert (made["name"], made["address"], made["city"]) == (company, "星湖街 306 号", "苏州")
    assert now["converted_contact"]["label"] == "林嘉禾"


@pytest.mark.parametrize("width", BOTH)
async def test_a_lead_of_a_known_company_is_announced_to_be_merged(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    account = await an_account(visit, name=company)
    lead = await a_lead(visit, company=company)
    await visit.go(f"/m/o/lead/{lead}/convert")
    await expect(page.get_by_text(re.compile("客户已存在，将自动合并"))).to_be_visible()
    await page.get_by_role("radio", name=re.compile("新建客户")).click()
    await expect(page.get_by_text(re.compile("会建出第二个"))).to_be_visible()
    await page.get_by_role("radio", name=re.compile("^并入")).click()
    assert await visit.violations() == []
    await page.get_by_role("button", name="并入客户").click()
    await expect(page.get_by_role("heading", name="已转客户")).to_be_visible()
    assert (await stored(visit, "lead", lead))["converted_account"]["id"] == account


@pytest.mark.feature("XS-LEAD-017")
@pytest.mark.parametrize("width", BOTH)
async def test_an_opportunity_is_made_with_the_customer_where_one_ticks_it(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    lead = await a_lead(visit, company=company)
    await visit.go(f"/m/o/lead/{lead}/convert")
    deal = page.locator('[data-part="opportunity"]')
    await expect(deal.locator('[data-field="name"]')).to_have_count(0)
    await deal.get_by_role("switch", name="同时新建商机").click()
    await expect(deal.locator('[data-field="name"] input')).to_have_value(company)
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await deal.locator('[data-field="name"] input').fill("")
    await page.get_by_role("button", name="转客户", exact=True).last.click()
    await expect(deal.locator('[data-field="name"] input')).to_be_focused()
    await deal.locator('[data-field="name"] input').fill("产线改造")
    await deal.locator('[data-field="amount"] input').fill("120000")
    await page.get_by_role("button", name="转客户", exact=True).last.click()
    await page.get_by_role("button", name="打开商机").click()
    await expect(page).to_have_url(re.compile(r"/o/opportunity/\d+"))
    made = await stored(visit, "opportunity", int(page.url.rsplit("/", 1)[1]))
    assert (made["name"], made["amount"], made["lead"]["id"]) == ("产线改造", "120000.00", lead)


async def test_what_is_wrong_is_told_at_its_half_of_the_page(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    lead = await a_lead(visit)
    await visit.go(f"/m/o/lead/{lead}/convert")
    mobile = page.locator('[data-part="contact"] [data-field="mobile"] input')
    await mobile.fill("139 0000 271")
    await page.get_by_role("button", name="转客户", exact=True).last.click()
    await expect(page.locator('[data-part="contact"]').get_by_text("手机少 1 位，应为 11 位")).to_be_visible()
    await expect(mobile).to_be_focused()
    assert (await stored(visit, "lead", lead))["converted_account"] is None
