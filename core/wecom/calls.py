"""One HTTP call to WeCom (接口调用): eight at a time for each interface, errors sorted, patience where it is safe."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
import orjson
from aiohttp import ClientMiddlewareType

from core.wecom.errors import Kind, MediaTooLarge, WeComError, WeComUnreachable
from core.wecom.media import Media, filename_of

Answer = dict[str, Any]
Result = TypeVar("Result")
AT_ONCE = 8
PAUSES_S = (0.5, 2.0, 8.0)
USUAL = aiohttp.ClientTimeout(total=10, sock_connect=3)
LONG = aiohttp.ClientTimeout(total=60, sock_connect=3)
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Calls:
    """`api` is the path behind /cgi-bin/, such as `message/send`; it names the call in every error."""

    def __init__(
        self, api_url: str, session: aiohttp.ClientSession | None, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._root = api_url.rstrip("/") + "/cgi-bin/"
        self._session, self._owned = session, session is None
        self._sleep = sleep
        self._room: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))

    async def send(
        self,
        api: str,
        params: Mapping[str, str],
        *,
        body: Mapping[str, Any] | None = None,
        form: Callable[[], aiohttp.FormData] | None = None,
        repeatable: bool = True,
    ) -> Answer:
        """One attempt: POST when there is a JSON `body` or a `form`, else GET. The answer's errcode is 0."""
        data = form() if form else None if body is None else orjson.dumps(body)
        middlewares = () if repeatable else (_only_once(),)
        async with self._opened(api, params, data, LONG if form else USUAL, middlewares) as response:
            return _answer(api, await response.read())

    async def download(self, api: str, params: Mapping[str, str], max_bytes: int) -> Media:
        """One attempt to fetch a file; `MediaTooLarge` as soon as there is more than `max_bytes`."""
        async with self._opened(api, params, None, LONG) as response:
            if "json" in response.content_type and "Content-Disposition" not in response.headers:
                _answer(api, await response.read())
                raise WeComUnreachable(api, "JSON instead of a file", maybe_done=False)
            if (response.content_length or 0) > max_bytes:
                raise MediaTooLarge(max_bytes)
            data = bytearray()
            async for chunk in response.content.iter_any():
                data += chunk
                if len(data) > max_bytes:
                    raise MediaTooLarge(max_bytes)
            return Media(bytes(data), filename_of(response), response.content_type)

    async def patiently(self, attempt: Callable[[], Awaitable[Result]], *, repeatable: bool) -> Result:
        """Try up to four times while that can help and cannot do the same thing twice."""
        for pause in PAUSES_S:
            try:
                return await attempt()
            except WeComError as error:
                if not (repeatable and error.kind is Kind.TRANSIENT):
                    raise
            except WeComUnreachable as error:
                if error.maybe_done and not repeatable:
                    raise
            await self._sleep(pause * random.uniform(1.0, 1.25))
        return await attempt()

    @asynccontextmanager
    async def _opened(
        self,
        api: str,
        params: Mapping[str, str],
        data: Any,
        timeout: aiohttp.ClientTimeout,
        middlewares: Sequence[ClientMiddlewareType] = (),
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        headers = {"Content-Type": "application/json"} if isinstance(data, bytes) else None
        async with self._room[api]:
            try:
                async with self._connected().request(
                    "GET" if data is None else "POST",
                    self._root + api,
                    params=params,
                    data=data,
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                    middlewares=middlewares,
                ) as response:
                    if response.status != 200:
                        raise WeComUnreachable(api, f"HTTP {response.status}", maybe_done=response.status >= 500)
                    yield response
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                sent = not isinstance(error, _NEVER_SENT)
                # aiohttp's own errors may quote the address, and with it the token
                raise WeComUnreachable(api, type(error).__name__, maybe_done=sent) from None

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        if self._session and self._owned:
            await self._session.close()
            self._session = None


def _only_once() -> ClientMiddlewareType:
    """aiohttp repeats a GET by itself when a kept connection breaks; a one-shot code would be gone by then."""
    sent = False

    async def refuse_the_second(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        nonlocal sent
        if sent:
            raise aiohttp.ServerDisconnectedError()
        sent = True
        return await handler(request)

    return refuse_the_second


def _answer(api: str, raw: bytes) -> Answer:
    try:
        answer = orjson.loads(raw)
        errcode = int(answer.get("errcode", 0))
    except (ValueError, AttributeError, TypeError):
        raise WeComUnreachable(api, "the answer is not a JSON object", maybe_done=True) from None
    if errcode:
        raise WeComError(errcode, str(answer.get("errmsg", "")), api)
    return dict(answer)
