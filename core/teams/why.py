"""Why someone sees or changes a record (为什么看得到): the rules of `core.objects.access`, each asked by itself.

A rule answers with what makes it hold, or with what is missing. Whether a record is visible stays with `access`; a test
compares both for every member, record and object.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion

from core.actor import VERBS, Actor
from core.db import rows
from core.objects.access import AUTHORS, select_from
from core.objects.definition import ObjectDef
from core.objects.labels import labels
from core.objects.query import label_of
from core.objects.registry import object_named
from core.org.tables import Member, Superior
from core.teams.powers import POWERS
from core.teams.team import TeamMember


@dataclass(frozen=True)
class Case:
    """One question: may this actor `verb` this record?"""

    actor: Actor
    definition: ObjectDef
    record: Any
    verb: str

    @property
    def reach(self) -> str:
        return self.actor.reach(self.definition.key, self.verb)

    @property
    def owner_id(self) -> int | None:
        return self.record.owner_id if self.definition.owned else None


@dataclass(frozen=True)
class Said:
    """What a rule says of a case."""

    rule: str
    label: str
    detail: str


@dataclass(frozen=True)
class Rule:
    """`holds` gives a detail for each way in which the rule holds, `missing` what it would take."""

    key: str
    label: str
    holds: Callable[[Case], Awaitable[list[str]]]
    missing: str


async def why(actor: Actor, definition: ObjectDef, record: Any, verb: str = "read") -> tuple[list[Said], list[Said]]:
    """Every rule that lets the actor do it, and what every other rule lacks."""
    case = Case(actor, definition, record, verb)
    if record.deleted_at is not None:
        return [], [Said("bin", "回收站", "这条记录已删除，在回收站里")]
    if case.reach == "none" and not (definition.public and verb == "read"):
        return [], [Said("role", "角色权限", f"他的角色不能{VERBS.get(verb, verb)}{definition.label}")]
    because, denied = [], []
    for rule in RULES:
        found = await rule.holds(case)
        because += [Said(rule.key, rule.label, detail) for detail in found]
        if not found and rule.missing:
            denied.append(Said(rule.key, rule.label, rule.missing))
    return because, denied


def told(said: list[Said]) -> list[dict[str, str]]:
    return [asdict(one) for one in said]


async def _public(case: Case) -> list[str]:
    if case.definition.public and case.verb == "read":
        return [f"{case.definition.label}对所有成员公开"]
    return [f"这条{case.definition.label}对所有成员公开"] if await _granted(case, "open_to_all") else []


async def _admin(case: Case) -> list[str]:
    return ["管理员能看到和修改全部记录"] if case.actor.admin else []


async def _role(case: Case) -> list[str]:
    if case.actor.admin or case.reach != "all":
        return []
    return [f"角色{'、'.join(f'「{role}」' for role in case.actor.roles)}的数据权限是全部"]


async def _owner(case: Case) -> list[str]:
    return ["他就是负责人"] if case.owner_id == case.actor.id else []


async def _superior(case: Case) -> list[str]:
    """The chain from the actor down to the owner."""
    if case.reach not in ("team", "department", "all") or case.owner_id in (None, case.actor.id):
        return []
    above = {row.superior_id: row.depth for row in await Superior.filter(member_id=case.owner_id)}
    if case.actor.id not in above:
        return []
    below = {row.member_id for row in await Superior.filter(superior_id=case.actor.id)}
    between = sorted((one for one in above if one in below), key=lambda one: (-above[one], one))
    names = await labels({"member": set(between)})
    return [" → ".join(names[("member", one)] for one in between)]


async def _department(case: Case) -> list[str]:
    if case.reach != "department" or case.owner_id in (None, case.actor.id):
        return []
    owner = await Member.get(id=case.owner_id)
    if owner.department_id not in case.actor.department_ids:
        return []
    names = await labels({"department": {owner.department_id}})
    return [f"数据权限是本部门，负责人{owner.name}在{names[('department', owner.department_id)]}"]


async def _team(case: Case) -> list[str]:
    if not await _granted(case, "team_grant"):
        return []
    mine = await TeamMember.filter(
        object=case.definition.key, record_id=case.record.id, member_id=case.actor.id
    ).order_by("id")
    words = {power.value: power.label for power in POWERS}
    return [
        f"协作人：{'、'.join(words[key] for key in row.powers)}"
        if row.kind == "collaborator"
        else f"共享跟进人，{'可以修改' if row.can_edit else '只看和跟进'}"
        for row in mine
        if case.verb == "read" or row.can_edit
    ]


async def _pool(case: Case) -> list[str]:
    if not await _granted(case, "pool_grant"):
        return []
    group = case.record.pool_group_id
    names = await labels({"pool_group": {group}})
    return [f"在公海分组「{names[('pool_group', group)]}」里，分组让他打开还没有负责人的记录"]


async def _parent(case: Case) -> list[str]:
    """What opens a record above, said together with it."""
    found: list[str] = []
    closed = case.definition.authored and case.verb in AUTHORS
    for key in () if closed else case.definition.parents:
        above, parent_id = object_named(case.definition.faces[key].to), getattr(case.record, f"{key}_id")
        if parent_id is None:
            continue
        parent: Any = await above.model.get(id=parent_id)
        because, _ = await why(case.actor, above, parent, case.verb)
        name = f"{above.label}「{await label_of(above, parent_id)}」"
        if because:
            found.append(f"{name}：{because[0].label}，{because[0].detail}")
        table = Table(case.definition.table)
        for grant in above.child_grants:
            rule = grant(case.actor, above, case.definition, case.verb, table[f"{key}_id"])
            if rule is not None and await _holds(case, table, rule):
                found.append(f"{name}：协作人权限")
    return found


async def _author(case: Case) -> list[str]:
    return ["是他派出的"] if await _granted(case, "author_grant") else []


async def _account_owner(case: Case) -> list[str]:
    if not await _granted(case, "account_owner_grant"):
        return []
    return [f"他负责{await _account_of(case)}，可以看客户名下的{case.definition.label}"]


async def _mutual(case: Case) -> list[str]:
    if not await _granted(case, "account_mutual_grant"):
        return []
    return [f"他是{await _account_of(case)}的协作人，和负责人互相可见"]


async def _account_of(case: Case) -> str:
    accounts = object_named(case.definition.faces["account"].to)
    return f"{accounts.label}「{await label_of(accounts, case.record.account_id)}」"


async def _way(case: Case) -> list[str]:
    """What else names the record and opens it, said together with what it goes through."""
    found: list[str] = []
    for way in case.definition.ways if case.verb == "read" else ():
        between = object_named(way.object)
        above = object_named(between.faces[way.through].to)
        naming = between.model.filter(**{f"{way.field}_id": case.record.id}, deleted_at=None)
        for through in await naming.order_by("id").values_list(f"{way.through}_id", flat=True):
            record: Any = await above.model.get(id=through)
            because, _ = await why(case.actor, above, record)
            if because:
                name = f"{between.label}「{await label_of(above, record.id)}」"
                found.append(f"{name}：{because[0].label}，{because[0].detail}")
    return found


async def _granted(case: Case, name: str) -> bool:
    """Whether the behaviour's own condition holds for the record."""
    table = Table(case.definition.table)
    for grant in case.definition.grants:
        if grant.__name__ == name:
            rule = grant(case.actor, case.definition, case.verb, table)
            return rule is not None and await _holds(case, table, rule)
    return False


async def _holds(case: Case, table: Table, rule: Criterion) -> bool:
    query = select_from(table).select(table.id).where((table.id == case.record.id) & rule)
    return bool(await rows(*query.get_parameterized_sql()))


RULES = (
    Rule("public", "公开", _public, ""),
    Rule("admin", "管理员", _admin, ""),
    Rule("role", "角色数据权限", _role, ""),
    Rule("owner", "负责人", _owner, "他不是负责人"),
    Rule("superior", "上级", _superior, "负责人不是他的下属"),
    Rule("department", "部门", _department, ""),
    Rule("team", "团队", _team, "他不在这条记录的团队里，或没有这项权限"),
    Rule("account_owner", "客户负责人", _account_owner, ""),
    Rule("mutual", "客户协作人互相可见", _mutual, ""),
    Rule("pool", "公海", _pool, "它不在他能打开的公海分组里"),
    Rule("author", "派出人", _author, ""),
    Rule("parent", "上级记录", _parent, "也没有他看得到的上级记录"),
    Rule("way", "关联记录", _way, ""),
)
