"""What a rep sees of a pool in its list: the group chosen above it, and what has left it."""

import re

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.test_lists import choose_in, desk, headings, rows

pytestmark = pytest.mark.browser


@pytest.mark.feature("XS-LPOOL-003")
async def test_the_group_of_a_pool_is_chosen_above_its_list(open_page: Open) -> None:
    visit = await desk(open_page, "/m/o/lead?view=pool")
    page = visit.page
    await choose_in(page, "选择分组", "华东公海")
    await expect(page).to_have_url(re.compile("pool_group"))
    await visit.settle()
    group = (await headings(page)).index("pool_group")
    cells = page.locator(f".dt tbody tr td:nth-child({group + 2})")
    assert set(await cells.all_inner_texts()) == {"华东公海"}
    assert await visit.violations() == []


@pytest.mark.feature("XS-LPOOL-017", "XS-LPOOL-018")
async def test_what_left_the_pool_is_shown_on_demand_with_its_state_as_a_column(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    # The administrator of the group sees and restores what was discarded.
    await visit.context.request.get(f"{visit.site.url}/simulator/open?person=guqinghe&url={visit.site.url}/m/")
    await visit.go("/m/o/lead?view=pool")
    assert "pool_state" not in await headings(page)
    await page.get_by_role("button", name="编辑显示字段").click()
    await page.get_by_role("button", name="显示公海状态").click()
    await page.get_by_role("button", name="保存设置").click()
    state = (await headings(page)).index("pool_state")
    cells = page.locator(f".dt tbody tr td:nth-child({state + 2})")
    assert set(await cells.all_inner_texts()) == {"待领取"}

    await rows(page).first.get_by_role("checkbox").check()
    await page.get_by_role("region", name="批量操作").get_by_role("button", name="废弃").click()
    dialog = page.get_by_role("dialog")
    for box in await dialog.get_by_role("textbox").all():
        await box.fill("号码是空号")
    await dialog.get_by_role("button", name=re.compile("^废弃")).click()
    await expect(page.get_by_role("region", name="批量操作")).to_have_count(0)
    await page.get_by_text("显示已领取、已转换、已废弃、已冻结").click()
    await visit.settle()
    discarded = rows(page).filter(has_text="已废弃")
    await expect(discarded.first).to_be_visible()
    count = await discarded.count()
    await discarded.first.click(button="right", position={"x": 520, "y": 20})
    await page.get_by_role("menuitem", name="恢复", exact=True).click()
    await expect(rows(page).filter(has_text="已废弃")).to_have_count(count - 1)
