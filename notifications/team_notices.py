"""Notices of teams and owners (团队与归属通知): shared, made collaborator, transferred, followed up, handed over."""

from core.objects.labels import labels
from core.objects.query import label_of, visible_ids
from core.objects.registry import object_named
from core.org.actor import Actor, actor_by_id
from core.teams.handover import Handover
from core.teams.news import Assigned, FollowedUp, HandedOver, Joined
from core.teams.powers import POWERS
from core.teams.team import TeamMember
from core.wecom.messages import Card, Page, Row, Source, TextNotice, cut

FROM = Source("wecrm · 团队")
DRAWN = "drawn"
MOST_ROWS = 6


async def the_member(event: Joined | FollowedUp) -> list[Actor | None]:
    return [await actor_by_id(event.member_id)]


async def joined(event: Joined, reader: Actor, base_url: str) -> Card | None:
    """What the reader may do from now on; nothing when the place is gone again."""
    definition = object_named(event.object)
    place = await TeamMember.get_or_none(
        object=event.object, record_id=event.record_id, member_id=reader.id, kind=event.kind
    )
    if place is None:
        return None
    by, label = await _name(event.by_id), await label_of(definition, event.record_id)
    if event.kind == "collaborator":
        may = "、".join(power.label for power in POWERS if power.value in place.powers)
        title = f"{by}请你协作{definition.label}：{label}"
    else:
        may = "查看、跟进、修改" if place.can_edit else "查看、跟进"
        title = f"{by}把{definition.label}共享给你：{label}"
    return _card(title, "", [("你可以", may)], f"{base_url}/m/o/{event.object}/{event.record_id}")


async def new_owner(event: Assigned) -> list[Actor | None]:
    return [] if event.owner_id == event.by_id else [await actor_by_id(event.owner_id)]


async def former_owner(event: Assigned) -> list[Actor | None]:
    told = event.former_id not in (None, event.by_id, event.owner_id)
    return [await actor_by_id(event.former_id)] if told and event.former_id else []


async def assigned(event: Assigned, reader: Actor, base_url: str) -> Card | None:
    """With the words for the new owner."""
    definition, by = object_named(event.object), await _name(event.by_id)
    label = await label_of(definition, event.record_id)
    rows = [("原负责人", await _name(event.former_id or 0)), ("转移人", by)]
    return _card(
        f"{definition.label}转移给你负责：{label}",
        event.advice,
        rows,
        f"{base_url}/m/o/{event.object}/{event.record_id}",
    )


async def given_away(event: Assigned, reader: Actor, base_url: str) -> Card | None:
    """To the former owner, who may not open the record any more."""
    definition, to = object_named(event.object), await _name(event.owner_id)
    label, opens = await label_of(definition, event.record_id), await visible_ids(reader, definition, [event.record_id])
    place = f"{event.object}/{event.record_id}" if opens else event.object
    rows = [("现负责人", to), ("转移人", await _name(event.by_id))]
    return _card(f"{definition.label}已转移给{to}：{label}", "", rows, f"{base_url}/m/o/{place}")


async def followed_up(event: FollowedUp, reader: Actor, base_url: str) -> Card | None:
    """What the other side wrote."""
    above, child = object_named(event.object), object_named(event.child_object)
    if event.child_id not in await visible_ids(reader, child, [event.child_id]):
        return None
    by, label = await _name(event.by_id), await label_of(above, event.record_id)
    text = await label_of(child, event.child_id)
    return _card(f"{by}跟进了{label}", text, [], f"{base_url}/m/o/{event.object}/{event.record_id}")


async def the_heir(event: HandedOver) -> list[Actor | None]:
    return [await actor_by_id(event.heir_id)]


async def handed_over(event: HandedOver, reader: Actor, base_url: str) -> Card | None:
    """One notice for everything that came."""
    handover = await Handover.get(id=event.handover_id)
    rows = [(label, str(count)) for label, count in handover.moved.items()][:MOST_ROWS]
    return _card(f"{await _name(handover.leaver_id)}的工作已交接给你", "", rows, f"{base_url}/m/o/account?view=mine")


async def _name(member_id: int) -> str:
    return (await labels({"member": {member_id}})).get(("member", member_id), "") if member_id else "系统"


def _card(title: str, text: str, rows: list[tuple[str, str]], url: str) -> Card:
    return TextNotice(
        source=FROM,
        title=cut(title, 36),
        sub_title=cut(text, 100),
        rows=[Row(cut(key, 10), cut(value, 26)) for key, value in rows if value],
        open=Page(url),
        task_id=DRAWN,
    )
