"""A record with everything around it (360 视图): on the phone and on the desktop, with everything added in place."""

import re

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fresh_company, fresh_mobile, tab
from tests.pages.ownership_steps import do
from tests.pages.steps import a_lead, an_account, ask, stored

pytestmark = pytest.mark.browser

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xfc\xcf\xc0P\x0f\x00\x04\x85\x01\x80\x84\xa9\x8c!\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.mark.feature("WN-CUST-011")
@pytest.mark.feature("WN-CUST-022")
@pytest.mark.feature("XS-CUST-023")
@pytest.mark.parametrize("width", BOTH)
async def test_an_account_shows_its_data_people_files_team_and_history(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit, city="苏州")
    await visit.go(f"/m/o/account/{account}")
    await expect(page.get_by_text("未联系").first).to_be_visible()
    for name in ("动态", "资料", "联系人", "附件", "开票信息", "团队", "归属轨迹", "修改历史"):
        await tab(page, name)
        await expect(page.get_by_role("tab", name=re.compile(f"^{name}"))).to_have_attribute("aria-selected", "true")
        await visit.settle()
    await tab(page, "资料")
    await expect(page.get_by_role("tabpanel").get_by_text("苏州", exact=True)).to_be_visible()
    assert await visit.overflow() <= 0


@pytest.mark.feature("AR-UX-002")
@pytest.mark.feature("XS-CUST-025")
@pytest.mark.feature("WN-CUST-012")
@pytest.mark.feature("WN-CUST-015")
@pytest.mark.parametrize("width", BOTH)
async def test_related_records_are_added_in_place_and_shown_as_cards_or_table(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    await visit.go(f"/m/o/account/{account}")
    await tab(page, "联系人")
    await page.get_by_role("button", name="新联系人").click()
    form = page.get_by_role("dialog", name="新联系人")
    await form.locator('[data-field="name"] input').fill("沈亦舟")
    await form.locator('[data-field="mobile"] input').fill(fresh_mobile())
    await form.get_by_role("button", name="保存").last.click()
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("tabpanel").get_by_role("heading", name="沈亦舟")).to_be_visible()
    await page.get_by_role("button", name="表格").click()
    await expect(page.get_by_role("tabpanel").get_by_role("link", name="沈亦舟")).to_be_visible()
    await page.get_by_role("button", name="卡片").click()

    await do(page, width, "加开票信息")
    form = page.get_by_role("dialog", name="新开票信息")
    await form.locator('[data-field="title"] input').fill("苏州测试有限公司")
    await form.locator('[data-field="tax_number"] input').fill("91320500MAX000001K")
    await form.get_by_role("button", name="保存").last.click()
    await expect(page.get_by_role("tab", name=re.compile("^开票信息"))).to_contain_text("1")


@pytest.mark.feature("XS-LEAD-010")
@pytest.mark.feature("XS-CUST-024")
@pytest.mark.parametrize("width", BOTH)
async def test_the_feed_takes_a_typed_activity_and_narrows_to_one_type(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    lead = await a_lead(visit)
    await visit.go(f"/m/o/lead/{lead}")
    await tab(page, "动态")
    panel = page.get_by_role("tabpanel")
    await panel.get_by_role("button", name="写一句动态").click()
    await panel.get_by_role("radio", name="微信").click()
    await panel.get_by_role("textbox", name="内容").fill("发了三期产线的照片")
    await panel.get_by_label("加照片").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": PICTURE})
    await panel.get_by_role("button", name="明天 10:00").click()
    await panel.get_by_role("textbox", name="下次计划").fill("面访确认方案")
    await panel.get_by_role("button", name="发布").click()
    await expect(panel.get_by_text("发了三期产线的照片")).to_be_visible()
    await panel.get_by_role("group", name="动态类型").get_by_role("button", name="微信").click()
    await expect(panel.get_by_text("发了三期产线的照片")).to_be_visible()
    await panel.get_by_role("group", name="动态类型").get_by_role("button", name="拜访").click()
    await expect(panel.get_by_text("发了三期产线的照片")).to_have_count(0)
    await tab(page, "附件")
    await expect(panel.get_by_text("现场.png")).to_be_visible()
    assert (await stored(visit, "lead", lead))["next_follow_at"]


@pytest.mark.feature("XS-LEAD-011")
async def test_the_profile_expands_to_every_field_and_is_completed_from_there(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    lead = await a_lead(visit)
    await visit.go(f"/m/o/lead/{lead}")
    await tab(page, "资料")
    panel = page.get_by_role("tabpanel")
    await expect(panel.get_by_text("邮编")).to_have_count(0)
    await panel.get_by_role("button", name=re.compile("项没填")).click()
    await expect(panel.get_by_text("邮编")).to_be_visible()
    await panel.get_by_role("button", name="填写更多信息").click()
    await page.locator('[data-field="postcode"] input').fill("215000")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(re.compile(rf"/o/lead/{lead}$"))
    assert (await stored(visit, "lead", lead))["postcode"] == "215000"


@pytest.mark.feature("XS-CUST-027")
@pytest.mark.feature("WN-CUST-015")
async def test_on_the_desktop_a_customer_is_edited_in_a_pop_up(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    account = await an_account(visit)
    await visit.go(f"/m/o/account/{account}")
    await do(page, 1280, "编辑")
    form = page.get_by_role("dialog", name="编辑客户")
    await form.locator('[data-field="city"] input').fill("常州")
    assert await visit.violations() == []
    await form.get_by_role("button", name="保存").last.click()
    await expect(form).to_have_count(0)
    assert (await stored(visit, "account", account))["city"] == "常州"


@pytest.mark.feature("XM-CUST-002")
@pytest.mark.feature("WN-LEAD-008")
async def test_on_the_phone_a_record_is_edited_from_its_detail(open_page: Open) -> None:
    visit = await open_page(360)
    page = visit.page
    for thing, record_id in (("account", await an_account(visit)), ("lead", await a_lead(visit))):
        await visit.go(f"/m/o/{thing}/{record_id}")
        await page.get_by_role("navigation", name="操作").get_by_role("button", name="编辑").click()
        await page.locator('[data-field="address"] input').fill("星湖街 306 号")
        await page.get_by_role("button", name="保存", exact=True).click()
        await expect(page).to_have_url(re.compile(rf"/o/{thing}/{record_id}$"))
        assert (await stored(visit, thing, record_id))["address"] == "星湖街 306 号"


@pytest.mark.feature("WN-LEAD-014")
async def test_the_menu_of_a_lead_on_the_desktop_holds_what_is_done_with_leads(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    lead = await a_lead(visit)
    await visit.go(f"/m/o/lead/{lead}")
    await page.get_by_role("button", name="打开整页").click()
    await expect(page).to_have_url(re.compile(rf"/o/lead/{lead}/full"))
    await expect(page.get_by_role("heading", name="资料")).to_be_visible()
    assert await visit.overflow() <= 0
    await page.get_by_role("button", name="更多操作").click()
    await expect(page.get_by_role("menuitem", name="编辑")).to_be_visible()
    offered = await page.get_by_role("menuitem").all_inner_texts()
    assert {"编辑", "转客户", "标注通话"} <= {text.strip() for text in offered}


@pytest.mark.parametrize("width", BOTH)
async def test_the_next_record_of_the_list_is_one_press_away(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    for name in ("林嘉禾", "沈亦舟"):
        await a_lead(visit, company=company, name=name)
    await visit.go(f"/m/o/lead?view=all&q={company}")
    if width < 1024:
        await page.locator(".cell").first.click()
    else:
        await page.locator(".dt tbody tr").first.click(position={"x": 520, "y": 20})
        await page.get_by_role("button", name="打开整页").click()
    heading = page.get_by_role("heading", name=re.compile("^(林嘉禾|沈亦舟)$"))
    forth, back = page.get_by_role("button", name="下一条"), page.get_by_role("button", name="上一条")
    await expect(forth).to_be_enabled()
    await expect(back).to_be_disabled()
    first = await heading.inner_text()
    await forth.click()
    await expect(heading).not_to_have_text(first)
    await expect(forth).to_be_disabled()
    await back.click()
    await expect(heading).to_have_text(first)


async def test_a_loss_is_said_before_it_happens(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    lead = await a_lead(visit)
    await visit.go(f"/m/o/lead/{lead}")
    await do(page, 390, "删除")
    sure = page.get_by_role("dialog", name="删除这条线索？")
    await sure.get_by_role("button", name="取消").click()
    assert (await stored(visit, "lead", lead))["id"] == lead
    await do(page, 390, "删除")
    await sure.get_by_role("button", name="删除", exact=True).click()
    await expect(page.get_by_text("已移到回收站")).to_be_visible()


async def test_a_name_change_is_applied_for_with_its_proof(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    account = await an_account(visit)
    await visit.go(f"/m/o/account/{account}")
    await do(page, 390, "更名申请")
    form = page.get_by_role("dialog", name="更名申请")
    await form.locator('[data-field="new_name"] input').fill("苏州改名以后有限公司")
    await form.get_by_label("证明").set_input_files({"name": "通知书.png", "mimeType": "image/png", "buffer": PICTURE})
    await expect(form.get_by_text("通知书.png")).to_be_visible()
    if await form.locator('[data-field="change"] .fi-pick.none').count():
        await form.locator('[data-field="change"] button').click()
        await page.get_by_role("dialog", name="变更类型").get_by_role("button", name="工商更名").click()
    await form.get_by_role("button", name="更名申请").last.click()
    await expect(form).to_have_count(0)
    asked = await ask(visit, "GET", "/api/objects/rename_request?limit=5")
    assert "苏州改名以后有限公司" in {item["new_name"] for item in asked["items"]}


async def test_a_link_to_the_whole_page_opens_on_a_phone_too(open_page: Open) -> None:
    visit = await open_page(390)
    lead = await a_lead(visit, name="沈亦舟")
    await visit.go(f"/m/o/lead/{lead}/full")
    await expect(visit.page.get_by_role("heading", name="沈亦舟")).to_be_visible()
