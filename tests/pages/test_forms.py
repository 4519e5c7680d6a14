"""Forms that help while they are filled in: who is already there, the register, group and collaborators."""

import re

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fresh_company, fresh_mobile
from tests.pages.steps import a_lead, an_account, ask, stored

pytestmark = pytest.mark.browser

SAVED = re.compile(r"/o/account/(\d+)(\?|$)")


@pytest.mark.feature("XS-CUST-004")
@pytest.mark.parametrize("width", BOTH)
async def test_the_check_button_lists_customers_whose_names_hold_the_words(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    await an_account(visit, name=company)
    await visit.go("/m/o/account/new")
    await page.locator('[data-field="name"] input').fill(company)
    await expect(page.get_by_text(re.compile("可能已有"))).to_be_visible()
    await page.get_by_role("button", name="查重").click()
    found = page.get_by_role("dialog", name=re.compile("可能已有"))
    await expect(found.get_by_text(company)).to_be_visible()
    await expect(found.get_by_text("公司名相同")).to_be_visible()
    assert await visit.violations() == []
    await found.get_by_role("button", name="回去接着填").click()
    await expect(page.locator('[data-field="name"] input')).to_have_value(company)


@pytest.mark.feature("WN-CUST-005")
@pytest.mark.feature("XM-CUST-001")
@pytest.mark.parametrize("width", BOTH)
async def test_the_register_fills_in_a_new_customer(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/o/account/new")
    await page.locator('[data-field="name"] input').fill("惠筑科技")
    await page.get_by_role("button", name="工商查询").click()
    sheet = page.get_by_role("dialog", name="工商查询")
    await sheet.get_by_role("button", name=re.compile("苏州惠筑科技有限公司")).click()
    sheet = page.get_by_role("dialog", name="工商信息")
    await expect(sheet.get_by_text("法定代表人")).to_be_visible()
    await sheet.get_by_role("button", name=re.compile("^填入")).click()
    await expect(page.locator('[data-field="name"] input')).to_have_value("苏州惠筑科技有限公司")
    await expect(page.locator('[data-field="address"] input')).not_to_have_value("")
    # The name of the demo company is taken; what is saved carries its own.
    name = fresh_company()
    await page.locator('[data-field="name"] input').fill(name)
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(SAVED)
    await expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.mark.feature("WN-CUST-006")
async def test_the_register_is_asked_about_an_existing_customer_too(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    account = await an_account(visit, name=f"{fresh_company()[:-4]}惠筑", phone="", address="老地址 1 号")
    await visit.go(f"/m/o/account/{account}")
    await page.get_by_role("button", name="更多", exact=True).click()
    await page.get_by_role("dialog", name="更多").get_by_role("button", name="工商查询").click()
    sheet = page.get_by_role("dialog", name="工商查询")
    await sheet.get_by_role("searchbox").fill("惠筑科技")
    await sheet.get_by_role("button", name=re.compile("苏州惠筑科技有限公司")).click()
    sheet = page.get_by_role("dialog", name="工商信息")
    # What is already there stays unless it is ticked.
    await expect(sheet.get_by_text("老地址 1 号")).to_be_visible()
    await sheet.get_by_role("button", name=re.compile("^填入")).click()
    form = page.get_by_role("dialog", name="编辑客户")
    await expect(form.locator('[data-field="address"] input')).to_have_value("老地址 1 号")
    await form.get_by_role("button", name="保存").last.click()
    await expect(form).to_have_count(0)
    now = await stored(visit, "account", account)
    assert now["address"] == "老地址 1 号"
    assert now["phone"]


@pytest.mark.feature("WN-COLL-011")
@pytest.mark.parametrize("width", BOTH)
async def test_collaborators_are_named_in_the_form_of_a_new_customer(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/o/account/new")
    await page.locator('[data-field="name"] input').fill(fresh_company())
    row = page.locator('[data-field="collaborators"]')
    if width >= 1024:
        await row.get_by_role("combobox").fill("陈思远")
        await page.get_by_role("option", name=re.compile("陈思远")).first.click()
        await page.keyboard.press("Escape")
    else:
        await row.locator(".fi-pick").click()
        sheet = page.get_by_role("dialog", name="协作人")
        await sheet.get_by_role("searchbox").fill("陈思远")
        await sheet.get_by_role("button", name=re.compile("陈思远")).first.click()
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(SAVED)
    account = int(SAVED.search(page.url)[1])  # type: ignore[index]
    team = await ask(visit, "GET", f"/api/objects/account/{account}/team")
    assert [one["member"]["label"] for one in team["collaborators"]] == ["陈思远"]


async def test_a_new_customer_asks_where_it_belongs_while_pools_are_open(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    await visit.go("/m/o/account/new")
    await expect(page.locator('[data-field="origin"]')).to_contain_text("自建")
    await page.locator('[data-field="name"] input').fill(fresh_company())
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(SAVED)
    now = await stored(visit, "account", int(SAVED.search(page.url)[1]))  # type: ignore[index]
    assert now["pool_group"] and now["origin"] == "self"


async def test_tags_are_chosen_as_chips(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    account = await an_account(visit)
    await visit.go(f"/m/o/account/{account}/edit")
    chips = page.locator('[data-field="tags"] .chip')
    for at in (0, 1):
        await chips.nth(at).click()
    await chips.nth(0).click()
    wanted = await chips.nth(1).inner_text()
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(SAVED)
    await expect(page.locator(".rec-tags").get_by_text(wanted, exact=True)).to_be_visible()
    assert len((await stored(visit, "account", account))["tags"]) == 1


async def test_pressing_save_twice_makes_one_record(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    company = fresh_company()
    await visit.go("/m/o/lead/new")
    await page.locator('[data-field="name"] input').fill("林嘉禾")
    await page.locator('[data-field="company"] input').fill(company)
    await page.locator('[data-field="mobile"] input').fill(fresh_mobile())
    await page.get_by_role("button", name="保存", exact=True).dblclick()
    await expect(page).to_have_url(re.compile(r"/o/lead/\d+"))
    found = await ask(visit, "GET", f"/api/objects/lead?view=all&q={company}")
    assert len(found["items"]) == 1


async def test_both_versions_are_shown_on_the_desktop_too(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    lead = await a_lead(visit)
    await visit.go(f"/m/o/lead/{lead}")
    await page.get_by_role("button", name="编辑", exact=True).click()
    form = page.get_by_role("dialog", name="编辑线索")
    await form.locator('[data-field="company"] input').fill("我改的公司")
    await ask(visit, "PATCH", f"/api/objects/lead/{lead}", {"company": "别人改的公司"})
    await form.get_by_role("button", name="保存").last.click()
    sheet = page.get_by_role("dialog", name="有人先改了")
    await expect(sheet.get_by_role("radio").filter(has_text="别人改的公司")).to_be_visible()
    await sheet.get_by_role("radio").filter(has_text="别人改的公司").click()
    await sheet.get_by_role("button", name="按选的保存").click()
    await expect(sheet).to_have_count(0)
    assert (await stored(visit, "lead", lead))["company"] == "别人改的公司"
