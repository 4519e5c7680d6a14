"""Picking up (捡回/领取): by one tap, after the work that the group asks for, or by application (decision 2)."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.objects.definition import ObjectDef, Values
from core.objects.registry import definition_of
from core.pools.facts import PoolApplication
from core.pools.limits import full
from core.pools.moves import group_of, leads, move
from core.pools.news import Applied
from core.work import happened

REFUSED = {
    "apply": "这个分组要先申请，点「申请领取」",
    "assign": "这个分组由管理员分配，联系分组管理员",
}


def unclaimed(actor: Actor, record: Any) -> bool:
    """Whether a record waits in a pool that the actor may take from."""
    waiting = record.pool_state == "unclaimed" and record.pool_group_id is not None
    return waiting and (record.pool_group_id in actor.pools or leads(actor, record.pool_group_id))


async def claim(actor: Actor, record: Any, values: Values) -> None:
    """Makes the record the actor's. What the mode `work` demands is done in the same transaction, or nothing is."""
    group, definition = await group_of(record), definition_of(record)
    if group.mode in REFUSED:
        raise Conflict(REFUSED[group.mode])
    if sentence := await full(definition, group, actor.id, taking=True):
        raise Conflict(sentence)
    await taken_over(actor, record, "claim", actor.id)
    if group.mode == "work" and definition.pick_up:
        await definition.pick_up.demands(actor, record, values)


async def taken_over(actor: Actor, record: Any, verb: str, owner_id: int, *, note: str = "", **more: Any) -> None:
    await move(actor, record, verb, {"owner": owner_id, "owned_since": clock.now(), **more}, note=note)


async def apply(actor: Actor, record: Any, values: Values) -> None:
    """Asks for the record; asking again changes nothing. One application at a time: the first who asks is heard."""
    group, definition = await group_of(record), definition_of(record)
    if group.mode != "apply":
        raise Conflict("这个分组不用申请，直接领取" if group.mode != "assign" else REFUSED["assign"])
    if sentence := await full(definition, group, actor.id, taking=True):
        raise Conflict(sentence)
    key = open_key(definition, record)
    if there := await PoolApplication.get_or_none(open_key=key):
        if there.member_id == actor.id:
            return
        raise Conflict("已经有同事在申请这一条，等管理员处理")
    made = await PoolApplication.create(
        object=definition.key,
        record_id=record.id,
        member_id=actor.id,
        open_key=key,
        note=values["note"],
        asked_at=clock.now(),
    )
    await happened(Applied(made.id, definition.key, record.id, group.id, actor.id, made.note))


def open_key(definition: ObjectDef, record: Any) -> str:
    """Unique while somebody waits; the record itself is locked meanwhile."""
    return f"{definition.key}:{record.id}"
