"""The whole product as a child process, and people's phones in its simulator (运行中的产品): for tests and pictures."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "bot" / "simulator" / "page" / "samples"
PATIENCE = 150.0  # less than the time a test has


class Product:
    """A server of its own data folder; `kill()` ends it without warning, `start()` begins again on the same data."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("WECRM_")},
            "WECRM_PORT": str(self.port),
            "WECRM_DATA_DIR": str(folder / "var"),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, path: str = "/readyz") -> "Product":
        """Returns when the path answers 200; raises with the server's own words when it does not."""
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if _answers(self.url + path):
                return self
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"the server did not become ready:\n{self.output()[-4000:]}")

    def output(self) -> str:
        return (self.folder / "output").read_text(errors="replace")

    def stop(self) -> int:
        """Asks it to stop and returns its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        return self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(how)
        try:
            return process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Product]:
    product = Product(folder, **environment)
    try:
        yield product.start()
    finally:
        product.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


class Phone:
    """One person's phone in the simulator."""

    def __init__(self, http: aiohttp.ClientSession, url: str, person: str) -> None:
        self.http, self.person = http, person
        self.control = f"{url}/simulator/_sim"
        self.mine = f"{self.control}/people/{person}"

    async def say(self, text: str) -> None:
        await self._post("send", {"kind": "text", "content": text})

    async def photograph(self, picture: Path) -> None:
        async with self.http.post(f"{self.mine}/photo", params={"name": picture.name}, data=picture.read_bytes()) as a:
            a.raise_for_status()

    async def enter(self) -> None:
        await self._post("enter", {})

    async def press(self, message: int, key: str) -> None:
        await self._post("press", {"message": message, "key": key})

    async def messages(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.mine}/messages") as answer:
            answer.raise_for_status()
            return list(await answer.json())

    async def answers(self, count: int = 1, seconds: float = 60) -> list[dict[str, Any]]:
        """What the app has said to this person, once there are at least `count` messages of it."""
        for _ in range(int(seconds * 5)):
            found = [message for message in await self.messages() if message["sender"] == "app"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.2)
        raise TimeoutError(f"{self.person} got {len(found)} of {count} answers")

    async def _post(self, what: str, body: dict[str, Any]) -> None:
        async with self.http.post(f"{self.mine}/{what}", json=body) as answer:
            if answer.status >= 400:
                raise RuntimeError(await answer.text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
