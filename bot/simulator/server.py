"""Puts the simulated company under /simulator of an aiohttp application (装配)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.simulator.callbacks import Callbacks, Delivery, check_until_up
from bot.simulator.company import Company, open_company
from bot.simulator.control import Handler, control_routes, refuse_strangers
from bot.simulator.gateway import Gateway
from bot.simulator.phone import Phone
from bot.simulator.replies import show_reply
from bot.simulator.settings import PREFIX, SimulatorConfig
from bot.simulator.sign_in import SignIn

PAGE = Path(__file__).parent / "page"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CALLBACKS: web.AppKey[Callbacks] = web.AppKey("simulator_callbacks", Callbacks)
COMPANY: web.AppKey[Company] = web.AppKey("simulator_company", Company)


def add_simulator(app: web.Application, config: SimulatorConfig) -> None:
    """Adds the routes and the life cycle; the callback address is checked once the app listens."""
    app.add_subapp(PREFIX, build(config))


def build(config: SimulatorConfig) -> web.Application:
    company = open_company(config)

    def on_reply(delivery: Delivery, text: str) -> None:
        show_reply(company, delivery, text)

    callbacks = Callbacks(company, on_reply)
    phone, gateway, doors = Phone(company, callbacks), Gateway(company), SignIn(company)
    sub = web.Application(middlewares=[_headers(config), refuse_strangers])
    sub[CALLBACKS], sub[COMPANY] = callbacks, company
    sub.add_routes(
        [
            web.get("", _to_page),
            web.get("/", _page(config)),
            web.get("/open", doors.open),
            web.get("/connect/oauth2/authorize", doors.authorize),
            web.get("/wwlogin/sso/login", doors.web_login),
            web.route("*", "/cgi-bin/{path:.*}", gateway.handle),
            web.static("/page", PAGE),
            *control_routes(company, callbacks, phone, gateway),
        ]
    )
    sub.cleanup_ctx.append(_life)
    sub.on_shutdown.append(_hang_up)
    return sub


async def _life(sub: web.Application) -> AsyncIterator[None]:
    checks = [asyncio.create_task(check_until_up(sub[CALLBACKS], door)) for door in ("app", "contacts")]
    yield
    for check in checks:
        check.cancel()
    await asyncio.gather(*checks, return_exceptions=True)
    await sub[CALLBACKS].close()
    sub[COMPANY].store.close()


async def _hang_up(sub: web.Application) -> None:
    sub[COMPANY].live.close()


async def _to_page(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"{PREFIX}/")


def _page(config: SimulatorConfig) -> Handler:
    async def page(request: web.Request) -> web.StreamResponse:
        """Under the name the app uses for itself: cookies of localhost and 127.0.0.1 do not mix."""
        own = urlsplit(config.base_url)
        if request.url.host != own.hostname and {request.url.host, own.hostname} <= set(LOOPBACK):
            raise web.HTTPFound(config.address("/"))
        return web.FileResponse(PAGE / "index.html")

    return page


def _headers(config: SimulatorConfig) -> Callable[..., Awaitable[web.StreamResponse]]:
    policy = "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob: {config.app_origin}",
            "connect-src 'self'",
            f"frame-src 'self' {config.app_origin}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )

    @web.middleware
    async def add_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            answer = await handler(request)
        except web.HTTPException as error:
            _set_headers(error, policy)
            raise
        if not answer.prepared:
            _set_headers(answer, policy)
        return answer

    return add_headers


def _set_headers(answer: web.StreamResponse, policy: str) -> None:
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers.setdefault("Cache-Control", "no-cache")
