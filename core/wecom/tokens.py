"""Values that WeCom lends for two hours (access_token 与 ticket): fetched once, shared by all processes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.errors import Unavailable
from core.kv import KV
from core.wecom.errors import WeComError, WeComUnreachable

EARLY_S = 300.0
REFUSED_FOR_S = 30.0
_WRONG_SECRET = frozenset({40001, 40013, 40091})


@dataclass(frozen=True, slots=True)
class Lent:
    """A fetched value and the seconds it is good for."""

    value: str
    expires_in: float


class Cached:
    """One lent value under one key. However many ask at once, in however many processes, it is fetched once.

    A wrong secret is not tried again for half a minute: WeCom blocks addresses that keep trying.
    """

    lock_s, wait_s = 60.0, 60.0

    def __init__(self, kv: KV, key: str, fetch: Callable[[], Awaitable[Lent]]) -> None:
        self._kv, self._key, self._fetch = kv, key, fetch
        self._alone = asyncio.Lock()
        self._refused: tuple[float, WeComError] | None = None

    async def get(self) -> str:
        """The value. Trouble in fetching it leaves the call it is for undone: `maybe_done` is False."""
        try:
            return await self._get()
        except Unavailable as error:
            raise WeComUnreachable(self._key, str(error), maybe_done=False) from error

    async def _get(self) -> str:
        if value := await self._kv.get(self._key):
            return value
        async with self._alone:
            if value := await self._kv.get(self._key):
                return value
            self._raise_refusal()
            async with self._kv.lock(self._key, self.lock_s, self.wait_s):
                return await self._kv.get(self._key) or await self._refresh()

    async def drop(self, used: str) -> None:
        """Forget the value WeCom has just refused, unless somebody has replaced it already."""
        await self._kv.delete_if(self._key, used)

    async def _refresh(self) -> str:
        try:
            lent = await self._fetch()
        except WeComError as error:
            if error.errcode in _WRONG_SECRET:
                self._refused = (time.monotonic() + REFUSED_FOR_S, error)
            raise
        early = min(EARLY_S, lent.expires_in / 2)
        await self._kv.set(self._key, lent.value, lent.expires_in - early)
        return lent.value

    def _raise_refusal(self) -> None:
        if self._refused and time.monotonic() < self._refused[0]:
            error = self._refused[1]
            raise WeComError(error.errcode, error.errmsg, error.api)
