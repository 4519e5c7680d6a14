"""The doctor against a server and a WeCom that are well, ill or absent (体检)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

from bot import checks, wecom_checks
from bot.callback import add_callbacks
from bot.checks import Check, empty_sheet
from bot.doctor import examine, run_doctor, told
from bot.health import Readiness, add_health
from bot.parts import Parts
from core import clock
from core.db import Database
from core.settings import Settings
from core.wecom.client import WeComClient
from core.wecom.config import WeComConfig
from tests.operations.conftest import settings_for
from tests.wecom.cloud import Cloud

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
AGENT = {"errcode": 0, "name": "销售助手", "allow_partys": {"partyid": [1]}, "close": 0}
TICKETS = [{"errcode": 0, "ticket": of, "expires_in": 7200} for of in ("company", "app")]
REFUSED = {"errcode": 60020, "errmsg": "not allow to access from your ip, hint: [1_2], from ip: 203.0.113.48, more"}


@pytest.fixture(autouse=True)
def no_card_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine takes seconds and has tests of its own; the last test here loads it."""

    async def skipped(_settings: Settings) -> Check:
        return Check("reader", "名片识别", True, "")

    monkeypatch.setattr("bot.doctor.checks.card_reader", skipped)


@pytest.fixture
def settings(tmp_path: Path, database_url: str, cloud: Cloud) -> Settings:
    port = unused_port()
    return settings_for(
        tmp_path,
        database_url,
        port=str(port),
        base_url=f"http://127.0.0.1:{port}",
        wecom_api_url=cloud.url,
        agent_secret=cloud.secret,
        callback_token="token",
        callback_aes_key=AES_KEY,
    )


@pytest.fixture
async def well(cloud: Cloud) -> Cloud:
    cloud.script("agent/get", AGENT)
    cloud.script("get_jsapi_ticket", TICKETS[0])
    cloud.script("ticket/get", TICKETS[1])
    return cloud


@pytest.fixture
async def server(parts: Parts, settings: Settings) -> AsyncIterator[web.Application]:
    """Our server at the address the settings name."""
    wecom = WeComClient(WeComConfig.of(settings), parts.kv)
    app = web.Application()
    add_health(app, Readiness(parts))
    add_callbacks(app, replace(parts, settings=settings, wecom=wecom))

    async def proof(request: web.Request) -> web.Response:
        return web.Response(text=request.match_info["code"])

    app.router.add_get("/WW_verify_{code}.txt", proof)
    running = TestServer(app, host="127.0.0.1", port=settings.port)
    await running.start_server()
    yield app
    await running.close()
    await wecom.close()


async def found(settings: Settings) -> dict[str, Check]:
    return {check.key: check async for check in examine(settings)}


async def test_everything_is_well(
    settings: Settings, well: Cloud, server: web.Application, capsys: pytest.CaptureFixture[str]
) -> None:
    results = await found(replace(settings, simulator=True))
    assert {key: check.detail for key, check in results.items() if not check.ok} == {}
    assert "2 个" not in results["tickets"].detail and "1 个部门" in results["agent"].detail
    well.script("agent/get", AGENT)
    well.script("get_jsapi_ticket", TICKETS[0])
    well.script("ticket/get", TICKETS[1])
    assert await run_doctor(replace(settings, simulator=True)) == 0
    assert "没有要处理的" in capsys.readouterr().out


async def test_without_a_running_server_the_rest_is_checked_and_nothing_is_called_broken(
    settings: Settings, well: Cloud
) -> None:
    results = await found(settings)
    assert results["token"].ok and results["agent"].ok
    assert {key for key, check in results.items() if check.waiting} == {"server", "callback", "domain"}
    simulated = await found(replace(settings, simulator=True))
    assert simulated["token"].waiting and not any(check.broken for check in simulated.values())


async def test_an_address_that_is_not_trusted_is_shown_with_three_steps(
    settings: Settings, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.script("agent/get", REFUSED)
    results = await found(settings)
    assert results["trusted_ip"].broken and results["agent"].waiting
    assert len(results["trusted_ip"].cure) == 3 and "203.0.113.48" in results["trusted_ip"].cure[0]
    cloud.script("agent/get", REFUSED)
    assert await run_doctor(settings) == 1
    out = capsys.readouterr().out
    assert "✗ 可信 IP：错误码 60020" in out and "     1. 复制这台服务器的出口 IP：203.0.113.48" in out


async def test_a_wrong_secret_names_the_variable_and_the_rest_waits(settings: Settings, cloud: Cloud) -> None:
    cloud.secret = "another"
    results = await found(settings)
    assert "40001" in results["token"].detail and "WECRM_AGENT_SECRET" in results["token"].cure[0]
    assert all(results[key].waiting for key in ("trusted_ip", "agent", "directory", "tickets"))


async def test_a_wecom_that_does_not_answer_is_told_at_once(settings: Settings) -> None:
    results = await found(replace(settings, wecom_api_url=f"http://127.0.0.1:{unused_port()}"))
    assert results["token"].broken and "443" in results["token"].cure[0]
    assert results["clock"].waiting


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({**AGENT, "close": 1}, "已停用"),
        ({**AGENT, "allow_partys": {"partyid": []}}, "可见范围是空的"),
        ({"errcode": 301002, "errmsg": "not allow operate another agent"}, "301002"),
    ],
)
async def test_an_app_that_nobody_can_use_is_told(
    settings: Settings, cloud: Cloud, answer: dict[str, object], words: str
) -> None:
    cloud.script("agent/get", answer)
    results = await found(settings)
    assert results["trusted_ip"].ok and results["agent"].broken and words in results["agent"].detail


@asynccontextmanager
async def something_else(settings: Settings, answer: Callable[[], web.Response]) -> AsyncIterator[None]:
    """Another program at our address, which answers everything the same way."""

    async def handler(_request: web.Request) -> web.Response:
        return answer()

    app = web.Application()
    app.router.add_get("/{any:.*}", handler)
    running = TestServer(app, host="127.0.0.1", port=settings.port)
    await running.start_server()
    yield
    await running.close()


async def test_a_proxy_that_redirects_is_told(settings: Settings) -> None:
    moved = {"Location": "https://elsewhere.example/"}
    async with something_else(settings, lambda: web.Response(status=301, headers=moved)), ClientSession() as session:
        callback = await wecom_checks.callback_answers(settings, session)
        domain = await wecom_checks.domain_file(settings, session)
    assert "半路丢掉" in callback.detail and "https" in callback.cure[1]
    assert domain.broken and "301" in domain.detail


async def test_another_program_at_our_address_is_told(settings: Settings, well: Cloud) -> None:
    async with something_else(settings, lambda: web.Response(text="hello")):
        results = await found(settings)
    assert "不检查签名" in results["callback"].detail and results["domain"].broken


async def test_a_wrong_token_is_told(settings: Settings, well: Cloud, server: web.Application) -> None:
    results = await found(replace(settings, callback_token="other"))
    assert "403" in results["callback"].detail and "WECRM_CALLBACK_TOKEN" in results["callback"].cure[1]


async def test_an_answer_that_is_not_wecoms_is_told(settings: Settings, cloud: Cloud) -> None:
    results = await found(settings)
    assert "不像企业微信" in results["tickets"].detail and "WECRM_WECOM_API_URL" in results["tickets"].cure[0]


async def test_a_clock_that_is_wrong_is_told(settings: Settings, well: Cloud) -> None:
    with clock.use(clock.Stopped(datetime.now(UTC) - timedelta(minutes=10))):
        results = await found(settings)
    assert "慢" in results["clock"].detail and "set-ntp" in results["clock"].cure[0]


def test_what_a_real_company_must_set_is_named(settings: Settings) -> None:
    bare = checks.settings_complete(replace(settings, corp_id="", callback_aes_key=""))
    assert bare.broken and "WECRM_CORP_ID、WECRM_CALLBACK_AES_KEY" in bare.detail
    assert checks.public_address(settings).broken
    assert checks.public_address(replace(settings, base_url="https://crm.example.com")).ok


def test_a_folder_that_takes_no_files_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check = checks.data_folder(replace(settings, data_dir=tmp_path / "file" / "inside"))
    assert check.broken and "写不进去" in check.detail and len(check.cure) == 3
    assert checks.data_folder(settings).ok


async def test_a_database_that_does_not_open_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite3").write_bytes(b"this is no database" * 300)
    [check] = await checks.database_state(replace(settings, database_url=f"sqlite://{tmp_path}/broken.sqlite3"))
    assert check.broken and "restore" in check.cure[1]
    gone = "postgres://nobody:secret@127.0.0.1:1/nothing"
    [check] = await checks.database_state(replace(settings, database_url=gone))
    assert check.broken and "WECRM_DATABASE_URL" in check.cure[1] and "secret" not in told(check)


async def test_a_new_machine_has_no_database_yet_and_that_is_fine(settings: Settings, tmp_path: Path) -> None:
    [check] = await checks.database_state(replace(settings, database_url=f"sqlite://{tmp_path}/new.sqlite3"))
    assert check.ok and not (tmp_path / "new.sqlite3").exists()


def test_a_second_process_without_a_server_is_told(settings: Settings, tmp_path: Path) -> None:
    mine = replace(settings, database_url=f"sqlite://{tmp_path}/wecrm.sqlite3")
    holder = Database(mine.database_url)
    holder.hold()
    assert holder.lock is not None
    with holder.lock:
        assert checks.one_writer(mine, server_up=True).ok
        assert checks.one_writer(mine, server_up=False).broken
    assert checks.one_writer(mine, server_up=False).ok


async def test_the_card_reader_is_really_loaded(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    check = await checks.card_reader(settings)
    assert check.ok and "引擎能用" in check.detail
    assert empty_sheet().startswith(b"\x89PNG")
