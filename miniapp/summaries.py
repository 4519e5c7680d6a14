"""/api/objects/{object}/summary, /counts and /{id}/beside: figures of a list and neighbours in it (统计接口)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.objects.beside import beside
from core.objects.query import Listing
from core.objects.summary import counts, summary
from miniapp.endpoint import Call, Endpoints
from miniapp.records import where_of
from miniapp.views import readable

endpoints = Endpoints()


class ListPart(BaseModel):
    """Which rows of a list, as in the list's own query."""

    model_config = ConfigDict(extra="ignore")
    view: str = ""
    q: str = Field("", max_length=200)
    where: str = ""
    sort: str = ""

    def listing(self) -> Listing:
        return Listing(view=self.view, q=self.q, where=where_of(self.where), sort=self.sort)


class SummaryQuery(ListPart):
    by: str = Field(max_length=200)
    measure: str = Field("count", max_length=80)


class CountsQuery(BaseModel):
    views: str = Field("", max_length=2000)


@endpoints.get("/api/objects/{object}/summary", "Counts and sums by one or two fields")
async def summarize(call: Call, query: SummaryQuery) -> Any:
    return await summary(call.actor, readable(call), query.listing(), query.by, query.measure)


@endpoints.get("/api/objects/{object}/counts", "How many records each view holds")
async def count_views(call: Call, query: CountsQuery) -> Any:
    views = [view for view in query.views.split(",") if view]
    return {"counts": await counts(call.actor, readable(call), views)}


@endpoints.get("/api/objects/{object}/{id}/beside", "The records before and after in the list")
async def neighbours(call: Call, query: ListPart) -> Any:
    return await beside(call.actor, readable(call), call.number("id"), query.listing())
