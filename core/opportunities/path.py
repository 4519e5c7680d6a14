"""The way of one opportunity (推进过程): the stages of its edition, where it is, what is done, and how it came here."""

from typing import Any

from core.objects.labels import labels
from core.opportunities.guide import StageAnswer, answers, open_items
from core.opportunities.process import SalesProcess, SalesStage, StageItem
from core.opportunities.stay import StageStay
from core.opportunities.steps import Step, steps_of


async def path_of(opportunity: Any) -> dict[str, Any]:
    """{"process","guided","state","stage","steps","next","missing","stays"}. The caller has found it visible.

    `steps` stand in order; `place` is done, here or ahead. `stays` are the newest first.
    """
    steps = await steps_of(opportunity.edition_id)
    done = await answers(opportunity.id)
    stays = await StageStay.filter(opportunity_id=opportunity.id).order_by("-entered_at", "-id")
    people = {one.by_id for one in done.values()} | {one.by_id for one in stays}
    names = await labels({"member": {one for one in people if one}})
    stages = {stage.id: stage.name for stage in await SalesStage.filter(process_id=opportunity.process_id)}
    here = steps.place.get(opportunity.stage_id, -1)
    following = steps.next(opportunity.stage_id) if here >= 0 else None
    process = await SalesProcess.get(id=opportunity.process_id)
    return {
        "process": {"id": process.id, "label": process.name},
        "guided": steps.guided,
        "state": opportunity.state,
        "stage": _stage(opportunity.stage_id, stages),
        "steps": [_step(step, n, here, done, names) for n, step in enumerate(steps.all)],
        "next": _stage(following.stage_id, stages) if following else None,
        "missing": [item.code for item in open_items(steps, opportunity.stage_id, done)],
        "stays": [_stay(stay, stages, names) for stay in stays],
    }


def _stage(stage_id: int, stages: dict[int, str]) -> dict[str, Any]:
    return {"id": stage_id, "label": stages.get(stage_id, "")}


def _step(step: Step, place: int, here: int, done: dict[str, StageAnswer], names: Any) -> dict[str, Any]:
    return {
        "stage": {"id": step.stage_id, "label": step.name},
        "win_rate": step.win_rate,
        "place": "done" if place < here else "here" if place == here else "ahead",
        "items": [_item(item, done.get(item.code), names) for item in step.items],
    }


def _item(item: StageItem, answer: StageAnswer | None, names: Any) -> dict[str, Any]:
    told = {"code": item.code, "kind": item.kind, "label": item.label, "required": item.required}
    if answer is None:
        return {**told, "done": False, "text": "", "at": None, "by": None}
    by = {"id": answer.by_id, "label": names.get(("member", answer.by_id), "")} if answer.by_id else None
    return {**told, "done": True, "text": answer.text, "at": answer.at.isoformat(), "by": by}


def _stay(stay: StageStay, stages: dict[int, str], names: Any) -> dict[str, Any]:
    return {
        "id": stay.id,
        "stage": _stage(stay.stage_id, stages),
        "from": _stage(stay.from_stage_id, stages) if stay.from_stage_id else None,
        "state": stay.state,
        "back": stay.back,
        "entered_at": stay.entered_at.isoformat(),
        "left_at": stay.left_at.isoformat() if stay.left_at else None,
        "by": {"id": stay.by_id, "label": names.get(("member", stay.by_id), "")} if stay.by_id else None,
        "note": stay.note,
    }
