"""/api/objects/…: list, read, create, change, delete and act on any registered object (记录接口)."""

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field

from core.activities.in_touch import in_touch
from core.errors import Invalid, Malformed, NotFound
from core.merging.forwarding import forwarded
from core.merging.mergeable import may_merge
from core.objects import actions, history, schema, writing
from core.objects.around import around
from core.objects.definition import ObjectDef
from core.objects.list_settings import lists_told
from core.objects.query import MOST, Listing, record, search, visible_ids
from core.objects.registry import object_named
from core.tasks.progress import task_progress
from core.teams.team import TeamMember
from miniapp.endpoint import Answer, Call, Endpoints

endpoints = Endpoints()


class ListQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    view: str = ""
    q: str = Field("", max_length=200)
    where: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = Field(50, ge=1, le=MOST)
    columns: str = ""


class Fields(BaseModel):
    """A record's values by field key."""

    model_config = ConfigDict(extra="allow")


class Batch(BaseModel):
    """Record ids and the action's input beside them."""

    model_config = ConfigDict(extra="allow")
    ids: list[int] = Field(min_length=1, max_length=500)


class HistoryQuery(BaseModel):
    before: int | None = None


def _object(call: Call) -> ObjectDef:
    definition = object_named(call.text("object"))
    call.actor.needs(definition.key, "read", definition.label)
    return definition


@endpoints.get("/api/schema", "The objects this member may see")
async def object_list(call: Call) -> Any:
    return {"objects": schema.object_list(call.actor)}


@endpoints.get("/api/schema/{object}", "Fields, options, views and actions of an object")
async def object_schema(call: Call) -> Any:
    definition = _object(call)
    described = schema.object_schema(call.actor, definition)
    described["mergeable"] = may_merge(call.actor, definition)
    return {**described, **await lists_told(call.actor, definition, described["views"])}


@endpoints.get("/api/objects/{object}", "One page of the records this member may see")
async def list_records(call: Call, query: ListQuery) -> Any:
    page = await search(
        call.actor,
        _object(call),
        Listing(
            view=query.view,
            q=query.q,
            where=where_of(query.where),
            sort=query.sort,
            cursor=query.cursor,
            limit=query.limit,
            columns=tuple(column for column in query.columns.split(",") if column),
        ),
    )
    return {"items": page.items, "next": page.next, "total": page.total, "capped": page.capped}


def where_of(text: str) -> Any:
    try:
        return orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        raise Malformed("筛选条件不是 JSON") from None


@endpoints.post("/api/objects/{object}", "A new record", status=201)
async def create_record(call: Call, body: Fields) -> Answer:
    definition = _object(call)
    instance = await writing.create(call.actor, definition, body.model_extra or {})
    if instance.id not in await visible_ids(call.actor, definition, [instance.id]):
        return Answer({"id": instance.id}, 201)  # straight into a pool that does not open its records
    return await one_record(call, definition, instance.id, 201)


@endpoints.get("/api/objects/{object}/{id}", "One record")
async def read_record(call: Call) -> Answer:
    definition, record_id = _object(call), call.number("id")
    try:
        return await one_record(call, definition, record_id, 200)
    except NotFound:
        raise await forwarded(call.actor, definition, record_id) from None


@endpoints.patch("/api/objects/{object}/{id}", "A record with some values changed")
async def change_record(call: Call, body: Fields) -> Answer:
    definition, record_id = _object(call), call.number("id")
    await writing.update(call.actor, definition, record_id, body.model_extra or {}, seen=_seen(call))
    return await one_record(call, definition, record_id, 200)


@endpoints.delete("/api/objects/{object}/{id}", "Into the recycle bin", status=204)
async def delete_record(call: Call) -> None:
    await writing.delete(call.actor, _object(call), call.number("id"))


@endpoints.post("/api/objects/{object}/{id}/actions/{action}", "Does an action to one record")
async def act(call: Call, body: Fields) -> Answer:
    definition, record_id = _object(call), call.number("id")
    result = await actions.perform(call.actor, definition, record_id, call.text("action"), body.model_extra or {})
    if record_id not in await visible_ids(call.actor, definition, [record_id]):
        return Answer({"id": record_id, "result": result})
    return await one_record(call, definition, record_id, 200)


@endpoints.post("/api/objects/{object}/actions/{action}", "Does an action to many records", atomic=False)
async def act_on_many(call: Call, body: Batch) -> Any:
    values = body.model_extra or {}
    return {"results": await actions.perform_many(call.actor, _object(call), body.ids, call.text("action"), values)}


@endpoints.get("/api/objects/{object}/{id}/around", "The 360 view: related records and timeline")
async def record_around(call: Call) -> Any:
    definition, record_id = _object(call), call.number("id")
    await record(call.actor, definition, record_id)
    beside = await TeamMember.filter(object=definition.key, record_id=record_id).count() if definition.shared else 0
    figures = {
        "in_touch": await in_touch(call.actor, definition, record_id),
        "task_progress": await task_progress(call.actor, definition, record_id),
    }
    return {**await around(call.actor, definition, record_id), "team": beside, **figures}


@endpoints.get("/api/objects/{object}/{id}/history", "What changed, when and by whom")
async def record_history(call: Call, query: HistoryQuery) -> Any:
    definition, record_id = _object(call), call.number("id")
    await record(call.actor, definition, record_id)
    return await history.history(call.actor, definition, record_id, before_id=query.before)


async def one_record(call: Call, definition: ObjectDef, record_id: int, status: int) -> Answer:
    """A record with what this member may do to it, and its version as ETag."""
    flat = await record(call.actor, definition, record_id)
    version = flat.pop("_version")
    may = {
        verb: record_id in await visible_ids(call.actor, definition, [record_id], verb)
        and call.actor.reach(definition.key, verb) != "none"
        for verb in ("update", "delete")
    }
    instance: Any = await definition.model.get(id=record_id) if definition.action_by_key or definition.doubted else None
    can = {
        "edit": may["update"],
        "delete": may["delete"],
        "actions": await actions.open_actions(call.actor, definition, instance, may["update"]) if instance else [],
    }
    doubtful = {"_doubtful": instance.doubtful} if definition.doubted and instance else {}
    return Answer({**flat, "_can": can, **doubtful}, status, {"ETag": f'"{version}"'})


def _seen(call: Call) -> int | None:
    """The version named by If-Match."""
    text = call.request.headers.get("If-Match", "").strip()
    if text in ("", "*"):
        return None
    number = text.removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit():
        raise Invalid({"If-Match": "版本号不对，刷新后再改"})
    return int(number)
