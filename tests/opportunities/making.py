"""Opportunities, processes and lines in a line."""

from typing import Any

from core import clock
from core.accounts.account import ACCOUNT
from core.catalog.category import PRODUCT_CATEGORY
from core.catalog.product import PRODUCT
from core.objects.actions import perform
from core.objects.definition import ObjectDef
from core.objects.writing import create, update
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.process import SalesProcess
from core.opportunities.processes import add_process, process_told, usual_process
from core.opportunities.stay import StageStay
from core.opportunities.steps import newest_edition, steps_of
from core.org.actor import Actor
from core.work import work


async def new(actor: Actor, definition: ObjectDef, **values: Any) -> Any:
    async with work():
        return await create(actor, definition, values)


async def change(actor: Actor, definition: ObjectDef, record_id: int, **values: Any) -> Any:
    async with work():
        return await update(actor, definition, record_id, values)


async def account(actor: Actor, name: str = "霁川新能源科技有限公司", **values: Any) -> Any:
    return await new(actor, ACCOUNT, name=name, **values)


async def opportunity(actor: Actor, of: Any, name: str = "储能柜产线", **values: Any) -> Opportunity:
    made: Opportunity = await new(actor, OPPORTUNITY, **{"account": of.id, "name": name, **values})
    return made


async def product(boss: Actor, name: str = "巡检相机", **values: Any) -> Any:
    category = await new(boss, PRODUCT_CATEGORY, name=f"{name}类")
    return await new(boss, PRODUCT, name=name, category=category.id, **values)


async def act(actor: Actor, record: Any, key: str, **values: Any) -> Opportunity:
    await perform(actor, OPPORTUNITY, record.id, key, values)
    return await Opportunity.get(id=record.id)


async def fresh(record: Any) -> Opportunity:
    return await Opportunity.get(id=record.id)


async def stages(process: SalesProcess | None = None) -> dict[str, int]:
    """Stage ids by name, of the usual process or another."""
    told = await process_told(process or await usual_process())
    return {stage["name"]: stage["id"] for stage in told["stages"]}


async def first_stage() -> dict[str, Any]:
    """The columns of an opportunity that begins, for tests that write rows past the forms."""
    process = await usual_process()
    edition = await newest_edition(process.id)
    [first, *_] = (await steps_of(edition.id)).all
    place = {"process_id": process.id, "edition_id": edition.id, "stage_id": first.stage_id}
    return {**place, "win_rate": first.win_rate, "stage_since": clock.now()}


async def process(boss: Actor, name: str = "大客户流程", *, guided: bool = True, **more: Any) -> SalesProcess:
    """Three stages; the first asks for a task and a fact, the second for a task that may be left."""
    body = {
        "name": name,
        "guided": guided,
        "stages": [
            {"name": "立项", "win_rate": 20, "items": [item("task", "拜访决策人"), item("fact", "预算多少")]},
            {"name": "方案", "win_rate": 50, "items": [item("task", "交流会", required=False)]},
            {"name": "签约", "win_rate": 90, "items": []},
        ],
        **more,
    }
    async with work():
        return await add_process(boss, body)


def item(kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "label": label, **more}


async def codes(process: SalesProcess) -> dict[str, str]:
    """The codes of a process's items by label."""
    told = await process_told(process)
    return {one["label"]: one["code"] for stage in told["stages"] for one in stage["items"]}


async def stays(record: Any) -> list[StageStay]:
    """Oldest first."""
    return await StageStay.filter(opportunity_id=record.id).order_by("entered_at", "id")
