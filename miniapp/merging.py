"""/api/objects/{object}/merge-plan and …/merge (合并): what a merge would do, and doing it."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from core.errors import Invalid
from core.merging.fields import BOTH
from core.merging.merge import merge
from core.merging.plan import merge_plan
from core.objects.definition import ObjectDef
from core.objects.registry import object_named
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()
MOST = 100
Id = Annotated[int, Field(ge=1, lt=2**63)]


class PlanQuery(BaseModel):
    ids: str = Field(max_length=20 * MOST)
    master: Id | None = None


class MergeWish(BaseModel):
    """`picks` by field key: the record whose value stays, or "both"; `values` for what none of them has."""

    master: Id
    others: list[Id] = Field(max_length=MOST)
    picks: dict[str, int | str] = {}
    values: dict[str, Any] = {}


def _object(call: Call) -> ObjectDef:
    definition = object_named(call.text("object"))
    call.actor.needs(definition.key, "read", definition.label)
    return definition


@endpoints.get("/api/objects/{object}/merge-plan", "What merging these records would do, and what can be chosen")
async def plan(call: Call, query: PlanQuery) -> Any:
    parts = [part.strip() for part in query.ids.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise Invalid({"ids": "ids 是用逗号隔开的编号"})
    return await merge_plan(call.actor, _object(call), [int(part) for part in parts], query.master)


@endpoints.post("/api/objects/{object}/merge", "Merges records into one; the others go to the recycle bin")
async def merge_records(call: Call, body: MergeWish) -> Any:
    unknown = {key: "这一项的写法不对" for key, whose in body.picks.items() if isinstance(whose, str) and whose != BOTH}
    if unknown:
        raise Invalid(unknown)
    ids = [body.master, *body.others]
    done = await merge(call.actor, _object(call), ids, picks=body.picks, values=body.values)
    return {"id": done.id, "batch": done.batch, "moved": done.moved}
