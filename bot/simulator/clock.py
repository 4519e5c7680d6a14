"""The company's clock (虚拟时钟): real time plus what somebody skipped, so that two hours pass at once."""

import time

from bot.simulator.store import Store

HOUR = 3600
DAY = 24 * HOUR


class Clock:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._ahead = float(store.setting("clock_ahead", 0))

    @property
    def ahead(self) -> float:
        """Seconds by which the company is ahead of the real time."""
        return self._ahead

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._set(self._ahead + seconds)

    def back_to_real(self) -> None:
        self._set(0.0)

    def _set(self, ahead: float) -> None:
        self._ahead = ahead
        self._store.set("clock_ahead", ahead)
