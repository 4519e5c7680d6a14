"""The one box that searches everything finds opportunities beside leads, customers and contacts (搜索)."""

import re
import secrets

import pytest
from playwright.async_api import expect

from tests.pages.conftest import Open
from tests.pages.journeys import BOTH
from tests.pages.steps import an_account, made

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", BOTH)
async def test_an_opportunity_is_found_by_its_name(open_page: Open, width: int) -> None:
    visit = await open_page(width)
    name = f"储能柜产线{secrets.token_hex(3)}"
    deal = await made(visit, "opportunity", name=name, account=await an_account(visit))
    await visit.go(f"/m/search?q={name}")
    section = visit.page.locator("section", has=visit.page.get_by_role("heading", name="商机"))
    await expect(section.get_by_text(name)).to_be_visible()
    assert await visit.violations() == [] and await visit.overflow() <= 0
    await section.get_by_text(name).click()
    await expect(visit.page).to_have_url(re.compile(rf"/o/opportunity/{deal}\b"))
