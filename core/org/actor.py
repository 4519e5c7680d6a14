"""The actor a member is right now (操作人), read from roles, duties and the organisation."""

from collections.abc import Iterable

from core.actor import REACHES, SYSTEM, VERBS, Actor
from core.db import database, rows
from core.objects import custom
from core.objects.registry import objects
from core.org.tables import Department, FieldRule, Member, Role, RoleGrant

MAY_ACT = ("active", "inactive")
__all__ = ["MAY_ACT", "REACHES", "SYSTEM", "VERBS", "Actor", "actor_by_id", "actor_by_userid", "actor_of"]


async def actor_of(member: Member) -> Actor:
    """The actor of a member: one query by index, 3 more with roles."""
    role_ids, duties, leads_people, pools = await _standing(member.id)
    roles = await Role.filter(id__in=role_ids, deleted_at=None).order_by("id") if role_ids else []
    living = [role.id for role in roles]
    grants = await RoleGrant.filter(role_id__in=living) if living else []
    rules = await FieldRule.filter(role_id__in=living) if living else []
    reaches = joined(grants)
    return Actor(
        id=member.id,
        userid=member.userid,
        name=member.name,
        department_id=member.department_id,
        department_ids=await _departments_below(member.department_id) if "department" in reaches.values() else (),
        admin=member.admin,
        leads_people=leads_people,
        reaches=reaches,
        hidden=_fields(rules, "hidden", len(living)),
        readonly=_fields(rules, "readonly", len(living)),
        duties=frozenset(duties),
        roles=tuple(role.name for role in roles),
        pools=frozenset(group for group, _, _ in pools),
        open_pools=frozenset(group for group, _, details in pools if details),
        led_pools=frozenset(group for group, leads, _ in pools if leads),
        guarded=frozenset(key for key, definition in objects().items() if definition.granted),
    )


Pools = list[tuple[int, bool, bool]]


async def _standing(member_id: int) -> tuple[list[int], list[str], bool, Pools]:
    """Role ids, duties, whether anybody stands below, and the pool groups with (leads, details): in one statement, for
    it runs with every request. The company's fields are read again when another process changed them.
    """
    bound = [*[member_id] * 5, custom.VERSION]
    [(roles, duties, leads, pools, fields)] = await rows(database().dialect.standing_of_member(), bound)
    await custom.follow(fields)
    return [int(r) for r in _listed(roles)], _listed(duties), bool(leads), [_pool(one) for one in _listed(pools)]


def _listed(text: str | None) -> list[str]:
    return text.split(",") if text else []


def _pool(text: str) -> tuple[int, bool, bool]:
    group, leads, details = text.split(":")
    return int(group), leads == "1", details == "1"


def joined(grants: Iterable[RoleGrant]) -> dict[tuple[str, str], str]:
    """What several roles allow together: the furthest reach of any. "*" of a role counts where it has no own row."""
    by_role: dict[int, dict[tuple[str, str], str]] = {}
    for grant in grants:
        by_role.setdefault(grant.role_id, {})[(grant.object, grant.verb)] = grant.reach
    named = {key for role in by_role.values() for key in role}
    return {
        key: max((r for role in by_role.values() if (r := role.get(key) or role.get(("*", key[1])))), key=REACHES.index)
        for key in named
    }


async def _departments_below(department_id: int | None) -> tuple[int, ...]:
    """A department and its parts, at most 12 levels deep."""
    found = [department_id] if department_id else []
    level = list(found)
    for _ in range(12):
        below = await Department.filter(parent_id__in=level, deleted_at=None).only("id") if level else []
        level = [row.id for row in below if row.id not in found]
        found += level
    return tuple(found)


def _fields(rules: list[FieldRule], rule: str, roles: int) -> frozenset[tuple[str, str]]:
    """Roles are OR-ed: a field is restricted only when every role of the member restricts it."""
    seen: dict[tuple[str, str], int] = {}
    for row in rules:
        if row.rule == rule or (rule == "readonly" and row.rule == "hidden"):
            seen[(row.object, row.field)] = seen.get((row.object, row.field), 0) + 1
    return frozenset(key for key, count in seen.items() if count == roles)


async def actor_by_userid(userid: str) -> Actor | None:
    """The actor of a WeCom userid, None when unknown or no longer active."""
    member = await Member.get_or_none(userid_key=userid.lower(), deleted_at=None)
    return await actor_of(member) if member and member.status in MAY_ACT else None


async def actor_by_id(member_id: int) -> Actor | None:
    member = await Member.get_or_none(id=member_id, deleted_at=None)
    return await actor_of(member) if member and member.status in MAY_ACT else None
