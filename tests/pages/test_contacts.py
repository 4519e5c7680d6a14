"""A contact on the phone and on the desktop: made from its customer, visited, and handed to another phone as a code."""

import re
import secrets

import cv2
import numpy
import pytest
from playwright.async_api import Page, expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fill, fresh_mobile, tab
from tests.pages.ownership_steps import do
from tests.pages.steps import an_account, ask, made

pytestmark = pytest.mark.browser

LOOKS = 20


async def read_from_the_screen(page: Page) -> str:
    """What another phone finds in the code that is shown."""
    code = page.get_by_role("img", name=re.compile("的二维码$"))
    await expect(code).to_be_visible()
    await code.evaluate("image => image.decode()")
    for _ in range(LOOKS):  # a menu that is just closing may lie over it
        picture = cv2.imdecode(numpy.frombuffer(await code.screenshot(), numpy.uint8), cv2.IMREAD_GRAYSCALE)
        for times in (1, 2, 3):
            larger = cv2.resize(picture, None, fx=times, fy=times)
            if found := str(cv2.QRCodeDetector().detectAndDecode(larger)[0]):
                return found
    return ""


@pytest.mark.feature("WN-CONT-004")
@pytest.mark.parametrize("width", BOTH)
async def test_a_contact_shows_what_it_is_and_is_scanned_from_the_screen(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    mobile = f"1390000{width:04d}"  # the decoder does not read every drawing, so it is the same one each time
    given = {
        "department": "采购部",
        "title": "总监",
        "email": f"{mobile}@huizhu.example",
        "qq": "2860035",
        "wechat": "shen_yz",
    }
    roles = {"category": "partner", "decision_role": "influencer", "note": "周三在厂里"}
    account = await an_account(visit, name=f"苏州惠筑{width}科技有限公司")
    contact = await made(visit, "contact", name="沈亦舟", account=account, mobile=mobile, **given, **roles)
    follow_up = {"subject": {"object": "contact", "id": contact}, "kind": "visit", "content": "看了车间"}
    await ask(visit, "POST", "/api/objects/activity", follow_up)
    await visit.go(f"/m/o/contact/{contact}")
    await expect(page.locator(".rec-numbers")).to_contain_text("拜访次数1最近拜访今天")
    panel = await tab(page, "资料")
    for shown in ("合作方", "影响者", *given.values(), "周三在厂里"):
        await expect(panel.get_by_text(shown, exact=True).first).to_be_visible()
    dialog = await do(page, width, "二维码")
    card = await read_from_the_screen(page)
    assert "FN:沈亦舟\r\n" in card and f"TEL;TYPE=CELL:{mobile}\r\n" in card
    assert await visit.overflow() <= 0 and await visit.violations() == []
    async with page.expect_download() as saving:
        await dialog.get_by_role("link", name="保存联系人").click()
    assert (await saving.value).suggested_filename == "沈亦舟.vcf"


@pytest.mark.feature("WN-CONT-003")
async def test_a_row_of_the_list_is_edited_followed_up_and_shown_as_a_code(open_page: Open) -> None:
    visit = await open_page(1280)
    page = visit.page
    mobile = fresh_mobile()
    await made(visit, "contact", name="沈亦舟", account=await an_account(visit), mobile=mobile)
    await visit.go(f"/m/o/contact?q={mobile}")
    row = page.locator("tbody tr").first
    await row.click(button="right", position={"x": 520, "y": 20})
    for deed in ("编辑", "写跟进"):
        await expect(page.get_by_role("menuitem", name=deed, exact=True)).to_be_visible()
    await page.get_by_role("menuitem", name="二维码").click()
    dialog = page.get_by_role("dialog", name="二维码")
    await expect(dialog.get_by_role("img", name="沈亦舟的二维码")).to_be_visible()
    await expect(dialog.get_by_role("link", name="保存联系人")).to_have_attribute("href", re.compile(r"/card\.vcf$"))


@pytest.mark.feature("XS-CONT-002")
@pytest.mark.parametrize("width", BOTH)
async def test_a_contact_made_from_its_customer_cannot_go_to_another(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    account = await an_account(visit)
    await visit.go(f"/m/o/account/{account}")
    form = await do(page, width, "加联系人")
    above = form.locator('[data-field="account"]')
    await expect(above.locator("button,input").first).to_be_disabled()
    await expect(form.locator('[data-field="qq"]')).to_have_count(0)
    await form.get_by_role("button", name="填写更多信息").click()
    await expect(form.locator('[data-field="qq"]')).to_be_visible()
    await form.locator('[data-field="name"] input').fill("康予柔")
    await form.get_by_role("button", name="保存").last.click()
    await expect(form).to_have_count(0)
    found = await ask(visit, "GET", "/api/objects/contact?q=康予柔&sort=-created_at")
    assert found["items"][0]["account"]["id"] == account


@pytest.mark.feature("XS-CONT-001")
@pytest.mark.parametrize("width", BOTH)
async def test_a_further_company_is_added_shown_on_both_sides_and_followed_up(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page = visit.page
    word = secrets.token_hex(3)
    contact = await made(visit, "contact", name="沈亦舟", account=await an_account(visit), mobile=fresh_mobile())
    account = await an_account(visit, name=f"湛石{word}建材有限公司")
    await visit.go(f"/m/o/contact/{contact}")
    panel = await tab(page, "任职公司")
    await panel.get_by_role("button", name="新任职公司").click()
    form = page.get_by_role("dialog", name="新任职公司")
    await fill(visit, "title", "独立董事")
    field = form.locator('[data-field="account"]')
    if width < 1024:
        await field.get_by_role("button").first.click()
        chooser = page.get_by_role("dialog", name="公司", exact=True)
        await chooser.get_by_role("searchbox").fill(word)
        await chooser.get_by_role("button", name=re.compile(word)).click()
    else:
        await field.get_by_role("combobox").fill(word)
        await page.get_by_role("option", name=re.compile(word)).click()
    await form.get_by_role("button", name="保存").last.click()
    await expect(form).to_have_count(0)
    await expect(panel.get_by_role("link", name=re.compile(f"^湛石{word}建材有限公司 独立董事"))).to_be_visible()
    assert await visit.overflow() <= 0 and await visit.violations() == []
    await visit.go(f"/m/follow?object=contact&id={contact}")
    company = page.get_by_role("radiogroup", name="说的是哪家公司").get_by_role("radio", name=re.compile(word))
    await company.click()
    await expect(company).to_be_checked()
    assert await visit.overflow() <= 0 and await visit.violations() == []
    await page.get_by_role("textbox").first.fill("看了董事会的安排")
    await page.get_by_role("button", name="写跟进").last.click()
    await expect(page).to_have_url(re.compile(rf"/o/contact/{contact}"))
    await visit.go(f"/m/o/account/{account}")
    panel = await tab(page, "兼职联系人")
    await expect(panel.get_by_role("link", name=re.compile("^沈亦舟 独立董事"))).to_be_visible()
    panel = await tab(page, "动态")
    await expect(panel.get_by_text("看了董事会的安排")).to_be_visible()
