"""Notices of teams and owners (团队与归属通知): shared, made collaborator, transferred, followed up, handed over."""

from core.objects.labels import name_of
from core.objects.query import label_of, visible_ids
from core.objects.registry import object_named
from core.org.actor import Actor, actor_by_id
from core.teams.handover import Handover
from core.teams.news import Assigned, FollowedUp, HandedOver, Joined
from core.teams.powers import POWERS
from core.teams.team import TeamMember
from core.wecom.messages import Card
from notifications.desk import MOST_ROWS, Desk

JOB = "团队"
SYSTEM = "系统"


async def the_member(event: Joined | FollowedUp) -> list[Actor | None]:
    return [await actor_by_id(event.member_id)]


async def joined(event: Joined, reader: Actor, desk: Desk) -> Card | None:
    """What the reader may do from now on; nothing when the place is gone again."""
    definition = object_named(event.object)
    place = await TeamMember.get_or_none(
        object=event.object, record_id=event.record_id, member_id=reader.id, kind=event.kind
    )
    if place is None:
        return None
    by, label = await name_of(event.by_id) or SYSTEM, await label_of(definition, event.record_id)
    if event.kind == "collaborator":
        may = "、".join(power.label for power in POWERS if power.value in place.powers)
        title = f"{by}请你协作{definition.label}：{label}"
    else:
        may = "查看、跟进、修改" if place.can_edit else "查看、跟进"
        title = f"{by}把{definition.label}共享给你：{label}"
    path, button = f"/m/o/{event.object}/{event.record_id}", desk.work("现在处理", event.object, event.record_id)
    return desk.task(JOB, title, "", [("你可以", may)], path, button)


async def new_owner(event: Assigned) -> list[Actor | None]:
    return [] if event.owner_id == event.by_id else [await actor_by_id(event.owner_id)]


async def former_owner(event: Assigned) -> list[Actor | None]:
    told = event.former_id not in (None, event.by_id, event.owner_id)
    return [await actor_by_id(event.former_id)] if told and event.former_id else []


async def assigned(event: Assigned, reader: Actor, desk: Desk) -> Card | None:
    """With the words for the new owner."""
    definition, by = object_named(event.object), await name_of(event.by_id) or SYSTEM
    label = await label_of(definition, event.record_id)
    rows = [("原负责人", await name_of(event.former_id) or SYSTEM), ("转移人", by)]
    return desk.task(
        JOB,
        f"{definition.label}转移给你负责：{label}",
        event.advice,
        rows,
        f"/m/o/{event.object}/{event.record_id}",
        desk.work("现在处理", event.object, event.record_id),
    )


async def given_away(event: Assigned, reader: Actor, desk: Desk) -> Card | None:
    """To the former owner, who may not open the record any more."""
    definition, to = object_named(event.object), await name_of(event.owner_id)
    label, opens = await label_of(definition, event.record_id), await visible_ids(reader, definition, [event.record_id])
    place = f"{event.object}/{event.record_id}" if opens else event.object
    rows = [("现负责人", to), ("转移人", await name_of(event.by_id) or SYSTEM)]
    return desk.notice(JOB, f"{definition.label}已转移给{to}：{label}", "", rows, f"/m/o/{place}")


async def followed_up(event: FollowedUp, reader: Actor, desk: Desk) -> Card | None:
    """What the other side wrote."""
    above, child = object_named(event.object), object_named(event.child_object)
    if event.child_id not in await visible_ids(reader, child, [event.child_id]):
        return None
    by, label = await name_of(event.by_id) or SYSTEM, await label_of(above, event.record_id)
    text = await label_of(child, event.child_id)
    return desk.notice(JOB, f"{by}跟进了{label}", text, [], f"/m/o/{event.object}/{event.record_id}")


async def the_heir(event: HandedOver) -> list[Actor | None]:
    return [await actor_by_id(event.heir_id)]


async def handed_over(event: HandedOver, reader: Actor, desk: Desk) -> Card | None:
    """One notice for everything that came."""
    handover = await Handover.get(id=event.handover_id)
    rows = [(label, str(count)) for label, count in handover.moved.items()][:MOST_ROWS]
    return desk.notice(JOB, f"{await name_of(handover.leaver_id)}的工作已交接给你", "", rows, "/m/o/account?view=mine")
