"""Sales processes as administrators keep them (流程设置): every change makes an edition, and nothing open is lost."""

from typing import Any

from tortoise.functions import Count

from core import clock
from core.actor import SYSTEM, Actor
from core.db import database, execute
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.objects import history
from core.objects.registry import object_named
from core.objects.writing import reindex
from core.opportunities.process import (
    SALES_PROCESS,
    SALES_STAGE,
    EditionStage,
    ProcessEdition,
    SalesProcess,
    SalesStage,
    StageItem,
)
from core.opportunities.process_form import Wanted, checked_name, checked_stages, switch
from core.opportunities.steps import Step, newest_edition, steps_of
from core.work import batch_of_its_own, current_work, work

STANDARD = {
    "name": "标准销售流程",
    "guided": False,
    "stages": [
        {"name": "初步接洽", "win_rate": 10, "items": []},
        {"name": "需求确认", "win_rate": 30, "items": []},
        {"name": "方案报价", "win_rate": 50, "items": []},
        {"name": "商务谈判", "win_rate": 80, "items": []},
    ],
}


async def usual_process() -> SalesProcess:
    """The process of a new opportunity; a company that has none gets the standard one."""
    found = await SalesProcess.get_or_none(usual=True, active=True, deleted_at=None)
    if found is not None:
        return found
    async with work():
        await _one_at_a_time()
        found = await SalesProcess.get_or_none(usual=True, active=True, deleted_at=None)
        with batch_of_its_own():
            return found or await _made(SYSTEM, STANDARD)


async def processes(*, every: bool = False) -> list[dict[str, Any]]:
    """The processes with the stages of their newest edition; `every` lists those out of use too."""
    await usual_process()
    found = await SalesProcess.filter(deleted_at=None, **({} if every else {"active": True})).order_by("-usual", "id")
    return [await process_told(process) for process in found]


async def process_told(process: SalesProcess) -> dict[str, Any]:
    """{"id","name","guided","usual","active","number","stages":[…],"retired":[…]}; `open` counts open opportunities."""
    edition = await newest_edition(process.id)
    steps = await steps_of(edition.id)
    opened = await _open_by_stage(process.id)
    known = {step.stage_id for step in steps.all}
    retired = await SalesStage.filter(process_id=process.id, active=False, deleted_at=None).order_by("position", "id")
    return {
        "id": process.id,
        "name": process.name,
        "guided": process.guided,
        "usual": process.usual,
        "active": process.active,
        "number": edition.number,
        "stages": [_step_told(step, opened.get(step.stage_id, 0)) for step in steps.all],
        "retired": [
            {"id": stage.id, "name": stage.name, "open": opened.get(stage.id, 0)}
            for stage in retired
            if stage.id not in known
        ],
    }


def _step_told(step: Step, opened: int) -> dict[str, Any]:
    items = [
        {"code": item.code, "kind": item.kind, "label": item.label, "required": item.required} for item in step.items
    ]
    return {"id": step.stage_id, "name": step.name, "win_rate": step.win_rate, "items": items, "open": opened}


async def add_process(actor: Actor, body: dict[str, Any]) -> SalesProcess:
    """A new process with its first edition. Run inside `work()`. Raises NotAllowed, Invalid."""
    _may_keep(actor)
    current_work()
    await _one_at_a_time()
    return await _made(actor, body)


async def change_process(actor: Actor, process_id: int, body: dict[str, Any]) -> SalesProcess:
    """Name, switches and, with `stages`, a new edition. `number` is the edition that the form was read from:
    another one since is a Conflict. With `carry` open opportunities go over to the new edition where it has their
    stage.
    """
    _may_keep(actor)
    await _one_at_a_time()
    process = await SalesProcess.select_for_update().get_or_none(id=process_id, deleted_at=None)
    if process is None:
        raise NotFound("没有这个流程，可能刚被删除")
    edition = await newest_edition(process.id)
    if "number" in body and body["number"] != edition.number:
        raise Conflict("流程刚被别人改过，刷新后再改")
    name = checked_name(body.get("name", process.name), "name", "流程名称")
    await _refuse_same_name(name, process.id)
    if "guided" in body or "stages" in body:
        process.guided = switch(body, "guided", process.guided)
        made = await _edit(actor, process, edition.number + 1, await _stages_of(process, body, edition.id))
        if switch(body, "carry", False):
            await _carry(process.id, made)
    process.name, process.active = name, switch(body, "active", process.active)
    await _settle_usual(process, switch(body, "usual", process.usual))
    await _saved(actor, SALES_PROCESS, process, "update")
    return process


def _may_keep(actor: Actor) -> None:
    if not actor.admin:
        raise NotAllowed("销售流程由管理员设置")


async def _one_at_a_time() -> None:
    """Two who change processes at once: the second waits until the first is done."""
    if statement := database().dialect.one_at_a_time("sales_process"):
        await execute(statement)


async def _made(actor: Actor, body: dict[str, Any]) -> SalesProcess:
    name = checked_name(body.get("name"), "name", "流程名称")
    await _refuse_same_name(name, None)
    process = await SalesProcess.create(name=name, guided=switch(body, "guided", False), active=True)
    await _edit(actor, process, 1, checked_stages(body.get("stages"), set(), set()))
    alone = not await SalesProcess.exists(usual=True, active=True, deleted_at=None)
    await _settle_usual(process, alone or switch(body, "usual", False))
    await _saved(actor, SALES_PROCESS, process, "create")
    return process


async def _refuse_same_name(name: str, but: int | None) -> None:
    if await SalesProcess.filter(name=name, deleted_at=None).exclude(id=but or 0).exists():
        raise Invalid({"name": "已有同名的流程，换个名字"})


async def _settle_usual(process: SalesProcess, usual: bool) -> None:
    """Exactly one process in use is the usual one."""
    if process.usual and not (usual and process.active):
        raise Invalid({"usual": "总要有一个默认流程：先把另一个流程设为默认"})
    if usual and not process.active:
        raise Invalid({"usual": "停用的流程不能设为默认"})
    if usual and not process.usual:
        await SalesProcess.filter(usual=True).update(usual=False)
    process.usual = usual


async def _stages_of(process: SalesProcess, body: dict[str, Any], edition_id: int) -> list[Wanted]:
    """The stages that the form gives; those of the last edition where it only switches something."""
    if "stages" in body:
        known = {stage.id for stage in await SalesStage.filter(process_id=process.id, deleted_at=None)}
        codes = {item.code for item in await StageItem.filter(edition__process_id=process.id)}
        return checked_stages(body["stages"], known, codes)
    steps = await steps_of(edition_id)
    return [
        Wanted(s.stage_id, s.name, s.win_rate, tuple((i.code, i.kind, i.label, i.required) for i in s.items))
        for s in steps.all
    ]


async def _edit(actor: Actor, process: SalesProcess, number: int, wanted: list[Wanted]) -> ProcessEdition:
    """A new edition, and the stages as it has them; a stage that is no longer part of it stays for what is in it."""
    edition = await ProcessEdition.create(
        process_id=process.id,
        number=number,
        guided=process.guided,
        made_at=clock.now(),
        made_by_id=actor.id or None,
    )
    await SalesStage.filter(process_id=process.id).update(active=False)
    for place, one in enumerate(wanted, start=1):
        stage = await _stage(actor, process, one, place)
        await EditionStage.create(edition_id=edition.id, stage_id=stage.id, position=place, win_rate=one.win_rate)
        for n, (code, kind, label, required) in enumerate(one.items, start=1):
            await StageItem.create(
                edition_id=edition.id,
                stage_id=stage.id,
                position=n,
                kind=kind,
                code=code,
                label=label,
                required=required,
            )
    return edition


async def _stage(actor: Actor, process: SalesProcess, wanted: Wanted, place: int) -> SalesStage:
    stage = await SalesStage.get(id=wanted.id) if wanted.id else SalesStage(process_id=process.id)
    stage.name, stage.win_rate, stage.position, stage.active = wanted.name, wanted.win_rate, place, True
    await _saved(actor, SALES_STAGE, stage, "update" if wanted.id else "create")
    return stage


async def _saved(actor: Actor, definition: Any, record: Any, verb: str) -> None:
    """The row with its search tokens and a line of history."""
    record.updated_at = clock.now()
    record.version += verb == "update"
    await record.save()
    await reindex(actor, definition, record)
    await history.remember(actor, definition, record.id, verb, {}, {definition.title: record.name})


async def _carry(process_id: int, edition: ProcessEdition) -> None:
    """Open opportunities go over to an edition that has their stage, with its win rate."""
    opportunities = object_named("opportunity").model
    for placed in await EditionStage.filter(edition_id=edition.id):
        theirs = opportunities.filter(process_id=process_id, stage_id=placed.stage_id, state="open", deleted_at=None)
        await theirs.update(edition_id=edition.id, win_rate=placed.win_rate)


async def _open_by_stage(process_id: int) -> dict[int, int]:
    there = object_named("opportunity").model.filter(process_id=process_id, state="open", deleted_at=None)
    counted: Any = there.annotate(number=Count("id")).group_by("stage_id").values_list("stage_id", "number")
    return dict(await counted)
