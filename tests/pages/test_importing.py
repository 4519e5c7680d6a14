"""Files in and out from the pages: a template, a trial run, errors mended, an import taken back, a list exported."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.importing_steps import (
    choose_file,
    downloaded,
    goes_to,
    leads_of,
    result,
    rows_of,
    take_back,
    try_out,
    write,
)
from tests.pages.journeys import BOTH, fresh_company
from tests.pages.ownership_steps import ADMIN, EAST, become
from tests.pages.steps import a_lead, ask

pytestmark = pytest.mark.browser


@pytest.mark.feature("WN-LEAD-005")
@pytest.mark.feature("AR-IMP-002")
async def test_faulty_rows_come_back_are_mended_go_in_and_all_is_undone(open_page: Open, tmp_path: Path) -> None:
    visit = await open_page(1280)
    page = visit.page
    rows = rows_of(4)
    company = rows[0][0]
    rows[1][3], rows[2][2] = "没有这个人", "没有手机"
    await visit.go("/m/o/lead")
    await page.locator(".dl-right").get_by_role("button", name="更多").click()
    await page.get_by_role("menuitem", name="导入").click()
    await choose_file(page, rows)
    await expect(goes_to(page, "展位号")).to_have_value("-")
    await goes_to(page, "手机号码").select_option(label="不导入")
    await expect(page.get_by_text("5 列，对上 3 列")).to_be_visible()
    await goes_to(page, "手机号码").select_option(label="手机")
    assert await try_out(page) == {"new": 2, "known": 0, "wrong": 2}
    table = page.get_by_role("region", name="有错误的行")
    await expect(table.get_by_role("row")).to_have_count(3)
    await expect(table.locator(".fx-cell.wrong")).to_have_count(2)
    assert await visit.violations() == []
    assert await leads_of(visit, company) == []

    await write(page, 2)
    assert await result(page) == {"新建": 2, "更新": 0, "不导入": 0, "没进去": 2}
    headers, wrong = await downloaded(page, page.get_by_role("link", name="下载错误表"), tmp_path)
    assert headers == ["单位名称", "姓名", "手机号码", "业务员", "展位号", "错误原因"]
    assert [row[:5] for row in wrong] == [rows[1], rows[2]]
    assert "没有这个人" in wrong[0][5]

    wrong[0][3], wrong[1][2] = "周雨桐", rows[0][2][:-4] + "8642"
    await page.get_by_role("link", name="再导入一个").click()
    await choose_file(page, wrong, headers)
    assert await try_out(page) == {"new": 2, "known": 0, "wrong": 0}
    await write(page, 2)
    assert len(await leads_of(visit, company)) == 4
    await a_lead(visit, company=company)
    await page.get_by_role("link", name="看新建的 2 条").click()
    await expect(page.get_by_text("共 2 条")).to_be_visible()
    await expect(page.get_by_text("同一批新建的")).to_be_visible()
    await page.go_back()
    await take_back(page, 2)
    assert {row["name"] for row in await leads_of(visit, company)} >= {"林嘉禾0", "林嘉禾3"}
    assert len(await leads_of(visit, company)) == 3


@pytest.mark.feature("AR-IMP-002")
@pytest.mark.feature("XS-LEAD-005")
@pytest.mark.parametrize("width", BOTH)
async def test_faulty_cells_are_mended_where_they_stand_before_the_import_and_after_it(
    open_page: Open, width: int
) -> None:
    visit = await open_page(width)
    page = visit.page
    rows = [[company, name, mobile, "未处理"] for company, name, mobile, *_ in rows_of(5)]
    company, rows[1][3], rows[2][3], rows[3][1] = rows[0][0], "未处理了", "未处理了", ""
    await visit.go("/m/o/lead/import")
    await choose_file(page, rows, ("单位名称", "姓名", "手机号码", "跟进状态"))
    assert await try_out(page) == {"new": 2, "known": 0, "wrong": 3}
    status = page.get_by_role("combobox", name="第 3 行的跟进状态")
    await expect(status).to_have_accessible_description(re.compile("跟进状态没有「未处理了」"))
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await expect(page.get_by_text("2 行「未处理了」都改成「未处理」？")).to_be_visible()
    await page.get_by_role("button", name="改这 2 行").click()
    await expect(page.get_by_text("改好 2 行，还有 1 行要改")).to_be_visible()
    await expect(page.get_by_role("group", name="只看一种").locator("b")).to_have_text(["4", "0", "1"])
    assert await leads_of(visit, company) == []

    await write(page, 4)
    assert await result(page) == {"新建": 4, "更新": 0, "不导入": 0, "没进去": 1}
    name = page.get_by_role("textbox", name="第 5 行的姓名")
    await name.fill("顾南乔")
    await name.press("Enter")
    await expect(page.get_by_role("button", name="再查一遍")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("1 行都改好了")).to_be_visible()
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await page.get_by_role("button", name="导入改好的 1 行").click()
    await expect(page.locator(".tiles dd").first).to_have_text("1", timeout=60_000)
    assert await result(page) == {"新建": 1, "更新": 0, "不导入": 0, "没进去": 0}
    assert sorted(row["name"] for row in await leads_of(visit, company)) == sorted(
        ["顾南乔", *(row[1] for row in rows if row[1])]
    )
    await page.go_back()
    await expect(page.get_by_text("改好的 1 行另外导入了")).to_be_visible()
    await expect(page.get_by_role("button", name="再查一遍")).to_have_count(0)


async def test_a_phone_begins_an_import_and_takes_it_back(open_page: Open) -> None:
    visit = await open_page(360)
    page = visit.page
    rows = rows_of(2)
    await visit.go("/m/me")
    await page.get_by_role("link", name="我的导入").click()
    await page.get_by_role("link", name="导入线索").click()
    await choose_file(page, rows)
    assert await try_out(page) == {"new": 2, "known": 0, "wrong": 0}
    assert await visit.violations() == []
    assert await visit.overflow() <= 0
    await write(page, 2)
    assert await visit.overflow() <= 0
    await take_back(page, 2)
    await visit.go("/m/imports")
    await expect(page.get_by_role("link", name=re.compile("展会线索.*已撤销")).first).to_be_visible()
    assert await leads_of(visit, rows[0][0]) == []


@pytest.mark.feature("AR-IMP-004")
@pytest.mark.feature("AR-IMP-005")
async def test_customers_and_contacts_have_templates_of_the_chosen_fields_and_those_that_must_be_there(
    open_page: Open, tmp_path: Path
) -> None:
    visit = await open_page(1280)
    page = visit.page
    await visit.go("/m/o/contact/import")
    await page.get_by_role("radio", name="自己选").click()
    fields = page.get_by_role("group", name="选字段")
    await expect(fields.get_by_role("checkbox", name="姓名*")).to_be_checked()
    await fields.get_by_role("checkbox", name="手机", exact=True).check()
    headers, rows = await downloaded(page, page.get_by_role("link", name="下载 XLSX 模板"), tmp_path)
    assert {"姓名", "手机"} <= set(headers) and "邮箱" not in headers
    assert rows == []
    await visit.go("/m/o/account/import")
    await page.get_by_role("radio", name="自己选").click()
    await expect(fields.get_by_role("checkbox", name=re.compile("^联系人·")).first).not_to_be_checked()
    headers, _ = await downloaded(page, page.get_by_role("link", name="下载 XLSX 模板"), tmp_path)
    assert "客户名称" in headers and not [header for header in headers if header.startswith("联系人·")]


@pytest.mark.feature("AR-IMP-001")
@pytest.mark.parametrize("width", BOTH)
async def test_a_line_above_the_list_says_how_far_an_import_is(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/o/lead/import")
    await choose_file(page, rows_of(1500))
    assert (await try_out(page))["new"] == 1500
    await page.get_by_role("button", name="导入 1,500 行").click()
    await expect(page).to_have_url(re.compile(r"/imports/\d+$"))
    await visit.go("/m/o/lead")
    hint = page.get_by_role("status").filter(has_text=re.compile("展会线索.*排队导入|正在导入「展会线索"))
    await expect(hint).to_be_visible()
    await hint.get_by_role("button", name="看进度").click()
    await expect(page.get_by_text("看新建的 1,500 条")).to_be_visible(timeout=90_000)
    number = page.url.rpartition("/")[2]
    await ask(visit, "POST", f"/api/imports/{number}/undo")  # the pools of the other tests have limits
    while (await ask(visit, "GET", f"/api/imports/{number}"))["status"] != "undone":
        await page.wait_for_timeout(500)


@pytest.mark.feature("XS-LPOOL-005")
async def test_leads_are_imported_into_a_group_of_the_pool(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    rows = [[company, name, mobile] for company, name, mobile, *_ in rows_of(2)]
    await visit.go("/m/o/lead?view=pool")
    await page.locator(".dl-right").get_by_role("button", name="更多").click()
    await page.get_by_role("menuitem", name="导入到公海").click()
    await choose_file(page, rows, ("单位名称", "姓名", "手机号码"))
    await page.locator(".im-terms .desk-select").first.click()
    await page.get_by_role("option", name=re.compile(f"^{EAST}")).click()
    assert await try_out(page) == {"new": 2, "known": 0, "wrong": 0}
    await write(page, 2)
    pooled = await leads_of(visit, rows[0][0], "pool")
    assert [(row["pool_group"]["label"], row["pool_state"]) for row in pooled] == [(EAST, "unclaimed")] * 2


@pytest.mark.feature("AR-IMP-003")
@pytest.mark.parametrize("width", BOTH)
async def test_a_list_goes_into_a_file_and_the_audit_knows(open_page: Open, width: int, tmp_path: Path) -> None:
    visit = await open_page(width)
    page = visit.page
    company = fresh_company()
    numbers = [await a_lead(visit, company=company) for _ in range(2)]
    await visit.go(f"/m/o/lead?q={company}")
    await expect(page.get_by_text(company).first).to_be_visible()
    if width >= 1024:
        await page.locator(".dl-right").get_by_role("button", name="更多").click()
        await page.get_by_role("menuitem", name="导出").click()
    else:
        await page.get_by_role("button", name="更多", exact=True).click()
        await page.get_by_role("dialog").get_by_role("button", name="导出").click()
    dialog = page.get_by_role("dialog", name="导出线索")
    await dialog.get_by_role("radio", name="自己选").check()
    await dialog.get_by_role("group", name="选列").get_by_role("checkbox", name="备注", exact=True).check()
    assert await visit.violations() == []
    await expect(dialog.get_by_role("button", name="导出 2 条")).to_be_enabled()
    await dialog.get_by_role("button", name="导出 2 条").click()
    link = dialog.get_by_role("link", name=re.compile("^下载 线索-"))
    await expect(link).to_be_visible(timeout=60_000)
    headers, rows = await downloaded(page, link, tmp_path)
    assert headers[0].endswith("编号") and "备注" in headers
    assert {row[0] for row in rows} == {str(number) for number in numbers}

    await become(visit, ADMIN)
    await visit.go("/m/settings/exports")
    await expect(page.locator(".ex-row").first).to_contain_text(re.compile(f"周雨桐 · .*搜索「{company}」"))
    assert await visit.violations() == []
