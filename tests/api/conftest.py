"""A server with the API on a real port, and browsers of the people of the company."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
import structlog
from aiohttp import ClientResponse, CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from core.files.file import FileStore
from core.kv import LocalKV
from core.org import sessions
from core.org.actor import Actor
from core.settings import read_settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from miniapp.parts import PageParts
from miniapp.site import add_site
from miniapp.webbuild import WebBuild
from ocr.worker import CardReader
from tests.conftest import Company


@dataclass
class Person:
    """One member's browser: keeps the session, sends the CSRF token."""

    client: TestClient
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **params: Any) -> Any:
        response = await self.client.get(path, params=_plain(params), headers=self.headers)
        return await _read(response)

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = await self.client.request(
            method, path, data=None if body is None else orjson.dumps(body), headers={**self.headers, **named}
        )
        return await _read(response)

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return await self.send("POST", path, {} if body is None else body, **headers)


@dataclass
class Reply:
    status: int
    json: Any
    headers: Any


async def _read(response: ClientResponse) -> Reply:
    body = await response.read()
    return Reply(response.status, orjson.loads(body) if body else None, response.headers)


def _plain(params: dict[str, Any]) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else orjson.dumps(value).decode()
        for key, value in params.items()
        if value is not None
    }


@pytest.fixture
async def reader(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CardReader]:
    opened = CardReader(1, "auto", Path(tmp_path_factory.getbasetemp().parent) / "wecrm-models")
    yield opened
    await opened.stop()


@pytest.fixture
async def server(company: Company, reader: CardReader, tmp_path: Path) -> AsyncIterator[TestServer]:
    settings = read_settings({"WECRM_DATA_DIR": str(tmp_path / "var"), "WECRM_WECOM_API_URL": "http://127.0.0.1:9"})
    kv = LocalKV()
    wecom = WeComClient(WeComConfig.of(settings), kv)
    app = web.Application()

    async def nobody(_userid: str) -> Actor | None:
        return None

    add_site(
        app,
        PageParts(settings, kv, wecom, FileStore(settings.files_dir), reader),
        version="test",
        static_dir=tmp_path / "static",
        builder=WebBuild(tmp_path, tmp_path / "static", structlog.get_logger()),
        fetch_member=nobody,
    )
    running = TestServer(app)
    await running.start_server()
    yield running
    await running.close()
    await wecom.close()
    await kv.close()


SignIn = Callable[[Actor], Awaitable[Person]]


@pytest.fixture
async def sign_in(server: TestServer) -> AsyncIterator[SignIn]:
    """Opens a browser of a member who is signed in already."""
    clients: list[TestClient] = []

    async def open_browser(actor: Actor) -> Person:
        client: TestClient = TestClient(server, cookie_jar=CookieJar(unsafe=True))
        clients.append(client)
        client.session.cookie_jar.update_cookies(
            {"wecrm_session": await sessions.begin(actor.id)}, server.make_url("/")
        )
        person = Person(client)
        person.headers["X-CSRF-Token"] = (await person.get("/api/me")).json["csrf_token"]
        return person

    yield open_browser
    for client in clients:
        await client.close()
