"""Steps that several journeys take: a lead of its own, so that no test depends on what others left."""

import re
import secrets

from playwright.async_api import expect

from tests.pages.browsing import Visit

RECORD = re.compile(r"/o/lead/\d+(\?|$)")


def fresh_company() -> str:
    return f"苏州{secrets.token_hex(3)}测试有限公司"


def fresh_mobile() -> str:
    return f"139{secrets.randbelow(10**8):08d}"


async def fill(visit: Visit, field: str, value: str) -> None:
    await visit.page.locator(f'[data-field="{field}"] input').fill(value)


async def new_lead(visit: Visit, company: str, name: str = "林嘉禾") -> str:
    """Makes a lead through the form; returns its path such as /m/o/lead/7, with its record shown."""
    page = visit.page
    await visit.go("/m/o/lead/new")
    await fill(visit, "name", name)
    await fill(visit, "company", company)
    await fill(visit, "mobile", fresh_mobile())
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page).to_have_url(RECORD)
    return "/m" + str(await page.evaluate("location.hash.slice(1).split('?')[0]"))
