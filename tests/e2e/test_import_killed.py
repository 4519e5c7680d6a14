"""A file on its way in while the server is killed: afterwards every row is in once."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from core.queues import LEASE
from tests.conftest import service_settings
from tests.importing.making import csv_of
from tools.product import Product

ROWS, KILLS = 1500, 2
PATIENCE = 2.5 * LEASE.total_seconds() + 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Product]:
    product = Product(tmp_path, **service_settings("imports"))
    yield product
    product.kill()


async def test_a_server_that_is_killed_goes_on_with_the_import(server: Product):
    chance = random.Random(20261122)
    await asyncio.to_thread(server.start)
    async with signed_in(server) as browser:
        run = await uploaded(browser)
        for _ in range(KILLS):
            before = await until(browser, run, lambda state: state["done"] > 0 or state["status"] == "done")
            await asyncio.sleep(chance.uniform(0, 0.5))
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            assert (await state_of(browser, run))["done"] >= before["done"]
        state = await until(browser, run, lambda state: state["status"] in ("done", "failed"))
        assert (state["status"], state["created"], state["failed"]) == ("done", ROWS, 0), state["message"]
        async with browser.get("/api/objects/lead?q=杀不死科技&limit=1") as answer:
            assert (await answer.json())["total"] == ROWS


@asynccontextmanager
async def signed_in(server: Product) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(f"/simulator/open?person=zhouyutong&url={server.url}/m/") as answer:
            await answer.read()
        async with browser.get("/api/me") as answer:
            browser.headers["X-CSRF-Token"] = (await answer.json())["csrf_token"]
        yield browser


async def uploaded(browser: aiohttp.ClientSession) -> int:
    rows = [(f"客户{n}", f"杀不死科技{n}", f"177{n:08}") for n in range(ROWS)]
    form = aiohttp.FormData({"mode": "skip"})
    form.add_field("file", csv_of(("姓名", "公司名称", "手机"), rows), filename="rows.csv")
    async with browser.post("/api/objects/lead/imports", data=form) as answer:
        assert answer.status == 202, await answer.text()
        return int((await answer.json())["id"])


async def state_of(browser: aiohttp.ClientSession, run: int) -> dict[str, Any]:
    async with browser.get(f"/api/imports/{run}") as answer:
        return dict(await answer.json())


async def until(browser: aiohttp.ClientSession, run: int, wanted: Any) -> dict[str, Any]:
    for _ in range(int(PATIENCE * 20)):
        state = await state_of(browser, run)
        if wanted(state):
            return state
        await asyncio.sleep(0.05)
    raise TimeoutError(f"the import is still at {state['done']} of {state['rows']}")
