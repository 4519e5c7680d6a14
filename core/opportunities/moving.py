"""Moving an opportunity to another stage (变更阶段): freely, or step by step where the process guides."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects.definition import Action, Values
from core.objects.fields import Face
from core.objects.labels import name_of
from core.objects.registry import definition_of
from core.objects.writing import write
from core.opportunities.guide import missing
from core.opportunities.process import SalesStage
from core.opportunities.stay import enter, lasting
from core.opportunities.steps import Step, Steps, newest_edition, steps_of

ENDED = "商机已经结束。要继续推进，先重新打开"


def is_open(actor: Actor, record: Any) -> bool:
    return bool(record.state == "open")


async def move(actor: Actor, opportunity: Any, values: Values) -> None:
    """To the stage `stage`. `seen` is the stage that the mover saw it in: somebody else may have been first.

    Raises Conflict, Invalid.
    """
    await _refuse_stale(opportunity, values["seen"])
    if values["stage"] == opportunity.stage_id:
        return
    steps = await _steps_with(opportunity, values["stage"])
    former, target = opportunity.stage_id, steps.step(values["stage"])
    assert target is not None
    back = former in steps.place and steps.place[former] > steps.place[target.stage_id]
    if steps.guided:
        await _one_step(opportunity, steps, target, back, values["reason"])
    now = clock.now()
    if opportunity.edition_id != steps.edition_id:
        opportunity.edition_id = steps.edition_id
        await opportunity.save(update_fields=["edition_id"])
    changed = {"stage": target.stage_id, "win_rate": target.win_rate, "stage_since": now}
    await write(actor, definition_of(opportunity), opportunity, changed, "move_stage", note=values["reason"])
    await enter(actor, opportunity, now, from_stage_id=former, back=back, note=values["reason"])


async def _refuse_stale(opportunity: Any, seen: int | None) -> None:
    if seen is None or seen == opportunity.stage_id:
        return
    stay = await lasting(opportunity.id)
    who = await name_of(stay.by_id) if stay and stay.by_id else "别人"
    stage = await SalesStage.get(id=opportunity.stage_id)
    raise Conflict(f"{who}刚刚把它移到了「{stage.name}」，刷新后再移")


async def _steps_with(opportunity: Any, stage_id: int) -> Steps:
    """The edition of the opportunity; the newest one for a stage that only that has, where nothing is guided."""
    steps = await steps_of(opportunity.edition_id)
    if steps.step(stage_id):
        return steps
    newest = await newest_edition(opportunity.process_id)
    later = await steps_of(newest.id)
    if later.step(stage_id) is None:
        raise Conflict("这个阶段不在商机所用的流程里，选流程里的阶段")
    if steps.guided or later.guided:
        raise Conflict("流程改过了，这个商机按原来的流程走完；要换到新流程，请管理员在流程设置里操作")
    return later


async def _one_step(opportunity: Any, steps: Steps, target: Step, back: bool, reason: str) -> None:
    """Guided: the next stage once everything of this one is done, an earlier one with a reason (decision 36)."""
    if back:
        if not reason:
            raise Invalid({"reason": "退回前面的阶段要写原因"})
        return
    following = steps.next(opportunity.stage_id)
    if following is None or following.stage_id != target.stage_id:
        name = following.name if following else ""
        raise Conflict(f"引导式流程不能跳过阶段，下一个是「{name}」")
    await refuse_unfinished(opportunity, steps, f"才能进入「{target.name}」")


async def refuse_unfinished(opportunity: Any, steps: Steps, so_that: str) -> None:
    """Raises Conflict with the labels of what its stage still asks for."""
    left = await missing(opportunity.id, steps, opportunity.stage_id)
    if left:
        here = steps.step(opportunity.stage_id)
        name = here.name if here else ""
        words = "、".join(f"「{item.label}」" for item in left[:5])
        raise Conflict(
            f"「{name}」还有 {len(left)} 项没完成：{words}，完成后{so_that}", missing=[item.code for item in left]
        )


MOVE = Action(
    "move_stage",
    "变更阶段",
    move,
    when=is_open,
    refusal=ENDED,
    input={
        "stage": Face("阶段", "reference", required=True, to="sales_stage"),
        "seen": Face("看到的阶段", "reference", to="sales_stage"),
        "reason": Face("原因", "text", max_length=400),
    },
)
