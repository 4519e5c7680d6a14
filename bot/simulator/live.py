"""What happens, told to every open page at once (实时更新, server-sent events)."""

import asyncio
import json
from typing import Any


class Live:
    """A page that does not read loses its place after 500 waiting items and starts over by itself."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[bytes | None]] = set()

    def tell(self, kind: str, data: Any) -> None:
        text = f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
        for queue in list(self._queues):
            if queue.full():
                self.leave(queue)
                queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(text)

    def join(self) -> asyncio.Queue[bytes | None]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(500)
        self._queues.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[bytes | None]) -> None:
        self._queues.discard(queue)

    def close(self) -> None:
        for queue in list(self._queues):
            self.leave(queue)
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
