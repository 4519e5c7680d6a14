"""What moving and winning an opportunity asks in chat (变更阶段、赢单): where to, what is left, for how much."""

from typing import Any

from bot import cards
from bot.handlers.work_view import Question, Wanted
from core import clock
from core.objects.definition import ObjectDef
from core.opportunities.guide import missing
from core.opportunities.steps import Steps, steps_of

MOST = 10
NO_AMOUNT = "还没有成交金额。先打开商机填好金额，再赢单"
LAST = "已经走到最后一个阶段，接下来是赢单或输单"
IN_TURN = "引导式流程按顺序走；要退回前面的阶段，打开商机写明原因"


async def stages_ahead(opportunity: Any) -> Wanted:
    """Where it may go: the next stage where the process guides and nothing is left to do, else any other one."""
    steps = await steps_of(opportunity.edition_id)
    if steps.guided:
        return await _next_stage(opportunity, steps)
    here = steps.place.get(opportunity.stage_id, -1)
    others = [*steps.all[here + 1 :], *steps.all[: max(here, 0)]]
    choices = [(one.stage_id, f"{one.name} {one.win_rate}%") for one in others][:MOST]
    return Wanted("stage", "选一个阶段", choices, f"现在在「{steps.all[here].name}」" if here >= 0 else "")


async def _next_stage(opportunity: Any, steps: Steps) -> Wanted:
    following = steps.next(opportunity.stage_id)
    if following is None:
        return Wanted("stage", "", [], LAST)
    left = await missing(opportunity.id, steps, opportunity.stage_id)
    if left:
        words = "、".join(f"「{item.label}」" for item in left[:3])
        more = "等" if len(left) > 3 else ""
        told = f"还有 {len(left)} 项没完成：{words}{more}。打开商机做完，才能进入「{following.name}」"
        return Wanted("stage", "", [], told)
    return Wanted("stage", "下一个阶段", [(following.stage_id, f"{following.name} {following.win_rate}%")], IN_TURN)


def whether_won(definition: ObjectDef, record: dict[str, Any]) -> Question:
    """Amount and day as they would be kept; without an amount there is nothing to say yes to."""
    amount = cards.shown(definition.faces["amount"], record.get("amount"))
    if not amount or not float(record["amount"]):
        return Question(NO_AMOUNT, answerable=False)
    return Question(f"成交金额 {amount}，结单日期 {clock.today().isoformat()}。不对的话先打开商机改")
