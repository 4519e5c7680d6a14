"""Short-lived shared values (键值存储): tokens, locks, counters, turns and live news between processes.

`open_kv("")` keeps everything in this process, `open_kv("redis://…")` shares it between processes and machines.
Nothing here has to survive a restart; what must survive lives in the database.
"""

import asyncio
import secrets
import time
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, Self
from weakref import WeakSet

from core.errors import Unavailable

Limit = tuple[int, float]  # so many turns within so many seconds


class LockTimeout(Unavailable):
    """Somebody else held the lock for the whole time one was ready to wait."""

    def __init__(self, name: str) -> None:
        super().__init__("同一件事正在处理，稍后再试")
        self.name = name

    def __str__(self) -> str:
        return f"lock {self.name} is held by somebody else"


class StoreDown(Unavailable):
    """The shared store gives no answer."""

    def __init__(self, reason: str) -> None:
        super().__init__("服务器的共享缓存没有回应，稍后再试")
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class KV(Protocol):
    """What both stores promise. Keys and values are text; `ttl_s` is a life time in seconds, None for no end.

    Everything may raise `StoreDown`.
    """

    async def get(self, key: str) -> str | None: ...

    async def set(self, key: str, value: str, ttl_s: float | None = None) -> None: ...

    async def add(self, key: str, value: str, ttl_s: float | None = None) -> bool:
        """Set `key` unless it is there; True when it was set."""
        ...

    async def delete(self, key: str) -> None: ...

    async def delete_if(self, key: str, value: str) -> bool:
        """Delete `key` if it still holds `value`; True when it was deleted."""
        ...

    async def incr(self, key: str, ttl_s: float) -> int:
        """Count up from 0 and return the new count; the life time starts with the first count."""
        ...

    async def take_turn(self, key: str, limits: Sequence[Limit]) -> float:
        """Take one turn if none of the sliding `limits` is exceeded by it: 0.0, else the seconds to wait."""
        ...

    def lock(self, name: str, ttl_s: float, wait_s: float = 30.0) -> AbstractAsyncContextManager[None]:
        """Hold `name` alone in the block; it frees itself after `ttl_s` should the holder die.

        `LockTimeout` when it is not free within `wait_s`. The work inside must end well before `ttl_s`.
        """
        ...

    async def publish(self, channel: str, message: str) -> None: ...

    def subscribe(self, channel: str) -> "Subscription":
        """Messages published from now on: `async with kv.subscribe(c) as news: async for message in news`."""
        ...

    async def close(self) -> None:
        """Let go of everything; subscriptions end."""
        ...


class Subscription(AsyncIterator[str]):
    """Messages of one channel. Whoever reads too slowly loses the oldest ones.

    Listening begins on entering the block, or with the first message asked for.
    """

    backlog = 1000

    def __init__(self, channel: str, join: "Hook", leave: "Hook") -> None:
        self.channel = channel
        self._join, self._leave = join, leave
        self._joined = self._ended = False
        self._messages: deque[str] = deque(maxlen=self.backlog)
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        if not self._joined:
            await self._join(self)
            self._joined = True
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop listening."""
        if self._joined and not self._ended:
            self.end()
            await self._leave(self)

    async def __anext__(self) -> str:
        await self.__aenter__()
        while not self._messages:
            if self._ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._messages.popleft()

    def deliver(self, message: str) -> None:
        self._messages.append(message)
        self._news.set()

    def end(self) -> None:
        self._ended = True
        self._news.set()


Hook = Callable[[Subscription], Awaitable[None]]


class Hub:
    """The subscriptions of this process by channel; a forgotten one disappears by itself."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, WeakSet[Subscription]] = defaultdict(WeakSet)

    async def join(self, subscription: Subscription) -> None:
        self._listeners[subscription.channel].add(subscription)

    async def leave(self, subscription: Subscription) -> None:
        listeners = self._listeners[subscription.channel]
        listeners.discard(subscription)
        if not listeners:
            del self._listeners[subscription.channel]

    def listening(self, channel: str) -> bool:
        return bool(self._listeners.get(channel))

    def deliver(self, channel: str, message: str) -> None:
        for listener in tuple(self._listeners.get(channel, ())):
            listener.deliver(message)

    def end(self) -> None:
        for listener in [one for listeners in self._listeners.values() for one in listeners]:
            listener.end()
        self._listeners.clear()


class Locking(ABC):
    """A lock made of `add` and `delete_if`: the value is a secret of the holder, so that nobody frees another's."""

    polls_s = (0.005, 0.01, 0.02, 0.04)

    @abstractmethod
    async def add(self, key: str, value: str, ttl_s: float | None = None) -> bool: ...

    @abstractmethod
    async def delete_if(self, key: str, value: str) -> bool: ...

    @asynccontextmanager
    async def lock(self, name: str, ttl_s: float, wait_s: float = 30.0) -> AsyncIterator[None]:
        key, holder = f"lock:{name}", secrets.token_hex(16)
        deadline, polls = time.monotonic() + wait_s, 0
        while not await self.add(key, holder, ttl_s):
            if time.monotonic() >= deadline:
                raise LockTimeout(name)
            await asyncio.sleep(self.polls_s[min(polls, len(self.polls_s) - 1)])
            polls += 1
        try:
            yield
        finally:
            await self.delete_if(key, holder)


class LocalKV(Locking):
    """Everything in this process. `seconds` is the clock that life times are counted on."""

    sweep_every = 1024

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._entries: dict[str, tuple[Any, float | None]] = {}
        self._writes = 0
        self._hub = Hub()

    def _live(self, key: str) -> Any:
        value, ends = self._entries.get(key, (None, None))
        if ends is not None and ends <= self._seconds():
            del self._entries[key]
            return None
        return value

    def _put(self, key: str, value: Any, ttl_s: float | None) -> None:
        self._entries[key] = (value, None if ttl_s is None else self._seconds() + ttl_s)
        self._writes += 1
        if self._writes % self.sweep_every == 0:
            self._sweep()

    def _sweep(self) -> None:
        for key in tuple(self._entries):
            self._live(key)

    async def get(self, key: str) -> str | None:
        value: str | None = self._live(key)
        return value

    async def set(self, key: str, value: str, ttl_s: float | None = None) -> None:
        self._put(key, value, ttl_s)

    async def add(self, key: str, value: str, ttl_s: float | None = None) -> bool:
        if self._live(key) is not None:
            return False
        self._put(key, value, ttl_s)
        return True

    async def delete(self, key: str) -> None:
        self._entries.pop(key, None)

    async def delete_if(self, key: str, value: str) -> bool:
        if self._live(key) != value:
            return False
        del self._entries[key]
        return True

    async def incr(self, key: str, ttl_s: float) -> int:
        count = int(self._live(key) or 0) + 1
        if count == 1:
            self._put(key, "1", ttl_s)
        else:
            self._entries[key] = (str(count), self._entries[key][1])
        return count

    async def take_turn(self, key: str, limits: Sequence[Limit]) -> float:
        now = self._seconds()
        turns: deque[float] = self._live(key) or deque()
        waits = (turns[-count] + span - now for count, span in limits if len(turns) >= count)
        wait = max(waits, default=0.0)
        if wait > 0:
            return wait
        turns.append(now)
        while len(turns) > max(count for count, _ in limits):
            turns.popleft()
        self._put(key, turns, max(span for _, span in limits))
        return 0.0

    async def publish(self, channel: str, message: str) -> None:
        self._hub.deliver(channel, message)

    def subscribe(self, channel: str) -> Subscription:
        return Subscription(channel, self._hub.join, self._hub.leave)

    async def close(self) -> None:
        self._hub.end()
        self._entries.clear()


def open_kv(redis_url: str) -> KV:
    """The store for `WECRM_REDIS_URL`: in this process when it is empty, else Redis (connected on first use)."""
    if not redis_url:
        return LocalKV()
    from core.kv_redis import RedisKV  # only companies that use Redis pay for its client

    return RedisKV(redis_url)
