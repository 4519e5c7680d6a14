"""Signing in with WeCom (登录): silently inside the client, by QR code elsewhere; no password anywhere.

The state is random, bound to a cookie, used once, and 10 minutes old at most; where to go next stays on the server.
"""

import re
from collections.abc import Awaitable, Callable
from html import escape
from urllib.parse import quote, urlencode

from aiohttp import web

from core.kv import KV
from core.org import sessions
from core.org.actor import Actor, actor_by_userid
from core.settings import WECOM_OAUTH
from core.wecom import oauth
from core.wecom.errors import WeComError, WeComUnreachable
from miniapp.endpoint import COOKIE
from miniapp.parts import PARTS

STATE_COOKIE, STATE_SECONDS = "wecrm_state", 600
FetchMember = Callable[[str], Awaitable[Actor | None]]

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>
<style>body{{font:16px/1.6 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:0;
background:#F3F5F8;color:#161B26;display:grid;place-items:center;min-height:100vh}}main{{background:#fff;
border-radius:12px;padding:32px;max-width:320px;margin:16px}}h1{{font-size:20px;margin:0 0 8px}}p{{margin:0 0 20px;
color:#4A5364}}a{{display:block;text-align:center;background:#2468F2;color:#fff;text-decoration:none;
border-radius:8px;padding:10px}}@media(prefers-color-scheme:dark){{body{{background:#0E1217;color:#EEF1F5}}
main{{background:#171C23}}p{{color:#B7BFCB}}a{{background:#2C69EC}}}}</style>
<main><h1>{title}</h1><p>{text}</p><a href="{href}">{label}</a></main></html>"""


def add_sign_in(app: web.Application, fetch_member: FetchMember) -> None:
    """`fetch_member` looks a userid up in the directory that we do not know yet."""

    async def start(request: web.Request) -> web.StreamResponse:
        return await _leave(request, web_login=_plain_browser(request))

    async def start_web(request: web.Request) -> web.StreamResponse:
        return await _leave(request, web_login=True)

    async def done(request: web.Request) -> web.StreamResponse:
        return await _arrive(request, fetch_member)

    app.router.add_get("/sign-in", start)
    app.router.add_get("/sign-in/web", start_web)
    app.router.add_get("/sign-in/done", done)
    app.router.add_get(r"/WW_verify_{code:[A-Za-z0-9]{1,64}}.txt", domain_file)


async def domain_file(request: web.Request) -> web.Response:
    """The file by which WeCom sees that the domain is ours; its body is the code in its name."""
    return web.Response(text=request.match_info["code"], content_type="text/plain")


def sign_in_url(request: web.Request) -> str:
    """Where to send somebody who has to sign in first and then come back here."""
    return "/sign-in?" + urlencode({"next": request.path_qs})


def local_path(text: str) -> str:
    """A path of ours; anything that could lead elsewhere becomes the home page."""
    return text if re.fullmatch(r"/(?![/\\])[^\\\x00-\x20]*", text) else "/m/"


def _plain_browser(request: web.Request) -> bool:
    """A browser outside WeCom, which the real OAuth page refuses."""
    agent = request.headers.get("User-Agent", "")
    inside = re.search(r"wxwork|MicroMessenger", agent, re.I)
    return request.app[PARTS].settings.wecom_oauth_url == WECOM_OAUTH and "Mozilla" in agent and not inside


async def _leave(request: web.Request, *, web_login: bool) -> web.StreamResponse:
    parts = request.app[PARTS]
    state = oauth.new_state()
    await parts.kv.set(f"sign-in:{state}", local_path(request.query.get("next", "/m/")), STATE_SECONDS)
    back = f"{parts.settings.base_url}/sign-in/done"
    make = oauth.web_login_url if web_login else oauth.authorize_url
    response = web.Response(status=302, headers={"Location": make(parts.wecom.config, back, state)})
    _set(response, request, STATE_COOKIE, state, STATE_SECONDS)
    return response


async def _arrive(request: web.Request, fetch_member: FetchMember) -> web.StreamResponse:
    """Redeems the code. A page that WeCom's browser loads twice finds the session of the first time."""
    parts = request.app[PARTS]
    state, code = request.query.get("state", ""), request.query.get("code", "")
    target = await _spend(parts.kv, state) if state and state == request.cookies.get(STATE_COOKIE) else None
    if target is None or not code:
        if await sessions.signed_in(request.cookies.get(COOKIE, "")):
            return web.Response(status=302, headers={"Location": "/m/"})
        return _page(400, "登录链接过期了", "链接只能用一次，10 分钟内有效。重新登录就好", "/sign-in", "重新登录")
    try:
        identity = await parts.wecom.user_by_code(code)
    except (WeComError, WeComUnreachable) as error:
        again = "/sign-in?next=" + quote(target)
        return _page(502, "没有登录上", f"{error.message}。过一会儿再试一次", again, "再试一次")
    actor = await _member(identity.userid, fetch_member) if identity.userid else None
    if actor is None:
        text = "这里只给公司成员用。你是成员的话，让管理员把你加进应用的可见范围"
        return _page(403, "你还不能用这个应用", text, "/sign-in", "换个身份登录")
    response = web.Response(status=302, headers={"Location": target})
    _set(response, request, COOKIE, await sessions.begin(actor.id), int(sessions.LONGEST.total_seconds()))
    response.del_cookie(STATE_COOKIE, path="/")
    return response


async def _spend(kv: KV, state: str) -> str | None:
    key = f"sign-in:{state}"
    target = await kv.get(key)
    return target if target is not None and await kv.delete_if(key, target) else None


async def _member(userid: str, fetch_member: FetchMember) -> Actor | None:
    return await actor_by_userid(userid) or await fetch_member(userid)


def _set(response: web.Response, request: web.Request, name: str, value: str, seconds: int) -> None:
    secure = request.app[PARTS].settings.base_url.startswith("https://")
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure, path="/")


def _page(status: int, title: str, text: str, href: str, label: str) -> web.Response:
    filled = PAGE.format(title=escape(title), text=escape(text), href=escape(href), label=escape(label))
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return web.Response(text=filled, status=status, content_type="text/html", headers=headers)
