"""WeCom's callbacks (回调): verify, decrypt, store in the inbox, answer; nothing else.

Callbacks that wait at the same moment are stored with one statement, and each is answered after its commit. WeCom
delivers again whatever was not answered with 200, so when the database takes nothing the answer is 429.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.metrics import OUTCOME
from bot.parts import Parts
from core.errors import CrmError
from core.inbox import Arrived, receive_all
from core.wecom.crypto import LARGEST_BODY, CallbackKeys, decrypt_callback, decrypt_echo
from core.wecom.errors import BadCallback, OversizeCallback
from core.work import wake

MOST_AT_ONCE = 100
log = structlog.get_logger()
Answer = Callable[[web.Request], Awaitable[web.Response]]


def add_callbacks(app: web.Application, parts: Parts) -> None:
    """The app's address and the address book's, with and without a trailing slash."""
    config, post, tell = parts.wecom.config, Post(), log.bind()  # bound once: binding costs more than a line
    doors = (
        Door("app", "/wecom/callback", CallbackKeys.of_app(config), post, tell),
        Door("contacts", "/wecom/contacts/callback", CallbackKeys.of_contacts(config), post, tell),
    )
    for door in doors:
        for path in (door.path, f"{door.path}/"):
            app.router.add_get(path, answered(door.check))
            app.router.add_post(path, answered(door.receive))


class NotStored(Exception):
    """The database took nothing; WeCom brings it again."""


@dataclass
class Post:
    """Stores what arrives, in groups."""

    waiting: list[tuple[Arrived, "asyncio.Future[int | None]"]] = field(default_factory=list)
    writer: "asyncio.Task[None] | None" = None

    async def store(self, arrived: Arrived) -> int | None:
        """The row of a callback once it is committed, None for a repeat. Raises NotStored."""
        stored: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self.waiting.append((arrived, stored))
        if self.writer is None:
            self.writer = asyncio.create_task(self._write())
        return await stored

    async def _write(self) -> None:
        try:
            while self.waiting:
                group, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
                await self._write_group(group)
        finally:
            self.writer = None

    async def _write_group(self, group: list[tuple[Arrived, "asyncio.Future[int | None]"]]) -> None:
        try:
            rows = await receive_all([arrived for arrived, _ in group])
        except Exception as error:
            log.error("callback.not_stored", count=len(group), error=repr(error)[:300])
            for _, stored in group:
                if not stored.done():
                    stored.set_exception(NotStored())
            return
        for (_, stored), row in zip(group, rows, strict=True):
            if not stored.done():
                stored.set_result(row)
        wake()


@dataclass(frozen=True)
class Door:
    """One callback address with its keys."""

    source: str
    path: str
    keys: CallbackKeys
    post: Post
    log: Any

    async def check(self, request: web.Request) -> web.Response:
        """WeCom's check when the address is saved: the decrypted text comes back bare."""
        return web.Response(body=decrypt_echo(self.keys, request.query), content_type="text/plain")

    async def receive(self, request: web.Request) -> web.Response:
        received = decrypt_callback(self.keys, request.query, await body_of(request))
        message = received.message
        arrived = Arrived(received.key, received.xml.decode(), message.sender, self.source)
        row = await self.post.store(arrived)
        if row is None:
            request[OUTCOME] = "repeat"
        self.log.info("callback", id=row, source=self.source, what=type(message).__name__, repeat=row is None)
        return web.Response()


async def body_of(request: web.Request) -> bytes:
    """The body, as long as it is not too long; nothing of a longer one is kept."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise OversizeCallback(f"{request.content_length} bytes")
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise OversizeCallback("too long")
    except (HttpProcessingError, web.RequestPayloadError, ValueError) as error:
        raise BadCallback(f"the body cannot be read: {type(error).__name__}") from None
    return bytes(body)


def answered(handler: Answer) -> Answer:
    """Refusals as bare statuses: 403, 400, 413, and 429 when nothing can be stored; never 404, never 5xx."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except CrmError as error:
            log.warning("callback.refused", status=error.status, reason=str(error)[:200])
            return web.Response(status=error.status)
        except NotStored:
            return web.Response(status=429, headers={"Retry-After": "1"})

    return answer
