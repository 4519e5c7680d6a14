"""Sales processes and their stages (销售流程、销售阶段): what an opportunity goes through until it is won or lost.

A stage keeps its identity for good, so that lists, sums and facts name it however often the process is changed. What a
process demands is said by its editions: rows that never change. An opportunity keeps the edition it began with, or was
moved to (decision 36).
"""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.actor import Actor
from core.errors import NotAllowed
from core.objects.definition import Index, ObjectDef, Values, View
from core.objects.fields import reference, text, whole, yes_no
from core.objects.record import Record

KEPT = "销售流程和阶段在流程设置里改"


async def refuse_form(actor: Actor, definition: ObjectDef, record: Any, values: Values) -> None:
    """Processes are kept by their settings, which make an edition of every change."""
    raise NotAllowed(KEPT)


class SalesProcess(Record):
    """`usual` is the one that a new opportunity goes through unless another is chosen; there is exactly one."""

    name = text("流程名称", 60, required=True, searchable=True, sortable=True)
    guided = yes_no("引导式")
    usual = yes_no("默认流程")
    active = yes_no("启用")

    behaviour_asking = (refuse_form,)

    class Meta:
        table = "sales_process"


class SalesStage(Record):
    """`position` and `win_rate` (percent) are those of the newest edition; `active` says whether it is part of it."""

    name = text("阶段名称", 40, required=True, searchable=True, sortable=True)
    process = reference("销售流程", "sales_process", "SalesProcess")
    process_id: int
    position = whole("顺序")
    win_rate = whole("赢率（%）")
    active = yes_no("启用")

    behaviour_asking = (refuse_form,)

    class Meta:
        table = "sales_stage"


class ProcessEdition(Model):
    """One edition of a process (流程版本); the one with the highest number is current."""

    id = fields.BigIntField(primary_key=True)
    process: Any = fields.ForeignKeyField("models.SalesProcess", related_name=False, on_delete=fields.NO_ACTION)
    process_id: int
    number = fields.IntField()
    guided = fields.BooleanField()
    made_at = fields.DatetimeField()
    made_by_id = fields.BigIntField(null=True)

    class Meta:
        table = "process_edition"
        unique_together = (("process", "number"),)


class EditionStage(Model):
    """A stage in an edition: its place, counted from 1, and how many of a hundred are won from here."""

    id = fields.BigIntField(primary_key=True)
    edition: Any = fields.ForeignKeyField("models.ProcessEdition", related_name=False, on_delete=fields.NO_ACTION)
    edition_id: int
    stage: Any = fields.ForeignKeyField("models.SalesStage", related_name=False, on_delete=fields.NO_ACTION)
    stage_id: int
    position = fields.IntField()
    win_rate = fields.IntField()

    class Meta:
        table = "edition_stage"
        unique_together = (("edition", "stage"), ("edition", "position"))


class StageItem(Model):
    """A thing to do (`task`) or a fact to learn (`fact`) in a stage of an edition; `code` stays in later ones."""

    id = fields.BigIntField(primary_key=True)
    edition: Any = fields.ForeignKeyField("models.ProcessEdition", related_name=False, on_delete=fields.NO_ACTION)
    edition_id: int
    stage: Any = fields.ForeignKeyField("models.SalesStage", related_name=False, on_delete=fields.NO_ACTION)
    stage_id: int
    position = fields.IntField()
    kind = fields.CharField(10)
    code = fields.CharField(24)
    label = fields.CharField(100)
    required = fields.BooleanField(default=True, db_default=True)

    class Meta:
        table = "stage_item"
        unique_together = (("edition", "code"),)


IN_USE = View("offered", "可选的", {"field": "active", "is": True})

SALES_PROCESS = ObjectDef(
    key="sales_process",
    label="销售流程",
    model=SalesProcess,
    title="name",
    listed=("name", "guided", "usual", "active", "updated_at"),
    order="name",
    views=(View("all", "全部"), IN_USE),
    public=True,
    creatable=False,
    kept=KEPT,
)
SALES_STAGE = ObjectDef(
    key="sales_stage",
    label="销售阶段",
    model=SalesStage,
    title="name",
    listed=("name", "process", "position", "win_rate", "active"),
    order="position",
    views=(View("all", "全部"), IN_USE),
    public=True,
    creatable=False,
    kept=KEPT,
    indexes=(Index(("process_id", "position", "id"), where="deleted_at IS NULL"),),
)
