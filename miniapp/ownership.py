"""/api/ownership: who follows a company or a number (归属查询)."""

from typing import Any

from pydantic import BaseModel, Field

from core.teams.ownership import ownership
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()


class OwnershipQuery(BaseModel):
    q: str = Field("", max_length=200)


@endpoints.get("/api/ownership", "Whether somebody follows it already, and who; at most five rows")
async def ask(call: Call, query: OwnershipQuery) -> Any:
    return await ownership(query.q)
