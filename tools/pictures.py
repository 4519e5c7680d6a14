"""The README's pictures, taken from the running product with its demo company (截图).

python -m tools.pictures [FOLDER]
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tools.product import ROOT, Product, running

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
REP, DIRECTOR = "zhouyutong", "chensiyuan"
PHONE, DESK, STAGE = (390, 844), (1280, 800), (1440, 900)


async def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, running(Path(scratch)) as product:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            await simulator(browser, product, folder)
            await pages(browser, product, folder)
            await browser.close()
    print("\n".join(sorted(path.name for path in folder.glob("*.png"))))


async def opened(browser: Browser, size: tuple[int, int], url: str) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2,
        has_touch=size == PHONE,
        is_mobile=size == PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page = await context.new_page()
    await page.goto(url)
    return page


async def simulator(browser: Browser, product: Product, folder: Path) -> None:
    """A rep photographs the first sample card, and saves it."""
    page = await opened(browser, STAGE, f"{product.url}/simulator/?person={REP}")
    await page.get_by_role("button", name="名片照片").first.click()
    await page.locator(".samples button").first.click()
    save = page.get_by_role("button", name="存为线索")
    await save.wait_for(timeout=60_000)
    await page.wait_for_timeout(800)
    await page.screenshot(path=folder / "simulator.png")
    await save.click()
    await page.get_by_text(re.compile("已存为线索 ·")).first.wait_for(timeout=20_000)
    phone = await opened(browser, PHONE, f"{product.url}/simulator/?person={REP}")
    await phone.get_by_text(re.compile("已存为线索 ·")).first.wait_for(timeout=20_000)
    await phone.wait_for_timeout(800)
    await phone.screenshot(path=folder / "chat-card.png")


async def pages(browser: Browser, product: Product, folder: Path) -> None:
    for name, size, person, path in (
        ("leads-phone", PHONE, REP, "/m/o/lead"),
        ("card-review", PHONE, REP, "/m/scan?card=1&n=0"),
        ("leads-desktop", DESK, DIRECTOR, "/m/o/lead"),
    ):
        page = await opened(browser, size, f"{product.url}/simulator/open?person={person}&url={product.url}/m/")
        await page.goto(f"{product.url}{path}")
        await page.wait_for_timeout(2500)
        await page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"))
