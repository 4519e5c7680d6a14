"""What was done and learned in each stage (任务目标、关键信息): the answers to what the process asks for."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.objects import history
from core.objects.registry import definition_of
from core.objects.values import storable
from core.objects.writing import locked
from core.opportunities.process import StageItem
from core.opportunities.staying_true import refuse_closed
from core.opportunities.steps import Steps, steps_of
from core.work import current_work

LONGEST_ANSWER = 1000


class StageAnswer(Model):
    """An item that is done, with what was learned."""

    id = fields.BigIntField(primary_key=True)
    opportunity: Any = fields.ForeignKeyField("models.Opportunity", related_name=False, on_delete=fields.NO_ACTION)
    opportunity_id: int
    code = fields.CharField(24)
    text = fields.CharField(LONGEST_ANSWER, default="", db_default="")
    at = fields.DatetimeField()
    by_id = fields.BigIntField(null=True)

    class Meta:
        table = "stage_answer"
        unique_together = (("opportunity", "code"),)


async def answers(opportunity_id: int) -> dict[str, StageAnswer]:
    return {answer.code: answer for answer in await StageAnswer.filter(opportunity_id=opportunity_id)}


async def missing(opportunity_id: int, steps: Steps, stage_id: int) -> list[StageItem]:
    """What `open_items` says, read from the database; no statement where nothing is asked."""
    asked = any(item.required for step in steps.all for item in step.items)
    return open_items(steps, stage_id, await answers(opportunity_id)) if asked else []


def open_items(steps: Steps, stage_id: int, done: dict[str, StageAnswer]) -> list[StageItem]:
    """The demanded items that stand open in the stages up to this one."""
    until = steps.place.get(stage_id, -1)
    asked = [item for step in steps.all[: until + 1] for item in step.items if item.required]
    return [item for item in asked if item.code not in done]


async def answer(actor: Actor, definition: Any, opportunity_id: int, code: str, given: Any) -> None:
    """Ticks a task (true or false) or keeps a fact (text; empty takes it back). Run inside `work()`.

    Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    current_work()
    opportunity = await locked(actor, definition, opportunity_id, "update")
    refuse_closed(opportunity)
    steps = await steps_of(opportunity.edition_id)
    item = next((item for step in steps.all for item in step.items if item.code == code), None)
    if item is None:
        raise Conflict("流程里没有这一项了，刷新后再看")
    text = _text(item, given)
    former = await StageAnswer.get_or_none(opportunity_id=opportunity.id, code=code)
    if (former.text if former else None) == text:
        return
    if text is None:
        await StageAnswer.filter(opportunity_id=opportunity.id, code=code).delete()
    else:
        now = {"text": text, "at": clock.now(), "by_id": actor.id or None}
        await StageAnswer.update_or_create(defaults=now, opportunity_id=opportunity.id, code=code)
    note = f"{item.label}：{_said(item, text)}"
    await history.remember(actor, definition_of(opportunity), opportunity.id, "update", {}, {}, note[:400])


def _text(item: StageItem, given: Any) -> str | None:
    """What is kept of an answer; None when it is taken back."""
    if item.kind == "task":
        if not isinstance(given, bool):
            raise Invalid({item.code: "任务要写成做完或没做"})
        return "" if given else None
    if not isinstance(given, str):
        raise Invalid({item.code: f"{item.label}应该是文字"})
    text = storable(given).strip()
    if len(text) > LONGEST_ANSWER:
        raise Invalid({item.code: f"最多 {LONGEST_ANSWER} 字，现在 {len(text)} 字"})
    return text or None


def _said(item: StageItem, text: str | None) -> str:
    if text is None:
        return "未完成" if item.kind == "task" else "清空"
    return text or "已完成"
