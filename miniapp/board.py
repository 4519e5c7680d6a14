"""/api/objects/opportunity/board and /funnel: opportunities by stage, and how they go through (看板与漏斗接口)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.objects.query import Listing
from core.opportunities.board import board
from miniapp.endpoint import Call, Endpoints
from miniapp.records import where_of

endpoints = Endpoints()
MOST_CARDS = 50


class Which(BaseModel):
    """Which opportunities, as in their list, of one process; without it of the usual one."""

    model_config = ConfigDict(extra="ignore")
    process: int | None = None
    view: str = ""
    q: str = Field("", max_length=200)
    where: str = ""


class BoardQuery(Which):
    limit: int = Field(20, ge=1, le=MOST_CARDS)


@endpoints.get("/api/objects/opportunity/board", "Open opportunities by stage, with counts and sums")
async def opportunity_board(call: Call, query: BoardQuery) -> Any:
    listing = Listing(view=query.view, q=query.q, where=where_of(query.where), limit=query.limit)
    return await board(call.actor, query.process, listing)
