"""Requests that count once (幂等): a key per member and route, kept for 24 hours in the transaction of its effect."""

import asyncio
from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock
from core.db import database, execute
from core.errors import Conflict, Invalid

KEPT, PATIENCE = timedelta(hours=24), 5.0


class IdempotentRequest(Model):
    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(300, unique=True)
    digest = fields.CharField(64)
    status = fields.IntField(default=0)
    answer: Any = fields.JSONField(null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "idempotent_request"


async def earlier_answer(key: str, digest: str) -> tuple[int, Any] | None:
    """The answer already given for this key, or None when it is new.

    Raises Invalid when the key was used with another body, Conflict when the first request still runs after 5 s.
    """
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while row := await IdempotentRequest.get_or_none(key=key):
        if row.at < clock.now() - KEPT:
            await IdempotentRequest.filter(id=row.id).delete()
            return None
        if row.digest != digest:
            raise Invalid({"Idempotency-Key": "这个编号已经用在另一个请求上了，换一个再发"})
        if row.status:
            return row.status, row.answer
        if asyncio.get_running_loop().time() > deadline:
            raise Conflict("同样的请求正在处理，过几秒再看结果")
        await asyncio.sleep(0.05)
    return None


async def remember(key: str, digest: str, status: int, answer: Any) -> bool:
    """Writes the answer in the transaction of its effect; False when another request with this key was faster."""
    dialect = database().dialect
    sql = dialect.insert_once("idempotent_request", ["key", "digest", "status", "answer", "at"], "key")
    return bool(await execute(sql, [key, digest, status, dialect.json(answer), clock.now()]))


async def sweep() -> None:
    await IdempotentRequest.filter(at__lt=clock.now() - KEPT).delete()
