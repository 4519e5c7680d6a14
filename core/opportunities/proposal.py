"""Proposals (需求方案): what is offered to the customer's need, stage by stage; their files hang on them."""

from typing import Any

from core.actor import Actor
from core.behaviours.owned import Authored, Owned
from core.objects.definition import ObjectDef, View
from core.objects.fields import Option, choice, long_text, reference, text
from core.objects.record import Record
from core.objects.registry import object_named
from core.opportunities.part import PartOfOpportunity

PROGRESS = (
    Option("draft", "草稿"),
    Option("sent", "已发给客户", "blue"),
    Option("accepted", "客户认可", "green"),
    Option("rejected", "要修改", "amber"),
)


async def in_the_present_stage(actor: Actor, record: Any) -> None:
    """Unless another is named, a proposal is for the stage that the opportunity is in."""
    if record.stage_id is None:
        opportunity: Any = await object_named("opportunity").model.get(id=record.opportunity_id)
        record.stage_id = opportunity.stage_id


class Proposal(PartOfOpportunity, Authored, Owned, Record):
    title = text("方案名称", 200, required=True, searchable=True, sortable=True)
    stage = reference("阶段", "sales_stage", "SalesStage")
    stage_id: int | None
    progress = choice("进度", PROGRESS, default="draft")
    need = long_text("客户需求")
    content = long_text("方案内容")

    class Meta:
        table = "proposal"


PROPOSAL = ObjectDef(
    key="proposal",
    label="需求方案",
    model=Proposal,
    title="title",
    subtitle=("opportunity", "stage"),
    tags=("progress",),
    listed=("title", "opportunity", "stage", "progress", "owner", "updated_at"),
    common=("opportunity", "title", "stage", "progress", "need", "content"),
    parents=("opportunity",),
    on_create=(in_the_present_stage,),
    views=(View("all", "全部"), View("mine", "我写的", {"field": "owner", "is": "me"})),
)
