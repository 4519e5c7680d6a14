"""From a photographed card to exactly one lead, while callbacks come three times and the server is killed."""

import asyncio
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from core.queues import LEASE
from tests.conftest import service_settings
from tools.product import ROOT, SAMPLES, Phone, Product, free_port

CORP = {
    "corp_id": "wwtestcorp00000001",
    "agent_secret": "agent-secret",
    "contact_secret": "contact-secret",
    "token": "TokenTokenToken",
    "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
}


PATIENCE = 2.5 * LEASE.total_seconds()  # on PostgreSQL what a killed process had in hand waits for its lease to end


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[tuple[str, Product]]:
    """A WeCom that lives on when our server is killed, and that server (not started)."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    folder = tmp_path / "server"
    folder.mkdir()
    server = Product(
        folder,
        **service_settings("killed"),
        WECRM_CORP_ID=CORP["corp_id"],
        WECRM_AGENT_ID="1000002",
        WECRM_AGENT_SECRET=CORP["agent_secret"],
        WECRM_CONTACT_SECRET=CORP["contact_secret"],
        WECRM_CALLBACK_TOKEN=CORP["token"],
        WECRM_CALLBACK_AES_KEY=CORP["aes_key"],
        WECRM_WECOM_API_URL=f"{url}/simulator",
        WECRM_WECOM_OAUTH_URL=f"{url}/simulator/connect/oauth2/authorize",
        WECRM_WECOM_LOGIN_URL=f"{url}/simulator/wwlogin/sso/login",
    )
    given = [f"--{name.replace('_', '-')}={value}" for name, value in CORP.items()]
    place = [f"--port={port}", f"--data-dir={tmp_path / 'cloud'}", f"--callback={server.url}/wecom/callback"]
    command = [sys.executable, "-m", "bot.simulator", *place, *given]
    wecom = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _wait_for(f"{url}/simulator/")
    yield url, server
    server.kill()
    wecom.terminate()
    wecom.wait(10)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


async def test_however_often_it_is_told_and_killed_one_card_is_one_lead(cloud: tuple[str, Product]):
    url, server = cloud
    chance = random.Random(20261121)
    await asyncio.to_thread(server.start)
    async with aiohttp.ClientSession() as http:
        phone = Phone(http, url, "zhouyutong")
        await _thrice(http, url)
        await phone.photograph(sorted(SAMPLES.glob("*.jpg"))[0])
        for pause in (chance.uniform(0.05, 0.4), chance.uniform(0.5, 2.5)):
            await _interrupted(server, pause)
        [card] = await phone.answers(1, seconds=PATIENCE)
        key = card["body"]["card"]["button_list"][0]["key"]
        await asyncio.gather(phone.press(card["id"], key), phone.press(card["id"], key))
        await _interrupted(server, chance.uniform(0.0, 0.3))
        saved = await _replaced(phone)
        await asyncio.sleep(2)
        assert saved["body"]["replaced"].startswith("已存为线索")
        assert [m["kind"] for m in await phone.messages() if m["sender"] == "app"] == ["template_card"]
        assert await _leads(http, url, server) == 1


async def _thrice(http: aiohttp.ClientSession, url: str) -> None:
    """From now on every callback is delivered three times."""
    async with http.put(f"{url}/simulator/_sim/faults", json={"repeat_callbacks": True}) as answer:
        assert answer.status == 200, await answer.text()


async def _interrupted(server: Product, pause: float) -> None:
    await asyncio.sleep(pause)
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)


async def _replaced(phone: Phone) -> dict[str, Any]:
    for _ in range(int(PATIENCE * 5)):
        [card] = await phone.answers(1)
        if card["body"]["replaced"]:
            return card
        await asyncio.sleep(0.2)
    raise TimeoutError("the card was never updated")


async def _leads(http: aiohttp.ClientSession, url: str, server: Product) -> int:
    """How many leads the person sees, signed in like in the client."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(f"{url}/simulator/open?person=zhouyutong&url={server.url}/m/") as answer:
            await answer.read()
        async with browser.get(f"{server.url}/api/objects/lead") as answer:
            return int((await answer.json())["total"])
