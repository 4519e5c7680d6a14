"""Fixtures of the page tests: a site to visit, one Chromium, and pages that report their own troubles."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.pages.browsing import CHROMIUM, FLAGS, ROOT, Scheme, Visit, visit
from tests.pages.site import Site
from tools.product import Product

# A machine with two cores and a test on each is slow; what is there sooner is not waited for.
expect.set_options(timeout=20_000)

Open = Callable[..., Awaitable[Visit]]
Chromium = Callable[[], Awaitable[Browser]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Chromium that outlives a test needs a loop that does."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture
def site(product: Product) -> Site:
    """The running product, visited by a rep of the demo company."""

    async def sign_in(context: BrowserContext) -> None:
        await context.request.get(f"{product.url}/simulator/open?person=zhouyutong&url={product.url}/m/")

    return Site(product.url, sign_in)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Chromium]:
    """Gives the one Chromium of a worker; a new one when it has crashed."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    if not (ROOT / "miniapp" / "static" / "manifest.json").is_file():
        pytest.skip("the pages are not built: python -m miniapp.webbuild")
    launched: list[Browser] = []
    async with async_playwright() as playwright:

        async def alive() -> Browser:
            if not launched or not launched[-1].is_connected():
                launched.append(await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS))
            return launched[-1]

        yield alive
        for one in launched:
            await one.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: Chromium) -> AsyncIterator[Browser]:
    """A Chromium in which nobody has been: contexts share nothing, and none outlives its test."""
    started = await chromium()
    yield started
    for context in started.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, site: Site) -> AsyncIterator[Open]:
    """Opens signed-in pages; at the end none of them may have had a trouble."""
    visits: list[Visit] = []

    async def opened(width: int, scheme: Scheme = "light") -> Visit:
        visits.append(await visit(browser, site, width, scheme))
        return visits[-1]

    yield opened
    assert [trouble for made in visits for trouble in made.troubles] == []
