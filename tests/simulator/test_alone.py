"""The simulator started by itself, as a process of its own."""

import asyncio
import sys
from pathlib import Path

from aiohttp import ClientSession
from aiohttp.test_utils import unused_port

from tests.simulator.conftest import Receiver, config_for


async def test_it_runs_alone_and_checks_the_callback_address(receiver: tuple[Receiver, int], tmp_path: Path) -> None:
    _, app_port = receiver
    config = config_for(unused_port(), app_port, tmp_path)
    port = config.base_url.rsplit(":", 1)[1]
    given = [
        "--port",
        port,
        "--data-dir",
        str(tmp_path),
        "--callback",
        config.callback_url,
        "--corp-id",
        config.corp_id,
    ]
    keys = ["--token", config.callback_token, "--aes-key", config.callback_aes_key]
    command = [sys.executable, "-m", "bot.simulator", *given, *keys]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        line = await asyncio.wait_for(process.stdout.readline(), 20)
        address = line.decode().strip()
        assert address == f"{config.base_url}/simulator/"
        async with ClientSession() as session:
            await _eventually_checked(session, address)
    finally:
        process.terminate()
        await process.wait()
    assert process.returncode == 0


async def _eventually_checked(session: ClientSession, address: str) -> None:
    for _ in range(100):
        try:
            async with session.get(f"{address}_sim/log") as answer:
                if any(row["outcome"] == "ok" for row in await answer.json()):
                    return
        except OSError:
            pass
        await asyncio.sleep(0.1)
    raise AssertionError("the callback address was never checked")
