"""Messages on their way out (发件): written with the change that causes them, sent after the commit, once each."""

from datetime import datetime
from typing import Any

from tortoise import fields

from core import ids
from core.queues import Queued, put, settle


class Outbox(Queued):
    """One message to one member, and what became of it: `outcome` is empty until it is sent or given up.

    `payload` is the WeCom message without recipient, or a card update. `task_id` is drawn with the row, so that a
    resend of a card is refused by WeCom instead of shown twice, and no other database ever draws the same.
    """

    userid = fields.CharField(64)
    kind = fields.CharField(12, default="message")
    task_id = fields.CharField(128, default="")
    msgid = fields.CharField(200, default="")
    response_code = fields.CharField(600, default="")
    outcome = fields.CharField(200, default="")

    class Meta:
        table = "outbox"


async def tell(
    userid: str, message: dict[str, Any], *, key: str, run_at: datetime | None = None, kind: str = "message"
) -> int | None:
    """Queues a message in the current transaction; None when one with this key is queued or sent already."""
    return await put(
        Outbox, key, message, lane=userid.lower(), run_at=run_at, userid=userid, kind=kind, task_id=ids.token(15),
        msgid="", response_code="", outcome="",
    )  # fmt: skip


async def sent(row_id: int, **known: str) -> None:
    """The message is with its reader; `known` are the msgid and response_code that WeCom gave."""
    await settle(Outbox, row_id, outcome="sent", **known)


async def refused(row_id: int, outcome: str) -> None:
    """Notes why a message did not arrive, before the worker gives it up."""
    await Outbox.filter(id=row_id).update(outcome=outcome[:200])
