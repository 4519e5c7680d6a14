"""Sales processes as the administrator keeps them: stages in order, what they ask for, and those on their way."""

import re
import secrets

import pytest
from playwright.async_api import expect

from tests.pages.browsing import Scheme
from tests.pages.conftest import Open
from tests.pages.opportunity_steps import a_guided_process, an_opportunity
from tests.pages.ownership_steps import ADMIN, become, said
from tests.pages.steps import ask

pytestmark = pytest.mark.browser


@pytest.mark.feature("XS-OPP-015")
@pytest.mark.parametrize("width", [390])
async def test_an_administrator_makes_a_guided_process(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await become(visit, ADMIN)
    name = f"招投标{secrets.token_hex(2)}"
    await visit.go("/m/settings")
    await page.get_by_role("link", name=re.compile("销售流程")).click()
    await page.get_by_role("link", name="新流程").click()
    await page.get_by_role("textbox", name="流程名称").fill(name)
    await page.get_by_role("checkbox", name=re.compile("^引导式")).check()
    await page.get_by_role("textbox", name="第 1 个阶段的名称").fill("报名")
    await page.get_by_role("button", name="加任务或关键信息").click()
    await page.get_by_role("textbox", name="报名要做或了解的").fill("买标书")
    await page.get_by_role("button", name="加阶段").click()
    await page.get_by_role("textbox", name="第 2 个阶段的名称").fill("开标")
    await page.get_by_role("textbox", name="开标的赢率").fill("60")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_text("赢率是 0 到 100 的整数")).to_be_visible()
    await expect(page.get_by_role("textbox", name="报名的赢率")).to_be_focused()
    assert await visit.violations() == []
    assert await visit.overflow() == 0
    await page.get_by_role("textbox", name="报名的赢率").fill("20")
    await page.get_by_role("button", name="上移开标").click()
    await page.get_by_role("button", name="下移开标").click()
    await page.get_by_role("button", name="保存", exact=True).click()
    await said(page, f"已保存流程「{name}」")
    row = page.get_by_role("link", name=re.compile(name))
    await expect(row).to_contain_text("报名 → 开标")
    await expect(row).to_contain_text("引导式")


@pytest.mark.parametrize("width", [1280])
async def test_taking_a_stage_out_says_what_becomes_of_those_in_it(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    process = await a_guided_process(visit)
    opportunity = await an_opportunity(visit, process=process["id"])
    await become(visit, ADMIN)
    await visit.go(f"/m/settings/processes/{process['id']}")
    await page.get_by_role("button", name="去掉立项").click()
    bar = page.locator(".page-bar")
    await expect(bar).to_contain_text("去掉的「立项」还有 1 个进行中的商机，它们按原来的版本走完")
    await page.get_by_role("button", name="保存", exact=True).click()
    await said(page, "已保存流程")
    path = await ask(visit, "GET", f"/api/objects/opportunity/{opportunity}/path")
    assert [step["stage"]["label"] for step in path["steps"]] == ["立项", "比选", "签约"]

    await visit.go(f"/m/settings/processes/{process['id']}")
    await expect(page.get_by_text("立项 1 个")).to_be_visible()


async def test_those_on_their_way_go_over_to_the_new_edition_when_wanted(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    process = await a_guided_process(visit)
    opportunity = await an_opportunity(visit, process=process["id"])
    await become(visit, ADMIN)
    await visit.go(f"/m/settings/processes/{process['id']}")
    await page.get_by_role("textbox", name="立项的赢率").fill("35")
    await page.get_by_role("checkbox", name="进行中的也换到新版本").check()
    await expect(page.locator(".page-bar")).to_contain_text("1 个进行中的商机换到新版本")
    await page.get_by_role("button", name="保存", exact=True).click()
    await said(page, "已保存流程")
    path = await ask(visit, "GET", f"/api/objects/opportunity/{opportunity}/path")
    assert path["steps"][0]["win_rate"] == 35


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "dark")])
async def test_the_settings_of_processes_are_accessible_and_fit(open_page: Open, width: int, scheme: Scheme) -> None:
    visit = await open_page(width, scheme)
    process = await a_guided_process(visit)
    await visit.go("/m/settings/processes")
    await expect(visit.page.get_by_text("只有管理员能改销售流程")).to_be_visible()
    await become(visit, ADMIN)
    wrong: list[str] = []
    for route in ("/m/settings/processes", f"/m/settings/processes/{process['id']}", "/m/settings/processes/new"):
        await visit.go(route)
        wrong += [f"{route}: {found}" for found in await visit.violations()]
        if (wider := await visit.overflow()) > 0:
            wrong.append(f"{route}: {wider} px wider than the screen")
    assert wrong == []
