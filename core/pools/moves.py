"""One move of a pooled record (公海流转): the record, its history, the pool's own event and the news, together."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects.asked_once import once
from core.objects.definition import ObjectDef, Values
from core.objects.registry import definition_of
from core.objects.writing import write
from core.pools.facts import PoolApplication, PoolEvent
from core.pools.group import PoolGroup
from core.pools.news import PoolMoved
from core.work import happened

LONGEST_NOTE = 400
LEAVING = ("release", "recycle")


async def move(actor: Actor, record: Any, verb: str, changed: Values, *, note: str = "") -> None:
    """Writes what a move changes in a record that is locked. Whatever comes along with an owner comes along."""
    definition, former = definition_of(record), record.owner_id
    await still_as_read(definition, record)
    await write(actor, definition, record, changed, verb, note=note)
    if record.owner_id != former and definition.pick_up:
        for follow in definition.pick_up.along:
            await follow(actor, record, former, record.owner_id)
    if record.owner_id is not None:
        await close_applications(definition, record)
    await tell_move(actor, definition, record, verb, former, note)


async def still_as_read(definition: ObjectDef, record: Any) -> None:
    """Takes the row in the version that was looked at, or nobody's; the lock before it makes that the rule."""
    same = definition.model.filter(id=record.id, version=record.version, deleted_at=None)
    if not await same.update(version=record.version):
        raise Conflict("有人刚刚动过这一条，刷新后再看")


async def tell_move(
    actor: Actor, definition: ObjectDef, record: Any, verb: str, former: int | None, note: str
) -> PoolEvent:
    """The row of a move and its news."""
    changed_hands = record.owner_id != former
    event = await PoolEvent.create(
        object=definition.key,
        record_id=record.id,
        group_id=record.pool_group_id,
        member_id=record.owner_id if record.owner_id is not None else former,
        by_id=actor.id or None,
        verb=verb,
        note=note[:LONGEST_NOTE],
        at=clock.now(),
    )
    await happened(
        PoolMoved(
            event.id, definition.key, record.id, verb, record.pool_group_id, record.owner_id,
            former if changed_hands else None, actor.id, note[:LONGEST_NOTE],
        )
    )  # fmt: skip
    return event


async def close_applications(definition: ObjectDef, record: Any) -> None:
    """A record that has an owner is not applied for any more: granted to who got it, over for the others."""
    waiting = PoolApplication.filter(object=definition.key, record_id=record.id, state="waiting")
    await waiting.filter(member_id=record.owner_id).update(state="granted", open_key=None, decided_at=clock.now())
    await end_applications(definition, [record.id])


async def end_applications(definition: ObjectDef, ids: list[int]) -> None:
    """Nobody waits for these records any more."""
    waiting = PoolApplication.filter(object=definition.key, record_id__in=ids, state="waiting")
    await waiting.update(state="over", open_key=None, decided_at=clock.now())


async def given_up_by(record: Any) -> int | None:
    """Who had a pooled record until it went into its pool the last time; None when nobody had it."""
    left = PoolEvent.filter(object=definition_of(record).key, record_id=record.id, verb__in=LEAVING)
    event = await left.order_by("-id").first()
    return event.member_id if event else None


async def group_named(definition: ObjectDef, group_id: int, field: str = "group") -> PoolGroup:
    """An active group of an object's pool. Raises Invalid, at the field that named it."""
    group = await once(("pool_group", group_id), lambda: PoolGroup.get_or_none(id=group_id, deleted_at=None))
    if group is None or not group.active or group.pool_of != definition.key:
        raise Invalid({field: f"没有这个{definition.label}公海分组，或它已停用"})
    return group


async def group_of(record: Any) -> PoolGroup:
    return await PoolGroup.get(id=record.pool_group_id)


def leads(actor: Actor, group_id: int | None) -> bool:
    """Whether the actor administers a group."""
    return actor.admin or group_id in actor.led_pools
