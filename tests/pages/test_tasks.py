"""Tasks on the phone and on the desktop: made beside a contact, finished with words, ticked off in the to-do list."""

import re
import secrets
from datetime import timedelta

import pytest
from playwright.async_api import expect

from core import clock
from tests.pages.conftest import Open
from tests.pages.journeys import BOTH, fresh_mobile, tab
from tests.pages.ownership_steps import do, said
from tests.pages.steps import an_account, made, stored

pytestmark = pytest.mark.browser


def fresh_title() -> str:
    return f"准备报价单{secrets.token_hex(3)}"


@pytest.mark.feature("XM-CONT-001", "XS-LEAD-012")
@pytest.mark.parametrize("width", BOTH)
async def test_a_task_made_beside_a_contact_is_finished_and_counts_in_its_head(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    page, title = visit.page, fresh_title()
    contact = await made(visit, "contact", name="沈亦舟", account=await an_account(visit), mobile=fresh_mobile())
    await visit.go(f"/m/o/contact/{contact}")
    await expect(page.locator(".rec-numbers")).to_contain_text("任务完成还没有")
    form = await do(page, width, "加任务")
    await form.locator('[data-field="title"] input').fill(title)
    assert await visit.overflow() <= 0 and await visit.violations() == []
    await form.get_by_role("button", name="保存").last.click()
    await expect(form).to_have_count(0)
    await expect(page.locator(".rec-numbers")).to_contain_text("任务完成0/1")
    panel = await tab(page, "任务")
    await panel.get_by_role("link", name=title).click()
    await page.get_by_role("button", name="完成", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="完成")
    await dialog.get_by_role("textbox").fill("报了 12 万")
    await dialog.get_by_role("button", name="完成", exact=True).click()
    await said(page, "已完成")
    await expect(page.locator(".rec-tags")).to_contain_text("已完成")
    await expect((await tab(page, "资料")).get_by_text("报了 12 万")).to_be_visible()
    await expect(page.get_by_role("tab", name=re.compile("^附件"))).to_be_visible()
    assert await visit.overflow() <= 0 and await visit.violations() == []
    await visit.go(f"/m/o/contact/{contact}")
    await expect(page.locator(".rec-numbers")).to_contain_text("任务完成1/1")


@pytest.mark.feature("WN-OPP-006", "XM-HOME-002")
@pytest.mark.parametrize("width", BOTH)
async def test_what_is_due_today_is_in_the_to_do_list_and_a_task_is_ticked_off_there(
    open_page: Open, width: int
) -> None:
    visit = await open_page(width)
    page, title, deal, later = visit.page, fresh_title(), f"二期扩容{secrets.token_hex(3)}", fresh_title()
    just_now = (clock.now() - timedelta(minutes=3)).isoformat()
    ahead = (clock.now() + timedelta(days=3)).isoformat()
    account = await an_account(visit)
    await made(visit, "opportunity", name=deal, account=account, next_follow_at=just_now)
    task = await made(visit, "task", title=title, account=account, due_at=just_now)
    await made(visit, "task", title=later, due_at=ahead)
    await visit.go("/m/todo")
    await expect(page.get_by_role("heading", name=deal)).to_be_visible()
    await expect(page.get_by_role("heading", name=later)).to_have_count(0)
    await page.get_by_role("button", name=f"完成：{title}").click()
    await said(page, f"已完成：{title}")
    await expect(page.get_by_role("heading", name=title)).to_have_count(0)
    assert (await stored(visit, "task", task))["state"] == "done"
    await page.locator(".toast").get_by_role("button", name="撤销").click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert (await stored(visit, "task", task))["state"] == "open"
