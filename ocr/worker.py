"""The server's door to card reading: pictures in, readings out, all heavy work in child processes (名片识别).

Nothing here may import an image or model library: the server idles at 150 MB because only the child loads them.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from ocr.child import Child
from ocr.errors import PictureError, ReaderFailed
from ocr.reading import Reading

MAX_BYTES = 20 * 1024 * 1024
SECONDS = 30.0
"""Longest time for one picture before its process is killed."""
QUOTA = 500
"""Pictures a process reads before it is replaced, so that no library's leak grows for ever."""


class CardReader:
    """Reads card pictures with `workers` child processes, one picture at a time in each.

    `engine` is `auto`, `openvino` or `paddle`; `cache_dir` keeps prepared models between starts
    (None: the user's cache folder).
    """

    def __init__(
        self,
        workers: int = 1,
        engine: str = "auto",
        cache_dir: Path | None = None,
        *,
        seconds: float = SECONDS,
        quota: int = QUOTA,
    ) -> None:
        self._children = [Child(engine, cache_dir, seconds, quota) for _ in range(max(1, workers))]
        # The child used last comes first, so that a quiet server keeps one process warm, not all.
        self._idle: asyncio.LifoQueue[Child] = asyncio.LifoQueue()
        for child in reversed(self._children):
            self._idle.put_nowait(child)
        self._warming: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether a process is up, so that the next picture does not wait for the models."""
        return any(child.running for child in self._children)

    @property
    def pids(self) -> list[int]:
        return [child.pid for child in self._children if child.pid is not None]

    async def start(self) -> None:
        """Warm one process up in the background; returns at once."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._warm(), name="ocr-warm-up")

    async def read(self, data: bytes) -> Reading:
        """Read one picture file. Raises PictureError (its fault) or ReaderFailed (ours, try again)."""
        if len(data) > MAX_BYTES:
            raise PictureError("too_large", "图片超过 20 MB，压缩后再发")
        child = await self._idle.get()
        try:
            return await child.read(data)
        finally:
            self._idle.put_nowait(child)

    async def stop(self) -> None:
        if self._warming is not None:
            self._warming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._warming
            self._warming = None
        await asyncio.gather(*(child.stop() for child in self._children))

    async def _warm(self) -> None:
        child = await self._idle.get()
        try:
            # A failed warm-up is told to the first person who sends a card.
            with contextlib.suppress(ReaderFailed):
                await child.warm()
        finally:
            self._idle.put_nowait(child)
