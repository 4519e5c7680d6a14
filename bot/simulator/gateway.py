"""The door of the API (接口入口): knows the path, checks the token, makes trouble if asked, records every call."""

import asyncio
import json
import time
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.simulator.answers import ApiError, refusal
from bot.simulator.call import Answer, Call, Endpoint
from bot.simulator.company import Company
from bot.simulator.endpoints import ENDPOINTS

BODY_BYTES = 8 << 20
HIDDEN = ("access_token", "corpsecret")


class Gateway:
    def __init__(self, company: Company) -> None:
        self._company = company
        self.open_calls = 0
        self.last_call = time.monotonic()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"].strip("/")
        self.open_calls += 1
        try:
            return await self._recorded(path, request)
        finally:
            self.open_calls -= 1
            self.last_call = time.monotonic()

    async def repeat(self, detail: dict[str, Any]) -> dict[str, Any]:
        """Runs a recorded call once more with a good token; its answer."""
        path, query, body = detail["path"], dict(detail["query"]), detail["body"]
        if path not in ENDPOINTS or not ENDPOINTS[path].json or not isinstance(body, dict):
            raise ValueError("这条不能再发")
        config = self._company.config
        if path == "gettoken":
            query["corpsecret"] = config.contact_secret if detail["app"] == "contacts" else config.agent_secret
        else:
            query["access_token"] = self._company.credentials.current("access_token", detail["app"] or "agent").value
        call = Call(self._company, path, query, body)
        started = time.perf_counter()
        row = self._company.log.begin("api", path, "再发一次", _detail(call, ENDPOINTS[path].method))
        answer = await self._answer(ENDPOINTS[path], call, "127.0.0.1")
        self._finish(row, call, ENDPOINTS[path].method, answer, started)
        return {"row": row}

    async def _recorded(self, path: str, request: web.Request) -> web.StreamResponse:
        call = Call(self._company, path, dict(request.query), request=request)
        row = self._company.log.begin("api", path, "", _detail(call, request.method))
        started, faults = time.perf_counter(), self._company.faults.as_json()
        endpoint = ENDPOINTS.get(path)
        if not endpoint:
            answer = _unknown(call, request.remote or "")
        else:
            answer = await self._with_trouble(endpoint, call, request)
        lost = bool(endpoint) and self._company.faults.take_lost(path)
        if lost:
            call.note = f"{call.note} · 已处理，答复丢失".removeprefix(" · ")
        self._finish(row, call, request.method, answer, started, lost=lost)
        if self._company.faults.as_json() != faults:
            self._company.live.tell("faults", self._company.faults.as_json())
        if lost and request.transport:
            request.transport.abort()
        return answer if isinstance(answer, web.Response) else web.json_response(answer, dumps=_dumps)

    async def _with_trouble(self, endpoint: Endpoint, call: Call, request: web.Request) -> Answer:
        ip = request.remote or "127.0.0.1"
        await asyncio.sleep(self._company.faults.delay_ms / 1000)
        error = self._company.faults.take_error(call.path)
        if error and error[1]:
            call.note = "按要求出错"
            return web.Response(status=error[1], text="<html><body>Bad Gateway</body></html>", content_type="text/html")
        if request.method != endpoint.method:
            return refusal(43001 if endpoint.method == "GET" else 43002, ip)
        if error:
            call.note = "按要求出错"
            return refusal(error[0], ip)
        if endpoint.method == "POST" and endpoint.json:
            try:
                call.body = await _json_of(request)
            except ValueError:
                return refusal(47001, ip)
        return await self._answer(endpoint, call, ip)

    async def _answer(self, endpoint: Endpoint, call: Call, ip: str) -> Answer:
        try:
            if endpoint.token:
                self._check_token(endpoint, call)
            return await endpoint.run(call)
        except ApiError as error:
            return error.answer(ip)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            return refusal(40058, ip, f"Warning: wrong json format. {error!r}")

    def _check_token(self, endpoint: Endpoint, call: Call) -> None:
        token = call.query.get("access_token", "")
        call.app = self._company.credentials.token_holder(token)
        if self._company.faults.take_expired():
            self._company.credentials.spend(token)
            raise ApiError(42001)
        if call.app not in endpoint.apps:
            raise ApiError(48002)

    def _finish(self, row: int, call: Call, method: str, answer: Answer, started: float, *, lost: bool = False) -> None:
        shown, good = _shown(answer)
        code = shown.get("errcode", 0)
        note = call.note
        if not good:
            note = f"{note} · {_trouble(shown)}".removeprefix(" · ")
        outcome = "failed" if lost or not good else "dropped" if call.dropped else "ok"
        ms = (time.perf_counter() - started) * 1000
        detail = {**_detail(call, method), "answer": shown, "errcode": code}
        self._company.log.finish(row, note, ms, outcome, detail)


def _unknown(call: Call, ip: str) -> Answer:
    if call.path in known_paths():
        call.note = "模拟器还没有这个接口"
        return {**refusal(48002, ip), "_sim": "unimplemented"}
    call.note = "企业微信没有这个接口"
    return web.Response(status=404, text="404 page not found")


@cache
def known_paths() -> frozenset[str]:
    """Every path that exists on the real servers, simulated or not."""
    return frozenset((Path(__file__).parent / "known_paths.txt").read_text().split())


async def _json_of(request: web.Request) -> dict[str, Any]:
    raw = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        raw += chunk
        if len(raw) > BODY_BYTES:
            raise ValueError("too large")
    body = json.loads(raw.decode())
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


def _detail(call: Call, method: str) -> dict[str, Any]:
    query = {name: value for name, value in call.query.items() if name not in HIDDEN}
    return {"path": call.path, "method": method, "query": query, "body": call.body, "app": call.app}


def _shown(answer: Answer) -> tuple[dict[str, Any], bool]:
    if isinstance(answer, dict):
        return _masked(answer), answer.get("errcode", 0) == 0
    size = len(answer.body) if isinstance(answer.body, bytes) else 0
    return {"http": answer.status, "content_type": answer.content_type, "bytes": size}, answer.status < 400


def _masked(answer: dict[str, Any]) -> dict[str, Any]:
    secret = ("access_token", "ticket", "user_ticket")
    return {name: f"{value[:6]}…" if name in secret else value for name, value in answer.items()}


def _trouble(shown: dict[str, Any]) -> str:
    if "errcode" in shown:
        return f"{shown['errcode']} {str(shown.get('errmsg', '')).split(', hint')[0]}"
    return f"HTTP {shown['http']}"


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
