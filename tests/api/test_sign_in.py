"""Signing in with WeCom: silently, once per code, only members, never elsewhere than ours."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from bot.directory import fetch_one, read_directory
from bot.simulator import SimulatorConfig, add_simulator
from core.db import Database
from core.errors import CrmError
from core.files.file import FileStore
from core.kv import LocalKV
from core.org.actor import actor_by_userid
from core.settings import read_settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from miniapp.parts import PageParts
from miniapp.site import add_site
from miniapp.webbuild import WebBuild
from ocr.worker import CardReader


@pytest.fixture
async def browser(database: Database, tmp_path: Path) -> AsyncIterator[TestClient]:
    """A browser before a server that signs in with the simulator."""
    port = unused_port()
    settings = read_settings({"WECRM_DATA_DIR": str(tmp_path / "var"), "WECRM_PORT": str(port)})
    kv = LocalKV()
    wecom = WeComClient(WeComConfig.of(settings), kv)
    app = web.Application()

    async def fetch(userid: str):
        try:
            return await fetch_one(wecom, userid, ())
        except CrmError:
            return None

    add_site(
        app,
        PageParts(settings, kv, wecom, FileStore(settings.files_dir), CardReader()),
        version="test",
        static_dir=tmp_path / "static",
        builder=WebBuild(tmp_path, tmp_path / "static", structlog.get_logger()),
        fetch_member=fetch,
    )
    add_simulator(
        app,
        SimulatorConfig(
            base_url=settings.base_url,
            data_dir=settings.data_dir,
            corp_id=settings.corp_id,
            agent_id=settings.agent_id,
            agent_secret=settings.agent_secret,
            contact_secret=settings.contact_secret,
            callback_url=f"{settings.base_url}/wecom/callback",
            callback_token=settings.callback_token,
            callback_aes_key=settings.callback_aes_key,
            contact_callback_url=f"{settings.base_url}/wecom/contacts/callback",
            contact_token=settings.contact_token,
            contact_aes_key=settings.contact_aes_key,
        ),
    )
    server = TestServer(app, port=port)
    await server.start_server()
    client = TestClient(server, cookie_jar=CookieJar(unsafe=True))
    client.wecom = wecom  # type: ignore[attr-defined]
    yield client
    await client.close()
    await wecom.close()
    await kv.close()


async def go(browser: TestClient, address: str):
    """One step of a browser that follows nothing by itself: status, where it is sent."""
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    async with browser.get(path, allow_redirects=False) as answer:
        await answer.read()
        return answer.status, answer.headers.get("Location", "")


async def arrive(browser: TestClient, person: str, target: str = "/m/o/lead/7") -> str:
    """Signs a person in up to the redirect that brings the code, and returns its address."""
    browser.session.cookie_jar.update_cookies({}, browser.make_url("/"))
    await go(browser, f"/simulator/open?person={person}&url=/healthz")
    _, out = await go(browser, f"/sign-in?next={target}")
    _, back = await go(browser, out)
    return back


@pytest.mark.feature("WN-GEN-001")
async def test_a_member_comes_in_silently_and_lands_where_they_wanted(browser: TestClient):
    await read_directory(browser.wecom, ())  # type: ignore[attr-defined]
    back = await arrive(browser, "zhouyutong")
    assert parse_qs(urlsplit(back).query)["state"]
    assert await go(browser, back) == (302, "/m/o/lead/7")
    async with browser.get("/api/me") as answer:
        assert (await answer.json())["name"] == "周雨桐"


async def test_a_code_loaded_twice_finds_the_session_and_another_browsers_link_finds_nothing(browser: TestClient):
    await read_directory(browser.wecom, ())  # type: ignore[attr-defined]
    back = await arrive(browser, "zhouyutong")
    await go(browser, back)
    assert await go(browser, back) == (302, "/m/")
    browser.session.cookie_jar.clear()
    assert (await go(browser, back))[0] == 400


async def test_a_member_we_do_not_know_yet_is_looked_up(browser: TestClient):
    assert await actor_by_userid("zhouyutong") is None
    assert (await go(browser, await arrive(browser, "zhouyutong")))[0] == 302
    assert await actor_by_userid("zhouyutong") is not None


@pytest.mark.feature("WN-GEN-003")
async def test_a_member_scans_a_code_to_sign_in_at_a_desk(browser: TestClient):
    await read_directory(browser.wecom, ())  # type: ignore[attr-defined]
    _, out = await go(browser, "/sign-in/web?next=/m/o/account")
    _, back = await go(browser, f"{out}&_person=chensiyuan")
    assert await go(browser, back) == (302, "/m/o/account")
    async with browser.get("/api/me") as answer:
        assert (await answer.json())["name"] == "陈思远"


@pytest.mark.feature("WN-GEN-002")
async def test_somebody_outside_the_apps_visible_range_is_told_whom_to_ask(browser: TestClient):
    back = await arrive(browser, "zhouyutong")
    async with browser.put("/simulator/_sim/scope", json={"parties": [], "users": ["linyinuo"]}) as answer:
        assert answer.status == 200
    parts = urlsplit(back)
    async with browser.get(f"{parts.path}?{parts.query}", allow_redirects=False) as refused:
        assert refused.status == 403 and "可见范围" in await refused.text()
    async with browser.get("/api/me") as answer:
        assert answer.status == 401


ELSEWHERE = ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)")


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_nobody_is_sent_to_another_site(browser: TestClient, target: str):
    await read_directory(browser.wecom, ())  # type: ignore[attr-defined]
    assert await go(browser, await arrive(browser, "zhouyutong", target)) == (302, "/m/")


async def test_signing_out_needs_the_token_and_ends_the_session(browser: TestClient):
    await read_directory(browser.wecom, ())  # type: ignore[attr-defined]
    await go(browser, await arrive(browser, "zhouyutong"))
    async with browser.get("/api/me") as answer:
        token = (await answer.json())["csrf_token"]
    async with browser.post("/sign-out") as refused:
        assert refused.status == 403
    async with browser.post("/sign-out", headers={"X-CSRF-Token": token}) as ended:
        assert ended.status == 204
    async with browser.get("/api/me") as answer:
        assert answer.status == 401


async def test_the_domain_file_holds_the_code_of_its_name(browser: TestClient):
    async with browser.get("/WW_verify_a1B2c3D4e5F6g7H8.txt") as answer:
        assert (await answer.text(), answer.content_type) == ("a1B2c3D4e5F6g7H8", "text/plain")


async def test_both_jssdk_signatures_come_for_a_page_of_ours_only(browser: TestClient):
    await read_directory(browser.wecom, ())  # type: ignore[attr-defined]
    await go(browser, await arrive(browser, "zhouyutong"))
    page = str(browser.make_url("/m/"))
    async with browser.get("/api/jssdk", params={"url": page}) as answer:
        signed = await answer.json()
    assert signed["config"]["signature"] != signed["agent_config"]["signature"]
    async with browser.get("/api/jssdk", params={"url": "https://evil.example/"}) as answer:
        assert answer.status == 422
