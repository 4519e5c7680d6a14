"""The page in a real browser: a text out, a card in, its button pressed, at three widths and in two themes."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.simulator.conftest import AGENT_ID, Simulator, button_card, notice_card
from tests.simulator.test_callbacks import tag

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SIZES = [(1440, 900), (1280, 800), (390, 844)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


async def opened(browser: Browser, sim: Simulator, width: int = 1440, height: int = 900, **options: Any) -> Page:
    page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
    page.errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda line: page.errors.append(line.text) if line.type == "error" else None)  # type: ignore[attr-defined]
    await page.goto(f"{sim.base}/")
    await expect(page.locator(".person").first).to_be_attached()
    await expect(page.locator("#agent-name")).not_to_be_empty()
    return page


async def test_a_text_goes_out_and_a_card_comes_in_and_is_pressed(sim: Simulator, browser: Browser) -> None:
    page = await opened(browser, sim)
    await expect(page.locator(".row", has_text="enter_agent")).to_be_visible()
    await page.get_by_role("textbox", name="发消息").fill("帮助")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .bubble")).to_have_text("帮助")
    await sim.idle()
    assert tag(sim.receiver.got[-1], "Content") == "帮助"
    await sim.send("template_card", button_card("browser-1"))
    await page.locator(".card").get_by_role("button", name="存为线索").click()
    await sim.idle()
    pressed = sim.receiver.got[-1]
    assert (tag(pressed, "EventKey"), tag(pressed, "TaskId")) == ("lead", "browser-1")
    update = {"userids": ["zhouyutong"], "agentid": AGENT_ID, "response_code": tag(pressed, "ResponseCode")}
    await sim.post("message/update_template_card", {**update, "button": {"replace_name": "已存为线索 · 9:41"}})
    await expect(page.locator(".card .done")).to_have_text("已存为线索 · 9:41")
    await expect(page.locator(".card .buttons")).to_have_count(0)
    assert page.errors == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("width,height", SIZES)
async def test_nothing_is_wider_than_the_window(sim: Simulator, browser: Browser, width: int, height: int) -> None:
    await sim.send("text", {"content": "长" * 300 + "https://crm.example/" + "a" * 200})
    await sim.send("template_card", button_card("wide", main_title={"title": "长" * 40, "desc": "x" * 90}))
    page = await opened(browser, sim, width, height)
    await expect(page.locator(".card")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert await page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert await page.evaluate(
        "document.getElementById('chat').scrollWidth <= document.getElementById('chat').clientWidth"
    )


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed in node_modules")
@pytest.mark.parametrize("width,height", [SIZES[0], SIZES[2]])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(sim: Simulator, browser: Browser, scheme: Any, width: int, height: int) -> None:
    menu = {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]}
    await sim.send("template_card", notice_card(task_id="axe", action_menu=menu, emphasis_content={"title": "¥86,000"}))
    await sim.send("template_card", button_card("axe-2"))
    await sim.sim("POST", "people/zhouyutong/send", {"kind": "image", "sample": "1-linjiahe.jpg"})
    page = await opened(browser, sim, width, height, color_scheme=scheme)
    await expect(page.locator(".card")).to_have_count(2)
    if width > 760:
        await page.locator(".row").first.click()
        await expect(page.locator(".detail")).to_be_visible()
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa'], iframes: false})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


async def test_a_sample_card_is_sent_from_the_keyboard_alone(sim: Simulator, browser: Browser) -> None:
    page = await opened(browser, sim)
    await page.locator("#quick").get_by_role("button", name="名片照片").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="选一张名片照片")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .photo")).to_be_visible()
    await sim.idle()
    assert tag(sim.receiver.got[-1], "MsgType") == "image"


async def test_each_person_has_unread_counts_and_a_chat_of_his_own(sim: Simulator, browser: Browser) -> None:
    page = await opened(browser, sim)
    await sim.send("text", {"content": "等你审核"}, touser="lijiayi")
    person = page.locator(".person", has_text="李佳怡")
    await expect(person.locator(".badge")).to_contain_text("1")
    sent = await sim.send("template_card", button_card("unread"), touser="lijiayi")
    await expect(person.locator(".badge")).to_contain_text("2")
    update = {"atall": 1, "agentid": AGENT_ID, "response_code": sent["response_code"]}
    await sim.post("message/update_template_card", {**update, "button": {"replace_name": "已处理"}})
    await sim.post("message/recall", {"msgid": sent["msgid"]})
    await expect(person.locator(".badge")).to_contain_text("1")
    await person.click()
    await expect(page.locator(".bubble")).to_have_text("等你审核")
    await expect(person.locator(".badge")).to_have_count(0)
    await expect(person).to_contain_text("正在用")


async def test_a_fault_switched_on_in_the_page_meets_the_next_call(sim: Simulator, browser: Browser) -> None:
    page = await opened(browser, sim)
    switch = page.get_by_role("switch", name="返回错误码")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "true")
    assert (await sim.send("text", {"content": "x"}))["errcode"] == 45009
    await expect(switch).to_have_attribute("aria-checked", "false")
    await page.get_by_role("button", name="失败 1").click()
    await expect(page.locator(".row")).to_have_count(1)


async def test_a_callback_is_sent_once_more_from_its_row(sim: Simulator, browser: Browser) -> None:
    page = await opened(browser, sim)
    await sim.sim("POST", "people/zhouyutong/send", {"kind": "text", "content": "再来"})
    await page.locator(".row", has_text="再来").click()
    await page.get_by_role("button", name="再发一次").click()
    await expect(page.locator(".row", has_text="再来")).to_have_count(2)
    await sim.idle()
    assert [plain for plain in sim.receiver.got if "再来" in plain][0:2] == [sim.receiver.got[-1]] * 2


async def test_a_reset_asks_first_and_says_how_many(sim: Simulator, browser: Browser) -> None:
    await sim.send("text", {"content": "会消失"})
    page = await opened(browser, sim)
    await page.get_by_role("button", name="重置演示数据").click()
    dialog = page.get_by_role("dialog", name="清空 1 条消息？")
    await dialog.get_by_role("button", name="取消").click()
    await expect(page.locator(".bubble")).to_have_text("会消失")
    await page.get_by_role("button", name="重置演示数据").click()
    await dialog.get_by_role("button", name="清空 1 条").click()
    await expect(page.locator(".bubble")).to_have_count(0)


async def test_links_open_in_the_phone_signed_in_as_its_owner(sim: Simulator, browser: Browser) -> None:
    app = sim.config.app_origin
    page = await opened(browser, sim)
    for person, name in (("zhouyutong", "周雨桐"), ("chensiyuan", "陈思远")):
        await page.locator(".person", has_text=name).click()
        card = notice_card(
            main_title={"title": f"给{name}"}, jump_list=[{"type": 1, "title": "打开", "url": f"{app}/m/1"}]
        )
        await sim.send("template_card", card, touser=person)
        await page.locator(".card").get_by_role("link", name="打开").click()
        await expect(page.frame_locator(".browser iframe").locator("h1")).to_have_text(person)
        await page.get_by_role("button", name="关闭页面").click()
        await expect(page.locator(".browser")).to_have_count(0)
