"""Steps of journeys with files: rows as a file, what the workbench found, files that come back (导入步骤)."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from core.sheets.opening import open_sheet
from tests.pages.browsing import Visit
from tests.pages.journeys import fresh_company, fresh_mobile
from tests.pages.steps import ask

HEADERS = ("单位名称", "姓名", "手机号码", "业务员", "展位号")
Rows = list[list[str]]


def rows_of(count: int, company: str = "") -> Rows:
    """People of one company, each with a number of their own."""
    company = company or fresh_company()
    return [[company, f"林嘉禾{place}", fresh_mobile(), "周雨桐", f"E3-{place}"] for place in range(count)]


async def choose_file(page: Page, rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS) -> None:
    """Gives the workbench a CSV of these rows and waits until its columns are shown."""
    out = StringIO()
    csv.writer(out).writerows([headers, *rows])
    file = {"name": "展会线索.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode("utf-8-sig")}
    await page.locator("input[type=file]").set_input_files(file)
    await expect(page.get_by_role("heading", name="对列")).to_be_visible()


def goes_to(page: Page, header: str) -> Locator:
    """Where a column of the file goes."""
    return page.get_by_role("combobox", name=f"「{header}」导入到")


async def found(page: Page) -> dict[str, int]:
    """The counts of the trial run: what is new, known and wrong."""
    tiles = page.get_by_role("group", name="只看一种").get_by_role("button")
    await expect(tiles).to_have_count(3, timeout=60_000)
    counts = [int((await tile.locator("b").inner_text()).replace(",", "")) for tile in await tiles.all()]
    return dict(zip(("new", "known", "wrong"), counts, strict=True))


async def try_out(page: Page) -> dict[str, int]:
    await page.get_by_role("button", name=re.compile("^(重新)?试运行$")).click()
    return await found(page)


async def write(page: Page, rows: int) -> None:
    """From the trial run to the result of the import."""
    await page.get_by_role("button", name=re.compile(f"导入 {rows} 行$")).click()
    await expect(page).to_have_url(re.compile(r"/imports/\d+$"))
    await expect(page.get_by_role("link", name="再导入一个")).to_be_visible(timeout=60_000)


async def result(page: Page) -> dict[str, int]:
    """The tiles of a finished import by their words."""
    words = [(await one.inner_text()).split("，")[0] for one in await page.locator(".tiles dt").all()]
    counts = [int((await one.inner_text()).replace(",", "")) for one in await page.locator(".tiles dd").all()]
    return dict(zip(words, counts, strict=True))


async def downloaded(page: Page, link: Locator, folder: Path) -> tuple[list[str], Rows]:
    """The headers and rows of the file behind a link."""
    async with page.expect_download() as waiting:
        await link.click()
    download = await waiting.value
    path = folder / download.suggested_filename
    await download.save_as(path)
    sheet = open_sheet(path, path.name)
    return sheet.headers, [["" if cell is None else str(cell) for cell in cells] for _, cells in sheet.rows()]


async def take_back(page: Page, count: int) -> None:
    """Undoes the shown import after the dialog said what that does."""
    await page.get_by_role("button", name="撤销这次导入").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text(f"会撤销 {count} 条")).to_be_visible()
    await dialog.get_by_role("button", name=f"撤销 {count} 条").click()
    await expect(page.locator(".toast")).to_contain_text(f"已撤销 {count} 条")
    await expect(page.get_by_text("已撤销", exact=True)).to_be_visible()


async def leads_of(visit: Visit, company: str, view: str = "") -> list[dict[str, Any]]:
    """The leads of a company that the visitor sees."""
    page = await ask(visit, "GET", f"/api/objects/lead?q={company}&view={view}")
    return [dict(row) for row in page["items"]]
