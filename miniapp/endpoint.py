"""Typed endpoints (接口): declared once, they check sign-in, CSRF and input, count once, and describe themselves.

A handler is `async def name(call, ...)` with optional parameters `query` and `body`, pydantic models by annotation. It
returns the answer, or `Answer(data, status, headers)`. Writing requests run inside one `work()`, in which the answer of
an `Idempotency-Key` is remembered too; what takes long goes into `prepare`, which runs before that transaction.
"""

import hashlib
import hmac
import inspect
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, get_type_hints

import orjson
from aiohttp import web
from pydantic import BaseModel, ValidationError

from core import idempotency
from core.db import transaction
from core.errors import Conflict, Invalid, Malformed, NotAllowed, NotFound, NotSignedIn
from core.org.actor import Actor
from core.org.sessions import SignedIn, signed_in
from core.work import work
from miniapp.parts import PARTS, PageParts
from miniapp.problems import answer, problem_of

COOKIE = "wecrm_session"
SIGNED_IN: web.RequestKey[SignedIn] = web.RequestKey("signed_in", SignedIn)
Handler = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Answer:
    data: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One request of a signed-in member."""

    request: web.Request
    session: SignedIn
    parts: PageParts
    body: bytes
    prepared: Any = None

    @property
    def actor(self) -> Actor:
        return self.session.actor

    def number(self, name: str) -> int:
        """A path part that is a record id; anything else is an unknown address."""
        text = self.request.match_info[name]
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise NotFound()
        return int(text)

    def text(self, name: str) -> str:
        return self.request.match_info[name]


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    handler: Handler
    summary: str
    status: int
    prepare: Callable[[Call], Awaitable[Any]] | None
    atomic: bool
    upload: bool

    @property
    def models(self) -> dict[str, type[BaseModel]]:
        """The pydantic models of `query` and `body`, as far as the handler asks for them."""
        hints = get_type_hints(self.handler)
        return {name: hints[name] for name in ("query", "body") if name in inspect.signature(self.handler).parameters}


class Endpoints:
    """A set of endpoints; `add_to(app)` registers them."""

    def __init__(self) -> None:
        self.all: list[Endpoint] = []

    def _declare(self, method: str, path: str, summary: str, **options: Any) -> Callable[[Handler], Handler]:
        def remember(handler: Handler) -> Handler:
            settings = {"status": 200, "prepare": None, "atomic": method != "GET", "upload": False, **options}
            self.all.append(Endpoint(method, path, handler, summary, **settings))
            return handler

        return remember

    def get(self, path: str, summary: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._declare("GET", path, summary, **options)

    def post(self, path: str, summary: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._declare("POST", path, summary, **options)

    def put(self, path: str, summary: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._declare("PUT", path, summary, **options)

    def patch(self, path: str, summary: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._declare("PATCH", path, summary, **options)

    def delete(self, path: str, summary: str, **options: Any) -> Callable[[Handler], Handler]:
        return self._declare("DELETE", path, summary, **options)

    def add_to(self, app: web.Application) -> None:
        for endpoint in self.all:
            app.router.add_route(endpoint.method, endpoint.path, _served(endpoint))


def _served(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            return await _answered(endpoint, request)
        except Exception as error:
            refusal = problem_of(error)
            if refusal is None:
                raise
            return refusal

    serve.__name__ = endpoint.handler.__name__
    return serve


async def _answered(endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
    session = await session_of(request)
    if endpoint.method != "GET":
        check_csrf(request, session)
    body = b"" if endpoint.upload or endpoint.method == "GET" else await request.read()
    call = Call(request, session, request.app[PARTS], body)
    if endpoint.prepare:
        call = Call(request, session, call.parts, body, await endpoint.prepare(call))
    if endpoint.method == "POST" and (key := request.headers.get("Idempotency-Key")):
        return await _once(endpoint, call, key)
    async with AsyncExitStack() as stack:
        if endpoint.atomic:
            await stack.enter_async_context(work())
        result = await _result(endpoint, call)
    return _response(result)


async def _once(endpoint: Endpoint, call: Call, key: str) -> web.StreamResponse:
    """The answer of a request that may come twice: remembered in the transaction of its effect."""
    if len(key) > 200:
        raise Malformed("Idempotency-Key 最多 200 个字符")
    name = f"{call.actor.id}:{endpoint.method}:{call.request.path}:{hashlib.sha256(key.encode()).hexdigest()}"
    digest = hashlib.sha256(call.body or _upload_digest(call)).hexdigest()
    if earlier := await idempotency.earlier_answer(name, digest):
        return answer(earlier[1], earlier[0])
    try:
        async with work() if endpoint.atomic else AsyncExitStack():
            result = await _result(endpoint, call)
            if isinstance(result, web.StreamResponse):
                return result
            async with transaction() if not endpoint.atomic else AsyncExitStack():
                if not await idempotency.remember(name, digest, result.status, orjson.loads(_dumped(result.data))):
                    raise _Beaten
    except _Beaten:
        if earlier := await idempotency.earlier_answer(name, digest):
            return answer(earlier[1], earlier[0])
        raise Conflict("同样的请求正在处理，过几秒再看结果") from None
    return _response(result)


class _Beaten(Exception):
    """Another request with the same key committed first; ours is rolled back."""


def _upload_digest(call: Call) -> bytes:
    digest = getattr(call.prepared, "digest", "")
    return str(digest).encode()


def _dumped(data: Any) -> bytes:
    return orjson.dumps(data, default=str)


async def _result(endpoint: Endpoint, call: Call) -> Any:
    arguments: dict[str, Any] = {}
    for name, model in endpoint.models.items():
        arguments[name] = _checked(model, _query(call.request) if name == "query" else json_object(call.body))
    result = await endpoint.handler(call, **arguments)
    if isinstance(result, Answer | web.StreamResponse):
        return result
    return Answer(result, endpoint.status)


def _response(result: Any) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    if result.status == 204:
        return web.Response(status=204, headers=result.headers)
    return answer(result.data, result.status, result.headers)


def _query(request: web.Request) -> dict[str, Any]:
    return dict(request.query)


def json_object(body: bytes) -> dict[str, Any]:
    """The request's JSON object; an empty body is an empty object."""
    if not body.strip():
        return {}
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Malformed("请求内容不是 JSON") from None
    if not isinstance(data, dict):
        raise Malformed("请求内容要是一个 JSON 对象")
    return data


def _checked(model: type[BaseModel], data: dict[str, Any]) -> BaseModel:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fields = {".".join(str(part) for part in e["loc"]) or "body": "这一项的写法不对" for e in error.errors()}
        raise Invalid(fields, "有几项写得不对：" + "、".join(fields)) from None


async def session_of(request: web.Request) -> SignedIn:
    """Who asks; raises NotSignedIn."""
    session = await signed_in(request.cookies.get(COOKIE, ""))
    if session is None:
        raise NotSignedIn("还没有登录，从企业微信重新打开")
    request[SIGNED_IN] = session
    return session


def check_csrf(request: web.Request, session: SignedIn) -> None:
    given = request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(given.encode(), session.csrf_token.encode()):
        raise NotAllowed("页面开得太久，刷新后再试")
