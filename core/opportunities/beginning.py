"""How an opportunity begins (新建商机): its process and first stage, the lead it came from, and whose it is."""

from typing import Any

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.objects.registry import object_named
from core.opportunities.news import MadeForYou
from core.opportunities.process import SalesProcess
from core.opportunities.processes import usual_process
from core.opportunities.stay import enter
from core.opportunities.staying_true import name_differs
from core.opportunities.steps import Step, Steps, newest_edition, steps_of
from core.teams.joining import join
from core.work import happened

HELPERS_POWERS = ("edit", "contacts", "follow_up")


async def begin(actor: Actor, record: Any) -> None:
    """Sets process, edition, stage and win rate of a new opportunity. Raises Invalid."""
    process = await _process(record.process_id)
    edition = await newest_edition(process.id)
    if edition is None:
        raise Invalid({"process": "这个流程还没有阶段，先请管理员设置"})
    steps = await steps_of(edition.id)
    step = _first(steps, record.stage_id)
    record.process_id, record.edition_id, record.stage_id = process.id, edition.id, step.stage_id
    record.win_rate, record.stage_since, record.state = step.win_rate, record.created_at, "open"
    if record.lead_id is None:
        record.lead_id = await _lead_of(record.account_id)


async def _process(process_id: int | None) -> SalesProcess:
    if process_id is None:
        return await usual_process()
    process = await SalesProcess.get_or_none(id=process_id, deleted_at=None)
    if process is None or not process.active:
        raise Invalid({"process": "这个流程已停用，选一个启用的流程"})
    return process


def _first(steps: Steps, stage_id: int | None) -> Step:
    if stage_id is None:
        return steps.all[0]
    step = steps.step(stage_id)
    if step is None:
        raise Invalid({"stage": f"所选流程没有这个阶段，可选：{'、'.join(one.name for one in steps.all)}"})
    if steps.guided and step is not steps.all[0]:
        raise Invalid({"stage": f"引导式流程从「{steps.all[0].name}」开始"})
    return step


async def _lead_of(account_id: int) -> int | None:
    """The lead that became the customer: what is sold there later counts as converted from it too."""
    lead: Any = object_named("lead").model
    found = await lead.filter(converted_account_id=account_id).order_by("-converted_at", "-id").first()
    return found.id if found else None


async def first_facts(actor: Actor, record: Any, verb: str, before: dict[str, Any]) -> None:
    """The first stay of a new opportunity; who made it for somebody else goes on looking after it. Its name is looked
    at again: rows of one file are all looked at before the first of them is written.
    """
    if verb != "create":
        return
    await name_differs(object_named("opportunity"), record, {})
    await enter(actor, record, clock.now())
    if actor.id and record.owner_id not in (None, actor.id):
        definition = object_named("opportunity")
        await join(actor, definition, record.id, actor.id, "collaborator", powers=HELPERS_POWERS)
        await happened(MadeForYou(record.id, record.owner_id, actor.id))
