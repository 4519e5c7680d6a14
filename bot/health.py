"""Whether the server is up and ready, what it counts, and one line for every request (健康检查与访问日志)."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from structlog.contextvars import bound_contextvars

from bot.metrics import QUEUES, Metrics, oldest_due
from bot.parts import Parts
from core import ids
from core.db import rows
from core.errors import CrmError
from core.migrating import pending_migrations
from miniapp.endpoint import SIGNED_IN
from miniapp.problems import answer, problem, problem_of

PATIENCE = 4.0
QUEUE_SECONDS = 300.0
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
CALLBACKS = "/wecom/"
TOLD_ELSEWHERE = ("/simulator", CALLBACKS)
PROBES = ("/healthz", "/readyz", "/metrics")
log = structlog.get_logger()


@dataclass(frozen=True)
class Part:
    """One thing readiness depends on."""

    key: str
    label: str
    ok: bool
    detail: str


class Readiness:
    """What /readyz says. The server sets `prepared` once directory and demo are in, and `members` when it read them.

    `trouble` says in a sentence what an administrator has to do before messages go out again.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.prepared = False
        self.members: int | None = None
        self.trouble: Callable[[], str] = str
        self._migrated = False

    async def checks(self) -> list[Part]:
        """All checks, the broken ones with a sentence; none takes longer than a few seconds."""
        return [
            self._prepared(),
            await _within("database", "数据库", self._database()),
            await _within("migrations", "数据库版本", self._migrations()),
            await _within("queue", "后台任务", self._queues()),
            await _within("wecom", "企业微信", self._token()),
            Part("delivery", "发消息", True, self.trouble() or "没有要处理的"),
        ]

    def _prepared(self) -> Part:
        read = "通讯录还没读到，会继续读" if self.members is None else f"通讯录 {self.members} 人"
        return Part("prepared", "启动", self.prepared, read if self.prepared else "正在读通讯录和准备数据")

    async def _database(self) -> str:
        await rows("SELECT 1")
        return self.parts.database.dialect.name

    async def _migrations(self) -> str:
        if not self._migrated:
            pending = await pending_migrations(self.parts.settings.database_url)
            if pending:
                raise CrmError(f"还有 {len(pending)} 步升级没有做，重新启动服务或运行 wecrm migrate")
            self._migrated = True
        return "已是最新"

    async def _queues(self) -> str:
        ages = {name: await oldest_due(model) for name, model in QUEUES.items()}
        name, oldest = max(ages.items(), key=lambda pair: pair[1])
        if oldest > QUEUE_SECONDS:
            raise CrmError(f"{name} 最早的一条已经等了 {oldest / 60:.0f} 分钟，看日志里 queue 开头的行")
        return f"最久等 {oldest:.0f} 秒"

    async def _token(self) -> str:
        await self.parts.wecom.access_token()
        return "凭证可用"


async def _within(key: str, label: str, checking: Awaitable[str]) -> Part:
    try:
        async with asyncio.timeout(PATIENCE):
            return Part(key, label, True, await checking)
    except TimeoutError:
        return Part(key, label, False, f"{PATIENCE:.0f} 秒内没有回应")
    except CrmError as error:
        return Part(key, label, False, error.message)
    except Exception as error:
        log.warning("readiness.failed", check=key, error=repr(error))
        return Part(key, label, False, "没有回应，看日志")


def add_health(app: web.Application, readiness: Readiness) -> Metrics:
    """Adds /healthz, /readyz, /metrics, the request id and the log line; call it before anything else is added."""
    metrics = Metrics(readiness.parts)

    async def healthz(_request: web.Request) -> web.Response:
        return answer({"status": "up"})

    async def readyz(_request: web.Request) -> web.Response:
        found = await readiness.checks()
        ready = all(part.ok for part in found)
        return answer({"ready": ready, "checks": [part.__dict__ for part in found]}, 200 if ready else 503)

    async def numbers(_request: web.Request) -> web.Response:
        return web.Response(
            body=await metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", numbers)
    app.middlewares.insert(0, _watch(metrics))
    app.on_response_prepare.append(_name_request)
    return metrics


async def _name_request(request: web.Request, response: web.StreamResponse) -> None:
    if request_id := request.get(REQUEST_ID):
        response.headers.setdefault("X-Request-Id", request_id)


def _watch(metrics: Metrics) -> Middleware:
    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CALLBACKS):  # the busiest door names itself by its inbox row
            return await _timed(request, handler, metrics)
        given = request.headers.get("X-Request-Id", "")
        request[REQUEST_ID] = given if GIVEN_ID.fullmatch(given) else ids.token(9)
        with bound_contextvars(request=request[REQUEST_ID]):
            return await _timed(request, handler, metrics)

    return watch


async def _timed(request: web.Request, handler: Handler, metrics: Metrics) -> web.StreamResponse:
    began, status = time.perf_counter(), 500
    try:
        response = await _answered(request, handler)
        status = response.status
        return response
    except web.HTTPException as redirect_or_refusal:
        status = redirect_or_refusal.status
        raise
    finally:
        seconds, route = time.perf_counter() - began, route_of(request)
        metrics.answered(request, route, status, seconds)
        _tell(request, route, status, seconds)


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The answer; what nobody expected becomes a problem document with a number that the log has too."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        if expected := problem_of(error):
            return expected
        number = ids.short()
        log.exception("http.bug", number=number, method=request.method, route=route_of(request))
        return problem(500, f"服务器出错了，稍后再试。还不行就把编号 {number} 告诉管理员", number=number)


def route_of(request: web.Request) -> str:
    """The pattern of the address, such as /api/objects/{object}: few values, and no ids or secrets."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"


def _tell(request: web.Request, route: str, status: int, seconds: float) -> None:
    """One line a request; none for probes, nor for what the simulator and the callbacks tell themselves."""
    if request.path in PROBES or (status < 400 and request.path.startswith(TOLD_ELSEWHERE)):
        return
    session = request.get(SIGNED_IN)
    tell = log.warning if status >= 500 else log.info
    tell(
        "http",
        method=request.method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        member=session.actor.id if session else None,
    )
