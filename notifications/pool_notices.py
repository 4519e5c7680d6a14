"""Notices of pools (公海通知): a record assigned, fallen or taken back, about to fall, waiting for someone."""

from core.objects.labels import labels, name_of
from core.objects.query import label_of
from core.objects.registry import object_named
from core.org.actor import Actor, actor_by_id
from core.pools.group import PoolGroup, PoolMember
from core.pools.news import Applied, PoolMoved, RecycleWarned, Unmatched
from core.wecom.messages import Card
from notifications.desk import MOST_ROWS, Desk

JOB = "公海"
MOST_CHOICES = 10


async def who_got(event: PoolMoved) -> list[Actor | None]:
    """The new owner, unless it was the owner's own doing."""
    told = event.verb == "assign" and event.member_id and event.member_id != event.by_id
    return [await actor_by_id(event.member_id)] if told and event.member_id else []


async def who_lost(event: PoolMoved) -> list[Actor | None]:
    """The former owner, unless it was the owner's own doing."""
    told = event.former_id and event.former_id != event.by_id
    return [await actor_by_id(event.former_id)] if told and event.former_id else []


async def got(event: PoolMoved, reader: Actor, desk: Desk) -> Card | None:
    """With the advice of whoever assigned it."""
    definition, by = object_named(event.object), await name_of(event.by_id)
    label = await label_of(definition, event.record_id)
    return desk.task(
        JOB,
        f"{by}分配给你一个{definition.label}：{label}" if by else f"自动分配给你一个{definition.label}：{label}",
        event.note,
        [("分配人", by or "分配规则")],
        f"/m/o/{event.object}/{event.record_id}",
        desk.work("现在处理", event.object, event.record_id),
    )


async def lost(event: PoolMoved, reader: Actor, desk: Desk) -> Card | None:
    """Why it went, and where to: the record itself is no longer the reader's to open."""
    definition, by = object_named(event.object), await name_of(event.by_id)
    label, place = await label_of(definition, event.record_id), f"/m/o/{event.object}?view=pool"
    if event.verb == "recycle":
        return desk.notice(
            JOB, f"{definition.label}已回收到公海：{label}", event.note, [("原因", "到期自动回收")], place
        )
    if event.verb == "release":
        return desk.notice(JOB, f"{by}把{definition.label}退回了公海：{label}", event.note, [("操作人", by)], place)
    to = await name_of(event.member_id)
    return desk.notice(
        JOB, f"{definition.label}已交给{to}负责：{label}", event.note, [("操作人", by), ("负责人", to)], place
    )


async def the_warned(event: RecycleWarned) -> list[Actor | None]:
    return [await actor_by_id(event.owner_id)]


async def warned(event: RecycleWarned, reader: Actor, desk: Desk) -> Card | None:
    """What falls first comes first; the page lists the rest."""
    definition, items = object_named(event.object), sorted(event.items, key=lambda item: (item["days"], item["id"]))
    first = items[0]
    title = (
        f"{first['label']} 还有 {first['days']} 天回收到公海"
        if len(items) == 1
        else f"{len(items)} 条{definition.label}快要回收到公海"
    )
    rows = [(f"{item['days']} 天后", item["label"] or f"#{item['id']}") for item in items[:MOST_ROWS]]
    place = f"{event.object}/{first['id']}" if len(items) == 1 else f"{event.object}?view=mine"
    text, path = "；".join(first["why"]), f"/m/o/{place}"
    if len(items) == 1:
        return desk.task(JOB, title, text, rows, path, desk.work("现在处理", event.object, first["id"]))
    named = [(item["id"], item["label"] or f"#{item['id']}") for item in items[:MOST_CHOICES]]
    return desk.task(JOB, title, text, rows, path, *desk.choose("处理选中的", event.object, named))


async def group_admins(event: Unmatched | Applied) -> list[Actor | None]:
    """Whoever administers the group."""
    rows = await PoolMember.filter(group_id=event.group_id, admin=True).exclude(member_id=None)
    return [await actor_by_id(row.member_id) for row in rows if row.member_id]


async def unmatched(event: Unmatched, reader: Actor, desk: Desk) -> Card | None:
    definition, group = object_named(event.object), await PoolGroup.get(id=event.group_id)
    label = await label_of(definition, event.record_id)
    return desk.notice(
        JOB,
        f"公海里有{definition.label}等你分配：{label}",
        "没有分配规则适用，或规则里的人都不在、都满了",
        [("公海分组", group.name)],
        f"/m/o/{event.object}?view=pool",
    )


async def applied(event: Applied, reader: Actor, desk: Desk) -> Card | None:
    definition, by = object_named(event.object), await name_of(event.member_id)
    label = await label_of(definition, event.record_id)
    names = await labels({"pool_group": {event.group_id}})
    return desk.notice(
        JOB,
        f"{by}申请领取{definition.label}：{label}",
        event.note,
        [("申请人", by), ("公海分组", names.get(("pool_group", event.group_id), ""))],
        f"/m/o/{event.object}?view=pool",
    )
