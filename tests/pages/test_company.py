"""What an administrator decides for the company on its page of settings (企业设置)."""

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH
from tests.pages.ownership_steps import ADMIN, become, said
from tests.pages.steps import ask

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", BOTH)
async def test_criteria_of_duplicates_and_columns_of_imports_are_chosen_on_a_page(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await become(visit, ADMIN)
    await visit.go("/m/settings/company")
    before = await ask(visit, "GET", "/api/settings/company")
    try:
        await page.get_by_role("group", name="联系人的查重条件").get_by_role("button", name="电话").click()
        await said(page, "已保存")
        await page.get_by_role("button", name="线索 没有要求").click()
        sheet = page.get_by_role("dialog", name="线索的导入必填列")
        await sheet.get_by_role("button", name="手机").click()
        await sheet.get_by_role("button", name="好了").click()
        await expect(page.get_by_role("button", name="线索 手机")).to_be_visible()
        async with page.expect_response(lambda answer: answer.request.method == "PUT"):
            await page.get_by_role("button", name="不填网站").click()
        await expect(page.get_by_role("button", name="不填网站")).to_have_count(0)
        assert await visit.violations() == []
        assert await visit.overflow() <= 0
        now = await ask(visit, "GET", "/api/settings/company")
        assert now["duplicates.match"]["contact"] == ["mobile", "email", "phone"]
        assert now["import.required_columns"] == {"lead": ["mobile"]}
        assert "website" not in now["registry.fills"]
    finally:
        await ask(visit, "PUT", "/api/settings/company", before)


@pytest.mark.parametrize("width", BOTH)
async def test_who_hears_of_a_win_is_chosen_on_the_page(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await become(visit, ADMIN)
    await visit.go("/m/settings/company")
    before = await ask(visit, "GET", "/api/settings/company")
    try:
        choice = page.get_by_role("combobox", name="赢单播报")
        if await choice.evaluate("box => box.tagName") == "SELECT":
            await choice.select_option(label="告诉本部门")
        else:
            await page.locator(".el-select", has=choice).click()
            await page.get_by_role("option", name="告诉本部门").click()
        await said(page, "已保存")
        assert await visit.violations() == [] and await visit.overflow() <= 0
        now = await ask(visit, "GET", "/api/settings/company")
        assert now["opportunities.announce_wins"] == "department"
    finally:
        await ask(visit, "PUT", "/api/settings/company", before)
