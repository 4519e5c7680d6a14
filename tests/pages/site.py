"""Where the pages under test are, and how a browser signs in there (被测页面)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import BrowserContext

SignIn = Callable[[BrowserContext], Awaitable[None]]


@dataclass(frozen=True)
class Site:
    """`url` without a trailing slash; `sign_in` leaves a session cookie in the context."""

    url: str
    sign_in: SignIn
