"""Opportunities by stage: cards moved with the mouse, by keys and by thumb; refusals, ends, every size of screen."""

import re
import secrets
from typing import Any

import pytest
from playwright.async_api import expect

from tests.pages.board_steps import STAGES, Deals, card, column, drag, drop, toast
from tests.pages.browsing import Scheme, Visit
from tests.pages.conftest import Open
from tests.pages.ownership_steps import ADMIN, REP, become
from tests.pages.steps import ask

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD, LAST = STAGES


@pytest.mark.feature("XS-OPP-004")
async def test_a_card_is_dragged_to_another_stage_and_brought_back(open_page: Open) -> None:
    visit = await open_page(1440)
    deals = await Deals.of(visit)
    deal = await deals.add("甲", amount="380000.00", expected_close_on="2031-03-01")
    await deals.add("乙", THIRD, amount="20000.00", expected_close_on="2031-02-01")
    page = await deals.open("")
    await page.get_by_role("button", name="看板", exact=True).click()
    await expect(page).to_have_url(re.compile("as=board"))
    mine = card(page, deals.name("甲"))
    await expect(card(column(page, FIRST), deals.name("甲"))).to_contain_text("¥380,000")
    await expect(page.locator(".bf")).to_contain_text("¥40万")
    await expect(page.locator(".bf")).to_contain_text("¥4.8万")

    await drag(page, mine, column(page, THIRD))
    await expect(page.locator(".flying")).to_be_visible()
    await expect(page.locator(".bc-item.away")).to_have_count(1)
    await expect(column(page, THIRD)).to_have_class(re.compile("over"))
    await page.mouse.up()
    await expect(page.locator(".flying")).to_have_count(0)
    await expect(column(page, THIRD).locator(".bc p")).to_have_text([deals.name("乙"), deals.name("甲")])
    await expect(column(page, THIRD).locator("header")).to_contain_text("¥40万")
    await expect(page.locator(".bf")).to_contain_text("¥20万")
    said = await toast(page, f"「{deals.name('甲')}」移到了{THIRD}")
    assert (await deals.stored(deal))["stage"]["label"] == THIRD
    assert not re.search(r"/o/opportunity/\d", page.url)

    await said.get_by_role("button", name="撤销").click()
    await toast(page, "移回了")
    await expect(card(column(page, FIRST), deals.name("甲"))).to_be_visible()
    assert (await deals.stored(deal))["stage"]["label"] == FIRST


async def test_a_drag_that_is_let_go_or_given_up_moves_nothing_and_a_click_opens(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    deal = await deals.add("甲")
    page = await deals.open()
    mine = card(page, deals.name("甲"))
    await drag(page, mine, column(page, SECOND))
    await page.keyboard.press("Escape")
    await expect(page.locator(".flying")).to_have_count(0)
    await page.mouse.up()
    await drop(page, mine, page.locator(".bf"))
    await expect(card(column(page, FIRST), deals.name("甲"))).to_be_visible()
    await expect(page.locator(".toast")).to_have_count(0)
    await mine.click()
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/{deal}\?.*as=board"))


async def test_a_card_dropped_on_won_asks_for_the_amount_and_can_be_reopened(open_page: Open) -> None:
    visit = await open_page(1440)
    deals = await Deals.of(visit)
    deal = await deals.add("甲", LAST, amount=None)
    page = await deals.open()
    await drop(page, card(page, deals.name("甲")), page.locator("[data-drop=won]"))
    dialog = page.get_by_role("dialog", name=re.compile("^赢单"))
    await dialog.get_by_role("button", name="赢单").click()
    await expect(dialog.get_by_text("赢单要有成交金额")).to_be_visible()
    await dialog.locator('[data-field="amount"] input').fill("260000")
    assert await visit.violations() == []
    await dialog.get_by_role("button", name="赢单").click()
    said = await toast(page, f"赢单：「{deals.name('甲')}」")
    await expect(card(page, deals.name("甲"))).to_have_count(0)
    await expect(page.locator("[data-drop=won]")).to_contain_text("¥26万")
    won = await deals.stored(deal)
    assert (won["state"], won["amount"]) == ("won", "260000.00")
    await said.get_by_role("button", name="撤销").click()
    await expect(card(column(page, LAST), deals.name("甲"))).to_be_visible()
    assert (await deals.stored(deal))["state"] == "open"


async def test_a_card_dropped_on_lost_wants_its_reason(open_page: Open) -> None:
    visit = await open_page(1440)
    deals = await Deals.of(visit)
    deal = await deals.add("甲")
    page = await deals.open()
    await drop(page, card(page, deals.name("甲")), page.locator("[data-drop=lost]"))
    dialog = page.get_by_role("dialog", name=re.compile("^输单"))
    await dialog.get_by_role("button", name="输单").click()
    await expect(dialog.get_by_text("输单原因要填")).to_be_visible()
    await dialog.locator('[data-field="lost_reason"]').get_by_role("combobox").click(force=True)
    await page.get_by_role("option", name="输给竞争对手").click()
    await dialog.get_by_role("button", name="输单").click()
    await toast(page, f"输单：「{deals.name('甲')}」")
    lost = await deals.stored(deal)
    assert (lost["state"], lost["lost_reason"]) == ("lost", "competitor")


@pytest.mark.feature("XS-OPP-004")
async def test_cards_are_walked_moved_and_opened_by_the_keyboard(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    deal = await deals.add("甲", expected_close_on="2031-01-01")
    await deals.add("乙", expected_close_on="2031-01-02")
    await deals.add("丙", THIRD)
    page = await deals.open()
    await card(page, deals.name("甲")).focus()
    await page.keyboard.press("ArrowDown")
    await expect(card(page, deals.name("乙"))).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(card(page, deals.name("丙"))).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(card(page, deals.name("甲"))).to_be_focused()

    await page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="移动到")
    await expect(dialog.get_by_role("button", name=re.compile(SECOND))).to_be_focused()
    await expect(dialog.get_by_role("button", name=re.compile(FIRST))).to_be_disabled()
    assert await visit.violations() == []
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("[aria-live=polite] .toast")).to_contain_text(f"「{deals.name('甲')}」移到了{THIRD}")
    await expect(card(column(page, THIRD), deals.name("甲"))).to_be_focused()
    assert (await deals.stored(deal))["stage"]["label"] == THIRD
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/{deal}\?"))


async def test_a_card_that_somebody_moved_first_goes_where_it_is_with_the_reason(open_page: Open) -> None:
    visit = await open_page(1440)
    deals = await Deals.of(visit)
    deal = await deals.add("甲")
    page = await deals.open()
    await expect(card(page, deals.name("甲"))).to_be_visible()
    await ask(visit, "POST", f"/api/objects/opportunity/{deal}/actions/move_stage", {"stage": deals.stage(LAST)})
    await drop(page, card(page, deals.name("甲")), column(page, SECOND))
    said = await toast(page, f"周雨桐刚刚把它移到了「{LAST}」")
    await expect(page.locator("[aria-live=assertive] .toast")).to_be_visible()
    await expect(card(column(page, LAST), deals.name("甲"))).to_be_visible()
    await said.get_by_role("button", name="打开").click()
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/{deal}"))


async def a_guided_process(visit: Visit) -> dict[str, Any]:
    """Two stages, the first with a task that must be done; made by the administrator."""
    await become(visit, ADMIN)
    await visit.go("/m/")
    await ask(visit, "GET", "/api/processes")  # what is made on first use is there, and stays the usual one
    task = {"code": "", "kind": "task", "label": "确认预算", "required": True}
    stages = [{"name": "调研", "win_rate": 20, "items": [task]}, {"name": "立项", "win_rate": 60, "items": []}]
    body = {"name": f"引导{secrets.token_hex(3)}", "guided": True, "stages": stages}
    made: dict[str, Any] = await ask(visit, "POST", "/api/processes", body)
    await become(visit, REP)
    await visit.go("/m/")
    return made


@pytest.mark.parametrize("width", [390, 1440])
async def test_a_guided_process_says_what_is_missing_and_asks_why_a_card_goes_back(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    deals = Deals(visit, await a_guided_process(visit))
    deal = await deals.add("甲", "调研")
    page = await deals.open()
    await page.get_by_role("button", name=re.compile("^流程：")).click()
    await page.get_by_role("dialog", name="看哪个流程").get_by_role("button", name=deals.process["name"]).click()
    await expect(card(page, deals.name("甲"))).to_be_visible()

    async def move(stage: str) -> None:
        await card(page, deals.name("甲")).hover()
        await page.get_by_role("button", name=f"移动「{deals.name('甲')}」").click()
        await page.get_by_role("dialog", name="移动到").get_by_role("button", name=re.compile(stage)).click()

    await move("立项")
    await toast(page, "「调研」还有 1 项没完成：「确认预算」")
    await expect(card(page, deals.name("甲"))).to_be_visible()
    assert (await deals.stored(deal))["stage"]["label"] == "调研"

    path = await ask(visit, "GET", f"/api/objects/opportunity/{deal}/path")
    code = path["steps"][0]["items"][0]["code"]
    await ask(visit, "PUT", f"/api/objects/opportunity/{deal}/items/{code}", {"value": True})
    await move("立项")
    await toast(page, "移到了立项")
    if width < 1024:
        await page.get_by_role("group", name="阶段").get_by_role("button", name=re.compile("立项")).click()
    await move("调研")
    dialog = page.get_by_role("dialog", name=re.compile("^退回"))
    await dialog.get_by_role("button", name="退回").click()
    await expect(dialog.get_by_text("原因要填")).to_be_visible()
    await dialog.locator('[data-field="reason"] input').fill("客户换了负责人")
    await dialog.get_by_role("button", name="退回").click()
    await toast(page, "移到了调研")
    assert (await deals.stored(deal))["stage"]["label"] == "调研"


@pytest.mark.feature("XS-OPP-004")
async def test_on_the_phone_one_stage_is_shown_and_a_sheet_moves_its_cards(open_page: Open) -> None:
    visit = await open_page(390)
    deals = await Deals.of(visit)
    deal = await deals.add("甲", amount="90000.00")
    await deals.add("乙", SECOND)
    page = await deals.open("")
    await expect(page.locator(".cell").filter(has_text=deals.name("甲"))).to_be_visible()
    await page.get_by_role("group", name="怎么看").get_by_role("button", name="看板").click()
    await expect(card(page, deals.name("甲"))).to_be_visible()
    await expect(card(page, deals.name("乙"))).to_have_count(0)
    await page.get_by_role("button", name=f"移动「{deals.name('甲')}」").click()
    await page.get_by_role("dialog", name="移动到").get_by_role("button", name=re.compile(SECOND)).click()
    await toast(page, f"「{deals.name('甲')}」移到了{SECOND}")
    await expect(page.get_by_text("这个阶段没有商机")).to_be_visible()
    await page.get_by_role("group", name="阶段").get_by_role("button", name=re.compile(SECOND)).click()
    await expect(card(page, deals.name("甲"))).to_be_visible()
    await expect(card(page, deals.name("乙"))).to_be_visible()
    assert (await deals.stored(deal))["stage"]["label"] == SECOND
    await card(page, deals.name("甲")).click()
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/{deal}$"))


async def test_the_rest_of_a_column_is_loaded_on_request(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    for number in range(22):
        await deals.add(f"{number:02}", expected_close_on=f"2031-01-{number + 1:02}")
    page = await deals.open()
    await expect(column(page, FIRST).locator(".bc")).to_have_count(20)
    await column(page, FIRST).get_by_role("button", name="更多").click()
    await expect(column(page, FIRST).locator(".bc")).to_have_count(22)
    await drop(page, card(page, deals.name("00")), column(page, SECOND))
    await toast(page, f"移到了{SECOND}")
    await expect(column(page, FIRST).locator(".bc")).to_have_count(21)
    await expect(card(column(page, FIRST), deals.name("21"))).to_have_count(1)


@pytest.mark.feature("XS-OPP-004")
async def test_figures_and_quick_filters_narrow_the_board_and_the_table_alike(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    await deals.add("甲", expected_close_on="2020-01-01")
    await deals.add("乙", expected_close_on="2031-01-01")
    page = await deals.open()
    late = card(page, deals.name("甲")).locator(".due.late")
    await expect(late).to_contain_text("逾期")
    await page.get_by_role("button", name="预计结单").click()
    await page.get_by_role("menuitem", name="逾期").click()
    await expect(page.locator(".bc")).to_have_count(1)
    await page.get_by_role("button", name="表格", exact=True).click()
    await expect(page.locator(".dt tbody tr")).to_have_count(1)
    await expect(page.locator(".dt tbody tr")).to_contain_text(deals.name("甲"))
    await page.get_by_role("button", name="看板", exact=True).click()
    await page.get_by_role("button", name="去掉预计结单日期").click()
    await expect(page.locator(".bc")).to_have_count(2)
    await page.get_by_role("button", name=re.compile("14 天以上没动")).click()
    await expect(page.locator(".bc")).to_have_count(0)
    await page.get_by_role("button", name=re.compile("14 天以上没动")).click()
    await expect(page.locator(".bc")).to_have_count(2)


async def test_a_new_opportunity_begins_in_the_stage_where_it_was_asked_for(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    await deals.add("甲")
    page = await deals.open()
    await page.get_by_role("link", name=f"在{SECOND}新建商机").click()
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/new\?.*stage={deals.stage(SECOND)}"))


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(360, "light"), (390, "dark"), (1280, "light"), (1440, "dark")],
    ids=["360", "390", "1280", "1440"],
)
async def test_the_board_fits_and_is_accessible(open_page: Open, width: int, scheme: Scheme) -> None:
    visit = await open_page(width, scheme)
    deals = await Deals.of(visit)
    await deals.add("名字很长很长很长很长很长很长很长很长很长的商机", amount="99999999999.99", committed=True)
    await deals.add("乙", LAST, expected_close_on="2020-01-01")
    page = await deals.open()
    await expect(page.locator(".bc").first).to_be_visible()
    assert await visit.violations() == []
    assert await visit.overflow() <= 0


@pytest.mark.feature("WN-OPP-005")
async def test_a_row_of_the_table_offers_what_may_be_done_with_its_opportunity(open_page: Open) -> None:
    visit = await open_page(1280)
    deals = await Deals.of(visit)
    deal = await deals.add("甲")
    page = await deals.open("")
    await page.locator(".dt tbody tr").filter(has_text=deals.name("甲")).click(button="right")
    menu = page.get_by_role("menu")
    for deed in ("打开", "编辑", "写跟进", "变更阶段", "赢单", "输单", "放弃", "转移", "共享", "删除"):
        await expect(menu.get_by_role("menuitem", name=deed, exact=True)).to_be_visible()
    await menu.get_by_role("menuitem", name="输单", exact=True).click()
    dialog = page.get_by_role("dialog", name=re.compile("^输单"))
    await dialog.get_by_role("radio", name="需求变化").check()
    await dialog.get_by_role("button", name="输单", exact=True).click()
    await expect(dialog).to_have_count(0)
    assert (await deals.stored(deal))["lost_reason"] == "need"
