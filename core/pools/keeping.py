"""Tidying up a pool (公海管理): discard and restore, freeze and thaw, another group, a first group, protection."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import NotAllowed
from core.objects.definition import Values
from core.objects.registry import definition_of
from core.pools.moves import group_named, leads, move

LOCKED = "这一条已冻结，等管理员处理完再动"


def waits(actor: Actor, record: Any) -> bool:
    return record.pool_state == "unclaimed" and leads(actor, record.pool_group_id)


async def discard(actor: Actor, record: Any, values: Values) -> None:
    """Out of use until an admin restores it; its mobile and e-mail are free for others (decision 27)."""
    await move(actor, record, "discard", {"discarded": True}, note=values["reason"])


def is_discarded(actor: Actor, record: Any) -> bool:
    return bool(record.discarded) and not record.frozen and leads(actor, record.pool_group_id)


async def restore(actor: Actor, record: Any, _values: Values) -> None:
    """Raises Conflict when somebody else has its mobile or e-mail by now."""
    await move(actor, record, "restore", {"discarded": False})


def can_freeze(actor: Actor, record: Any) -> bool:
    return not record.frozen and record.converted_at is None and leads(actor, record.pool_group_id)


async def freeze(actor: Actor, record: Any, values: Values) -> None:
    """An overlay: thawing gives back the state before it."""
    await move(actor, record, "freeze", {"frozen": True}, note=values["reason"])


def can_thaw(actor: Actor, record: Any) -> bool:
    return bool(record.frozen) and leads(actor, record.pool_group_id)


async def thaw(actor: Actor, record: Any, _values: Values) -> None:
    await move(actor, record, "thaw", {"frozen": False})


def in_a_group(actor: Actor, record: Any) -> bool:
    return record.pool_group_id is not None and not record.frozen and leads(actor, record.pool_group_id)


async def move_group(actor: Actor, record: Any, values: Values) -> None:
    """Into another group of the same pool; the admins of both may."""
    group = await group_named(definition_of(record), values["group"])
    if not leads(actor, group.id):
        raise NotAllowed(f"你不是「{group.name}」的管理员，不能把记录移进去")
    if group.id != record.pool_group_id:
        await move(actor, record, "move", {"pool_group": group.id})


def may_join(actor: Actor, record: Any) -> bool:
    return actor.admin or bool(actor.led_pools)


async def join_group(actor: Actor, record: Any, values: Values) -> None:
    """A first group for records from before the pool (初始化公海池分组); one that has a group keeps it."""
    group = await group_named(definition_of(record), values["group"])
    if not leads(actor, group.id):
        raise NotAllowed(f"你不是「{group.name}」的管理员，不能把记录放进去")
    if record.pool_group_id is None:
        entering = {"entered_pool_at": clock.now()} if record.owner_id is None else {}
        await move(actor, record, "move", {"pool_group": group.id, **entering})


def can_protect(actor: Actor, record: Any) -> bool:
    return actor.admin and not record.protected


async def protect(actor: Actor, record: Any, _values: Values) -> None:
    """Never recycled from now on (decision 3)."""
    await move(actor, record, "protect", {"protected": True})


def can_unprotect(actor: Actor, record: Any) -> bool:
    return actor.admin and bool(record.protected)


async def unprotect(actor: Actor, record: Any, _values: Values) -> None:
    await move(actor, record, "unprotect", {"protected": False})
