"""/api/bin and …/delete-plan: the recycle bin, and what a deletion takes along (回收站接口)."""

from typing import Any

from pydantic import BaseModel, Field

from core.errors import Conflict, Invalid
from core.objects.definition import ObjectDef
from core.objects.deleting import delete_plan
from core.objects.query import record, visible_ids
from core.objects.registry import object_named
from core.undoing.bin import bin_page, restore_from_bin
from core.undoing.purging import purge_now
from miniapp.endpoint import Answer, Call, Endpoints
from miniapp.records import one_record

endpoints = Endpoints()
MOST = 500


class BinQuery(BaseModel):
    object: str = Field("", max_length=40)
    q: str = Field("", max_length=200)
    cursor: int | None = Field(None, ge=1, lt=2**63)


class Restoring(BaseModel):
    without: list[str] = Field([], max_length=50)


class PlanQuery(BaseModel):
    ids: str = Field(max_length=20 * MOST)


def _object(call: Call) -> ObjectDef:
    definition = object_named(call.text("object"))
    call.actor.needs(definition.key, "read", definition.label)
    return definition


@endpoints.get("/api/bin", "What lies in the recycle bin and is this member's to bring back")
async def list_bin(call: Call, query: BinQuery) -> Any:
    page = await bin_page(call.actor, object_key=query.object, q=query.q.strip(), before=query.cursor)
    return {"items": page.items, "next": page.next}


@endpoints.post("/api/bin/{object}/{id}/restore", "Back from the recycle bin, with what went along")
async def restore(call: Call, body: Restoring) -> Answer:
    definition, record_id = _object(call), call.number("id")
    await restore_from_bin(call.actor, definition, record_id, without=body.without)
    if record_id not in await visible_ids(call.actor, definition, [record_id]):
        return Answer({"id": record_id})
    return await one_record(call, definition, record_id, 200)


@endpoints.delete("/api/bin/{object}/{id}", "For good, by an administrator", status=204)
async def purge(call: Call) -> None:
    await purge_now(call.actor, _object(call), call.number("id"))


@endpoints.get("/api/objects/{object}/delete-plan", "What deleting these records would take along")
async def plan_of_many(call: Call, query: PlanQuery) -> Any:
    ids = [part.strip() for part in query.ids.split(",") if part.strip()]
    if not ids or len(ids) > MOST or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in ids):
        raise Invalid({"ids": f"ids 是用逗号隔开的编号，最多 {MOST} 个"})
    return {"along": await delete_plan(call.actor, _object(call), [int(part) for part in ids])}


@endpoints.get("/api/objects/{object}/{id}/delete-plan", "What deleting this record would take along")
async def plan_of_one(call: Call) -> Any:
    definition, record_id = _object(call), call.number("id")
    await record(call.actor, definition, record_id)
    if definition.kept:
        raise Conflict(definition.kept)
    return {"along": await delete_plan(call.actor, definition, [record_id])}
