"""One API call on its way through the simulator (一次接口调用)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from bot.simulator.company import Company

AGENT, CONTACTS = "agent", "contacts"
Answer = dict[str, Any] | web.Response


@dataclass
class Call:
    """`app` is whose token was used; `note` is what the log will say about it; `dropped` marks a silent loss."""

    company: Company
    path: str
    query: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=dict)
    request: web.Request | None = None
    app: str = ""
    note: str = ""
    dropped: bool = False


@dataclass(frozen=True)
class Endpoint:
    method: Literal["GET", "POST"]
    run: Callable[[Call], Awaitable[Answer]]
    token: bool = True
    json: bool = True
    apps: tuple[str, ...] = (AGENT,)


def get(run: Callable[[Call], Awaitable[Answer]], **options: Any) -> Endpoint:
    return Endpoint("GET", run, **options)


def post(run: Callable[[Call], Awaitable[Answer]], **options: Any) -> Endpoint:
    return Endpoint("POST", run, **options)
