"""The way out (发送): takes messages from the outbox, within WeCom's limits, each shown once.

A message that may have been carried out although no answer came is sent again: cards carry the task_id of their row,
and WeCom refuses the second one. The row keeps what became of it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NoReturn

import structlog

from core import clock
from core.kv import KV
from core.outbox import Outbox, refused, sent
from core.queues import GiveUp, Later, Worker
from core.wecom.client import WeComClient
from core.wecom.errors import Kind, WeComError, WeComUnreachable
from core.wecom.limits import Turns

BACK_OFF = (1, 2, 5, 15, 60, 300, 900, 1800, 3600, 3600, 3600)
PARKED_S = 60.0
LONGEST_WAIT = timedelta(hours=24)
UNIQUE_FOR_S = 14400
AN_ADMINISTRATOR = (Kind.PERMISSION, Kind.CREDENTIAL)
log = structlog.get_logger()


class Sender:
    """Sends the rows of the outbox. `trouble` is one sentence while an administrator has to act, else empty."""

    def __init__(self, wecom: WeComClient, kv: KV, *, seconds: Callable[[], float] | None = None) -> None:
        self.trouble = ""
        self._wecom = wecom
        self._turns = Turns(kv, wecom.config.corp_id, wecom.config.agent_id)
        self._seconds = seconds or (lambda: clock.now().timestamp())
        self._parked: dict[str, float] = {}

    def worker(self) -> Worker:
        """One message at a time to each member, eight at once in all."""
        return Worker(Outbox, self.send, gave_up=self.gave_up, width=8, back_off=BACK_OFF, lanes=True)

    async def send(self, row: dict[str, Any]) -> None:
        """Raises Later, GiveUp, WeComError or WeComUnreachable; the worker knows what each means."""
        self._wait_while_parked(row["kind"])
        try:
            await (self._update(row) if row["kind"] == "update" else self._message(row))
        except WeComError as error:
            await self._refused(row, error)
        else:
            self.trouble = ""

    async def gave_up(self, row: dict[str, Any], error: Exception) -> None:
        if isinstance(error, WeComUnreachable):
            await refused(row["id"], "unreachable")

    async def _message(self, row: dict[str, Any]) -> None:
        if wait := await self._turns.allow(row["userid"]):
            raise Later(wait)
        answer = await self._wecom.send(addressed(row))
        if answer.invalid_users:
            await self._undeliverable(row, "nobody there")
        await sent(row["id"], msgid=answer.msgid, response_code=answer.response_code)

    async def _update(self, row: dict[str, Any]) -> None:
        body = {**row["payload"], "agentid": self._wecom.config.agent_id}
        await self._wecom.call("message/update_template_card", body=body, repeatable=False)
        await sent(row["id"])

    async def _refused(self, row: dict[str, Any], error: WeComError) -> None:
        """Decides by what cures the refusal; a used code or task_id on a second attempt is good news."""
        spent = error.errcode == 60140 if row["kind"] == "update" else error.task_id_taken and row["attempts"] > 1
        if spent:
            await sent(row["id"])
            return
        if error.kind is Kind.TRANSIENT:
            raise error
        waits = error.kind is Kind.RATE_LIMITED or error.kind in AN_ADMINISTRATOR
        if not waits or _age(row) > LONGEST_WAIT:
            await self._undeliverable(row, f"refused {error.errcode}")
        self._park(row["kind"], error)
        raise Later(PARKED_S)

    async def _undeliverable(self, row: dict[str, Any], why: str) -> NoReturn:
        await refused(row["id"], why)
        raise GiveUp(why)

    def _park(self, kind: str, error: WeComError) -> None:
        """Nothing more of this kind goes out for a minute."""
        self._parked[kind] = self._seconds() + PARKED_S
        if error.kind in AN_ADMINISTRATOR:
            self.trouble = error.cure
            log.error("wecom.needs_an_administrator", errcode=error.errcode, api=error.api, cure=error.cure)
        else:
            log.warning("wecom.rate_limited", api=error.api)

    def _wait_while_parked(self, kind: str) -> None:
        wait = self._parked.get(kind, 0.0) - self._seconds()
        if wait > 0:
            raise Later(wait)


def addressed(row: dict[str, Any]) -> dict[str, Any]:
    """The stored message with its recipient. A card gets the task_id of its row; of anything else WeCom drops an
    equal message within four hours.
    """
    message = {**row["payload"], "touser": row["userid"]}
    if "template_card" in message:
        message["template_card"] = {**message["template_card"], "task_id": row["task_id"]}
        return message
    return {**message, "enable_duplicate_check": 1, "duplicate_check_interval": UNIQUE_FOR_S}


def _age(row: dict[str, Any]) -> timedelta:
    created = row["created_at"]
    return clock.now() - (datetime.fromisoformat(created) if isinstance(created, str) else created)
