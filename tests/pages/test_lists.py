"""What a rep does with lists: columns, order, filters, views; many rows at once; by mouse and by keys."""

import re
import secrets

import pytest
from playwright.async_api import Locator, Page, expect

from tests.pages.browsing import Visit
from tests.pages.conftest import Open
from tests.pages.journeys import fresh_company, new_lead

pytestmark = pytest.mark.browser

# A write and the definition asked for again after it, or a page from nothing: milliseconds for a busy machine.
SLOW = 20_000


def rows(page: Page) -> Locator:
    return page.locator(".dt tbody tr")


def head(page: Page, key: str) -> Locator:
    return page.locator(f".hc[data-column={key}]")


async def headings(page: Page) -> list[str]:
    keys = await page.locator(".hc").evaluate_all("all => all.map(one => one.dataset.column)")
    return [str(key) for key in keys]


async def desk(open_page: Open, path: str = "/m/o/lead") -> Visit:
    visit = await open_page(1280)
    await visit.go(path)
    await expect(rows(visit.page).first).to_be_visible()
    return visit


async def choose_in(page: Page, label: str, option: str) -> None:
    """Opens a select of the kit and takes one of its options."""
    await page.get_by_role("combobox", name=label).click(force=True)
    await page.get_by_role("option", name=re.compile(f"^{option}")).click()


@pytest.mark.feature("XS-LEAD-007", "XS-CUST-017")
@pytest.mark.parametrize("path", ["lead", "account"])
async def test_a_rep_chooses_the_columns_and_their_order_and_finds_them_again(open_page: Open, path: str) -> None:
    visit = await desk(open_page, f"/m/o/{path}")
    page = visit.page
    before = await headings(page)
    await page.get_by_role("button", name="编辑显示字段").click()
    dialog = page.get_by_role("dialog", name="编辑显示字段")
    await dialog.get_by_role("button", name="显示创建时间").click()
    await dialog.get_by_role("button", name="创建时间上移").click()
    first = dialog.locator("[data-column]").first
    await first.focus()
    await page.keyboard.press("Alt+ArrowDown")
    await dialog.locator(f"[data-column={before[2]}]").get_by_role("button", name=re.compile("^不显示")).click()
    assert await visit.violations() == []
    async with page.expect_response(re.compile("/list$")):
        await dialog.get_by_role("button", name="保存设置").click()

    wanted = [before[1], before[0], *before[3:-1], "created_at", before[-1]]
    assert await headings(page) == wanted
    await page.reload()
    await expect(rows(page).first).to_be_visible()
    assert await headings(page) == wanted

    await page.get_by_role("button", name="编辑显示字段").click()
    await page.get_by_role("button", name="恢复默认").click()
    await expect(head(page, before[2])).to_be_visible()
    assert await headings(page) == before


async def test_a_column_is_made_wider_by_pulling_and_by_keys(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    edge = head(page, "company").get_by_role("separator")
    box = await edge.bounding_box()
    assert box is not None
    was = int(await edge.get_attribute("aria-valuenow") or 0)
    await page.mouse.move(box["x"] + 4, box["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 64, box["y"] + 10, steps=4)
    async with page.expect_response(re.compile("/list$")):
        await page.mouse.up()
    await expect(edge).to_have_attribute("aria-valuenow", str(was + 60))
    await edge.focus()
    async with page.expect_response(re.compile("/list$")):
        await page.keyboard.press("ArrowRight")
    await page.reload()
    await expect(edge).to_have_attribute("aria-valuenow", str(was + 76))
    await page.get_by_role("button", name="编辑显示字段").click()
    await page.get_by_role("button", name="恢复默认").click()
    await expect(edge).to_have_attribute("aria-valuenow", str(was))


@pytest.mark.feature("XS-LEAD-008", "XS-CUST-018")
@pytest.mark.parametrize(("path", "field"), [("lead", "name"), ("account", "name")])
async def test_a_header_sorts_both_ways(open_page: Open, path: str, field: str) -> None:
    visit = await desk(open_page, f"/m/o/{path}")
    page = visit.page
    await head(page, field).locator(".hc-sort").click()
    await expect(head(page, field)).to_have_attribute("aria-sort", "ascending")
    await visit.settle()
    rising = await rows(page).first.locator(".first").inner_text()
    await head(page, field).locator(".hc-sort").click()
    await expect(head(page, field)).to_have_attribute("aria-sort", "descending")
    await visit.settle()
    assert await rows(page).first.locator(".first").inner_text() != rising
    await expect(page).to_have_url(re.compile(f"sort=-{field}"))


@pytest.mark.feature("XS-LEAD-008")
async def test_a_header_shows_its_menu_on_hover_and_filters_by_its_column(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    menu = head(page, "status").get_by_role("button", name="跟进状态的排序和筛选")
    await page.mouse.move(5, 5)
    await expect(menu).to_have_css("opacity", "0")
    await head(page, "status").hover()
    await expect(menu).to_have_css("opacity", "1")
    await menu.click()
    await choose_in(page, "跟进状态的值", "已联系")
    assert await visit.violations() == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="筛选", exact=True).click()
    await expect(page.locator(".dl-chip.on")).to_contain_text("跟进状态：已联系")
    await visit.settle()
    assert set(await page.locator(".dt td .tag").filter(has_text=re.compile("处理|联系|关闭")).all_inner_texts()) == {
        "已联系"
    }


@pytest.mark.feature("XS-LEAD-009", "XS-CUST-021", "AR-UX-005")
@pytest.mark.parametrize("path", ["lead", "account"])
async def test_conditions_are_kept_under_a_name_and_come_back_with_one_press(open_page: Open, path: str) -> None:
    visit = await desk(open_page, f"/m/o/{path}?view=all")
    page = visit.page
    names = [f"常用 {secrets.token_hex(2)}" for _ in range(2)]
    totals = []
    for name, option in zip(names, (0, 1), strict=True):
        await page.locator(".dl-chip").first.click()
        await page.locator(".cp-ticks .tick").nth(option).click()
        await page.keyboard.press("Escape")
        await visit.settle()
        await page.get_by_role("button", name="另存为视图").click()
        await page.get_by_role("dialog", name="另存为视图").get_by_role("textbox").fill(name)
        await page.get_by_role("button", name="保存", exact=True).click()
        tab = page.get_by_role("button", name=re.compile(f"^{name}"))
        await expect(tab.first).to_have_attribute("aria-pressed", "true", timeout=SLOW)
        await expect(page.locator(".dl-chip.on")).to_have_count(0)
        await visit.settle()
        totals.append(await page.locator(".dl-total").inner_text())
        await page.locator(".dv-tab button").filter(has_text=re.compile("^全部")).click()
        await visit.settle()
    assert totals[0] != totals[1]

    await page.reload()
    for name, found in zip(names, totals, strict=True):
        await page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
        await expect(page.locator(".dl-total")).to_have_text(found)

    await page.get_by_role("button", name=f"视图「{names[1]}」的操作").click()
    await page.get_by_role("menuitem", name="删除视图").click()
    await expect(page.get_by_role("button", name=re.compile(f"^{names[1]}"))).to_have_count(0)


@pytest.mark.feature("XS-CUST-016")
async def test_the_name_opens_the_full_record_in_another_window(open_page: Open) -> None:
    visit = await desk(open_page, "/m/o/account")
    name = rows(visit.page).first.locator("a.dt-name")
    words = (await name.inner_text()).strip()
    async with visit.context.expect_page() as opened:
        await name.click()
    other = await opened.value
    await expect(other).to_have_url(re.compile(r"/o/account/\d+/full"))
    await expect(other.get_by_role("heading", name=words).first).to_be_visible(timeout=SLOW)
    await expect(visit.page).to_have_url(re.compile(r"/o/account(\?|$)"))


@pytest.mark.feature("AR-UX-001")
async def test_two_presses_on_a_row_open_everything_around_the_record(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    await rows(page).nth(2).dblclick(position={"x": 520, "y": 20})
    await expect(page).to_have_url(re.compile(r"/o/lead/\d+"))
    drawer = page.get_by_role("complementary", name="线索")
    await expect(drawer.get_by_role("tab").first).to_be_visible()
    here = page.url
    await drawer.get_by_role("button", name="下一条").click()
    await expect(page).not_to_have_url(here)
    entry = page.get_by_role("menuitem", name="编辑")
    await drawer.get_by_role("button", name="更多操作").click()
    await expect(entry).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(entry).to_be_hidden()
    await expect(drawer).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)


@pytest.mark.feature("AR-UX-003")
async def test_a_right_click_on_a_row_shows_what_may_be_done_with_it(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    company = fresh_company()
    record = await new_lead(visit, company)
    await visit.go(f"/m/o/lead?q={company}")
    await rows(page).first.click(button="right", position={"x": 520, "y": 20})
    await expect(page.get_by_role("menuitem", name="写跟进")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="转移")).to_be_visible()
    assert await visit.violations() == []
    await page.get_by_role("menuitem", name="编辑").click()
    await expect(page).to_have_url(re.compile(record.removeprefix("/m") + "/edit"))


@pytest.mark.feature("AR-UX-004", "AR-UX-008")
async def test_filters_survive_leaving_the_list_until_all_is_pressed(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    every = await page.locator(".dl-total").inner_text()
    await page.locator(".dl-chip", has_text="跟进状态").click()
    await page.locator(".cp-ticks").get_by_text("未处理").click()
    await page.keyboard.press("Escape")
    await page.get_by_role("searchbox", name="搜索").fill("公司")
    await expect(page).to_have_url(re.compile("q="))
    await visit.settle()
    found = await page.locator(".dl-total").inner_text()
    assert found != every

    await page.get_by_role("navigation").get_by_role("link", name="客户", exact=True).click()
    await expect(page).to_have_url(re.compile("/o/account"))
    await page.get_by_role("navigation").get_by_role("link", name="线索", exact=True).click()
    await expect(page.locator(".dl-chip.on")).to_contain_text("跟进状态：未处理")
    await expect(page.get_by_role("searchbox", name="搜索")).to_have_value("公司")
    await expect(page.locator(".dl-total")).to_have_text(found)

    await page.get_by_role("search").get_by_role("button", name="全部", exact=True).click()
    await expect(page.locator(".dl-chip.on")).to_have_count(0)
    await expect(page.get_by_role("searchbox", name="搜索")).to_have_value("")
    await expect(page.locator(".dl-total")).to_have_text(every)


@pytest.mark.feature("AR-UX-006")
async def test_the_advanced_query_asks_for_every_field_of_the_form(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    schema = await page.evaluate("fetch('/api/schema/lead').then(answer => answer.json())")
    fields = {field["key"]: field for field in schema["fields"]}
    wanted = {fields[key]["label"] for key in schema["forms"]["all"] if fields[key]["filterable"]}
    await page.get_by_role("button", name="高级查询").click()
    dialog = page.get_by_role("dialog", name="筛选")
    assert wanted <= set(await dialog.locator(".qf-label").all_inner_texts())
    await choose_in(page, "来源的值", "展会")
    await page.keyboard.press("Escape")
    await dialog.get_by_role("textbox", name="公司名称的值").fill("公司")
    assert await visit.violations() == []
    await dialog.get_by_role("button", name=re.compile("^查看")).click()
    await expect(page.locator(".dl-chip.on")).to_have_count(2)


async def test_groups_of_conditions_narrow_the_list(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    await page.get_by_role("button", name="加条件").click()
    await page.get_by_role("button", name="条件组合").click()
    dialog = page.get_by_role("dialog", name="筛选")
    await dialog.get_by_role("button", name="加条件组").click()
    group = dialog.locator(".ft.inner")
    await group.get_by_role("textbox").fill("张")
    await group.get_by_role("button", name="加条件", exact=True).click()
    await group.get_by_role("textbox").nth(1).fill("科技")
    assert await visit.violations() == []
    await dialog.get_by_role("button", name=re.compile("^查看")).click()
    await expect(page.locator(".dl-chip.on")).to_contain_text(" 或 ")
    await expect(page).to_have_url(re.compile("any"))


async def test_keys_walk_tick_and_open(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox", name="搜索")).to_be_focused()
    await rows(page).first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(rows(page).nth(1)).to_be_focused()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await expect(page.get_by_text("已选 2 条")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/o/lead/\d+"))
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(r"/o/lead(\?|$)"))
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("已选 2 条")).to_have_count(0)


async def test_a_row_of_the_summary_narrows_the_list_to_what_it_counts(open_page: Open) -> None:
    visit = await desk(open_page)
    page = visit.page
    await page.get_by_role("button", name="汇总", exact=True).click()
    panel = page.get_by_role("complementary", name="汇总")
    row = panel.locator("li button").first
    count = await row.locator("b").inner_text()
    assert await visit.violations() == []
    await row.click()
    await expect(page.locator(".dl-total")).to_have_text(f"共 {count} 条")


async def test_many_rows_are_handed_over_at_once(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    company = fresh_company()
    await new_lead(visit, company, "甲")
    await new_lead(visit, company, "乙")
    await visit.go(f"/m/o/lead?q={company}")
    await page.get_by_role("checkbox", name="全选").check()
    await page.get_by_role("region", name="批量操作").get_by_role("button", name="关闭线索").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("2 条")
    for box in await dialog.get_by_role("textbox").all():
        await box.fill("不再采购")
    await dialog.get_by_role("button", name=re.compile("关闭线索")).click()
    await expect(rows(page).filter(has_text="已关闭")).to_have_count(2)
    await expect(page.get_by_role("region", name="批量操作")).to_have_count(0)


@pytest.mark.feature("XM-CUST-003")
async def test_customers_are_found_on_the_server_by_a_word_in_their_name(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    await visit.go("/m/o/account?view=all")
    last = page.locator(".cell h3")
    await expect(last.nth(7)).to_be_visible()
    names = await last.all_inner_texts()
    word = next(
        name[2:5] for name in names if name[2:5].isalpha() and not name.isascii() and not re.search(r"\d", name)
    )
    async with page.expect_response(re.compile("/api/objects/account.*q=")) as asked:
        await page.get_by_role("searchbox", name="搜索").fill(word)
    assert (await asked.value).ok
    await visit.settle()
    for name in await last.all_inner_texts():
        assert word in name


async def test_the_phone_has_views_groups_sums_and_many_at_once(open_page: Open) -> None:
    visit = await open_page(390)
    page = visit.page
    name = f"手机 {secrets.token_hex(2)}"
    await visit.go("/m/o/lead")
    await page.get_by_role("button", name="筛选").click()
    sheet = page.get_by_role("dialog", name="筛选")
    await sheet.get_by_role("radio", name="条件组合").click()
    await sheet.get_by_role("button", name="加条件", exact=True).click()
    await sheet.get_by_role("combobox", name="字段").select_option(label="跟进状态")
    await sheet.get_by_role("button", name="已联系").click()
    assert await visit.violations() == []
    await sheet.get_by_role("button", name=re.compile("^查看")).click()
    await page.get_by_role("button", name="另存为视图").click()
    await page.get_by_role("dialog", name="另存为视图").get_by_role("textbox").fill(name)
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_role("button", name=re.compile(f"^{name}"))).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="汇总").click()
    await expect(page.get_by_role("dialog", name="汇总").locator("li")).to_have_count(1)
    assert await visit.violations() == []
    await page.get_by_role("button", name="关闭").click()
    await page.get_by_role("button", name="多选").click()
    await page.locator(".cell").nth(0).click()
    await page.locator(".cell").nth(1).click()
    await expect(page.get_by_text("已选 2 条")).to_be_visible()
    assert await visit.overflow() <= 0
    await page.get_by_role("button", name="取消选择").click()
    await page.get_by_role("button", name="全部视图").click()
    await page.get_by_role("button", name=f"视图「{name}」的操作").click()
    await page.get_by_role("button", name="删除视图").click()
    await expect(page.get_by_role("button", name=re.compile(f"^{name}"))).to_have_count(0)
