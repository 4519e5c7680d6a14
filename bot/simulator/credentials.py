"""Everything that is lent for a while (凭证): tokens, tickets, response codes, OAuth codes, user tickets."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from bot.simulator.answers import ApiError
from bot.simulator.clock import DAY, HOUR, Clock
from bot.simulator.store import Store

LIFE = {
    "access_token": 2 * HOUR,
    "corp_ticket": 2 * HOUR,
    "agent_ticket": 2 * HOUR,
    "response_code": 3 * DAY,
    "oauth_code": 300,
    "user_ticket": 1800,
}


@dataclass(frozen=True)
class Lent:
    value: str
    holder: str
    detail: dict[str, Any]
    expires_at: float
    used: bool


class Credentials:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def current(self, kind: str, holder: str) -> Lent:
        """The same value until it expires, then a new one."""
        now = self._clock.now()
        row = self._store.row(
            "select * from credential where kind=? and holder=? and used=0 and expires_at>? order by expires_at desc",
            *(kind, holder, now),
        )
        return _lent(row) if row else self.lend(kind, holder)

    def lend(self, kind: str, holder: str, **detail: Any) -> Lent:
        value, expires_at = secrets.token_urlsafe(48), self._clock.now() + LIFE[kind]
        self._store.run(
            "insert into credential(value, kind, holder, detail, expires_at) values(?, ?, ?, ?, ?)",
            *(value, kind, holder, json.dumps(detail), expires_at),
        )
        return Lent(value, holder, detail, expires_at, False)

    def find(self, kind: str, value: str) -> Lent | None:
        row = self._store.row("select * from credential where value=? and kind=?", value, kind)
        return _lent(row) if row else None

    def expired(self, lent: Lent) -> bool:
        return lent.expires_at <= self._clock.now()

    def seconds_left(self, lent: Lent) -> int:
        return int(lent.expires_at - self._clock.now())

    def spend(self, value: str) -> bool:
        """True for the first who spends it."""
        return self._store.changed("update credential set used=1 where value=? and used=0", value) == 1

    def token_holder(self, token: str) -> str:
        """The app a token was lent to; raises what WeCom answers to a missing, unknown or old token."""
        if not token:
            raise ApiError(41001)
        lent = self.find("access_token", token)
        if not lent:
            raise ApiError(40014)
        if lent.used or self.expired(lent):
            raise ApiError(42001)
        return lent.holder

    def spend_response_code(self, value: str) -> Lent:
        lent = self.find("response_code", value)
        if not lent or self.expired(lent) or not self.spend(value):
            raise ApiError(60140)
        return lent


def _lent(row: dict[str, Any]) -> Lent:
    return Lent(row["value"], row["holder"], json.loads(row["detail"]), row["expires_at"], bool(row["used"]))
