"""A simulated company and a small app that receives its callbacks, both on real sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, web
from aiohttp.test_utils import TestServer, unused_port
from wechatpy.work.crypto import WeChatCrypto

from bot.simulator import SimulatorConfig, add_simulator
from bot.simulator.callbacks import Callbacks
from bot.simulator.server import CALLBACKS

TOKEN, AES_KEY, CORP_ID, AGENT_ID = (
    "QDG6eK",
    "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "wx5823bf96d3bd56c7",
    1000002,
)
AGENT_SECRET, CONTACT_SECRET = (
    "app-secret-of-the-test-00000000000000000000",
    "contact-secret-of-the-test-0000000000000000",
)
Answer = Callable[[web.Request, str], Awaitable[web.StreamResponse]]


@dataclass
class Receiver:
    """The app's side: opens callbacks with another implementation than the simulator's."""

    crypto: WeChatCrypto
    got: list[str] = field(default_factory=list)
    raw: list[tuple[dict[str, str], str]] = field(default_factory=list)
    refused: int = 0
    answer: Answer | None = None
    simulator: "Simulator | None" = None

    async def check(self, request: web.Request) -> web.Response:
        query = request.query
        text = self.crypto.check_signature(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
        return web.Response(body=text)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        query, body = dict(request.query), await request.text()
        self.raw.append((query, body))
        try:
            plain = self.crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        except Exception:
            self.refused += 1
            return web.Response(status=403)
        self.got.append(plain if isinstance(plain, str) else plain.decode())
        return await self.answer(request, self.got[-1]) if self.answer else web.Response()

    async def page(self, request: web.Request) -> web.Response:
        """A page of the app that names who is signed in."""
        return web.Response(text=f"<h1>{request.cookies.get('session', 'nobody')}</h1>", content_type="text/html")

    async def sign_in(self, request: web.Request) -> web.Response:
        assert self.simulator
        redirect = f"{self.simulator.config.app_origin}/sign-in/done"
        query = f"appid={CORP_ID}&redirect_uri={redirect}&response_type=code&scope=snsapi_base&state=s"
        raise web.HTTPFound(f"{self.simulator.base}/connect/oauth2/authorize?{query}")

    async def signed_in(self, request: web.Request) -> web.Response:
        assert self.simulator
        token = await self.simulator.token()
        found = await self.simulator.get("auth/getuserinfo", access_token=token, code=request.query["code"])
        answer = web.HTTPFound("/m/1")
        answer.set_cookie("session", found["userid"])
        raise answer


@dataclass
class Simulator:
    base: str
    session: ClientSession
    receiver: Receiver
    config: SimulatorConfig
    callbacks: Callbacks

    async def token(self, secret: str = AGENT_SECRET) -> str:
        answer = await self.get("gettoken", corpid=CORP_ID, corpsecret=secret)
        return str(answer["access_token"])

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        async with self.session.get(f"{self.base}/cgi-bin/{path}", params=query) as answer:
            return dict(await answer.json())

    async def post(self, path: str, body: Any, **query: Any) -> dict[str, Any]:
        query.setdefault("access_token", await self.token())
        async with self.session.post(f"{self.base}/cgi-bin/{path}", params=query, json=body) as answer:
            return dict(await answer.json())

    async def send(self, msgtype: str, body: Any, touser: str = "zhouyutong", **more: Any) -> dict[str, Any]:
        request = {"touser": touser, "msgtype": msgtype, "agentid": AGENT_ID, msgtype: body, **more}
        return await self.post("message/send", request)

    async def upload(self, kind: str, name: str, content: bytes) -> dict[str, Any]:
        form = FormData(quote_fields=False)
        form.add_field("media", content, filename=name, content_type="application/octet-stream")
        query = {"access_token": await self.token(), "type": kind}
        async with self.session.post(f"{self.base}/cgi-bin/media/upload", params=query, data=form) as answer:
            return dict(await answer.json())

    async def sim(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        async with self.session.request(method, f"{self.base}/_sim/{path}", json=body, params=query) as answer:
            assert answer.status < 400, await answer.text()
            return await answer.json()

    async def idle(self) -> None:
        await self.sim("GET", "idle", quiet_ms=30)

    async def chat(self, person: str = "zhouyutong") -> list[dict[str, Any]]:
        return list(await self.sim("GET", f"people/{person}/messages"))

    async def log(self, name: str = "") -> list[dict[str, Any]]:
        """Whole rows, newest first."""
        heads = [row for row in await self.sim("GET", "log") if name in ("", row["name"])]
        return [await self.sim("GET", f"log/{row['id']}") for row in heads]


def config_for(port: int, app_port: int, data_dir: Path) -> SimulatorConfig:
    return SimulatorConfig(
        base_url=f"http://127.0.0.1:{port}",
        data_dir=data_dir,
        corp_id=CORP_ID,
        agent_id=AGENT_ID,
        agent_secret=AGENT_SECRET,
        contact_secret=CONTACT_SECRET,
        callback_url=f"http://127.0.0.1:{app_port}/wecom/callback",
        callback_token=TOKEN,
        callback_aes_key=AES_KEY,
        contact_callback_url=f"http://127.0.0.1:{app_port}/wecom/contacts/callback",
        contact_token=TOKEN,
        contact_aes_key=AES_KEY,
    )


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, int]]:
    receiver = Receiver(WeChatCrypto(TOKEN, AES_KEY, CORP_ID))
    app = web.Application()
    for path in ("/wecom/callback", "/wecom/contacts/callback"):
        app.router.add_get(path, receiver.check)
        app.router.add_post(path, receiver.receive)
    app.router.add_get("/m/1", receiver.page)
    app.router.add_get("/sign-in", receiver.sign_in)
    app.router.add_get("/sign-in/done", receiver.signed_in)
    server = TestServer(app)
    await server.start_server()
    yield receiver, server.port or 0
    await server.close()


@pytest.fixture
async def sim(receiver: tuple[Receiver, int], tmp_path: Path) -> AsyncIterator[Simulator]:
    app_side, app_port = receiver
    config = config_for(unused_port(), app_port, tmp_path)
    async with running(config) as (base, callbacks), ClientSession() as session:
        simulator = Simulator(base, session, app_side, config, callbacks)
        app_side.simulator = simulator
        await simulator.idle()
        yield simulator


class running:
    """The simulator at the port of its base address for as long as the block lasts."""

    def __init__(self, config: SimulatorConfig) -> None:
        self._config = config

    async def __aenter__(self) -> tuple[str, Callbacks]:
        app = web.Application()
        add_simulator(app, self._config)
        sub = next(iter(app._subapps))
        self._server = TestServer(app, port=int(self._config.base_url.rsplit(":", 1)[1]))
        await self._server.start_server()
        return f"{self._config.base_url}/simulator", sub[CALLBACKS]

    async def __aexit__(self, *error: object) -> None:
        await self._server.close()


def button_card(task_id: str = "task-1", **more: Any) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "task_id": task_id,
        "main_title": {"title": "林嘉禾 · 采购总监", "desc": "苏州惠筑科技有限公司"},
        "button_list": [{"text": "存为线索", "key": "lead"}, {"text": "修改", "key": "edit", "style": 2}],
        **more,
    }


def notice_card(**more: Any) -> dict[str, Any]:
    return {
        "card_type": "text_notice",
        "main_title": {"title": "今日简报"},
        "card_action": {"type": 1, "url": "https://crm.example/m/"},
        **more,
    }


__all__ = ["Receiver", "Simulator", "button_card", "config_for", "notice_card", "running"]
