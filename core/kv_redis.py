"""The shared store on Redis (键值存储，多进程): for several processes or machines.

`redis.asyncio` is the successor of aioredis, which was merged into redis-py.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any

from redis import asyncio as aioredis
from redis.exceptions import RedisError

from core.kv import Hub, Limit, Locking, StoreDown, Subscription

_DELETE_IF = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0"
_INCR = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count
"""
# The newest turn comes first. Redis' own clock decides, so that machines need not agree on the time.
_TAKE_TURN = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local wait, most, longest = 0, 0, 0
for i = 1, #ARGV, 2 do
  local count, span = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local turn = redis.call('LINDEX', KEYS[1], count - 1)
  if turn then wait = math.max(wait, turn + span - now) end
  most, longest = math.max(most, count), math.max(longest, span)
end
if wait > 0 then return wait end
redis.call('LPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], 0, most - 1)
redis.call('PEXPIRE', KEYS[1], longest)
return 0
"""


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


async def _asked(answer: Awaitable[Any]) -> Any:
    try:
        return await answer
    except (RedisError, OSError) as error:
        raise StoreDown(f"Redis: {error}") from error


class RedisKV(Locking):
    """Keys and channels begin with `prefix`, so that several companies can share one Redis."""

    reconnect_s = 1.0

    def __init__(self, url: str, prefix: str = "wecrm:") -> None:
        self._redis: Any = aioredis.from_url(
            url, decode_responses=True, health_check_interval=30, socket_connect_timeout=5
        )
        self._prefix = prefix
        self._delete_if = self._redis.register_script(_DELETE_IF)
        self._incr = self._redis.register_script(_INCR)
        self._take_turn = self._redis.register_script(_TAKE_TURN)
        self._hub = Hub()
        self._pubsub: Any = self._redis.pubsub()
        self._heard: dict[str, asyncio.Event] = {}
        self._changing = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None

    def _key(self, key: str) -> str:
        return self._prefix + key

    async def get(self, key: str) -> str | None:
        value: str | None = await _asked(self._redis.get(self._key(key)))
        return value

    async def set(self, key: str, value: str, ttl_s: float | None = None) -> None:
        await _asked(self._redis.set(self._key(key), value, px=None if ttl_s is None else _ms(ttl_s)))

    async def add(self, key: str, value: str, ttl_s: float | None = None) -> bool:
        px = None if ttl_s is None else _ms(ttl_s)
        return bool(await _asked(self._redis.set(self._key(key), value, nx=True, px=px)))

    async def delete(self, key: str) -> None:
        await _asked(self._redis.delete(self._key(key)))

    async def delete_if(self, key: str, value: str) -> bool:
        return bool(await _asked(self._delete_if(keys=[self._key(key)], args=[value])))

    async def incr(self, key: str, ttl_s: float) -> int:
        return int(await _asked(self._incr(keys=[self._key(key)], args=[_ms(ttl_s)])))

    async def take_turn(self, key: str, limits: Sequence[Limit]) -> float:
        numbers = [number for count, span in limits for number in (count, _ms(span))]
        return int(await _asked(self._take_turn(keys=[self._key(key)], args=numbers))) / 1000

    async def publish(self, channel: str, message: str) -> None:
        await _asked(self._redis.publish(self._key(channel), message))

    def subscribe(self, channel: str) -> Subscription:
        return Subscription(channel, self._join, self._leave)

    async def _join(self, subscription: Subscription) -> None:
        """Returns once Redis has confirmed the channel: what is published after that arrives."""
        await self._hub.join(subscription)
        name = self._key(subscription.channel)
        async with self._changing:
            if name not in self._heard:
                await self._listen(name)
            if self._reader is None:
                self._reader = asyncio.create_task(self._read(), name="redis news")
            heard = self._heard[name]
        await heard.wait()

    async def _listen(self, name: str) -> None:
        self._heard[name] = asyncio.Event()
        try:
            await _asked(self._pubsub.subscribe(name))
        except StoreDown:
            del self._heard[name]
            raise

    async def _leave(self, subscription: Subscription) -> None:
        await self._hub.leave(subscription)
        name = self._key(subscription.channel)
        async with self._changing:
            if not self._hub.listening(subscription.channel) and name in self._heard:
                del self._heard[name]
                await _asked(self._pubsub.unsubscribe(name))

    async def _read(self) -> None:
        while True:
            try:
                await self._pubsub.connect()
                news = await self._pubsub.get_message(timeout=None)
            except (RedisError, OSError):  # the client subscribes again by itself when Redis is back
                await asyncio.sleep(self.reconnect_s)
                continue
            if news and news["type"] == "message":
                self._hub.deliver(news["channel"].removeprefix(self._prefix), news["data"])
            elif news and news["type"] == "subscribe" and news["channel"] in self._heard:
                self._heard[news["channel"]].set()

    async def close(self) -> None:
        if self._reader:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        self._hub.end()
        await self._pubsub.aclose()
        await self._redis.aclose()
