"""Competitors, what hangs on them, and customers, each in a line."""

from typing import Any

from core.accounts.account import ACCOUNT
from core.competitors.competitor import COMPETITOR
from core.competitors.event import COMPETITOR_EVENT
from core.competitors.market_note import MARKET_NOTE
from core.competitors.product import COMPETITOR_PRODUCT
from core.objects.definition import ObjectDef
from core.objects.writing import create, delete, update
from core.org.actor import Actor
from core.work import work


async def made(actor: Actor, definition: ObjectDef, **values: Any) -> int:
    async with work():
        return int((await create(actor, definition, values)).id)


async def changed(actor: Actor, definition: ObjectDef, record_id: int, **values: Any) -> None:
    async with work():
        await update(actor, definition, record_id, values)


async def gone(actor: Actor, definition: ObjectDef, record_id: int) -> None:
    async with work():
        await delete(actor, definition, record_id)


async def competitor(actor: Actor, name: str = "砚衡精测仪器有限公司", **more: Any) -> int:
    return await made(actor, COMPETITOR, name=name, **more)


async def account(actor: Actor, name: str) -> int:
    return await made(actor, ACCOUNT, name=name)


async def sold_by(actor: Actor, rival: int, name: str, **more: Any) -> int:
    return await made(actor, COMPETITOR_PRODUCT, name=name, competitor=rival, **more)


async def news(actor: Actor, rival: int, subject: str, **more: Any) -> int:
    return await made(actor, COMPETITOR_EVENT, subject=subject, competitor=rival, **more)


async def share(actor: Actor, where: int, rival: int, percent: int | None, **more: Any) -> int:
    return await made(
        actor, MARKET_NOTE, **{"segment": "三坐标", "account": where, "competitor": rival, "share": percent, **more}
    )
