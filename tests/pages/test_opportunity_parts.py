"""What belongs to an opportunity on both sizes: lines, people, rivals, partners, proposals; and its customer."""

import re
import secrets

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fresh_company, tab
from tests.pages.opportunity_steps import (
    an_opportunity,
    product,
    whole,
)
from tests.pages.ownership_steps import do, said
from tests.pages.steps import an_account, ask, made, stored

pytestmark = pytest.mark.browser


@pytest.mark.feature("XS-OPP-011")
@pytest.mark.parametrize("width", BOTH)
async def test_lines_are_edited_as_a_table_with_their_sum(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    page = await whole(visit, width, opportunity)
    panel = await tab(page, "产品明细")
    await panel.get_by_role("button", name="加产品明细").click()
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/{opportunity}/lines"))
    await page.get_by_role("button", name="加一行").first.click()
    bar = page.locator(".page-bar")
    if width < 1024:
        sheet = page.get_by_role("dialog", name="第 1 行")
        await sheet.locator('[data-field="product"]').get_by_role("button").click()
        await page.get_by_role("dialog", name="产品").get_by_role("button", name=re.compile("标准量块")).click()
        await expect(sheet.locator('[data-field="price"] input')).to_have_value("2760")
        await sheet.locator('[data-field="quantity"] input').fill("3")
        await sheet.locator('[data-field="discount"] input').fill("105")
        assert await visit.violations() == []
        await sheet.get_by_role("button", name="好了").click()
        await expect(sheet.get_by_text("折扣在 0 到 100 之间")).to_be_visible()
        await sheet.locator('[data-field="discount"] input').fill("95")
        await sheet.get_by_role("button", name="好了").click()
    else:
        row = page.locator('[data-line="0"]')
        await row.get_by_role("combobox").fill("量块")
        await page.get_by_role("option", name=re.compile("标准量块")).click()
        await expect(row.locator('[data-cell="price"] input')).to_have_value("2760")
        await row.locator('[data-cell="quantity"] input').fill("3")
        await row.locator('[data-cell="discount"] input').fill("105")
        await bar.get_by_role("button", name="保存").click()
        await expect(row.locator('[data-cell="discount"]')).to_contain_text("折扣在 0 到 100 之间")
        assert await visit.violations() == []
        await row.locator('[data-cell="discount"] input').fill("95")
    await expect(bar).to_contain_text("¥7,866.00")
    assert await visit.overflow() == 0
    await bar.get_by_role("button", name="保存").click()
    await said(page, "已保存产品明细")
    await expect(page).to_have_url(re.compile(rf"/o/opportunity/{opportunity}(/full)?$"))
    assert (await stored(visit, "opportunity", opportunity))["amount"] == "7866.00"
    panel = await tab(page, "产品明细")
    await expect(panel.get_by_text("合计 ¥7,866.00")).to_be_visible()


@pytest.mark.feature("XS-OPP-011")
@pytest.mark.parametrize("width", BOTH)
async def test_a_line_is_taken_out_and_back_and_unsaved_lines_are_not_lost(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    things = [{"product": await product(visit, name), "quantity": 1} for name in ("标准量块", "红宝石测针")]
    await ask(visit, "PUT", f"/api/objects/opportunity/{opportunity}/lines", {"lines": things})
    page = visit.page
    await visit.go(f"/m/o/opportunity/{opportunity}/lines")
    bar = page.locator(".page-bar")
    await expect(bar).to_contain_text("¥3,080.00")
    if width < 1024:
        await page.get_by_role("button", name=re.compile("红宝石测针")).click()
        await page.get_by_role("dialog", name="第 2 行").get_by_role("button", name="删除").click()
    else:
        await page.get_by_role("button", name="删除红宝石测针").click()
    await expect(bar).to_contain_text("¥2,760.00")
    await page.get_by_role("button", name="撤销").click()
    await expect(bar).to_contain_text("¥3,080.00")
    if width < 1024:
        await page.get_by_role("button", name=re.compile("红宝石测针")).click()
        sheet = page.get_by_role("dialog", name="第 2 行")
        await sheet.get_by_role("button", name="上移").click()
        await page.get_by_role("dialog", name="第 1 行").get_by_role("button", name="好了").click()
    else:
        await page.get_by_role("button", name="上移红宝石测针").click()
    await bar.get_by_role("button", name="取消").click()
    await expect(page.get_by_text("明细改了还没有保存")).to_be_visible()
    await bar.get_by_role("button", name="保存再离开").click()
    await said(page, "已保存产品明细")
    kept = (await ask(visit, "GET", f"/api/objects/opportunity/{opportunity}/lines"))["items"]
    assert [line["name"] for line in kept] == ["红宝石测针", "标准量块"]


@pytest.mark.feature("XS-OPP-009", "XS-OPP-010")
@pytest.mark.parametrize("width", [1280])
async def test_contacts_stand_in_the_decision_with_a_role(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    account = await an_account(visit)
    await made(visit, "contact", name="沈知远", account=account)
    page = await whole(visit, width, await an_opportunity(visit, account=account))
    panel = await tab(page, "商机联系人")
    await panel.get_by_role("button", name="加联系人").click()
    sheet = page.get_by_role("dialog", name="加联系人")

    async def choose(field: str | None, option: str) -> None:
        if field is None and width < 1024:
            await sheet.get_by_role("combobox", name="客户的联系人").select_option(label=option)
            return
        place = sheet.locator(f'[data-field="{field}"]') if field else sheet.locator(".who-pick")
        if width < 1024:
            await place.get_by_role("button").click()
            await page.get_by_role("dialog").last.get_by_role("button", name=option).click()
        else:
            await place.locator(".el-select__wrapper").click()
            await page.get_by_role("option", name=option).click()

    await choose(None, "沈知远")
    await choose("role", "决策人")
    await choose("attitude", "支持")
    assert await visit.violations() == []
    await sheet.get_by_role("button", name="保存").last.click()
    await said(page, "已加联系人")
    await expect(panel.get_by_role("listitem").filter(has_text="决策人").first).to_contain_text("沈知远")

    await panel.get_by_role("button", name="加联系人").click()
    sheet = page.get_by_role("dialog", name="加联系人")
    await sheet.locator('[data-field="name"] input').fill("陆闻笙")
    await choose("role", "使用者")
    await sheet.get_by_role("button", name="保存").last.click()
    await expect(panel.get_by_role("listitem").filter(has_text="使用者").first).to_contain_text("陆闻笙")
    contacts = await ask(visit, "GET", f'/api/objects/contact?q=陆闻笙&where={{"field":"account","is":{account}}}')
    assert [one["account"]["id"] for one in contacts["items"]] == [account]
    assert await visit.violations() == []


@pytest.mark.feature("XS-OPP-008", "XS-OPP-012", "XS-OPP-013", "AR-OPP-008")
@pytest.mark.parametrize("width", [390])
async def test_rivals_partners_and_proposals_are_added_where_they_stand(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    opportunity = await an_opportunity(visit)
    rival = (await ask(visit, "GET", "/api/objects/competitor?limit=1"))["items"][0]["name"]
    partner = (await ask(visit, "GET", "/api/objects/partner?limit=1"))["items"][0]["name"]
    page = await whole(visit, width, opportunity)

    async def refer(field: str, name: str) -> None:
        place = page.get_by_role("dialog").locator(f'[data-field="{field}"]')
        if width < 1024:
            await place.get_by_role("button").click()
            await page.get_by_role("dialog").last.get_by_role("button", name=re.compile(name)).click()
        else:
            await place.get_by_role("combobox").fill(name)
            await page.get_by_role("option", name=re.compile(name)).first.click()

    for label, field, name in (("商机竞争对手", "competitor", rival), ("商机合作伙伴", "partner", partner)):
        panel = await tab(page, label)
        await panel.get_by_role("button", name=f"新{label}").click()
        await refer(field, name)
        await page.get_by_role("dialog").get_by_role("button", name="保存").last.click()
        await expect(panel.get_by_role("link", name=re.compile(name))).to_be_visible()
    panel = await tab(page, "需求方案")
    await panel.get_by_role("button", name="新需求方案").click()
    await page.get_by_role("dialog").locator('[data-field="title"] input').fill("一期改造方案")
    await page.get_by_role("dialog").get_by_role("button", name="保存").last.click()
    await panel.get_by_role("link", name=re.compile("一期改造方案")).click()
    await expect(page).to_have_url(re.compile(r"/o/proposal/\d+"))
    panel = await tab(page, "附件")
    await expect(panel.get_by_text("上传照片或文件")).to_be_visible()
    await visit.go(f"/m/o/opportunity/{opportunity}")
    for label in ("动态", "资料", "任务", "附件", "产品明细", "商机联系人"):
        await expect(page.get_by_role("tab", name=re.compile(f"^{label}"))).to_be_attached()
    assert await visit.violations() == []


@pytest.mark.feature("XS-CUST-015", "XS-CUST-026", "WN-CUST-012", "WN-CUST-015")
@pytest.mark.parametrize("width", BOTH)
async def test_a_customer_shows_its_opportunities_and_takes_new_ones(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company, name = fresh_company(), f"一期产线{secrets.token_hex(2)}"
    account = await an_account(visit, name=company)
    await visit.go(f"/m/o/account/{account}{'/full' if width >= 1024 else ''}")
    dialog = await do(page, width, "加商机")
    await dialog.locator('[data-field="name"] input').fill(name)
    await dialog.locator('[data-field="amount"] input').fill("120000")
    await dialog.get_by_role("button", name="保存").last.click()
    panel = await tab(page, "商机")
    card = panel.get_by_role("listitem").filter(has_text=name)
    await expect(card).to_contain_text("¥120,000")
    await expect(card).to_contain_text("进行中")
    await panel.get_by_role("button", name="表格").click()
    await expect(panel.get_by_role("table")).to_contain_text(name)
    await panel.get_by_role("button", name="卡片").click()

    await visit.go(f"/m/o/account?q={company}")
    if width >= 1024:
        await page.locator(".dt tbody tr").first.click(button="right")
        await page.get_by_role("menuitem", name="加商机").click()
        await expect(page.locator('[data-field="account"]')).to_contain_text(company)
        await visit.go(f"/m/o/account?q={company}")
    await page.get_by_role("link", name=f"{company}的商机，1 个").click()
    await expect(page).to_have_url(re.compile(r"/o/opportunity/\d+"))
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    await an_opportunity(visit, account=account)
    await visit.go(f"/m/o/account?q={company}")
    await page.get_by_role("link", name=f"{company}的商机，2 个").click()
    await expect(page).to_have_url(re.compile("where="))
    await expect(page.get_by_text(name).first).to_be_visible()
