"""Leads, customers and what is done with them, each in its own piece of work."""

from typing import Any

from core.accounts.account import ACCOUNT
from core.accounts.contact import CONTACT
from core.activities.activity import ACTIVITY
from core.actor import Actor
from core.leads.lead import LEAD
from core.objects.actions import perform
from core.objects.definition import ObjectDef
from core.objects.history import history
from core.objects.query import record
from core.objects.writing import create, delete, update
from core.work import work


async def new(actor: Actor, definition: ObjectDef, **values: Any) -> int:
    async with work():
        return int((await create(actor, definition, values)).id)


async def lead(actor: Actor, **values: Any) -> int:
    return await new(actor, LEAD, **{"name": "林嘉禾", "mobile": "13900002716", **values})


async def account(actor: Actor, **values: Any) -> int:
    return await new(actor, ACCOUNT, **{"name": "苏州惠筑科技有限公司", **values})


async def contact(actor: Actor, **values: Any) -> int:
    return await new(actor, CONTACT, **{"name": "沈叔远", **values})


async def follow_up(actor: Actor, **values: Any) -> int:
    return await new(actor, ACTIVITY, **{"content": "电话沟通了报价", **values})


async def change(actor: Actor, definition: ObjectDef, record_id: int, **values: Any) -> None:
    async with work():
        await update(actor, definition, record_id, values)


async def bin_it(actor: Actor, definition: ObjectDef, record_id: int) -> None:
    async with work():
        await delete(actor, definition, record_id)


async def mark(actor: Actor, definition: ObjectDef, record_id: int, result: str, **values: Any) -> Any:
    return await perform(actor, definition, record_id, "call_mark", {"result": result, **values})


async def convert(actor: Actor, lead_id: int, **values: Any) -> Any:
    return await perform(actor, LEAD, lead_id, "convert", values)


async def told(actor: Actor, definition: ObjectDef, record_id: int) -> list[tuple[str, str]]:
    """(verb in Chinese, who) of a record's history, newest first."""
    items = (await history(actor, definition, record_id))["items"]
    return [(item["label"], item["actor"]["label"]) for item in items]


async def seen(actor: Actor, definition: ObjectDef, record_id: int) -> dict[str, Any]:
    return await record(actor, definition, record_id)
