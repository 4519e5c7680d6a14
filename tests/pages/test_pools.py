"""Pools from the pages: how a group is set up, taken from, tidied and given back to; rules tried first (公海)."""

import json
import re

import pytest
from playwright.async_api import expect

from tests.pages.browsing import Scheme, Visit
from tests.pages.conftest import Open
from tests.pages.journeys import BOTH
from tests.pages.ownership_steps import (
    ADMIN,
    EAST,
    REP,
    become,
    claim,
    do,
    do_many,
    east,
    give_back,
    member,
    pick,
    said,
    try_new_rule,
)
from tests.pages.steps import a_lead, an_account, ask, stored

pytestmark = pytest.mark.browser

NAME = {"lead": "company", "account": "name"}


async def waiting(visit: Visit, of: str, count: int) -> list[int]:
    """Records of the rep given back to the pool that the rep is in."""
    await visit.go("/m/")
    make = a_lead if of == "lead" else an_account
    records = [await make(visit) for _ in range(count)]
    for record in records:
        await ask(visit, "POST", f"/api/objects/{of}/{record}/actions/release", {})
    return records


async def pool_list(visit: Visit, of: str, names: list[str]) -> None:
    """The pool, narrowed down to these records."""
    where = json.dumps({"any": [{"field": NAME[of], "is": name} for name in names]})
    await visit.go(f"/m/o/{of}?view=pool&where={where}")
    await expect(visit.page.get_by_text(f"共 {len(names)} 条")).to_be_visible()


async def names_of(visit: Visit, of: str, records: list[int]) -> list[str]:
    """What they are called; an administrator opens them without being in the group."""
    await become(visit, ADMIN)
    return [str((await stored(visit, of, record))[NAME[of]]) for record in records]


@pytest.mark.feature("XS-LPOOL-011")
async def test_an_administrator_decides_how_a_group_is_taken_from_and_who_is_in_it(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    await become(visit, ADMIN)
    await visit.go("/m/pools/new?of=lead")
    await page.get_by_role("button", name="建分组").click()
    await expect(page.get_by_text("给分组起个名字")).to_be_visible()
    await page.get_by_role("textbox", name="名称").fill("试点公海")
    await page.get_by_role("radio", name="管理员分配").check()
    await page.get_by_role("button", name="加成员").click()
    await pick(page.get_by_role("dialog"), "王晓明")
    await page.get_by_role("dialog").get_by_role("button", name="选好 1 人").click()
    await page.get_by_role("checkbox", name="管理员", exact=True).check()
    await page.get_by_role("button", name="建分组").click()
    await expect(page).to_have_url(re.compile(r"/pools/\d+$"))
    path = "/api/pools/" + page.url.rsplit("/", 1)[1]
    group = await ask(visit, "GET", path)
    await ask(visit, "DELETE", path)
    seats = [(one["member"]["label"], one["admin"]) for one in group["members"]]
    assert (group["name"], group["mode"], seats) == ("试点公海", "assign", [("王晓明", True)])


@pytest.mark.feature("XS-LPOOL-003")
@pytest.mark.parametrize("width", BOTH)
async def test_a_rep_switches_the_group_claims_a_lead_and_gives_it_back(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    [lead] = await waiting(visit, "lead", 1)
    [company] = await names_of(visit, "lead", [lead])
    await become(visit, REP)
    await visit.go("/m/o/lead?view=pool")
    if width >= 1024:
        await page.locator(".pool-pick").click()
        await page.get_by_role("option", name=re.compile(EAST)).click()
    else:
        label = await page.get_by_label("选择分组").locator("option").filter(has_text=EAST).first.text_content()
        await page.get_by_label("选择分组").select_option(label=label)
    await expect(page).to_have_url(re.compile("pool_group"))
    await page.get_by_role("searchbox").first.fill(company)
    await expect(page.get_by_text("共 1 条")).to_be_visible()
    await do_many(page, width, "领取", 1)
    await said(page, "已领取 1 条，归你跟进")
    assert (await stored(visit, "lead", lead))["owner"]["label"] == "周雨桐"

    await visit.go(f"/m/o/lead/{lead}")
    await give_back(page, width, "联系不上")
    await become(visit, ADMIN)
    kept = await stored(visit, "lead", lead)
    assert (kept["owner"], kept["pool_state"], kept["pool_group"]["label"]) == (None, "unclaimed", EAST)


@pytest.mark.parametrize("width", BOTH)
async def test_a_customer_to_be_worked_for_is_claimed_with_a_contact(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    [account] = await waiting(visit, "account", 1)
    await visit.go(f"/m/o/account/{account}")
    await expect(page.get_by_text("没有负责人").first).to_be_visible()
    dialog = await claim(page, width)
    await expect(dialog.get_by_text("补一个联系人，就归你")).to_be_visible()
    await dialog.locator('[data-field="contact_name"] input').fill("沈亦舟")
    await dialog.get_by_role("button", name="领取").click()
    await said(page, "已领取 1 条")
    assert (await stored(visit, "account", account))["owner"]["label"] == "周雨桐"


@pytest.mark.feature("WN-LASG-001")
@pytest.mark.feature("WN-LASG-003")
async def test_several_leads_are_assigned_in_turn_in_the_order_of_ticking(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    leads = await waiting(visit, "lead", 3)
    await pool_list(visit, "lead", await names_of(visit, "lead", leads))
    dialog = await do_many(page, 1280, "分配", 3)
    await pick(dialog, "王晓明", "周雨桐")
    await dialog.get_by_role("button", name="好了").click()
    await expect(dialog.locator(".person").nth(0)).to_contain_text("王晓明2 条")
    await expect(dialog.locator(".person").nth(1)).to_contain_text("周雨桐1 条")
    await dialog.get_by_role("button", name="分配 3 条").click()
    await said(page, "已分配 3 条给王晓明、周雨桐")
    owners = [(await stored(visit, "lead", lead))["owner"]["label"] for lead in leads]
    assert sorted(owners) == ["周雨桐", "王晓明", "王晓明"]


@pytest.mark.feature("WN-LASG-002")
async def test_one_lead_is_assigned_with_advice(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    [lead] = await waiting(visit, "lead", 1)
    await become(visit, ADMIN)
    await visit.go(f"/m/o/lead/{lead}")
    dialog = await do(page, 1280, "分配")
    await pick(dialog, "王晓明")
    await dialog.get_by_role("textbox", name="分配建议").fill("先问展会上说的产线")
    assert await visit.violations() == []
    await dialog.get_by_role("button", name="分配", exact=True).click()
    await said(page, "已分配 1 条给王晓明")
    trail = (await ask(visit, "GET", f"/api/objects/lead/{lead}/trail"))["items"]
    assert ("王晓明", "先问展会上说的产线") in [(one["to"] and one["to"]["label"], one["note"]) for one in trail]


@pytest.mark.feature("XS-LPOOL-016")
@pytest.mark.feature("XS-LPOOL-017")
@pytest.mark.parametrize("width", BOTH)
async def test_discarded_leads_leave_the_list_come_back_by_a_tick_and_are_restored(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    leads = await waiting(visit, "lead", 2)
    await pool_list(visit, "lead", await names_of(visit, "lead", leads))
    dialog = await do_many(page, width, "废弃", 2)
    await dialog.get_by_role("textbox").fill("空号")
    await dialog.get_by_role("button", name="废弃 2 条").click()
    await expect(page.get_by_text("没有符合的线索")).to_be_visible()
    await page.get_by_role("checkbox", name="显示已领取、已转换、已废弃、已冻结").check()
    await expect(page.get_by_text("共 2 条")).to_be_visible()
    dialog = await do_many(page, width, "恢复", 2)
    await dialog.get_by_role("button", name="恢复 2 条").click()
    await said(page, "2 条好了")
    assert [(await stored(visit, "lead", lead))["pool_state"] for lead in leads] == ["unclaimed", "unclaimed"]


@pytest.mark.parametrize("width", BOTH)
async def test_a_recycle_rule_is_tried_before_it_is_saved_and_a_lead_is_protected_from_it(
    open_page: Open, width: int
) -> None:
    visit = await open_page(width)
    page = visit.page
    await become(visit, ADMIN)
    await visit.go("/m/")
    first = await try_new_rule(visit)
    group = await east(visit)
    assert await visit.violations() == []
    assert await visit.overflow() <= 0

    losing = await first.get_by_role("link").get_attribute("href")
    await first.get_by_role("button", name="保护").click()
    await expect(first.get_by_text("已保护")).to_be_visible()
    assert losing and (await stored(visit, "lead", int(losing.rsplit("/", 1)[1])))["protected"]

    await page.get_by_role("textbox", name="没有跟进的天数").fill("45")
    await expect(page.get_by_text("条件改过了，重新试算再启用")).to_be_visible()
    await page.get_by_role("textbox", name="规则名称").fill("45 天没跟进")
    await page.get_by_role("button", name="只保存规则").click()
    await said(page, "没有启用")
    rules = (await ask(visit, "GET", f"/api/pools/{group}/recycle-rules"))["items"]
    kept = [(one["conditions"], one["active"]) for one in rules if one["name"] == "45 天没跟进"]
    assert kept == [([{"kind": "idle", "days": 45}], False)]
    for one in rules:
        if one["name"] == "45 天没跟进":
            await ask(visit, "DELETE", f"/api/recycle-rules/{one['id']}")


@pytest.mark.feature("XS-LPOOL-030")
async def test_an_assignment_rule_begins_with_the_number_of_returns(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    await become(visit, ADMIN)
    await visit.go("/m/")
    group = await east(visit)
    await visit.go(f"/m/pools/{group}/assign/new")
    conditions = page.get_by_role("group", name="条件", exact=True)
    await expect(conditions.get_by_role("button", name="去掉退回次数的条件")).to_be_visible()
    await page.get_by_role("textbox", name="名称").fill("退回过的")
    await page.get_by_role("switch", name="启用").click()
    await page.get_by_role("button", name="选人").click()
    await pick(page.get_by_role("dialog"), "王晓明", "周雨桐")
    await page.get_by_role("dialog").get_by_role("button", name="选好 2 人").click()
    await page.get_by_role("button", name="保存", exact=True).click()
    await said(page, "已保存「退回过的」")
    [rule] = (await ask(visit, "GET", f"/api/pools/{group}/assignment-rules"))["items"]
    await ask(visit, "DELETE", f"/api/assignment-rules/{rule['id']}")
    people = [await member(visit, name) for name in ("王晓明", "周雨桐")]
    assert (rule["where"], rule["assignees"]) == ({"field": "returns", "gte": 0}, people)


async def test_the_figures_of_a_pool_follow_the_chosen_days(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    await visit.go("/m/pools/figures?of=lead")
    for period in ("昨天", "本周", "本月", "自定义"):
        await page.get_by_role("button", name=period, exact=True).click()
        await expect(page.get_by_role("button", name=period, exact=True)).to_have_attribute("aria-pressed", "true")
        await expect(page.get_by_text("新建线索")).to_be_visible()


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
async def test_every_page_of_settings_is_accessible_and_fits(open_page: Open, width: int, scheme: Scheme) -> None:
    visit = await open_page(width, scheme)
    await become(visit, ADMIN)
    await visit.go("/m/")
    group, wrong = await east(visit), []
    settings = ["/settings", "/settings/fields/account", "/settings/duties", "/settings/company", "/settings/handover"]
    pools = [
        "/pools",
        "/pools/new?of=account",
        f"/pools/{group}",
        f"/pools/{group}/recycle/new",
        f"/pools/{group}/assign/new",
    ]
    for route in [*settings, *pools]:
        await visit.go("/m" + route)
        wrong += [f"{route}: {found}" for found in await visit.violations()]
        if (wider := await visit.overflow()) > 0:
            wrong.append(f"{route}: {wider} px wider than the screen")
    assert wrong == []
