"""A rep takes in the people added in WeCom (导入企业微信客户), on the phone and on the desktop."""

import re

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open

pytestmark = pytest.mark.browser

WIDTHS = [pytest.param(390, id="390"), pytest.param(1280, id="1280")]
BUTTON = {390: "导入为线索", 1280: "导入为客户"}
OPENED = {390: "lead", 1280: "contact"}


@pytest.mark.feature("WN-LEAD-003", "WN-CUST-004")
@pytest.mark.parametrize("width", WIDTHS)
async def test_a_person_added_in_wecom_is_found_taken_in_and_opened(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/")
    if width < 1024:
        await page.get_by_role("button", name=re.compile("新建|做什么|添加")).first.click()
        await page.get_by_role("dialog").get_by_text("微信联系人").click()
    else:
        await page.get_by_role("link", name="企业微信联系人").click()
    await expect(page).to_have_url(re.compile("/external$"))

    box = page.get_by_role("search").get_by_role("searchbox")
    await box.fill("13700006350")
    known = page.get_by_role("listitem").filter(has_text="贺清扬")
    await expect(known).to_contain_text("你负责")
    await expect(known.get_by_role("button", name="打开贺清扬")).to_be_visible()

    await box.fill("")
    first = page.get_by_role("button", name=re.compile("^导入.")).first
    name = (await first.get_attribute("aria-label") or "").removeprefix("导入")
    await first.click()
    sheet = page.get_by_role("dialog", name="导入企业微信联系人")
    await expect(sheet).to_contain_text(name)
    await sheet.get_by_role("button", name=BUTTON[width]).click()
    await expect(sheet).to_have_count(0)
    taken = page.get_by_role("button", name=f"打开{name}")
    await expect(taken.first).to_be_visible()
    await visit.settle()
    assert await visit.violations() == [] and await visit.overflow() <= 0
    await taken.first.click()
    await expect(page).to_have_url(re.compile(rf"/o/{OPENED[width]}/\d+"))
    await expect(page.get_by_text(name).first).to_be_visible()


@pytest.mark.feature("WN-LEAD-004")
@pytest.mark.parametrize("width", WIDTHS)
async def test_who_is_outside_the_scope_reads_what_the_administrator_does(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await page.context.request.put(f"{visit.site.url}/simulator/_sim/customer-scope", data={"users": []})
    try:
        await visit.go("/m/external")
        await expect(page.get_by_text("客户联系 > 配置 > 使用范围")).to_be_visible()
        assert await visit.overflow() <= 0
    finally:
        await page.context.request.put(
            f"{visit.site.url}/simulator/_sim/customer-scope",
            data={"parties": [6, 7, 8], "users": ["chensiyuan", "guqinghe", "heyusen", "luoanran", "xiemingliang"]},
        )
    await page.get_by_role("button", name="再看一次").click()
    await expect(page.get_by_role("listitem").filter(has_text="林嘉禾")).to_be_visible()
