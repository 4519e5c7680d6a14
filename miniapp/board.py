"""/api/objects/opportunity/board and /funnel: opportunities by stage, and how they go through (看板与漏斗接口)."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.objects.query import Listing
from core.opportunities.board import board
from core.opportunities.funnel import funnel
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

    def listing(self, limit: int = 0) -> Listing:
        return Listing(view=self.view, q=self.q, where=where_of(self.where), limit=limit)


class BoardQuery(Which):
    limit: int = Field(20, ge=1, le=MOST_CARDS)


class FunnelQuery(Which):
    """The period is that of the close date, both days included."""

    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")
    by: str = ""


@endpoints.get("/api/objects/opportunity/board", "Open opportunities by stage, with counts and sums")
async def opportunity_board(call: Call, query: BoardQuery) -> Any:
    return await board(call.actor, query.process, query.listing(query.limit))


@endpoints.get("/api/objects/opportunity/funnel", "How opportunities go through their stages, won sums and forecast")
async def opportunity_funnel(call: Call, query: FunnelQuery) -> Any:
    return await funnel(call.actor, query.process, query.listing(), query.since, query.until, query.by)
