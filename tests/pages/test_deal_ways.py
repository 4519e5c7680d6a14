"""Opportunities as a table with its views, by the day they should close, and as a funnel whose figures open records."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.pages.board_steps import STAGES, Deals
from tests.pages.conftest import Open
from tests.pages.steps import ask

pytestmark = pytest.mark.browser

FIRST, SECOND, _, LAST = STAGES
SIZES = pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")], ids=["360", "1440"])


@pytest.mark.feature("XS-OPP-003", "XS-OPP-005")
async def test_the_table_is_sorted_and_filtered_at_its_heads(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    for name, amount in (("甲", "300.00"), ("乙", "100.00"), ("丙", "200.00")):
        await deals.add(name, amount=amount)
    page = await deals.open("")
    rows = page.locator(".dt tbody tr")
    await expect(rows).to_have_count(3)
    for label in ("商机名称", "客户", "预计金额", "阶段"):
        await expect(page.locator(".hc").filter(has_text=label).first).to_be_visible()
    amount = page.locator(".hc[data-column=amount]")
    await amount.locator("button.hc-sort").click()
    await expect(amount).to_have_attribute("aria-sort", "ascending")
    for place, name in enumerate("乙丙甲"):
        await expect(rows.nth(place)).to_contain_text(deals.name(name))

    await amount.hover()
    await amount.get_by_role("button", name="预计金额的排序和筛选").click()
    panel = page.get_by_role("dialog", name="预计金额的排序和筛选")
    await panel.get_by_role("textbox").first.fill("150")
    await panel.get_by_role("button", name="筛选").click()
    await expect(rows).to_have_count(2)


@pytest.mark.feature("XS-OPP-006")
async def test_the_built_in_views_hold_mine_joined_all_and_those_left_alone(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    alone, talked = await deals.add("甲"), await deals.add("乙")
    follow_up = {"subject": {"object": "opportunity", "id": talked}, "content": "谈了方案"}
    await ask(visit, "POST", "/api/objects/activity", follow_up)
    page = await deals.open("")
    rows = page.locator(".dt tbody tr")
    await expect(rows).to_have_count(2)
    for view, count in (("我参与的", 0), ("全部", 2), ("7天未跟进的", 1), ("我负责的", 2)):
        await page.locator(".dv-tab button").filter(has_text=re.compile(f"^{view}")).click()
        await expect(rows).to_have_count(count)
    assert alone


@SIZES
async def test_the_calendar_sums_days_and_weeks_and_opens_what_closes(open_page: Open, width: int, scheme: str) -> None:
    visit = await open_page(width, scheme)
    deals = await Deals.of(visit)
    month = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m}"
    deal = await deals.add("甲", amount="120000.00", expected_close_on=f"{month}-15")
    await deals.add("乙", amount="30000.00", expected_close_on=f"{month}-15")
    page = await deals.open("calendar")
    day = page.locator("td:not(.aside)").filter(has=page.locator(f'time[datetime="{month}-15"]'))
    where = day if width >= 1024 else page.locator(".pa-day").filter(has_text="月15日")
    await expect(where).to_contain_text("¥15万")
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await page.get_by_role("button", name="下个月").click()
    await expect(where).to_have_count(0)
    await page.get_by_role("button", name="本月", exact=True).click()
    if width < 1024:
        await page.locator(".cell-main").filter(has_text=deals.name("甲")).click()
    else:
        await day.get_by_role("link").first.click()
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/{deal}"))


@SIZES
async def test_the_funnel_tells_of_stages_and_ends_and_opens_the_records(
    open_page: Open, width: int, scheme: str
) -> None:
    visit = await open_page(width, scheme)
    deals = await Deals.of(visit)
    won, lost = await deals.add("甲", LAST, amount="80000.00"), await deals.add("乙", amount="20000.00")
    await deals.add("丙", amount="10000.00", committed=True)
    await ask(visit, "POST", f"/api/objects/opportunity/{won}/actions/win", {})
    await ask(visit, "POST", f"/api/objects/opportunity/{lost}/actions/lose", {"lost_reason": "budget"})
    page = await deals.open("funnel")
    await expect(page.get_by_role("link", name="承诺 ¥1万 1 个")).to_be_visible()
    await expect(page.get_by_role("link", name="赢单 ¥8万 1 个")).to_be_visible()
    stages = page.get_by_role("table", name="各阶段的转化和停留")
    await expect(stages.get_by_role("row", name=re.compile(f"^{FIRST} 2"))).to_be_visible()
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await page.get_by_role("link", name=re.compile("预算取消或推迟")).click()
    row = page.locator(".dt tbody tr, .list .cell")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text(deals.name("乙"))
