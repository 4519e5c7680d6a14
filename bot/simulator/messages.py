"""What lies in each person's chat with the app (会话消息), sent, changed, recalled and read."""

import hashlib
import json
import time
from typing import Any

from bot.simulator.clock import DAY, HOUR, Clock
from bot.simulator.live import Live
from bot.simulator.store import Store

PER_MINUTE, PER_HOUR = 30, 1000
Body = dict[str, Any]


class Messages:
    def __init__(self, store: Store, clock: Clock, live: Live) -> None:
        self._store, self._clock, self._live = store, clock, live

    def add(self, person: str, sender: str, kind: str, body: Body, msgid: str) -> dict[str, Any]:
        """One message in one chat; from the app it waits unread, or is dropped beyond 30 a minute or 1,000 an hour."""
        dropped = sender == "app" and self._too_many(person)
        row = self._store.run(
            "insert into message(msgid, person, sender, kind, body, sent_at, state, unread) values(?,?,?,?,?,?,?,?)",
            *(msgid, person, sender, kind, json.dumps(body, ensure_ascii=False), self._clock.now()),
            *("dropped" if dropped else "shown", int(sender == "app" and not dropped)),
        )
        return self._tell(row, fresh=True)

    def of(self, person: str, after: int = 0, limit: int = 200) -> list[dict[str, Any]]:
        """The newest `limit` messages after a message id, oldest first."""
        rows = self._store.rows(
            "select * from message where person=? collate nocase and id>? order by id desc limit ?",
            *(person, after, limit),
        )
        return [_message(row) for row in reversed(rows)]

    def from_app(self, after: int = 0, limit: int = 1000) -> list[dict[str, Any]]:
        rows = self._store.rows(
            "select * from message where sender='app' and id>? order by id limit ?",
            *(after, limit),
        )
        return [_message(row) for row in rows]

    def one(self, row: int) -> dict[str, Any] | None:
        found = self._store.row("select * from message where id=?", row)
        return _message(found) if found else None

    def copies(self, msgid: str) -> list[dict[str, Any]]:
        """The same sent message in every chat it reached."""
        return [_message(row) for row in self._store.rows("select * from message where msgid=? order by id", msgid)]

    def change(self, row: int, body: Body) -> None:
        self._store.run("update message set body=? where id=?", json.dumps(body, ensure_ascii=False), row)
        self._tell(row)

    def recall(self, msgid: str) -> int:
        """Takes a message of the last 24 hours back from every chat; the number of chats."""
        oldest = self._clock.now() - DAY
        rows = self._store.rows("select id from message where msgid=? and sent_at>? and sender='app'", msgid, oldest)
        for row in rows:
            self._store.run("update message set state='recalled', unread=0 where id=?", row["id"])
            self._tell(row["id"])
        return len(rows)

    def unread(self) -> dict[str, int]:
        rows = self._store.rows("select person, sum(unread) as n from message group by person having n>0")
        return {row["person"]: row["n"] for row in rows}

    def read(self, person: str) -> None:
        if self._store.changed("update message set unread=0 where person=? and unread=1", person):
            self._live.tell("read", {"person": person})

    def count(self) -> int:
        row = self._store.row("select count(*) as n from message")
        return int(row["n"]) if row else 0

    def clear(self) -> None:
        self._store.empty(["message", "sent"])

    def new_msgid(self) -> str:
        """Larger than every one before, also than those of a file that was deleted since."""
        number = max(int(time.time() * 1_000_000), int(self._store.setting("msgid", 0)) + 1)
        self._store.set("msgid", number)
        return str(number)

    def remember(self, msgid: str, digest: str, answer: dict[str, Any]) -> None:
        self._store.run(
            "insert into sent(msgid, digest, answer, sent_at) values(?, ?, ?, ?)",
            *(msgid, digest, json.dumps(answer), self._clock.now()),
        )

    def earlier(self, digest: str, seconds: int) -> dict[str, Any] | None:
        """The answer to the same request within the last `seconds`."""
        row = self._store.row(
            "select answer from sent where digest=? and sent_at>?", digest, self._clock.now() - seconds
        )
        return json.loads(row["answer"]) if row else None

    def was_sent(self, msgid: str) -> bool:
        return self._store.row("select 1 from sent where msgid=?", msgid) is not None

    def task_used(self, task_id: str) -> bool:
        return self._store.row("select 1 from task where id=?", task_id) is not None

    def use_task(self, task_id: str, msgid: str) -> None:
        self._store.run("insert into task(id, msgid) values(?, ?)", task_id, msgid)

    def _too_many(self, person: str) -> bool:
        now = self._clock.now()
        return any(
            self._sent_since(person, now - seconds) >= most for seconds, most in ((60, PER_MINUTE), (HOUR, PER_HOUR))
        )

    def _sent_since(self, person: str, since: float) -> int:
        row = self._store.row(
            "select count(*) as n from message where person=? and sender='app' and state<>'dropped' and sent_at>?",
            *(person, since),
        )
        return int(row["n"]) if row else 0

    def _tell(self, row: int, *, fresh: bool = False) -> dict[str, Any]:
        message = self.one(row)
        assert message is not None
        self._live.tell("message", {**message, "fresh": fresh})
        return message


def digest(request: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def _message(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "body": json.loads(row["body"]), "unread": bool(row["unread"])}
