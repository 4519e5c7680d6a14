"""A tiny WeCom in the cloud for the client's tests: a real HTTP server whose answers can be scripted."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Step = dict[str, Any] | web.Response | Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Call:
    api: str
    query: dict[str, str]
    body: Any
    raw: bytes


class Cloud:
    """`script(api, …)` queues answers; without any the call is accepted. Tokens that are not current are refused.

    A `web.Response` answers once: each step needs its own.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.url = ""
        self.issued = 0
        self.secret = "secret"
        self.slow_s = 0.0
        self.busy: dict[str, int] = defaultdict(int)
        self.most_at_once: dict[str, int] = defaultdict(int)
        self._scripts: dict[str, deque[Step]] = defaultdict(deque)
        self._lent = ""

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64_000_000)
        app.router.add_route("*", "/cgi-bin/{api:.+}", self._answer)
        return app

    def script(self, api: str, *steps: Step) -> None:
        self._scripts[api].extend(steps)

    def count(self, api: str) -> int:
        return sum(call.api == api for call in self.calls)

    def last(self, api: str) -> Call:
        return next(call for call in reversed(self.calls) if call.api == api)

    def invalidate(self) -> None:
        """End the current token early, as Tencent may."""
        self._lent = ""

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        api = request.match_info["api"]
        raw = await request.read()
        body = json.loads(raw) if raw and request.content_type == "application/json" else None
        self.calls.append(Call(api, dict(request.query), body, raw))
        self.busy[api] += 1
        self.most_at_once[api] = max(self.most_at_once[api], self.busy[api])
        try:
            await asyncio.sleep(self.slow_s)
            return await self._step(api, request)
        finally:
            self.busy[api] -= 1

    async def _step(self, api: str, request: web.Request) -> web.StreamResponse:
        if self._scripts[api]:
            step = self._scripts[api].popleft()
            if isinstance(step, dict):
                return web.json_response(step)
            return step if isinstance(step, web.Response) else await step(request)
        if api == "gettoken":
            return web.json_response(self._token(request.query["corpsecret"]))
        if request.query.get("access_token") != self._lent:
            return web.json_response({"errcode": 42001, "errmsg": "access_token expired"})
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _token(self, secret: str) -> dict[str, Any]:
        if secret != self.secret:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        if not self._lent:
            self.issued += 1
            self._lent = f"token-{self.issued}"
        return {"errcode": 0, "errmsg": "ok", "access_token": self._lent, "expires_in": 7200}
