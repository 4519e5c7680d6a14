"""What a rep does with the pages, from the list to the written follow-up, on two phones and a desktop."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.pages.conftest import Open
from tests.pages.journeys import RECORD, fresh_company, new_lead, write_follow_up

pytestmark = pytest.mark.browser

WIDTHS = [pytest.param(390, id="390"), pytest.param(360, id="360"), pytest.param(1280, id="1280")]


async def search(page: Page, words: str) -> None:
    await page.get_by_role("search").get_by_role("searchbox").fill(words)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_rep_finds_changes_and_follows_up_a_lead(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    record = await new_lead(visit, company)

    await visit.go("/m/o/lead")
    await search(page, company)
    found = page.get_by_role("main").get_by_text(company)
    await expect(found).to_have_count(1)
    await found.click()
    await expect(page).to_have_url(RECORD)
    await expect(page.get_by_text(company).first).to_be_visible()

    await visit.go(f"{record}/edit")
    await page.locator('[data-field="company"] input').fill(company + "二部")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_text(company + "二部").first).to_be_visible()

    await visit.go(record)
    await write_follow_up(page, "对方要两条产线，报价 12 万")
    await expect(page.get_by_text("明天 10:00").first).to_be_visible()
    assert await visit.overflow() <= 0


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_filter_narrows_the_list_and_lives_in_the_address(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await new_lead(visit, fresh_company())
    await visit.go("/m/o/lead")
    if width >= 1024:
        await page.locator(".dl-chip", has_text="跟进状态").click()
        await page.locator(".cp-ticks").get_by_text("已联系").click()
        await page.keyboard.press("Escape")
    else:
        await page.get_by_role("button", name=re.compile("筛选$")).click()
        sheet = page.get_by_role("dialog", name="筛选")
        await sheet.get_by_role("button", name="已联系").first.click()
        await sheet.get_by_role("button", name=re.compile("^查看")).click()
        await expect(sheet).to_have_count(0)
    await expect(page).to_have_url(re.compile("contacted"))
    await visit.settle()
    for tag in await page.locator(".cell .tag:first-child, td .tag:first-child").all_text_contents():
        assert tag != "未处理"


async def test_back_closes_the_sheet_before_the_page(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    await visit.go("/m/")
    await page.get_by_role("button", name=re.compile("^线索|^客户|^联系人")).first.click()
    await visit.settle()
    await page.get_by_role("button", name=re.compile("筛选")).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert "/o/" in page.url
    await page.go_back()
    await expect(page).to_have_url(re.compile(r"#/$"))


async def test_a_wrong_number_is_told_in_words_and_focused(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    await visit.go("/m/o/lead/new")
    name, mobile = (page.locator(f'[data-field="{field}"] input') for field in ("name", "mobile"))
    await name.fill("林嘉禾")
    await mobile.fill("139 0000 271")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_text("手机少 1 位，应为 11 位")).to_be_visible()
    await expect(mobile).to_be_focused()


async def test_an_unsaved_form_comes_back_as_a_draft(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    await visit.go("/m/o/lead/new")
    await page.locator('[data-field="name"] input').fill("没写完的人")
    await page.get_by_role("button", name="取消").click()
    await expect(page.get_by_text("已存草稿")).to_be_visible()
    await visit.go("/m/o/lead/new")
    await expect(page.locator('[data-field="name"] input')).to_have_value("没写完的人")
    await page.get_by_role("button", name="丢掉草稿").click()
    await expect(page.locator('[data-field="name"] input')).to_have_value("")


async def test_a_follow_up_without_a_network_is_sent_once_when_it_is_back(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    record = await new_lead(visit, fresh_company())
    await visit.go(record)
    await page.get_by_role("button", name="写跟进").click()
    await page.get_by_role("textbox").first.fill("地铁里写的一句")
    await visit.settle()
    await visit.context.set_offline(True)
    await page.get_by_role("button", name="写跟进").last.click()
    await expect(page.get_by_text(re.compile("1 条待发送")).first).to_be_visible()
    await visit.context.set_offline(False)
    await expect(page.get_by_text("地铁里写的一句")).to_have_count(1)
    await expect(page.get_by_text(re.compile("待发送"))).to_have_count(0)


async def test_a_change_made_meanwhile_by_someone_else_is_shown_beside_mine(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    record = await new_lead(visit, fresh_company())
    await visit.go(f"{record}/edit")
    # The same member in another window: the version of this form grows old.
    await page.evaluate(
        """async (path) => {
            const me = await (await fetch('/api/me')).json();
            await fetch(path, {method: 'PATCH', body: JSON.stringify({company: '别人改的公司'}),
                headers: {'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf_token}});
        }""",
        record.replace("/m/o/", "/api/objects/"),
    )
    await page.locator('[data-field="company"] input').fill("我改的公司")
    await page.get_by_role("button", name="保存", exact=True).click()
    sheet = page.get_by_role("dialog", name="有人先改了")
    await expect(sheet.get_by_role("radio").filter(has_text="别人改的公司")).to_be_visible()
    await sheet.get_by_role("radio").filter(has_text="我改的公司").click()
    await sheet.get_by_role("button", name="按选的保存").click()
    await expect(page.get_by_text("我改的公司").first).to_be_visible()


async def test_a_record_out_of_sight_says_so_and_leads_back(open_page: Open) -> None:
    visit = await open_page(390)
    await visit.go("/m/o/lead/99999999")
    await expect(visit.page.get_by_text("看不到这条线索")).to_be_visible()
    await visit.page.get_by_role("button", name="回到列表").click()
    await expect(visit.page).to_have_url(re.compile("#/o/lead"))
