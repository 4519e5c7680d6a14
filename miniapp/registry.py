"""/api/registry: looking a company up in the register (工商查询接口)."""

from typing import Any

from pydantic import BaseModel

from core.registry import look_up
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()


class Words(BaseModel):
    q: str = ""


@endpoints.get("/api/registry", "Registered companies whose name holds the words")
async def registered_companies(call: Call, query: Words) -> Any:
    return await look_up.search(query.q)


@endpoints.get("/api/registry/{code}", "One registered company, and what it fills into a customer")
async def registered_company(call: Call) -> Any:
    return await look_up.company(call.text("code"))
