"""From a lead to one deal that is won and one that is lost, as the rep does it on both sizes (销售全程)."""

import re
import secrets

import pytest
from playwright.async_api import Page, expect

from tests.pages.board_steps import STAGES, card, column, drop, toast
from tests.pages.browsing import Visit
from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fill, fresh_company, new_lead, tab
from tests.pages.opportunity_steps import FACT, TASK, a_guided_process, press_stage, stage
from tests.pages.ownership_steps import do, said
from tests.pages.steps import stored

pytestmark = pytest.mark.browser

FIRST, SECOND = STAGES[:2]
OPPORTUNITY = re.compile(r"/o/opportunity/(\d+)")


async def convert_with_an_opportunity(page: Page, name: str) -> None:
    """From the shown lead to the opportunity that was made with customer and contact."""
    deal = page.locator('[data-part="opportunity"]')
    await deal.get_by_role("switch", name="同时新建商机").click()
    await deal.locator('[data-field="name"] input').fill(name)
    await deal.locator('[data-field="amount"] input').fill("90000")
    await page.get_by_role("button", name="转客户", exact=True).last.click()
    await page.get_by_role("button", name="打开商机").click()
    await expect(page.get_by_role("heading", name=name).first).to_be_visible()


async def move_on_the_board(visit: Visit, width: int, name: str) -> None:
    """With the mouse on the desktop, by the sheet on the phone."""
    page = visit.page
    await visit.go(f"/m/o/opportunity?as=board&view=mine&q={name}")
    await expect(card(page, name)).to_be_visible()
    if width >= 1024:
        await drop(page, card(page, name), column(page, SECOND))
    else:
        await page.get_by_role("button", name=f"移动「{name}」").click()
        await page.get_by_role("dialog", name="移动到").get_by_role("button", name=re.compile(SECOND)).click()
    await toast(page, f"「{name}」移到了{SECOND}")


async def begin_a_guided_one(visit: Visit, width: int, name: str, process: str) -> None:
    """From the shown customer through its form."""
    page = visit.page
    await do(page, width, "加商机")
    await fill(visit, "name", name)
    field = page.locator('[data-field="process"]')
    if width < 1024:
        await field.get_by_role("button").click()
        await page.get_by_role("dialog").get_by_role("button", name=re.compile(process)).click()
    else:
        await field.locator(".el-select__wrapper").click()
        await page.get_by_role("option", name=re.compile(process)).click()
    await page.get_by_role("button", name="保存", exact=True).last.click()
    deals = await tab(page, "商机")
    await deals.get_by_text(name).click()
    await expect(page).to_have_url(OPPORTUNITY)


async def go_through_its_stages(visit: Visit, width: int) -> None:
    """Nothing is skipped: what the first stage asks for is done, then one stage after the other."""
    page = visit.page
    opened = OPPORTUNITY.search(page.url)
    assert opened
    await visit.go(f"/m/o/opportunity/{opened[1]}{'/full' if width >= 1024 else ''}")
    await press_stage(page, "比选")
    await expect(page.get_by_role("alert").filter(has_text="还有 2 项没完成")).to_be_visible()
    guide = page.get_by_role("region", name="「立项」要做的")
    await guide.get_by_role("checkbox", name=re.compile(TASK)).check()
    await guide.get_by_role("textbox", name=re.compile(FACT)).fill("60 万")
    await guide.get_by_role("textbox", name=re.compile(FACT)).press("Enter")
    await expect(guide.get_by_text("2/2")).to_be_visible()
    for name in ("比选", "签约"):
        await press_stage(page, name)
        await said(page, f"已移到「{name}」")
        await expect(stage(page, name).locator("[aria-current=step]")).to_be_visible()


async def win(page: Page, amount: str) -> None:
    await page.get_by_role("button", name="赢单", exact=True).click()
    sheet = page.get_by_role("dialog", name="赢单")
    await sheet.locator('[data-field="amount"] input').fill(amount)
    await sheet.get_by_role("button", name="赢单", exact=True).click()
    await said(page, "已赢单")


async def lose(page: Page, reason: str) -> None:
    await page.get_by_role("button", name="输单", exact=True).click()
    sheet = page.get_by_role("dialog", name="输单")
    await sheet.get_by_role("radio", name=reason).check()
    await sheet.get_by_role("button", name="输单", exact=True).click()
    await said(page, "已输单")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", BOTH)
async def test_a_lead_becomes_a_customer_with_a_deal_that_is_lost_and_one_that_is_won(
    open_page: Open, width: int
) -> None:
    visit = await open_page(width)
    page, word = visit.page, secrets.token_hex(3)
    first, second = f"试用{word}", f"整线{word}"
    process = await a_guided_process(visit)

    company = fresh_company()
    await new_lead(visit, company)
    await do(page, width, "转客户")
    await convert_with_an_opportunity(page, first)
    opened = OPPORTUNITY.search(page.url)
    assert opened
    deal = await stored(visit, "opportunity", int(opened[1]))
    assert deal["account"]["label"] == company and deal["stage"]["label"] == FIRST

    await move_on_the_board(visit, width, first)
    await visit.go(f"/m/o/opportunity/{deal['id']}{'/full' if width >= 1024 else ''}")
    await expect(stage(page, SECOND).locator("[aria-current=step]")).to_be_visible()
    await lose(page, "价格没有优势")

    customer = f"/m/o/account/{deal['account']['id']}"
    await visit.go(customer)
    await begin_a_guided_one(visit, width, second, process["name"])
    await go_through_its_stages(visit, width)
    await win(page, "580000")

    await visit.go(customer)
    deals = await tab(page, "商机")
    for name, state in ((first, "输单"), (second, "赢单")):
        row = deals.locator("li, tr, .cell, .deal").filter(has_text=name).first
        await expect(row).to_contain_text(state)
    contacts = await tab(page, "联系人")
    await expect(contacts.get_by_text("林嘉禾").first).to_be_visible()
