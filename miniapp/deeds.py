"""/api/deeds: what can be undone, what undoing would do, and undoing it (撤销接口)."""

from typing import Any

from pydantic import BaseModel, Field

from core.undoing import plan, undo
from core.undoing.deed import Outcome
from core.undoing.listing import deed_page, told
from miniapp.endpoint import Answer, Call, Endpoints

endpoints = Endpoints()


class DeedsQuery(BaseModel):
    cursor: int | None = Field(None, ge=1, lt=2**63)
    everyone: bool = False


@endpoints.get("/api/deeds", "What this member did and can undo; for administrators everybody's")
async def list_deeds(call: Call, query: DeedsQuery) -> Any:
    page = await deed_page(call.actor, before=query.cursor, everyone=query.everyone)
    return {"items": page.items, "next": page.next}


@endpoints.get("/api/deeds/{batch}", "What undoing it would bring back, and what would stay, with the reason")
async def deed_plan(call: Call) -> Any:
    planned = await plan(call.actor, call.text("batch"))
    [deed] = await told(call.actor, [planned.deed])
    # What came of one that is undone already is remembered with it.
    return {**planned.told.to_json(), **deed, "whole": planned.whole}


@endpoints.post("/api/deeds/{batch}/undo", "Takes it back; what is large goes on in the background")
async def undo_deed(call: Call) -> Answer:
    return undone(await undo(call.actor, call.text("batch")))


def undone(outcome: Outcome) -> Answer:
    """The answer of an undo, whatever was undone."""
    told = outcome.told
    body = {"back_count": told.back_count, "kept_count": told.kept_count, "kept": told.kept}
    return Answer({"state": outcome.state, **body}, 202 if outcome.state == "undoing" else 200)
