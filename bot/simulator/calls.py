"""The record of every call and callback (调用记录), newest 500 kept."""

import json
from typing import Any, Literal

from bot.simulator.clock import Clock
from bot.simulator.live import Live
from bot.simulator.store import Store

KEPT = 500
SLOW_MS = 1000
Side = Literal["api", "callback"]
HEAD = "id, at, side, name, note, ms, outcome"


class CallLog:
    def __init__(self, store: Store, clock: Clock, live: Live) -> None:
        self._store, self._clock, self._live = store, clock, live

    def begin(self, side: Side, name: str, note: str, detail: dict[str, Any]) -> int:
        """Opens a row as `running` and returns its id."""
        row = self._store.run(
            "insert into call(at, side, name, note, outcome, detail) values(?, ?, ?, ?, 'running', ?)",
            *(self._clock.now(), side, name, note, json.dumps(detail, ensure_ascii=False)),
        )
        self._store.run("delete from call where id <= ?", row - KEPT)
        self._tell(row)
        return row

    def finish(self, row: int, note: str, ms: float, outcome: str, detail: dict[str, Any]) -> None:
        """`outcome` is ok, failed or dropped; an ok that took a second or more is kept as slow."""
        if outcome == "ok" and ms >= SLOW_MS:
            outcome = "slow"
        self._store.run(
            "update call set note=?, ms=?, outcome=?, detail=? where id=?",
            *(note, round(ms), outcome, json.dumps(detail, ensure_ascii=False), row),
        )
        self._tell(row)

    def heads(self, side: str = "", outcome: str = "", limit: int = KEPT) -> list[dict[str, Any]]:
        return self._store.rows(
            f"select {HEAD} from call where (?='' or side=?) and (?='' or outcome=?) order by id desc limit ?",
            *(side, side, outcome, outcome, limit),
        )

    def whole(self, row: int) -> dict[str, Any] | None:
        found = self._store.row("select * from call where id=?", row)
        return {**found, "detail": json.loads(found["detail"])} if found else None

    def clear(self) -> None:
        self._store.empty(["call"])
        self._live.tell("log_cleared", {})

    def _tell(self, row: int) -> None:
        self._live.tell("log", self._store.row(f"select {HEAD} from call where id=?", row))
