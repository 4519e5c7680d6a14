"""Signing in as a person (身份与登录): OAuth inside the phone, a pretended QR code in a desktop browser."""

import json
from html import escape
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from aiohttp import web

from bot.simulator.answers import WORDS
from bot.simulator.company import Company
from bot.simulator.company_seed import COMPANY
from bot.simulator.settings import PREFIX

PERSON = "sim_person"  # whose phone this browser shows
SIGNED = "sim_signed"  # whom the app's session in this browser belongs to
SCOPES = ("snsapi_base", "snsapi_privateinfo")


class SignIn:
    def __init__(self, company: Company) -> None:
        self._company = company

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        """Silent for a known person, otherwise asks once whose identity to use."""
        self._check(request, request.query.get("scope") in SCOPES and request.query.get("response_type") == "code")
        person = request.query.get("_person") or request.cookies.get(PERSON, "")
        if not self._may_sign_in(person):
            return self._choose(request, "用谁的身份打开", "选一个人，就像打开他的手机")
        answer = self._redirect(request, person)
        _remember(answer, PERSON, person)
        return answer

    async def web_login(self, request: web.Request) -> web.StreamResponse:
        """The page with a QR code; a press on a person stands for his scan."""
        self._check(request, request.query.get("login_type", "CorpApp") == "CorpApp")
        person = request.query.get("_person", "")
        if not self._may_sign_in(person):
            return self._choose(request, "企业微信扫码登录", "点一个人，当作他用手机扫了码", code=True)
        return self._redirect(request, person)

    async def open(self, request: web.Request) -> web.StreamResponse:
        """A link in somebody's phone: signs him in first when the session belongs to somebody else."""
        person = request.query.get("person", "")
        config = self._company.config
        address = urljoin(config.app_origin + "/", request.query.get("url", "/"))
        if not self._may_sign_in(person):
            raise web.HTTPNotFound(text="没有这个人")
        parts = urlsplit(address)
        if parts.netloc.lower() not in (config.trusted_host, urlsplit(config.base_url).netloc.lower()):
            return _page(
                "外部链接", f'<h1>外部链接</h1><p class="hint">模拟器只打开应用自己的页面</p>{_outside(address)}'
            )
        inner = parts._replace(scheme="", netloc="").geturl() or "/"
        if request.cookies.get(SIGNED) != person and parts.netloc.lower() == config.trusted_host:
            address = f"{config.app_origin}/sign-in?next={quote(inner, safe='')}"
        answer = _go(address)
        _remember(answer, PERSON, person)
        return answer

    def _check(self, request: web.Request, good: bool) -> None:
        """Raises a page with 40013, 40058 or 50001, as WeCom shows one."""
        query, config = request.query, self._company.config
        if query.get("appid", "").lower() != config.corp_id.lower():
            raise _refused(40013)
        if not good:
            raise _refused(40058)
        if urlsplit(query.get("redirect_uri", "")).netloc.lower() != config.trusted_host:
            raise _refused(50001)

    def _may_sign_in(self, person: str) -> bool:
        return bool(person) and person.lower() in self._company.directory.visible()

    def _redirect(self, request: web.Request, person: str) -> web.Response:
        scope = request.query.get("scope", "snsapi_base") if request.query.get("agentid") else "snsapi_base"
        code = self._company.credentials.lend("oauth_code", person, scope=scope).value
        target = request.query["redirect_uri"]
        given = {"code": code} | ({"state": request.query["state"]} if "state" in request.query else {})
        answer = _go(f"{target}{'&' if urlsplit(target).query else '?'}{urlencode(given)}")
        _remember(answer, SIGNED, person)
        return answer

    def _choose(self, request: web.Request, title: str, hint: str, *, code: bool = False) -> web.Response:
        people = [self._company.directory.card(member) for member in self._company.directory.visible().values()]
        people.sort(key=lambda person: not (person["prominent"] or person["admin"]))
        links = "".join(_person_link(request, person) for person in people)
        picture = (
            f'<img class="qr" src="{PREFIX}/page/qr.svg" alt="示意二维码" width="160" height="160">' if code else ""
        )
        return _page(
            title,
            f'{picture}<h1>{title}</h1><p class="hint">{COMPANY} · {hint}</p><ul class="people">{links}</ul>',
        )


def _person_link(request: web.Request, person: dict[str, Any]) -> str:
    address = request.rel_url.update_query({"_person": person["userid"]})
    role = escape(f"{person['department']} · {person['position']}")
    return (
        f'<li><a href="{escape(str(address))}"><span class="avatar tone-{person["tone"]}" aria-hidden="true">'
        f"{escape(person['name'][:1])}</span><span><b>{escape(person['name'])}</b><small>{role}</small></span></a></li>"
    )


def _outside(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        return ""
    shown = escape(address)
    return f'<p><a class="button" href="{shown}" target="_blank" rel="noopener noreferrer">在新窗口打开</a></p>'


def _refused(code: int) -> web.HTTPBadRequest:
    words = escape(json.dumps({"errcode": code, "errmsg": WORDS[code]}))
    body = f'<h1>打不开</h1><p class="hint">企业微信不接受这个登录地址</p><pre>{words}</pre>'
    return web.HTTPBadRequest(text=_document("打不开", body), content_type="text/html")


def _page(title: str, body: str) -> web.Response:
    return web.Response(text=_document(title, body), content_type="text/html")


def _document(title: str, body: str) -> str:
    sheets = "".join(f'<link rel="stylesheet" href="{PREFIX}/page/css/{name}.css">' for name in ("tokens", "doors"))
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">{sheets}</head>'
        f"<body><main>{body}</main></body></html>"
    )


def _go(address: str) -> web.Response:
    """A redirect to exactly this address."""
    return web.Response(status=302, headers={"Location": address})


def _remember(answer: web.StreamResponse, name: str, person: str) -> None:
    answer.set_cookie(name, person, path=PREFIX, httponly=True, samesite="Lax")
