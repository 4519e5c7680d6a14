"""Recycle and assignment rules as administrators keep them (公海规则设置), and the trial of drafts."""

from typing import Any

from core import clock
from core.errors import Invalid, NotFound
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from core.objects.values import storable
from core.pools.assigning import switched_on
from core.pools.group import PoolGroup
from core.pools.recycle_job import trial
from core.pools.rule_book import (
    assignment_json,
    checked_assignment,
    checked_conditions,
    checked_warn_days,
    drafted,
    recycle_json,
    rules_of,
)
from core.pools.rules import AssignmentRule, RecycleRule

RECYCLE = ("name", "conditions", "warn_days", "active")
ASSIGNMENT = ("name", "where", "assignees", "departments", "priority", "active")
LONGEST_NAME = 60


def _pooled(group: PoolGroup) -> ObjectDef:
    return object_named(group.pool_of)


def _known(body: dict[str, Any], allowed: tuple[str, ...]) -> None:
    if unknown := [key for key in body if key not in (*allowed, "id")]:
        raise Invalid({unknown[0][:60]: "规则没有这一项"})


def _name(value: Any) -> str:
    name = storable(value).strip() if isinstance(value, str) else ""
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({"name": f"规则名称要填，最多 {LONGEST_NAME} 个字"})
    return name


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid({"active": "启用要写成是或否"})
    return value


# -- recycle rules ---------------------------------------------------------------------------------------------------


async def recycle_rules(group: PoolGroup) -> list[dict[str, Any]]:
    return [recycle_json(rule) for rule in await RecycleRule.filter(group_id=group.id).order_by("id")]


async def add_recycle_rule(group: PoolGroup, body: dict[str, Any]) -> dict[str, Any]:
    _known(body, RECYCLE)
    now = clock.now()
    rule = await RecycleRule.create(
        group_id=group.id,
        name=_name(body.get("name")),
        conditions=checked_conditions(_pooled(group), body.get("conditions")),
        warn_days=checked_warn_days(body.get("warn_days")),
        active=_switch(body.get("active", False)),
        created_at=now,
        updated_at=now,
    )
    return recycle_json(rule)


async def change_recycle_rule(rule_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """A rule that is switched on is checked as a whole: what it names may be gone since it was saved."""
    _known(body, RECYCLE)
    rule = await RecycleRule.select_for_update().get_or_none(id=rule_id)
    if rule is None:
        raise NotFound("没有这条规则，可能刚被删除")
    group = await PoolGroup.get(id=rule.group_id)
    rule.name = _name(body.get("name", rule.name))
    rule.active = _switch(body.get("active", rule.active))
    if rule.active or "conditions" in body:
        rule.conditions = checked_conditions(_pooled(group), body.get("conditions", rule.conditions))
    if "warn_days" in body:
        rule.warn_days = checked_warn_days(body["warn_days"])
    rule.version, rule.updated_at = rule.version + 1, clock.now()
    await rule.save()
    return recycle_json(rule)


async def delete_recycle_rule(rule_id: int) -> None:
    if not await RecycleRule.filter(id=rule_id).delete():
        raise NotFound("没有这条规则，可能刚被删除")


async def try_rules(group: PoolGroup, drafts: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The drafts on today's data, or the rules that are switched on."""
    definition = _pooled(group)
    if drafts is None:
        return await trial(definition, group, await rules_of(definition, group.id))
    rules = []
    for n, body in enumerate(drafts, 1):
        _known(body, RECYCLE)
        conditions = checked_conditions(definition, body.get("conditions"))
        name = _name(body.get("name") or f"规则 {n}")
        rules.append(await drafted(definition, -n, name, conditions, checked_warn_days(body.get("warn_days"))))
    return await trial(definition, group, tuple(rules))


# -- assignment rules ------------------------------------------------------------------------------------------------


async def assignment_rules(group: PoolGroup) -> list[dict[str, Any]]:
    found = await AssignmentRule.filter(group_id=group.id).order_by("priority", "id")
    return [assignment_json(rule) for rule in found]


async def add_assignment_rule(group: PoolGroup, body: dict[str, Any]) -> dict[str, Any]:
    _known(body, ASSIGNMENT)
    now = clock.now()
    rule = await AssignmentRule.create(
        group_id=group.id,
        name=_name(body.get("name")),
        **await checked_assignment(_pooled(group), body),
        priority=_priority(body.get("priority", 0)),
        active=_switch(body.get("active", False)),
        created_at=now,
        updated_at=now,
    )
    if rule.active:
        await switched_on(rule)
    return assignment_json(rule)


async def change_assignment_rule(rule_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Changing who receives begins the turn anew."""
    _known(body, ASSIGNMENT)
    rule = await AssignmentRule.select_for_update().get_or_none(id=rule_id)
    if rule is None:
        raise NotFound("没有这条规则，可能刚被删除")
    group, was_active, people = await PoolGroup.get(id=rule.group_id), rule.active, (rule.assignees, rule.departments)
    rule.name = _name(body.get("name", rule.name))
    rule.active = _switch(body.get("active", rule.active))
    rule.priority = _priority(body.get("priority", rule.priority))
    if rule.active or body.keys() & {"where", "assignees", "departments"}:
        rule.update_from_dict(await checked_assignment(_pooled(group), {**assignment_json(rule), **body}))
    if (rule.assignees, rule.departments) != people:
        rule.turn = 0
    rule.version, rule.updated_at = rule.version + 1, clock.now()
    await rule.save()
    if rule.active and not was_active:
        await switched_on(rule)
    return assignment_json(rule)


async def delete_assignment_rule(rule_id: int) -> None:
    if not await AssignmentRule.filter(id=rule_id).delete():
        raise NotFound("没有这条规则，可能刚被删除")


def _priority(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
        raise Invalid({"priority": "优先级要填 0 到 10000 的整数，小的先用"})
    return value
