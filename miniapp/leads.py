"""/api/objects/…/conversion and …/similar: what a lead would become, and who is already there (转客户与查重接口)."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from core.conversion.prefill import conversion
from core.conversion.similar import similar
from core.leads.lead import LEAD
from core.objects.registry import object_named
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()
LONGEST = 300


class Typed(BaseModel):
    """What a form holds so far, by field key; `id` is the record that is being edited."""

    model_config = ConfigDict(extra="allow")
    id: int | None = None


@endpoints.get("/api/objects/{object}/similar", "Records like the one being typed, masked outside the member's scope")
async def similar_records(call: Call, query: Typed) -> Any:
    definition = object_named(call.text("object"))
    call.actor.needs(definition.key, "read", definition.label)
    given = {key: str(value)[:LONGEST] for key, value in (query.model_extra or {}).items()}
    return {"items": await similar(call.actor, definition, given, query.id)}


@endpoints.get("/api/objects/lead/{id}/conversion", "What the conversion form begins with")
async def lead_conversion(call: Call) -> Any:
    call.actor.needs(LEAD.key, "read", LEAD.label)
    return await conversion(call.actor, call.number("id"))
