"""Who works on a record and who gets it: teams, sharing, transfer, giving up, and whose a company is (团队与归属)."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.pages.browsing import Visit
from tests.pages.conftest import Open
from tests.pages.journeys import BOTH
from tests.pages.ownership_steps import (
    ADMIN,
    answer,
    ask_whose,
    become,
    do,
    do_many,
    hand_on,
    member,
    pick,
    said,
)
from tests.pages.steps import an_account, ask, made, stored

pytestmark = pytest.mark.browser


async def team(page: Page) -> Any:
    await page.get_by_role("tab", name="团队").click()
    return page.get_by_role("region", name="团队")


async def list_of(visit: Visit, accounts: list[int]) -> None:
    """The list of exactly these customers."""
    where = json.dumps(
        {"any": [{"field": "name", "is": (await stored(visit, "account", one))["name"]} for one in accounts]}
    )
    await visit.go(f"/m/o/account?view=*&where={where}")
    await expect(visit.page.get_by_text((await stored(visit, "account", accounts[0]))["name"]).first).to_be_visible()


@pytest.mark.feature("WN-SHARE-004")
@pytest.mark.feature("XS-CUST-012")
@pytest.mark.feature("XS-CUST-013")
@pytest.mark.parametrize("width", BOTH)
async def test_a_shared_customer_gets_a_follower_whose_right_to_edit_is_given_apart_and_who_can_be_removed(
    open_page: Open, width: int
) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    await visit.go(f"/m/o/account/{account}")
    dialog = await do(page, width, "共享")
    await pick(dialog, "王晓明")
    await dialog.get_by_role("button", name="好了").click()
    await dialog.get_by_role("button", name="共享给 1 人").click()
    await said(page, "已共享 1 条给王晓明")

    section = await team(page)
    await expect(section.get_by_text("只看和跟进")).to_be_visible()
    await section.get_by_role("button", name="王晓明：改权限或移除").click()
    await dialog.get_by_role("switch", name="可以修改资料").click()
    await dialog.get_by_role("button", name="保存").click()
    await expect(section.get_by_text("可修改")).to_be_visible()
    assert [
        one["can_edit"] for one in (await ask(visit, "GET", f"/api/objects/account/{account}/team"))["followers"]
    ] == [True]

    await section.get_by_role("button", name="王晓明：改权限或移除").click()
    await dialog.get_by_role("button", name="移除").click()
    await expect(section.get_by_text("还没有共享给别人")).to_be_visible()


@pytest.mark.feature("WN-COLL-011")
@pytest.mark.parametrize("width", BOTH)
async def test_a_collaborator_is_added_in_the_team_with_chosen_powers(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    await visit.go(f"/m/o/account/{account}")
    section = await team(page)
    await section.get_by_role("button", name="加协作人").click()
    dialog = page.get_by_role("dialog")
    await pick(dialog, "王晓明")
    await dialog.get_by_role("button", name="好了").click()
    await expect(dialog.get_by_role("group", name="协作权限").get_by_role("checkbox")).to_have_count(10)
    await dialog.get_by_role("checkbox", name="全部").check()
    assert await visit.violations() == []
    await dialog.get_by_role("button", name="加 1 人").click()
    await expect(section.get_by_text("全部权限")).to_be_visible()
    [kept] = (await ask(visit, "GET", f"/api/objects/account/{account}/team"))["collaborators"]
    assert (kept["member"]["label"], len(kept["powers"])) == ("王晓明", 9)


@pytest.mark.feature("WN-SHARE-005")
@pytest.mark.feature("WN-COLL-013")
@pytest.mark.parametrize("width", BOTH)
async def test_many_customers_are_shared_and_get_a_collaborator_at_once(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    accounts = [await an_account(visit) for _ in range(2)]
    await list_of(visit, accounts)
    dialog = await do_many(page, width, "共享", 2)
    await pick(dialog, "王晓明")
    await dialog.get_by_role("button", name="好了").click()
    await dialog.get_by_role("button", name="共享给 1 人").click()
    await said(page, "已共享 2 条给王晓明")
    await list_of(visit, accounts)
    dialog = await do_many(page, width, "添加协作人", 2)
    await pick(dialog, "方知夏")
    await dialog.get_by_role("button", name="好了").click()
    await dialog.get_by_role("button", name="加 1 人").click()
    await said(page, "方知夏已是 2 条的协作人")
    for account in accounts:
        kept = await ask(visit, "GET", f"/api/objects/account/{account}/team")
        assert [one["member"]["label"] for one in kept["followers"]] == ["王晓明"]
        assert [one["member"]["label"] for one in kept["collaborators"]] == ["方知夏"]


@pytest.mark.feature("XS-CUST-028")
@pytest.mark.parametrize("width", BOTH)
async def test_a_transfer_of_many_takes_the_ticked_business_along(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    accounts = [await an_account(visit) for _ in range(2)]
    contact = await made(visit, "contact", name="沈亦舟", account=accounts[0])
    await list_of(visit, accounts)
    dialog = await do_many(page, width, "转移", 2)
    await expect(dialog).to_be_visible()
    await pick(dialog, "王晓明")
    await expect(dialog.get_by_text("转移2 条客户")).to_be_visible()
    along = dialog.get_by_role("checkbox", name=re.compile("^联系人"))
    await expect(along).to_be_checked()
    await dialog.get_by_role("button", name="转移 2 条").click()
    await said(page, "已转移 2 条给王晓明")
    await become(visit, ADMIN)
    for account in accounts:
        assert (await stored(visit, "account", account))["owner"]["label"] == "王晓明"
    assert (await stored(visit, "contact", contact))["owner"]["label"] == "王晓明"


@pytest.mark.parametrize("width", BOTH)
async def test_giving_up_what_others_follow_names_who_goes_on(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    other = await member(visit, "王晓明")
    await ask(visit, "POST", f"/api/objects/account/{account}/actions/share", {"members": [other], "can_edit": True})
    await visit.go(f"/m/o/account/{account}")
    await hand_on(page, width, "王晓明")
    await become(visit, ADMIN)
    assert (await stored(visit, "account", account))["owner"]["label"] == "王晓明"


@pytest.mark.feature("WN-OWNQ-004")
@pytest.mark.feature("WN-OWNQ-005")
@pytest.mark.parametrize("width", BOTH)
async def test_a_query_shows_nothing_before_it_is_made_and_whose_a_company_is_after(
    open_page: Open, width: int
) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    name = (await stored(visit, "account", account))["name"]
    await visit.go("/m/ownership")
    await expect(page.get_by_text("查一家公司归谁")).to_be_visible()
    await ask_whose(page, name[:-2])
    await expect(page.get_by_text("现在只查完全相同的，公司名称要写全")).to_be_visible()
    await ask_whose(page, name)
    await expect(answer(page, name).get_by_text("你在跟进")).to_be_visible()

    await become(visit, ADMIN)
    await visit.go("/m/settings/company")
    await page.get_by_role("switch", name="归属查询可以模糊查").click()
    await said(page, "已打开")
    await visit.go("/m/ownership?q=苏州")
    try:
        await expect(page.get_by_text("最多列 5 条，写全一点再查")).to_be_visible()
        await expect(page.locator(".own-hit")).to_have_count(5)
    finally:
        await ask(visit, "PUT", "/api/settings/company", {"ownership.fuzzy": False})


@pytest.mark.parametrize("width", BOTH)
async def test_a_page_says_by_which_rule_a_member_sees_a_record(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    name = (await stored(visit, "account", account))["name"]
    await visit.go(f"/m/why?object=account&id={account}")
    await expect(page.get_by_role("heading", name="能看，能改")).to_be_visible()
    await expect(page.locator(".why-rule.yes").get_by_text("负责人", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile(name))).to_be_visible()

    await become(visit, ADMIN)
    await visit.go(f"/m/why?object=account&id={account}")
    await page.locator(".why-pick").first.click()
    await pick(page.get_by_role("dialog", name="谁"), "王晓明")
    await expect(page.get_by_role("heading", name="看不到")).to_be_visible()
    assert await visit.violations() == []
