"""One opportunity on both sizes: how it begins, its stages, what they ask for, and how it ends."""

import re
import secrets

import pytest
from playwright.async_api import expect

from tests.pages.browsing import Scheme
from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fill, fresh_company, tab
from tests.pages.opportunity_steps import (
    FACT,
    TASK,
    a_guided_process,
    an_opportunity,
    press_stage,
    product,
    stage,
    whole,
)
from tests.pages.ownership_steps import do, member, said
from tests.pages.steps import an_account, ask, stored

pytestmark = pytest.mark.browser


@pytest.mark.feature("WN-OPP-001", "XM-OPP-001")
@pytest.mark.parametrize("width", BOTH)
async def test_a_rep_makes_an_opportunity_for_a_customer(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company, name = fresh_company(), f"二期产线{secrets.token_hex(2)}"
    account = await an_account(visit, name=company)
    await visit.go(f"/m/o/opportunity/new?account={account}&account_label={company}")
    await fill(visit, "name", name)
    await fill(visit, "amount", "680000")
    field = page.locator('[data-field="stage"]')
    if width < 1024:
        await field.get_by_role("button").click()
        await page.get_by_role("dialog").get_by_role("button", name=re.compile("需求确认")).click()
    else:
        await field.locator(".el-select__wrapper").click()
        await page.get_by_role("option", name=re.compile("需求确认")).click()
    assert await visit.violations() == []
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(re.compile(r"/o/opportunity/\d+"))
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    await expect(stage(page, "需求确认").locator("[aria-current=step]")).to_be_visible()
    await expect(stage(page, "需求确认")).to_contain_text("30%")


@pytest.mark.feature("XM-OPP-001")
@pytest.mark.parametrize("width", BOTH)
async def test_a_press_moves_it_to_another_stage_and_can_be_taken_back(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    page = await whole(visit, width, opportunity)
    await press_stage(page, "方案报价")
    await said(page, "已移到「方案报价」")
    await expect(stage(page, "方案报价").locator("[aria-current=step]")).to_be_visible()
    await page.get_by_role("button", name="撤销").click()
    await said(page, "已移到「初步接洽」")
    await expect(stage(page, "初步接洽").locator("[aria-current=step]")).to_be_visible()
    panel = await tab(page, "阶段历史")
    await expect(panel.get_by_text("进入「方案报价」")).to_be_visible()
    await expect(panel.get_by_text("退回「初步接洽」")).to_be_visible()


@pytest.mark.feature("XM-OPP-001", "WN-OPP-003")
async def test_on_the_phone_the_newest_stage_is_chosen_in_a_sheet(open_page: Open) -> None:
    visit = await open_page(390)
    page = await whole(visit, 390, await an_opportunity(visit))
    await page.get_by_role("button", name="变更阶段").click()
    sheet = page.get_by_role("dialog", name="变更阶段")
    await expect(sheet.get_by_role("radio", name=re.compile("初步接洽"))).to_be_disabled()
    await sheet.get_by_role("radio", name=re.compile("商务谈判")).check()
    assert await visit.violations() == []
    await sheet.get_by_role("button", name="移到「商务谈判」").click()
    await said(page, "已移到「商务谈判」")
    await expect(stage(page, "商务谈判").locator("[aria-current=step]")).to_be_visible()


@pytest.mark.parametrize("width", [1280])
async def test_of_two_who_move_it_the_second_is_told(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    page = await whole(visit, width, opportunity)
    later = (await ask(visit, "GET", f"/api/objects/opportunity/{opportunity}/path"))["steps"][3]["stage"]["id"]
    await ask(visit, "POST", f"/api/objects/opportunity/{opportunity}/actions/move_stage", {"stage": later})
    await press_stage(page, "需求确认")
    await expect(page.get_by_role("alert").filter(has_text="移到了「商务谈判」")).to_be_visible()
    await expect(stage(page, "商务谈判").locator("[aria-current=step]")).to_be_visible()


@pytest.mark.feature("XS-OPP-015")
@pytest.mark.parametrize("width", [390])
async def test_a_guided_one_advances_when_everything_is_done(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    process = await a_guided_process(visit)
    page = await whole(visit, width, await an_opportunity(visit, process=process["id"]))
    await press_stage(page, "签约")
    await expect(page.get_by_role("alert").filter(has_text="不能跳过阶段")).to_be_visible()
    guide = page.get_by_role("region", name="「立项」要做的")
    await expect(guide.get_by_text("0/2")).to_be_visible()
    await guide.get_by_role("checkbox", name=re.compile(TASK)).check()
    await expect(guide.get_by_text("1/2")).to_be_visible()
    await press_stage(page, "比选")
    await expect(page.get_by_role("alert").filter(has_text=f"「{FACT}」")).to_be_visible()
    await guide.get_by_role("textbox").fill("50 万以内")
    await guide.get_by_role("textbox").press("Enter")
    await expect(guide.get_by_text("2/2")).to_be_visible()
    assert await visit.violations() == []
    await press_stage(page, "比选")
    await said(page, "已移到「比选」")
    await page.get_by_text("前面阶段做过的").click()
    await expect(page.locator(".guide-before")).to_contain_text("50 万以内")

    await press_stage(page, "立项")
    sheet = page.get_by_role("dialog", name="变更阶段")
    await sheet.get_by_role("button", name="移到「立项」").click()
    await expect(sheet.get_by_text("退回前面的阶段要写原因")).to_be_visible()
    await sheet.get_by_role("textbox").fill("预算要重新报")
    await sheet.get_by_role("button", name="移到「立项」").click()
    await said(page, "已移到「立项」")
    panel = await tab(page, "阶段历史")
    await expect(panel.get_by_text("预算要重新报")).to_be_visible()


@pytest.mark.feature("XS-OPP-015")
async def test_a_fact_that_was_not_kept_stays_in_its_field(open_page: Open) -> None:
    visit = await open_page(390)
    process = await a_guided_process(visit)
    page = await whole(visit, 390, await an_opportunity(visit, process=process["id"]))
    fact = page.get_by_role("textbox", name=re.compile(FACT))
    await expect(fact).to_be_visible()
    await visit.context.set_offline(True)
    await fact.fill("80 万")
    await fact.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="还没存上")).to_be_visible()
    await expect(fact).to_have_value("80 万")
    await visit.context.set_offline(False)
    await page.get_by_role("button", name="再存一次").click()
    await expect(page.get_by_text("1/2")).to_be_visible()


@pytest.mark.feature("WN-OPP-003")
@pytest.mark.parametrize("width", [390])
async def test_nothing_is_won_without_an_amount_and_what_is_won_is_read_only(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    page = await whole(visit, width, opportunity)
    await page.get_by_role("button", name="赢单", exact=True).click()
    sheet = page.get_by_role("dialog", name="赢单")
    await sheet.get_by_role("button", name="赢单", exact=True).click()
    await expect(sheet.get_by_text("赢单要有成交金额，而且大于 0")).to_be_visible()
    await sheet.locator('[data-field="amount"] input').fill("358000")
    assert await visit.violations() == []
    await sheet.get_by_role("button", name="赢单", exact=True).click()
    await said(page, "已赢单")
    ended = page.get_by_role("status").filter(has_text="赢单")
    await expect(ended).to_contain_text("358,000.00")
    await expect(ended).to_contain_text("要改，先重新打开")
    await expect(page.get_by_role("button", name="编辑", exact=True)).to_have_count(0)
    assert await visit.violations() == []

    await ended.get_by_role("button", name="重新打开").click()
    await page.get_by_role("dialog").get_by_role("button", name="重新打开").click()
    await expect(ended).to_have_count(0)
    assert (await stored(visit, "opportunity", opportunity))["state"] == "open"
    await expect(page.get_by_role("button", name="编辑", exact=True)).to_be_visible()


@pytest.mark.feature("XS-OPP-016", "XS-OPP-017")
@pytest.mark.parametrize("width", [1280])
async def test_a_lost_one_asks_for_one_reason_of_the_list(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    page = await whole(visit, width, opportunity)
    await page.get_by_role("button", name="输单", exact=True).click()
    sheet = page.get_by_role("dialog", name="输单")
    await sheet.get_by_role("button", name="输单", exact=True).click()
    await expect(sheet.get_by_text("选一个输单原因")).to_be_visible()
    await sheet.get_by_role("radio", name="价格没有优势").check()
    await sheet.locator('[data-field="close_note"] textarea').fill("对手低了一成")
    assert await visit.violations() == []
    await sheet.get_by_role("button", name="输单", exact=True).click()
    await said(page, "已输单")
    await expect(page.get_by_role("status").filter(has_text="输单")).to_contain_text("价格没有优势")
    assert (await stored(visit, "opportunity", opportunity))["lost_reason"] == "price"


@pytest.mark.feature("WN-OPP-003")
@pytest.mark.parametrize("width", BOTH)
async def test_who_gives_it_up_names_somebody_who_goes_on(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    heir = await member(visit, "王晓明")
    await ask(visit, "POST", f"/api/objects/opportunity/{opportunity}/actions/share", {"members": [heir]})
    page = await whole(visit, width, opportunity)
    dialog = await do(page, width, "放弃")
    await dialog.get_by_role("button", name="交给他").click()
    await expect(dialog.get_by_text("选一个接手的人", exact=True)).to_be_visible()
    await dialog.get_by_role("radio", name=re.compile("王晓明")).check()
    await dialog.get_by_role("button", name="交给他").click()
    await said(page, "已交给王晓明")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
async def test_its_pages_are_accessible_and_fit(open_page: Open, width: int, scheme: Scheme) -> None:
    visit = await open_page(width, scheme)
    process = await a_guided_process(visit)
    opportunity = await an_opportunity(visit, process=process["id"], amount="1234567.89")
    lines = [{"product": await product(visit, "标准量块"), "quantity": 2}]
    await ask(visit, "PUT", f"/api/objects/opportunity/{opportunity}/lines", {"lines": lines})
    wrong: list[str] = []
    base = f"/m/o/opportunity/{opportunity}"
    for route in ("/m/o/opportunity/new", base, *([f"{base}/full"] if width >= 1024 else []), f"{base}/lines"):
        await visit.go(route)
        wrong += [f"{route}: {found}" for found in await visit.violations()]
        if (wider := await visit.overflow()) > 0:
            wrong.append(f"{route}: {wider} px wider than the screen")
    assert wrong == []
