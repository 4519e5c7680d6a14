"""/api/suspects and …/duplicates: records that may be the same, masked outside the member's scope (疑似重复接口)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.errors import Malformed
from core.objects.definition import ObjectDef
from core.objects.query import MOST
from core.objects.registry import object_named
from core.objects.sight import MOST_ID
from core.suspects import listing, marks
from miniapp.endpoint import Answer, Call, Endpoints

endpoints = Endpoints()


class Listed(BaseModel):
    """The ids of a page of a list, with commas between them."""

    ids: str = Field("", max_length=4000)

    def numbers(self) -> list[int]:
        """Raises Malformed."""
        parts = [part for part in self.ids.split(",") if part]
        if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > MOST:
            raise Malformed(f"ids 是记录编号，用逗号隔开，最多 {MOST} 个")
        return [number for part in parts if 0 < (number := int(part)) < MOST_ID]


class Pairs(BaseModel):
    object: str = Field(max_length=40)
    state: Literal["open", "dismissed"] = "open"
    cursor: str = Field("", max_length=200)


class Search(BaseModel):
    model_config = ConfigDict(extra="forbid")
    object: str = Field(max_length=40)


def _object(call: Call, name: str) -> ObjectDef:
    definition = object_named(name)
    call.actor.needs(definition.key, "read", definition.label)
    return definition


@endpoints.get("/api/objects/{object}/duplicates", "How many others may be the same as each record of a list")
async def list_marks(call: Call, query: Listed) -> Any:
    found = await marks.marks(call.actor, _object(call, call.text("object")), query.numbers())
    return {"marks": {str(record_id): count for record_id, count in found.items()}}


@endpoints.get("/api/objects/{object}/{id}/duplicates", "The others that may be the same, with reasons and score")
async def record_duplicates(call: Call) -> Any:
    definition = _object(call, call.text("object"))
    return {"items": await marks.duplicates(call.actor, definition, call.number("id"))}


@endpoints.get("/api/suspects", "Suspected pairs of an object, the surest first")
async def suspected_pairs(call: Call, query: Pairs) -> Any:
    definition = _object(call, query.object)
    return await listing.suspects(call.actor, definition, state=query.state, cursor=query.cursor)


@endpoints.post("/api/suspects/look", "Searches an object for pairs, unless that is on its way", status=202)
async def look(call: Call, body: Search) -> Answer:
    await listing.ask_for_search(call.actor, _object(call, body.object))
    return Answer({"looking": True}, 202)


@endpoints.post("/api/suspects/{id}/dismiss", "The two are not the same")
async def dismiss(call: Call) -> Any:
    return await listing.decide(call.actor, call.number("id"), "dismissed")


@endpoints.post("/api/suspects/{id}/reopen", "Perhaps they are")
async def reopen(call: Call) -> Any:
    return await listing.decide(call.actor, call.number("id"), "open")
