"""/api/objects/…/team, …/transfer-plan, …/trail and /api/handovers (团队、转移、工作交接)."""

from typing import Any

from pydantic import BaseModel, Field

from core.errors import Conflict, Invalid, NotFound
from core.handing_over import ties
from core.objects.definition import ObjectDef
from core.objects.query import record
from core.objects.registry import object_named
from core.teams.handover import Handover, hand_over, may_hand_over, planned
from core.teams.roster import team_of
from core.teams.trail import trail
from core.teams.transfer import transfer_plan
from miniapp.endpoint import Answer, Call, Endpoints

endpoints = Endpoints()
MOST = 500


class PlanQuery(BaseModel):
    ids: str = Field(max_length=20 * MOST)


class HandoverWish(BaseModel):
    leaver: int = Field(ge=1, lt=2**63)
    heir: int = Field(ge=1, lt=2**63)
    dry_run: bool = False


def _shared(call: Call) -> ObjectDef:
    definition = object_named(call.text("object"))
    call.actor.needs(definition.key, "read", definition.label)
    if not definition.shared:
        raise NotFound(f"{definition.label}没有团队")
    return definition


@endpoints.get("/api/objects/{object}/transfer-plan", "What a transfer of these records would take along")
async def plan(call: Call, query: PlanQuery) -> Any:
    ids = [part.strip() for part in query.ids.split(",") if part.strip()]
    if not ids or len(ids) > MOST or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in ids):
        raise Invalid({"ids": f"ids 是用逗号隔开的编号，最多 {MOST} 个"})
    return await transfer_plan(call.actor, _shared(call), [int(part) for part in ids])


@endpoints.get("/api/objects/{object}/{id}/team", "Owner, followers, collaborators and their powers")
async def team(call: Call) -> Any:
    definition, record_id = _shared(call), call.number("id")
    await record(call.actor, definition, record_id)
    return await team_of(call.actor, definition, record_id)


@endpoints.get("/api/objects/{object}/{id}/trail", "Every owner the record had")
async def ownership_trail(call: Call) -> Any:
    definition, record_id = object_named(call.text("object")), call.number("id")
    call.actor.needs(definition.key, "read", definition.label)
    if not definition.owned:
        raise Conflict(f"{definition.label}没有负责人")
    await record(call.actor, definition, record_id)
    return {"items": await trail(definition, record_id)}


@endpoints.post("/api/handovers", "Everything of a leaving member to another", status=202)
async def start_handover(call: Call, body: HandoverWish) -> Any:
    if body.dry_run:
        moved = await planned(call.actor, body.leaver, body.heir, ties())
        return Answer({"id": None, "state": "plan", "moved": moved})
    return _told(await hand_over(call.actor, body.leaver, body.heir))


@endpoints.get("/api/handovers/{id}", "How far a hand-over is")
async def handover(call: Call) -> Any:
    found = await Handover.get_or_none(id=call.number("id"))
    if found is None or not await may_hand_over(call.actor, found.leaver_id):
        raise NotFound("没有找到这次交接")
    return _told(found)


def _told(handover: Handover) -> dict[str, Any]:
    return {"id": handover.id, "state": handover.state, "moved": handover.moved}
