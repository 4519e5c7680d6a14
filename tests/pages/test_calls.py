"""A call asks for its result as soon as the phone icon was used (拨打电话标注): from lists and from records."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.pages.browsing import Visit
from tests.pages.conftest import Open
from tests.pages.journeys import fresh_company, fresh_mobile
from tests.pages.steps import a_lead, an_account, ask, made, still, stored

pytestmark = pytest.mark.browser


def prompt(page: Page) -> Locator:
    return page.get_by_role("dialog", name="刚才的电话怎么样")


async def call_from_list(visit: Visit, thing: str, words: str) -> None:
    await visit.go(f"/m/o/{thing}?view=all&q={words}")
    await still(visit, "a.cell-call")
    await visit.page.locator("a.cell-call").first.click()


async def call_from_record(visit: Visit, thing: str, record_id: int) -> None:
    await visit.go(f"/m/o/{thing}/{record_id}")
    link = ".bar a.bar-icon, .drawer-foot a.btn"
    await still(visit, link)
    await visit.page.locator(link).first.click()


@pytest.mark.feature("WN-LEAD-011")
async def test_a_call_to_a_lead_asks_for_its_result_from_list_and_record(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    company = fresh_company()
    lead = await a_lead(visit, company=company)
    await call_from_list(visit, "lead", company)
    await prompt(page).get_by_role("radio", name="未接通").click()
    await prompt(page).get_by_role("textbox", name="备注").fill("前台接的")
    await prompt(page).get_by_role("button", name="标注", exact=True).click()
    await expect(prompt(page)).to_have_count(0)
    now = await stored(visit, "lead", lead)
    assert (now["call_mark"], now["call_note"]) == ("missed", "前台接的")

    await call_from_record(visit, "lead", lead)
    assert await visit.violations() == []
    await prompt(page).get_by_role("radio", name="有意向").click()
    await prompt(page).get_by_role("button", name="标注", exact=True).click()
    await expect(prompt(page)).to_have_count(0)
    assert (await stored(visit, "lead", lead))["call_mark"] == "interested"


@pytest.mark.feature("WN-LEAD-012")
@pytest.mark.parametrize("width", [390, 1280])
async def test_an_interested_lead_is_converted_from_the_prompt(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    lead = await a_lead(visit)
    await call_from_record(visit, "lead", lead)
    await prompt(page).get_by_role("radio", name="有意向").click()
    await prompt(page).get_by_role("button", name="转客户").click()
    await expect(page).to_have_url(re.compile(rf"/o/lead/{lead}/convert"))
    assert (await stored(visit, "lead", lead))["call_mark"] == "interested"


@pytest.mark.feature("WN-CUST-014")
async def test_the_prompt_comes_from_lists_and_records_of_accounts_and_contacts(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    company, person = fresh_company(), f"沈{fresh_mobile()[-4:]}"
    account = await an_account(visit, name=company)
    contact = await made(visit, "contact", name=person, mobile=fresh_mobile(), account=account)
    for thing, record_id, words in (("account", account, company), ("contact", contact, person)):
        await call_from_list(visit, thing, words)
        await expect(prompt(page).get_by_role("radio")).to_have_count(2)
        await prompt(page).get_by_role("button", name="不标注").click()
        await call_from_record(visit, thing, record_id)
        await expect(prompt(page)).to_be_visible()
        await prompt(page).get_by_role("button", name="不标注").click()


@pytest.mark.feature("WN-CUST-013")
@pytest.mark.feature("WN-FUP-010")
async def test_an_answered_call_becomes_a_follow_up_in_the_same_prompt(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    account = await an_account(visit)
    await call_from_record(visit, "account", account)
    await prompt(page).get_by_role("button", name="标注", exact=True).click()
    await expect(prompt(page).get_by_text("选一个通话结果")).to_be_visible()
    await prompt(page).get_by_role("radio", name="已接通").click()
    await prompt(page).get_by_role("textbox", name="跟进内容").fill("约好下周看样品")
    await prompt(page).get_by_role("button", name="明天 10:00").click()
    await prompt(page).get_by_role("button", name="标注并写跟进").click()
    await expect(page.get_by_text("约好下周看样品")).to_be_visible()
    told = await ask(visit, "GET", f"/api/objects/account/{account}/around")
    assert [entry["type"] for entry in told["timeline"] if entry["text"] == "约好下周看样品"] == ["call"]
