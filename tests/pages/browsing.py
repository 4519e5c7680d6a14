"""A page that remembers what went wrong in it: console errors, failed scripts, requests that leave the machine."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, expect

from tests.pages.site import Site

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
HEIGHTS = {390: 844, 360: 720, 1280: 800, 1440: 900}
LOCAL = {"127.0.0.1", "localhost", ""}
# A refused request is part of some journeys; the browser logs it by itself.
EXPECTED = ("Failed to load resource",)

Scheme = Literal["light", "dark"]


@dataclass
class Visit:
    """One page in a context of its own."""

    site: Site
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)

    async def go(self, path: str) -> None:
        """Opens a server path such as /m/o/lead and waits until the content replaced the skeleton."""
        await self.page.goto(self.site.url + path)
        await self.settle()

    async def settle(self) -> None:
        await expect(self.page.locator(".boot-skeleton")).to_have_count(0)
        await expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        await self.page.evaluate("document.fonts.ready")

    async def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(await self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    async def violations(self) -> list[str]:
        """What axe finds against WCAG 2 A and AA, one line each."""
        await self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = await self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations']})"
        )
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


async def visit(browser: Browser, site: Site, width: int, scheme: Scheme = "light") -> Visit:
    """A signed-in page of that width; narrow ones have a touch screen."""
    context = await browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        has_touch=width < 1024,
        is_mobile=width < 1024,
        color_scheme=scheme,
        locale="zh-CN",
        reduced_motion="reduce",
    )
    await site.sign_in(context)
    page = await context.new_page()
    page.set_default_timeout(20_000)
    made = Visit(site, context, page)
    page.on("console", lambda message: made.troubles.extend(said(message)))
    page.on("pageerror", lambda error: made.troubles.append(f"script: {error}"))
    page.on("crash", lambda _: made.troubles.append("the page crashed"))

    async def watch(route: Route, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname not in LOCAL:
            made.troubles.append(f"external request: {request.url}")
            await route.abort()
        else:
            await route.continue_()

    await context.route("**/*", watch)
    return made


def said(message: ConsoleMessage) -> list[str]:
    loud = message.type in ("error", "warning") and not message.text.startswith(EXPECTED)
    return [f"console: {message.text}"] if loud else []
