"""Resident memory of the server process without the card reader's child (内存)."""

import asyncio
import tempfile

import aiohttp
from aiohttp.test_utils import unused_port

from benchmarks.measured import child, memory_of

PAGES = 200


async def run() -> None:
    """Prints the memory of a fresh `wecrm serve` with the demo company: idle, and after some use."""
    with tempfile.TemporaryDirectory() as folder:
        port = unused_port()
        address = f"http://127.0.0.1:{port}"
        environment = {"WECRM_DATA_DIR": folder, "WECRM_PORT": str(port), "WECRM_SIMULATOR": "on"}
        async with child("-m", "bot", "serve", address=f"{address}/readyz", environment=environment) as pid:
            await asyncio.sleep(5)
            idle = memory_of(pid)
            async with aiohttp.ClientSession() as session:
                for _ in range(PAGES):
                    for path in ("/healthz", "/metrics", "/m/", "/api/openapi.json"):
                        async with session.get(address + path, allow_redirects=False) as response:
                            await response.read()
            print(
                f"memory: {idle:.0f} MB idle with the demo company, {memory_of(pid):.0f} MB after {PAGES * 4} requests"
            )
