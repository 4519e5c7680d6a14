"""/api/pools/…: pool groups, their members and rules, the trial run, figures; when a record falls (公海接口)."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.errors import NotFound
from core.objects.query import record as record_of
from core.objects.registry import object_named
from core.pools import figures, groups, rule_keeping
from core.pools.group import PoolGroup
from core.pools.recycle_job import recycling_of
from miniapp.endpoint import Answer, Call, Endpoints

endpoints = Endpoints()


class PoolsQuery(BaseModel):
    of: str = "lead"


class FiguresQuery(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    of: str = "lead"
    group: int | None = None
    period: str = "this_week"
    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")


class Values(BaseModel):
    """Settings of a group or rule by key."""

    model_config = ConfigDict(extra="allow")


class Seat(BaseModel):
    member: int | None = None
    department: int | None = None
    admin: bool = False


class Seats(BaseModel):
    members: list[Seat] = Field(max_length=500)


class Trial(BaseModel):
    rules: list[dict[str, Any]] | None = Field(None, max_length=20)


@endpoints.get("/api/pools", "The pool groups of this member, for administrators all of them")
async def list_groups(call: Call, query: PoolsQuery) -> Any:
    definition = groups.pooled_object(query.of)
    return {
        "groups": await groups.groups_seen(call.actor, definition),
        "enabled": await groups.enabled(definition),
        "may_manage": call.actor.admin,
    }


@endpoints.get("/api/pools/figures", "How a pool converts in a period")
async def pool_figures(call: Call, query: FiguresQuery) -> Any:
    definition = groups.pooled_object(query.of)
    call.actor.needs(definition.key, "read", definition.label)
    first, last = figures.days_of(query.period, query.first, query.last)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "items": await figures.figures(call.actor, definition, query.group, first, last),
    }


@endpoints.post("/api/pools", "A new pool group", status=201)
async def create_group(call: Call, body: Values) -> Any:
    made = await groups.create_group(call.actor, body.model_extra or {})
    return groups.group_json(made, call.actor)


@endpoints.get("/api/pools/{id}", "A pool group with its members")
async def read_group(call: Call) -> Any:
    group = await _group(call)
    return {**groups.group_json(group, call.actor), "members": await groups.members_of(group)}


@endpoints.patch("/api/pools/{id}", "A pool group with some settings changed")
async def change_group(call: Call, body: Values) -> Any:
    group = await _group(call)
    await groups.change_group(call.actor, group, body.model_extra or {})
    return groups.group_json(group, call.actor)


@endpoints.delete("/api/pools/{id}", "A pool group without records, deleted", status=204)
async def delete_group(call: Call) -> Answer:
    await groups.delete_group(call.actor, await _group(call))
    return Answer(None, 204)


@endpoints.put("/api/pools/{id}/members", "Exactly these members and departments in a group")
async def set_members(call: Call, body: Seats) -> Any:
    group = await _group(call)
    await groups.set_members(call.actor, group, [seat.model_dump() for seat in body.members])
    return {"members": await groups.members_of(group)}


@endpoints.get("/api/pools/{id}/recycle-rules", "The recycle rules of a group")
async def recycle_rules(call: Call) -> Any:
    return {"items": await rule_keeping.recycle_rules(await _led(call))}


@endpoints.post("/api/pools/{id}/recycle-rules", "A new recycle rule", status=201)
async def add_recycle_rule(call: Call, body: Values) -> Any:
    groups.needs_admin(call.actor)
    return await rule_keeping.add_recycle_rule(await _group(call), body.model_extra or {})


@endpoints.patch("/api/recycle-rules/{id}", "A recycle rule changed or switched")
async def change_recycle_rule(call: Call, body: Values) -> Any:
    groups.needs_admin(call.actor)
    return await rule_keeping.change_recycle_rule(call.number("id"), body.model_extra or {})


@endpoints.delete("/api/recycle-rules/{id}", "A recycle rule, deleted", status=204)
async def delete_recycle_rule(call: Call) -> Answer:
    groups.needs_admin(call.actor)
    await rule_keeping.delete_recycle_rule(call.number("id"))
    return Answer(None, 204)


@endpoints.post("/api/pools/{id}/trial", "Who would lose what by these rules today", atomic=False)
async def try_rules(call: Call, body: Trial) -> Any:
    return await rule_keeping.try_rules(await _led(call), body.rules)


@endpoints.get("/api/pools/{id}/assignment-rules", "The assignment rules of a group, in their order")
async def assignment_rules(call: Call) -> Any:
    return {"items": await rule_keeping.assignment_rules(await _led(call))}


@endpoints.post("/api/pools/{id}/assignment-rules", "A new assignment rule", status=201)
async def add_assignment_rule(call: Call, body: Values) -> Any:
    groups.needs_admin(call.actor)
    return await rule_keeping.add_assignment_rule(await _group(call), body.model_extra or {})


@endpoints.patch("/api/assignment-rules/{id}", "An assignment rule changed or switched")
async def change_assignment_rule(call: Call, body: Values) -> Any:
    groups.needs_admin(call.actor)
    return await rule_keeping.change_assignment_rule(call.number("id"), body.model_extra or {})


@endpoints.delete("/api/assignment-rules/{id}", "An assignment rule, deleted", status=204)
async def delete_assignment_rule(call: Call) -> Answer:
    groups.needs_admin(call.actor)
    await rule_keeping.delete_assignment_rule(call.number("id"))
    return Answer(None, 204)


@endpoints.get("/api/objects/{object}/{id}/recycling", "When and why a record falls into its pool")
async def record_recycling(call: Call) -> Any:
    definition, record_id = object_named(call.text("object")), call.number("id")
    call.actor.needs(definition.key, "read", definition.label)
    await record_of(call.actor, definition, record_id)
    if not definition.pooled:
        raise NotFound(f"{definition.label}没有公海")
    return await recycling_of(definition, await definition.model.get(id=record_id))


async def _group(call: Call) -> PoolGroup:
    """The group, for administrators and those who are in it."""
    group = await groups.group_by_id(call.number("id"))
    if not call.actor.admin and group.id not in call.actor.pools:
        raise NotFound("没有这个公海分组")
    return group


async def _led(call: Call) -> PoolGroup:
    group = await _group(call)
    groups.needs_lead(call.actor, group)
    return group
