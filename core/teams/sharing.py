"""Sharing a record and arranging its team (共享、协作人): five actions that every shared object has."""

from collections.abc import Iterable
from typing import Any

from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects import deeds, history
from core.objects.definition import Action, Values
from core.objects.fields import Face, Option
from core.objects.registry import definition_of
from core.objects.values import Wrong, taken
from core.org.recipients import recipients
from core.org.tables import Member
from core.teams.joining import join, must_manage
from core.teams.powers import POWERS, in_order
from core.teams.team import TeamMember

KINDS = (Option("follower", "跟进人", "blue"), Option("collaborator", "协作人", "teal"))
USUAL_POWERS = ("contacts", "follow_up", "mutual")
MEMBERS = Face("成员", "references", required=True, to="member")
MEMBER = Face("成员", "reference", required=True, to="member")
KIND = Face("身份", "choice", required=True, options=KINDS)
CAN_EDIT = Face("可以修改", "boolean")
POWER_LIST = Face("权限", "choices", options=POWERS)
NO_OWNER = "还没有负责人，先领取或分配，再安排团队"


def has_owner(actor: Actor, record: Any) -> bool:
    return record.owner_id is not None


async def share(actor: Actor, record: Any, values: Values) -> None:
    """Followers beside the owner, with or without the right to edit (共享)."""
    found = await _besides_owner(record, values["members"])
    definition, can_edit = definition_of(record), bool(values["can_edit"])
    for member_id in found:
        await join(actor, definition, record.id, member_id, "follower", can_edit=can_edit)
    note = f"{_named(found.values())}（{'可以修改' if can_edit else '只看和跟进'}）"
    await history.remember(actor, definition, record.id, "share", {}, {}, note)


async def add_collaborators(actor: Actor, record: Any, values: Values) -> None:
    """Collaborators with some of the nine powers; who is one already gets the new powers too (协作人)."""
    if not values["powers"]:
        raise Invalid({"powers": "至少勾选一项权限"})
    found = await _besides_owner(record, values["members"])
    for member_id in found:
        await join(actor, definition_of(record), record.id, member_id, "collaborator", powers=values["powers"])
    note = f"{_named(found.values())}：{_words(values['powers'])}"
    await history.remember(actor, definition_of(record), record.id, "add_collaborators", {}, {}, note)


async def change_team(actor: Actor, record: Any, values: Values) -> None:
    """Another edit flag for a follower, other powers for a collaborator."""
    row, name = await _place(record, values)
    powers = in_order(values["powers"]) if row.kind == "collaborator" else []
    if row.kind == "collaborator" and not powers:
        raise Invalid({"powers": "至少勾选一项权限，或把他移出团队"})
    edits = "edit" in powers if row.kind == "collaborator" else bool(values["can_edit"])
    if (edits, powers) == (row.can_edit, row.powers):
        return
    await deeds.moved(row, can_edit=edits, powers=powers)
    note = f"{name}：{_words(powers) if powers else '可以修改' if edits else '只看和跟进'}"
    await history.remember(actor, definition_of(record), record.id, "change_team", {}, {}, note)


async def remove_from_team(actor: Actor, record: Any, values: Values) -> None:
    """Out of the team; everybody may leave by themselves."""
    definition = definition_of(record)
    if values["member"] != actor.id:
        await must_manage(actor, definition, record.id)
    row, name = await _place(record, values)
    await deeds.dropped(row)
    await history.remember(actor, definition, record.id, "remove_from_team", {}, {}, name)


async def keep_collaborators(actor: Actor, record: Any, value: Any) -> None:
    """The collaborators that a new record's form names: member ids, or {"member", "powers"} each (WN 新增客户)."""
    face = Face("协作人", "references", to="member")
    given = value if isinstance(value, list) else [value] if value else []
    powers: dict[int, list[str]] = {}
    try:
        for one in given:
            named = isinstance(one, dict) and "member" in one
            [member_id] = taken(face, [one["member"] if named else one])
            powers[member_id] = taken(POWER_LIST, one.get("powers")) if named else []
    except Wrong as wrong:
        raise Invalid({"collaborators": wrong.message}) from None
    found = await recipients([member for member in powers if member != record.owner_id], "collaborators")
    for member_id in found:
        granted = powers[member_id] or USUAL_POWERS
        await join(actor, definition_of(record), record.id, member_id, "collaborator", powers=granted)


async def _besides_owner(record: Any, member_ids: list[int]) -> dict[int, Member]:
    found = await recipients([member_id for member_id in member_ids if member_id != record.owner_id], "members")
    if not found:
        raise Conflict("选中的人已经是负责人，不用再共享")
    return found


async def _place(record: Any, values: Values) -> tuple[TeamMember, str]:
    """The row that the values name, and the member's name."""
    key, member = definition_of(record).key, await Member.get_or_none(id=values["member"])
    row = await TeamMember.get_or_none(object=key, record_id=record.id, member_id=values["member"], kind=values["kind"])
    if row is None or member is None:
        raise Conflict("他已经不在这个团队里，刷新后再看")
    return row, member.name


def _named(members: Iterable[Member]) -> str:
    return "、".join(member.name for member in members)


def _words(powers: Iterable[str]) -> str:
    return "、".join(power.label for power in POWERS if power.value in set(powers))


SHARING = (
    Action(
        "share",
        "共享",
        share,
        verb="assign",
        when=has_owner,
        refusal=NO_OWNER,
        input={"members": MEMBERS, "can_edit": CAN_EDIT},
        batch=True,
    ),
    Action(
        "add_collaborators",
        "添加协作人",
        add_collaborators,
        verb="assign",
        when=has_owner,
        refusal=NO_OWNER,
        input={"members": MEMBERS, "powers": POWER_LIST},
        batch=True,
    ),
    Action(
        "change_team",
        "调整权限",
        change_team,
        verb="assign",
        when=has_owner,
        refusal=NO_OWNER,
        input={"member": MEMBER, "kind": KIND, "can_edit": CAN_EDIT, "powers": POWER_LIST},
    ),
    Action(
        "remove_from_team",
        "移出团队",
        remove_from_team,
        verb="read",
        reach="visible",
        input={"member": MEMBER, "kind": KIND},
    ),
)
