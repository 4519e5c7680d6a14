"""What looks the same becomes one, and what was done is taken back: duplicates, merging, the bin, undo (重复与撤销)."""

import json
import re

import pytest
from playwright.async_api import Route, expect

from tests.pages.conftest import Open
from tests.pages.deed_steps import found_pair, in_bin, merge_shown, take_back, toast, two_alike
from tests.pages.journeys import BOTH, fresh_company, fresh_mobile
from tests.pages.ownership_steps import ADMIN, become, do, do_many, pick
from tests.pages.steps import a_lead, an_account, ask, made, stored

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.mark.feature("AR-CUST-002", "XS-CUST-034")
@pytest.mark.parametrize("width", BOTH)
async def test_a_found_pair_is_merged_with_chosen_values_and_taken_apart_again(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    short, (first, second) = await two_alike(visit)
    pair = await found_pair(visit, short)
    await expect(pair.get_by_text(re.compile(r"很可能|可能"))).to_be_visible()
    await pair.get_by_role("button", name="合并").click()
    await expect(page.get_by_role("group", name="合并到哪一条").get_by_role("radio").first).to_be_checked()
    await expect(page.get_by_text("创建时间保留最早的那条")).to_have_count(0)
    level = page.get_by_role("group", name="级别")
    await level.get_by_role("radio").first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(level.get_by_role("radio").nth(1)).to_be_checked()
    assert await visit.violations() == []
    await merge_shown(page)
    await expect(page.get_by_text("联系人 1 条")).to_be_visible()
    kept = await stored(visit, "account", first)
    assert kept["level"] == "b"
    contacts = await ask(visit, "GET", f"/api/objects/account/{first}/around")
    assert [one["total"] for one in contacts["related"] if one["object"] == "contact"] == [1]

    await take_back(page)
    assert (await stored(visit, "account", first))["level"] == "a"
    assert (await stored(visit, "account", second))["level"] == "b"


@pytest.mark.feature("XS-CUST-033")
@pytest.mark.parametrize("width", BOTH)
async def test_customers_found_in_the_list_are_merged_into_the_chosen_one(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    short, (first, second) = await two_alike(visit)
    where = json.dumps({"field": "name", "contains": short})
    await visit.go(f"/m/o/account?view=*&where={where}")
    await do_many(page, width, "合并", 2)
    masters = page.get_by_role("group", name="合并到哪一条").get_by_role("radio")
    await expect(masters.first).to_be_checked()
    for company, main in ((f"{short}科技（杭州）", second), (f"杭州{short}", first)):
        await masters.and_(page.get_by_role("radio", name=re.compile(re.escape(company)))).check()
        await expect(page.get_by_text(f"并入「{(await stored(visit, 'account', main))['name']}」")).to_be_visible()
    await merge_shown(page)
    await page.get_by_role("button", name="打开客户").click()
    await expect(page).to_have_url(re.compile(rf"/o/account/{first}(\?|$)"))
    gone = await ask(visit, "GET", f"/api/objects/account?q={short}")
    assert [one["id"] for one in gone["items"]] == [first]


@pytest.mark.parametrize("width", BOTH)
async def test_what_the_company_demands_and_none_of_them_has_is_filled_in_before_merging(
    open_page: Open, width: int
) -> None:
    visit = await open_page(width)
    page = visit.page
    _, (first, second) = await two_alike(visit)

    async def demanding(route: Route) -> None:
        """The plan as it is where the company demands these fields, which the journeys beside this one do not fill."""
        response = await route.fetch()
        await route.fulfill(response=response, json={**await response.json(), "asked": ["website", "industry"]})

    await page.route("**/merge-plan?*", demanding)
    await visit.go(f"/m/o/account/merge?ids={first},{second}")
    await page.get_by_role("button", name="合并 2 条").click()
    website = page.get_by_role("textbox", name="网站")
    await expect(website).to_be_focused()
    await expect(website).to_have_accessible_description(re.compile("网站要填"))
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await website.fill("https://huizhu.cn")
    await page.locator("[data-field=industry]").get_by_role("combobox" if width >= 1024 else "button").click()
    options = page.get_by_role("option") if width >= 1024 else page.get_by_role("dialog").get_by_role("listitem")
    await options.filter(has_text="制造").first.click()
    await merge_shown(page)
    kept = await stored(visit, "account", first)
    assert (kept["website"], kept["industry"]) == ("https://huizhu.cn", "manufacturing")


@pytest.mark.feature("XS-LPOOL-028")
@pytest.mark.parametrize("width", BOTH)
async def test_a_mark_in_the_list_of_the_pool_shows_whom_a_lead_may_be(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    mobile, company = fresh_mobile(), fresh_company()
    lead = await a_lead(visit, company=company, mobile=mobile, name="沈亦舟")
    await made(visit, "contact", name="沈亦舟", mobile=mobile, account=await an_account(visit))
    for view, place in (("*", "list"), ("pool", "pool")):
        if place == "pool":
            await ask(visit, "POST", f"/api/objects/lead/{lead}/actions/release", {"reason": "联系不上"})
        await visit.go(f"/m/o/lead?view={view}&q={company}")
        await page.get_by_role("button", name="可能重复").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text("手机相同")).to_be_visible()
        assert await visit.violations() == []
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)


@pytest.mark.parametrize("width", BOTH)
async def test_the_page_of_a_record_says_that_it_may_be_double(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    short, (first, _) = await two_alike(visit)
    await visit.go(f"/m/o/account/{first}")
    await page.get_by_role("button", name="查看", exact=True).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("link", name=re.compile(short))).to_be_visible()
    await dialog.get_by_role("button", name="合并").click()
    await expect(page.get_by_role("group", name="合并到哪一条")).to_be_visible()


@pytest.mark.parametrize("width", BOTH)
async def test_a_pair_that_is_none_is_put_away_and_can_be_listed_again(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    short, _ = await two_alike(visit)
    pair = await found_pair(visit, short)
    assert await visit.violations() == []
    await pair.get_by_role("button", name="不是重复").click()
    await expect(pair).to_have_count(0)
    await page.get_by_role("button", name="不是重复的").click()
    await pair.get_by_role("button", name="又列为疑似").click()
    await expect(pair).to_have_count(0)
    await page.get_by_role("button", name="待处理").click()
    await expect(pair).to_be_visible()


@pytest.mark.parametrize("width", BOTH)
async def test_a_deletion_says_what_goes_along_and_comes_back_from_the_bin(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    name = (await stored(visit, "account", account))["name"]
    contact = await made(visit, "contact", name="林嘉禾", account=account, mobile=fresh_mobile())
    await visit.go(f"/m/o/account/{account}")
    dialog = await do(page, width, "删除")
    await expect(dialog.get_by_text("联系人 1 条")).to_be_visible()
    await dialog.get_by_role("button", name="删除", exact=True).click()
    await expect(toast(page)).to_contain_text("已移到回收站")

    row = await in_bin(visit, name)
    await expect(row.get_by_text("带着 1 条")).to_be_visible()
    await expect(row.get_by_text("彻底删除")).to_have_count(0)
    assert await visit.violations() == []
    await row.get_by_role("button", name="恢复").click()
    await expect(toast(page)).to_contain_text("已恢复")
    await expect(row).to_have_count(0)
    assert (await stored(visit, "contact", contact))["account"]["id"] == account


async def test_a_record_whose_number_was_taken_comes_back_without_it(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    mobile, name = fresh_mobile(), "顾" + fresh_company()[2:8]
    lead = await a_lead(visit, name=name, mobile=mobile)
    await ask(visit, "DELETE", f"/api/objects/lead/{lead}")
    await a_lead(visit, name="后来的人", mobile=mobile)
    row = await in_bin(visit, name)
    await row.get_by_role("button", name="恢复").click()
    dialog = page.get_by_role("dialog", name="手机已被使用")
    await expect(dialog.get_by_text("后来的人")).to_be_visible()
    await dialog.get_by_role("button", name="不带手机恢复").click()
    await expect(toast(page)).to_contain_text("已恢复")
    assert not (await stored(visit, "lead", lead))["mobile"]


async def test_an_administrator_empties_the_bin_after_being_asked(open_page: Open) -> None:
    visit = await open_page(1280)
    await become(visit, ADMIN)
    name = "顾" + fresh_company()[2:8]
    lead = await a_lead(visit, name=name)
    await ask(visit, "DELETE", f"/api/objects/lead/{lead}")
    row = await in_bin(visit, name)
    await row.get_by_role("button", name="彻底删除").click()
    sure = visit.page.get_by_role("dialog", name="彻底删除")
    await expect(sure.get_by_text("找不回来")).to_be_visible()
    await sure.get_by_role("button", name="彻底删除").click()
    await expect(row).to_have_count(0)


@pytest.mark.parametrize("width", BOTH)
async def test_many_deleted_at_once_come_back_by_the_bar(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    leads = [await a_lead(visit, company=company) for _ in range(2)]
    await visit.go(f"/m/o/lead?view=*&q={company}")
    dialog = await do_many(page, width, "删除", 2)
    await dialog.get_by_role("button", name="删除 2 条").click()
    await expect(toast(page)).to_contain_text("2 条已移到回收站")
    await take_back(page)
    assert [(await stored(visit, "lead", lead))["id"] for lead in leads] == leads


@pytest.mark.parametrize("width", BOTH)
async def test_a_transfer_is_undone_on_its_page_which_says_before_what_comes_back(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    name = (await stored(visit, "account", account))["name"]
    await visit.go(f"/m/o/account/{account}")
    dialog = await do(page, width, "转移")
    await pick(dialog, "王晓明")
    await dialog.get_by_role("button", name="转移", exact=True).click()
    await expect(toast(page).get_by_role("button", name="撤销")).to_be_visible()

    await visit.go("/m/deeds")
    assert await visit.violations() == []
    await page.get_by_role("link").filter(has_text=name).click()
    await expect(page.get_by_text(re.compile(r"撤销会恢复 \d+ 条"))).to_be_visible()
    await expect(page.get_by_role("heading", name=re.compile("会恢复的"))).to_be_visible()
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await page.get_by_role("button", name=re.compile("^撤销，恢复")).click()
    await expect(page.get_by_role("status").filter(has_text="已撤销，全部恢复")).to_be_visible()
    assert (await stored(visit, "account", account))["owner"]["label"] == "周雨桐"
