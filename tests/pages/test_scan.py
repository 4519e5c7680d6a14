"""A card photo on its way to a lead: read, checked beside the photo, saved."""

import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import RECORD, fresh_mobile

pytestmark = pytest.mark.browser

FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A plain printed card with a mobile number of its own."""
    font = next((name for name in FONTS if Path(name).exists()), None)
    if font is None:
        pytest.skip("no Chinese font to print a card with")
    picture = Image.new("RGB", (1100, 640), "#f8f7f4")
    draw = ImageDraw.Draw(picture)
    mobile = fresh_mobile()
    lines = [
        ("苏州惠筑科技有限公司", 70, 44),
        ("林嘉禾", 180, 76),
        ("采购总监", 290, 34),
        (f"手机 {mobile[:3]} {mobile[3:7]} {mobile[7:]}", 390, 34),
        (f"邮箱 a{mobile}@huizhu.example", 450, 34),
        ("地址 苏州市工业园区云杉路 88 号 3 幢", 510, 34),
    ]
    for text, top, size in lines:
        draw.text((90, top), text, fill="#222", font=ImageFont.truetype(font, size))
    path = tmp_path / "card.png"
    picture.save(path)
    return path


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_photographed_card_becomes_a_lead(open_page: Open, card: Path, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    await visit.go("/m/scan")
    await page.locator("input[data-album]").set_input_files(str(card))
    await expect(page.get_by_label("姓名", exact=True)).to_have_value("林嘉禾", timeout=60_000)
    await expect(page.get_by_label("公司", exact=True)).to_have_value("苏州惠筑科技有限公司")
    assert await visit.overflow() <= 0
    assert await visit.violations() == []

    boxes = page.get_by_role("group", name="名片照片").get_by_role("button")
    assert await boxes.count() >= 4
    await boxes.filter(has=page.locator(":scope")).first.click(force=True)
    await page.get_by_role("button", name="存为线索", exact=True).click()
    still = page.get_by_role("button", name="仍存为线索")
    saved = page.get_by_role("status").or_(page.get_by_text("已存为线索"))
    await expect(still.or_(saved).first).to_be_visible()
    if await still.is_visible():
        await still.click()
    await expect(page).to_have_url(RECORD)
    await expect(page.get_by_text(re.compile("林嘉禾")).first).to_be_visible()


async def test_a_photo_without_a_card_says_how_to_take_a_better_one(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "wall.png"
    Image.new("RGB", (900, 600), "#7f8a93").save(path)
    visit = await open_page(390)
    await visit.go("/m/scan")
    await visit.page.locator("input[data-album]").set_input_files(str(path))
    await expect(visit.page.get_by_text("没有找到名片")).to_be_visible(timeout=60_000)
    await expect(visit.page.get_by_role("button", name="重拍")).to_be_visible()
