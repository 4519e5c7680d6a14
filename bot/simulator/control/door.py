"""How the control interface is reached (入口): JSON in, JSON out, only for the own pages and for tests."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.simulator.answers import ApiError
from bot.simulator.phone import PhoneError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Run = Callable[[web.Request, dict[str, Any]], Awaitable[web.StreamResponse]]


def plain(run: Run) -> Handler:
    """Gives the handler its JSON body; an empty body counts as {}."""

    async def handler(request: web.Request) -> web.StreamResponse:
        text = await request.text()
        given = json.loads(text) if text.strip() else {}
        if not isinstance(given, dict):
            raise ValueError("JSON 要是一个对象")
        return await run(request, given)

    return handler


@web.middleware
async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No page of another site may steer the company; what cannot be done is a sentence, not a crash."""
    if "/_sim/" not in request.path:
        return await handler(request)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise web.HTTPForbidden(text="只有模拟器自己的页面能操作")
    try:
        return await handler(request)
    except ApiError as error:
        return as_json({"error": f"企业微信不收这个文件：{error.code} {error.why}"}, status=400)
    except (PhoneError, ValueError, KeyError, TypeError, FileNotFoundError) as error:
        return as_json({"error": str(error)}, status=400)


def as_json(value: Any, status: int = 200) -> web.Response:
    return web.json_response(value, status=status, dumps=lambda data: json.dumps(data, ensure_ascii=False))
