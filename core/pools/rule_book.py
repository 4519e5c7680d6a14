"""Rules as they are saved and read (公海规则): checked before they are kept, turned into data for the pure function."""

from typing import Any

import structlog
from pypika_tortoise.queries import Table

from core.actor import SYSTEM
from core.errors import Invalid
from core.objects import custom
from core.objects.definition import ObjectDef
from core.objects.filter_words import in_words
from core.objects.filters import compiled
from core.objects.labels import labels
from core.org.tables import Department
from core.pools.contradictions import contradiction, of_filter
from core.pools.recycling import KINDS, MOST_CONDITIONS, MOST_DAYS, WARN_DAYS, Rule
from core.pools.rules import AssignmentRule, RecycleRule

log = structlog.get_logger()
ALWAYS_RETURNED = {"all": [{"field": "returns", "gte": 0}]}


async def rules_of(definition: ObjectDef, group_id: int) -> tuple[Rule, ...]:
    """The rules of a group that are switched on, without those that name what is no longer there."""
    found = []
    for row in await RecycleRule.filter(group_id=group_id, active=True).order_by("id"):
        try:
            checked_conditions(definition, row.conditions)
        except Invalid as gone:
            log.warning("recycling.rule_void", rule=row.id, name=row.name, why=gone.message)
            continue
        found.append(await as_data(definition, row))
    return tuple(found)


async def as_data(definition: ObjectDef, row: RecycleRule) -> Rule:
    return await drafted(definition, row.id, row.name, row.conditions, row.warn_days)


async def drafted(
    definition: ObjectDef, rule_id: int, name: str, conditions: list[dict[str, Any]], warn_days: list[int]
) -> Rule:
    """A rule as data; one that is not saved yet takes any id of its own."""
    words = tuple([await _word(definition, condition) for condition in conditions])
    return Rule(rule_id, name, tuple(conditions), tuple(warn_days), words)


def checked_conditions(definition: ObjectDef, conditions: Any) -> list[dict[str, Any]]:
    """The conditions of a recycle rule. Raises Invalid for what is wrong or can never hold together."""
    if not isinstance(conditions, list) or not conditions:
        raise Invalid({"conditions": "至少要有一个条件"})
    if len(conditions) > MOST_CONDITIONS:
        raise Invalid({"conditions": f"一条规则最多 {MOST_CONDITIONS} 个条件"})
    kept = [_checked(definition, condition, n) for n, condition in enumerate(conditions, 1)]
    parts = sum(len(list(of_filter(one["where"]))) if one["kind"] == "field" else 1 for one in kept)
    if parts > MOST_CONDITIONS:
        raise Invalid({"conditions": f"一条规则最多 {MOST_CONDITIONS} 个条件"})
    if field := contradiction(kept):
        raise _contradicts(definition, field, "conditions")
    return kept


def _contradicts(definition: ObjectDef, field: str, at: str) -> Invalid:
    label = custom.all_faces(definition)[field].label
    return Invalid({at: f"「{label}」的条件互相矛盾，没有一条{definition.label}能同时符合，改一改再保存"})


def _checked(definition: ObjectDef, condition: Any, n: int) -> dict[str, Any]:
    """One condition with exactly its own parts."""
    kind = condition.get("kind") if isinstance(condition, dict) else None
    if kind not in KINDS:
        raise Invalid({"conditions": f"第 {n} 个条件的类型不对"})
    if kind == "returns":
        return {"kind": kind, "at_least": _number(condition.get("at_least"), n, "退回次数", 1000)}
    if kind == "field":
        check_filter(definition, condition.get("where"), "conditions")
        return {"kind": kind, "where": condition["where"]}
    days = _number(condition.get("days"), n, "天数", MOST_DAYS)
    if kind != "not_reached":
        return {"kind": kind, "days": days}
    field, values = condition.get("field"), condition.get("values")
    face = definition.faces.get(field) if isinstance(field, str) else None
    if face is None or face.kind != "choice":
        raise Invalid({"conditions": f"第 {n} 个条件要选一个有选项的字段"})
    known = {option.value for option in face.options}
    if not isinstance(values, list) or not values or not all(isinstance(v, str) and v in known for v in values):
        raise Invalid({"conditions": f"第 {n} 个条件：「{face.label}」没有这样的选项"})
    return {"kind": kind, "field": field, "values": values, "days": days}


def _number(value: Any, n: int, word: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise Invalid({"conditions": f"第 {n} 个条件的{word}要填 1 到 {most} 的整数"})
    return value


def check_filter(definition: ObjectDef, where: Any, at: str) -> None:
    """Raises Invalid at `at` for a filter that is empty, wrong, too long or contradicts itself."""
    if not isinstance(where, dict) or not where:
        raise Invalid({at: "字段条件还没填"})
    try:
        if compiled(SYSTEM, definition, where, Table(definition.table)) is None:
            raise Invalid({at: "字段条件还没填"})
    except Invalid as wrong:
        raise Invalid({at: wrong.message}) from None
    if _count(where) > MOST_CONDITIONS:
        raise Invalid({at: f"一条规则最多 {MOST_CONDITIONS} 个条件"})
    if field := contradiction([{"kind": "field", "where": where}]):
        raise _contradicts(definition, field, at)


def _count(where: Any) -> int:
    if "field" in where:
        return 1
    return sum(_count(one) for key in ("all", "any") for one in where.get(key, ()))


def checked_warn_days(days: Any) -> list[int]:
    """Days ahead on which the owner is warned; none is allowed."""
    if days is None:
        return list(WARN_DAYS)
    whole = isinstance(days, list) and all(isinstance(d, int) and not isinstance(d, bool) for d in days)
    if not whole or len(days) > 10 or not all(1 <= d <= 90 for d in days):
        raise Invalid({"warn_days": "提前提醒的天数要填 1 到 90 的整数，最多 10 个"})
    return sorted(set(days), reverse=True)


async def checked_assignment(definition: ObjectDef, body: dict[str, Any]) -> dict[str, Any]:
    """The columns of an assignment rule. Without a filter of its own it begins with the number of returns."""
    where = body.get("where") or ALWAYS_RETURNED
    check_filter(definition, where, "where")
    people, departments = body.get("assignees") or [], body.get("departments") or []
    if not people and not departments:
        raise Invalid({"assignees": "选几位成员或部门来接收"})
    there = await labels({"member": set(people)})
    if any(("member", one) not in there for one in people):
        raise Invalid({"assignees": "有成员不存在，重新选"})
    if departments and await Department.filter(id__in=departments, deleted_at=None).count() != len(set(departments)):
        raise Invalid({"departments": "有部门不存在，重新选"})
    return {"where": where, "assignees": list(dict.fromkeys(people)), "departments": list(dict.fromkeys(departments))}


def assignment_json(rule: AssignmentRule) -> dict[str, Any]:
    return {
        "id": rule.id, "name": rule.name, "where": rule.where, "assignees": rule.assignees,
        "departments": rule.departments, "priority": rule.priority, "active": rule.active,
    }  # fmt: skip


def recycle_json(rule: RecycleRule) -> dict[str, Any]:
    return {
        "id": rule.id, "name": rule.name, "conditions": rule.conditions, "warn_days": rule.warn_days,
        "active": rule.active,
    }  # fmt: skip


# -- words ------------------------------------------------------------------------------------------------------------


async def _word(definition: ObjectDef, condition: dict[str, Any]) -> str:
    """What the sentence of a condition needs beside the facts."""
    if condition["kind"] == "not_reached":
        face = definition.faces[condition["field"]]
        return f"{face.label}没有到{'、'.join(face.word(value) for value in condition['values'])}"
    return await in_words(SYSTEM, definition, condition["where"]) if condition["kind"] == "field" else ""
