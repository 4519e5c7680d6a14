"""/api/processes and what opportunities have beside their fields: path, stage items, lines (商机接口)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.objects.query import record
from core.opportunities import marks, processes
from core.opportunities.guide import answer
from core.opportunities.lines import MOST_LINES, keep_lines, lines_of
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.path import path_of
from miniapp.endpoint import Answer, Call, Endpoints
from miniapp.suspects import Listed

endpoints = Endpoints()


class ProcessesQuery(BaseModel):
    every: bool = False


class Process(BaseModel):
    """A process as the settings give it; what is wrong is said by the core, at its place."""

    model_config = ConfigDict(extra="allow")


class Item(BaseModel):
    """true or false for a task, a text for a fact."""

    value: bool | str


class Lines(BaseModel):
    """All lines in their order; `seen` is the version that they were read with."""

    lines: list[dict[str, Any]] = Field(max_length=MOST_LINES + 1)
    seen: int | None = None


@endpoints.get("/api/processes", "Sales processes with their stages")
async def list_processes(call: Call, query: ProcessesQuery) -> Any:
    call.actor.needs(OPPORTUNITY.key, "read", OPPORTUNITY.label)
    items = await processes.processes(every=query.every and call.actor.admin)
    return {"items": items, "may_manage": call.actor.admin}


@endpoints.post("/api/processes", "A new sales process", status=201)
async def add_process(call: Call, body: Process) -> Answer:
    made = await processes.add_process(call.actor, body.model_extra or {})
    return Answer(await processes.process_told(made), 201)


@endpoints.patch("/api/processes/{id}", "A sales process changed: a new edition where stages change")
async def change_process(call: Call, body: Process) -> Any:
    changed = await processes.change_process(call.actor, call.number("id"), body.model_extra or {})
    return await processes.process_told(changed)


async def _opportunity(call: Call) -> Opportunity:
    record_id = call.number("id")
    await record(call.actor, OPPORTUNITY, record_id)
    return await Opportunity.get(id=record_id)


@endpoints.get("/api/objects/opportunity/{id}/path", "The stages of an opportunity, what is done in them, its history")
async def opportunity_path(call: Call) -> Any:
    return await path_of(await _opportunity(call))


@endpoints.put("/api/objects/opportunity/{id}/items/{code}", "Ticks a task of a stage or keeps a fact")
async def answer_item(call: Call, body: Item) -> Any:
    await answer(call.actor, OPPORTUNITY, call.number("id"), call.text("code"), body.value)
    return await path_of(await _opportunity(call))


@endpoints.get("/api/objects/opportunity/{id}/lines", "The lines of an opportunity")
async def opportunity_lines(call: Call) -> Any:
    return await _lines(call)


@endpoints.put("/api/objects/opportunity/{id}/lines", "All lines of an opportunity at once")
async def keep_opportunity_lines(call: Call, body: Lines) -> Any:
    await keep_lines(call.actor, call.number("id"), body.lines, body.seen)
    return await _lines(call)


async def _lines(call: Call) -> dict[str, Any]:
    """`version` is what the next change names as `seen`."""
    opportunity = await record(call.actor, OPPORTUNITY, call.number("id"))
    items = await lines_of(call.actor, opportunity["id"])
    return {"items": items, "amount": opportunity.get("amount"), "version": opportunity["_version"]}


@endpoints.get("/api/objects/account/opportunities", "How many opportunities the customers of a list have")
async def account_marks(call: Call, query: Listed) -> Any:
    return {"marks": {str(account): mark for account, mark in (await marks.marks(call.actor, query.numbers())).items()}}
