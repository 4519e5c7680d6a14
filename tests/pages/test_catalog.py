"""The catalogue on both sizes: products by the tree of categories, and making one where a role allows it."""

import re
import secrets

import pytest
from playwright.async_api import Locator, Page, expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fill
from tests.pages.ownership_steps import ADMIN, become

pytestmark = pytest.mark.browser


def shown(page: Page, name: str) -> Locator:
    """A product in the list, whichever way the size shows it."""
    return page.locator(".dt tbody tr, .list li").filter(has_text=name)


async def open_tree(page: Page, width: int, label: str = "分类") -> None:
    if width < 1024:
        await page.get_by_role("button", name=label, exact=True).click()


@pytest.mark.feature("AR-PROD-001", "AR-PROD-002")
@pytest.mark.parametrize("width", BOTH)
async def test_a_rep_finds_products_by_walking_the_tree_of_categories(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/me" if width < 1024 else "/m/")
    await page.get_by_role("link", name="产品", exact=True).click()
    await expect(shown(page, "年度维保")).to_be_visible()
    await open_tree(page, width)
    tree = page.get_by_role("tree", name="分类")
    everything = tree.get_by_role("treeitem", name="全部分类")
    await expect(everything).to_have_attribute("aria-selected", "true")
    assert await visit.violations() == []

    await everything.focus()
    for key in ("ArrowDown", "ArrowLeft", "ArrowDown"):
        await page.keyboard.press(key)
    await expect(tree.get_by_role("treeitem", name="检测仪器")).to_have_count(0)
    await expect(tree.get_by_role("treeitem", name="软件与服务")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(shown(page, "年度维保")).to_be_visible()
    await expect(shown(page, "伺服电机")).to_have_count(0)
    await expect(page).to_have_url(re.compile("under"))
    await expect(page.get_by_role("button", name="新产品")).to_have_count(0)

    await open_tree(page, width, "软件与服务")
    await tree.get_by_role("treeitem", name="全部分类").click()
    await expect(shown(page, "伺服电机")).to_be_visible()


@pytest.mark.feature("AR-PROD-002")
@pytest.mark.parametrize("width", BOTH)
async def test_an_administrator_makes_a_product_in_a_category(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await become(visit, ADMIN)
    name = f"涂层测厚仪{secrets.token_hex(2)}"
    await visit.go("/m/o/product/new")
    await fill(visit, "name", name)
    await fill(visit, "price", "2480")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_text("产品分类要填")).to_be_visible()
    field = page.locator('[data-field="category"]')
    if width < 1024:
        await field.get_by_role("button").first.click()
        await page.get_by_role("dialog").get_by_role("button", name=re.compile("检测仪器")).click()
    else:
        await field.get_by_role("combobox").fill("检测")
        await page.get_by_role("option", name=re.compile("检测仪器")).click()
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(re.compile(r"/o/product/\d+"))
    await expect(page.get_by_text(name).first).to_be_visible()
    await expect(page.get_by_text("2,480.00").first).to_be_visible()
