"""How the reading process is started, asked and ended, one picture at a time (识别进程)."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocr.errors import PictureError, ReaderFailed
from ocr.frames import receive_frame, send_frame
from ocr.reading import Reading

START_SECONDS = 90.0
"""Loading the models on a busy machine; a first start also compiles them."""

_ROOMS = Path(__file__).resolve().parent.parent
"""The folder that holds the package `ocr`: the checkout, or site-packages/wecrm once installed."""


async def start_process(engine: str, cache_dir: Path | None) -> asyncio.subprocess.Process:
    """Start `ocr.serve` so that it finds its package in a checkout and inside the installed wheel."""
    command = [sys.executable, "-m", "ocr.serve", "--engine", engine]
    if cache_dir is not None:
        command += ["--cache-dir", str(cache_dir)]
    path = os.pathsep.join(filter(None, [str(_ROOMS), os.environ.get("PYTHONPATH", "")]))
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOMS,
        env={**os.environ, "PYTHONPATH": path},
    )


class Child:
    """One reading process: started when first asked, killed when late, replaced after its quota."""

    def __init__(self, engine: str, cache_dir: Path | None, seconds: float, quota: int) -> None:
        self._engine = engine
        self._cache_dir = cache_dir
        self._seconds = seconds
        self._quota = quota
        self._done = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self.running else None

    async def warm(self) -> None:
        """Start the process unless it runs; returns once its models are loaded."""
        if self.running:
            return
        self._process = await start_process(self._engine, self._cache_dir)
        self._done = 0
        try:
            async with asyncio.timeout(START_SECONDS):
                await receive_frame(_stdout(self._process))
        except (asyncio.IncompleteReadError, TimeoutError):
            await self.stop()
            raise ReaderFailed("名片识别没有启动成功，稍后再试") from None
        except BaseException:
            await self.stop()
            raise

    async def read(self, data: bytes) -> Reading:
        """Read one picture; whatever goes wrong on the way ends the process, never the caller's loop."""
        await self.warm()
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._ask(data)
        except TimeoutError:
            await self.stop()
            raise ReaderFailed("这张名片识别超时了，换一张清晰的照片再试") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.stop()
            raise ReaderFailed() from None
        except BaseException:
            await self.stop()
            raise
        self._done += 1
        if self._done >= self._quota:
            await self.stop()
        return _reading(answer)

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        # communicate() would wait for output; closing the pipes ourselves leaves no transport behind.
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()

    async def _ask(self, data: bytes) -> Mapping[str, Any]:
        process = self._process
        assert process is not None and process.stdin is not None
        await send_frame(process.stdin, data)
        answer: Mapping[str, Any] = json.loads(await receive_frame(_stdout(process)))
        return answer


def _stdout(process: asyncio.subprocess.Process) -> asyncio.StreamReader:
    assert process.stdout is not None
    return process.stdout


def _reading(answer: Mapping[str, Any]) -> Reading:
    if "error" in answer:
        raise PictureError(answer["error"]["kind"], answer["error"]["message"])
    if "failed" in answer:
        raise ReaderFailed()
    return Reading.from_json(answer["reading"])
