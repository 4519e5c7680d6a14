"""How often one member may be written to (应用消息频率, path/90312): 30 a minute, 1,000 an hour.

WeCom drops what exceeds it and still answers 0, so the limit must hold on our side. The windows slide and are two
seconds longer than WeCom's, because messages do not all travel equally fast.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from core.kv import KV, Limit

PER_MEMBER: Sequence[Limit] = ((30, 62.0), (1000, 3602.0))


class Turns:
    """The turns of one app's members, shared through the store by all processes."""

    def __init__(
        self,
        kv: KV,
        corp_id: str,
        agent_id: int,
        *,
        limits: Sequence[Limit] = PER_MEMBER,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._kv, self._limits, self._sleep = kv, limits, sleep
        self._prefix = f"wecom:turn:{corp_id}:{agent_id}:"

    async def allow(self, member: str) -> float:
        """Take a turn for a message to `member`: 0.0 when it may go now, else the seconds until it may."""
        return await self._kv.take_turn(self._prefix + member.lower(), self._limits)

    async def wait_for_turn(self, member: str) -> None:
        """Come back when a message to `member` may go; its turn is taken."""
        while wait := await self.allow(member):
            await self._sleep(wait)
