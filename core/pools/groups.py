"""Pool groups as administrators keep them (公海分组设置): created, changed, switched off; who is in them."""

from typing import Any

from tortoise.functions import Count

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.objects import history
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.objects.labels import labels
from core.objects.registry import object_named
from core.objects.values import Wrong, taken
from core.org.tables import Department, Member
from core.pools.facts import PoolEvent
from core.pools.group import POOL_GROUP, PoolGroup, PoolMember

FIELDS = ("name", "mode", "details", "movable", "everyone", "capacity", "daily_limit", "active")


def needs_admin(actor: Actor) -> None:
    if not actor.admin:
        raise NotAllowed("公海分组由管理员设置，要改找管理员")


def needs_lead(actor: Actor, group: PoolGroup) -> None:
    if not actor.admin and group.id not in actor.led_pools:
        raise NotAllowed(f"你不是「{group.name}」的管理员，不能设置它的规则")


async def group_by_id(group_id: int) -> PoolGroup:
    group = await PoolGroup.get_or_none(id=group_id, deleted_at=None)
    if group is None:
        raise NotFound("没有这个公海分组")
    return group


def pooled_object(key: Any) -> ObjectDef:
    """The object whose pool is meant. Raises Invalid."""
    if key not in ("lead", "account"):
        raise Invalid({"of": "公海只有线索公海和客户公海"})
    return object_named(key)


async def groups_seen(actor: Actor, definition: ObjectDef) -> list[dict[str, Any]]:
    """The groups that a member is in, for administrators all of them, with what waits and what is one's own."""
    found = PoolGroup.filter(pool_of=definition.key, deleted_at=None).order_by("name", "id")
    if actor.reach(definition.key, "pool") != "all":
        found = found.filter(id__in=sorted(actor.pools))
    groups = await found
    living = definition.model.filter(deleted_at=None, pool_group_id__in=[group.id for group in groups])
    unclaimed = await _counted(living.filter(pool_state="unclaimed"), "pool_group_id")
    held = await _counted(living.filter(pool_state="claimed", owner_id=actor.id), "pool_group_id")
    start, _ = clock.day_bounds(clock.today())
    taken = await _counted(PoolEvent.filter(member_id=actor.id, verb="claim", at__gte=start), "group_id")
    return [
        {
            **group_json(group, actor),
            "unclaimed": unclaimed.get(group.id, 0),
            "held": held.get(group.id, 0),
            "taken_today": taken.get(group.id, 0),
        }
        for group in groups
    ]


async def _counted(query: Any, by: str) -> dict[int, int]:
    return {row[by]: row["n"] for row in await query.annotate(n=Count("id")).group_by(by).values(by, "n")}


def group_json(group: PoolGroup, actor: Actor) -> dict[str, Any]:
    told = {key: getattr(group, key) for key in ("id", "name", "pool_of", *FIELDS[1:])}
    return {**told, "admin": actor.admin or group.id in actor.led_pools}


async def enabled(definition: ObjectDef) -> bool:
    """Whether a company uses pools for an object (decision 25)."""
    return await PoolGroup.exists(pool_of=definition.key, active=True, deleted_at=None)


async def create_group(actor: Actor, values: dict[str, Any]) -> PoolGroup:
    """A new group. Raises NotAllowed, Invalid, Conflict for a name that is there."""
    needs_admin(actor)
    pooled_object(values.get("pool_of"))
    given = _checked({"active": True, **values}, (*FIELDS, "pool_of"))
    if not given.get("name"):
        raise Invalid({"name": "分组名称还没填"})
    await _refuse_same_name(given["pool_of"], given["name"], None)
    group = await PoolGroup.create(**given)
    await history.remember(actor, POOL_GROUP, group.id, "create", {}, given)
    return group


async def change_group(actor: Actor, group: PoolGroup, values: dict[str, Any]) -> None:
    needs_admin(actor)
    given = _checked(values, FIELDS)
    if "name" in given:
        if not given["name"]:
            raise Invalid({"name": "分组名称还没填"})
        await _refuse_same_name(group.pool_of, given["name"], group.id)
    changed = {key: value for key, value in given.items() if getattr(group, key) != value}
    if not changed:
        return
    before = {key: getattr(group, key) for key in changed}
    group.update_from_dict({**changed, "version": group.version + 1, "updated_at": clock.now()})
    await group.save(update_fields=[*changed, "version", "updated_at"])
    await history.remember(actor, POOL_GROUP, group.id, "update", before, changed)


async def delete_group(actor: Actor, group: PoolGroup) -> None:
    """A group that holds records stays: they would be nobody's to see."""
    needs_admin(actor)
    model: Any = object_named(group.pool_of).model
    if count := await model.filter(pool_group_id=group.id, deleted_at=None).count():
        raise Conflict(f"「{group.name}」里还有 {count} 条资料，先把它们改到别的分组，或只停用这个分组")
    await PoolGroup.filter(id=group.id).update(deleted_at=clock.now(), active=False, version=group.version + 1)
    await history.remember(actor, POOL_GROUP, group.id, "delete", {}, {})


def _checked(values: dict[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Stored values by field; all problems at once."""
    problems, given = {}, {}
    for key, value in values.items():
        if key not in allowed:
            problems[key[:60]] = "公海分组没有这一项"
            continue
        face: Face = POOL_GROUP.faces[key]
        try:
            stored = taken(face, value)
            given[key] = POOL_GROUP.model._meta.fields_map[key].default if stored is None else stored
            if face.kind == "number" and given[key] < 0:
                problems[key] = f"{face.label}不能小于 0，0 是不限"
        except Wrong as wrong:
            problems[key] = wrong.message
    if "mode" in given and not given["mode"]:
        problems["mode"] = "选一种领取方式"
    if problems:
        raise Invalid(problems)
    return given


async def _refuse_same_name(pool_of: str, name: str, but: int | None) -> None:
    if await PoolGroup.filter(pool_of=pool_of, name=name, deleted_at=None).exclude(id=but or 0).exists():
        raise Conflict(f"已经有叫「{name}」的公海分组，换一个名称")


# -- members ---------------------------------------------------------------------------------------------------------


async def members_of(group: PoolGroup) -> list[dict[str, Any]]:
    rows = await PoolMember.filter(group_id=group.id).order_by("id")
    names = await labels(
        {
            "member": {row.member_id for row in rows if row.member_id},
            "department": {row.department_id for row in rows if row.department_id},
        }
    )

    def ref(key: str, one: int | None) -> dict[str, Any] | None:
        return {"id": one, "label": names.get((key, one), "")} if one else None

    return [
        {"member": ref("member", r.member_id), "department": ref("department", r.department_id), "admin": r.admin}
        for r in rows
    ]


async def set_members(actor: Actor, group: PoolGroup, given: list[dict[str, Any]]) -> None:
    """Exactly these members and departments. Raises Invalid for one that is not there, or named twice."""
    needs_admin(actor)
    wanted: dict[tuple[str, int], bool] = {}
    for one in given:
        kind = "member" if one.get("member") else "department"
        if not one.get(kind) or (one.get("member") and one.get("department")):
            raise Invalid({"members": "每一行选一位成员或一个部门"})
        wanted[(kind, int(one[kind]))] = bool(one.get("admin")) or wanted.get((kind, int(one[kind])), False)
    for kind, model in (("member", Member), ("department", Department)):
        ids = [one for key, one in wanted if key == kind]
        there: Any = model
        if await there.filter(id__in=ids, deleted_at=None).count() != len(ids):
            raise Invalid({"members": "有成员或部门已不存在，重新选"})
    await PoolMember.filter(group_id=group.id).delete()
    await PoolMember.bulk_create(
        [PoolMember(group_id=group.id, **{f"{kind}_id": one}, admin=admin) for (kind, one), admin in wanted.items()]
    )
