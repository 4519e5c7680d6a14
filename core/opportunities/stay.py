"""How long an opportunity stood in each stage (阶段历史): the facts behind progression, dwell time and conversion.

One row for each stay: the stage, where it came from, entered, left, by whom. Being won or lost is a stay too, in the
stage where it happened. Each row keeps the member and department that it is credited to, and amount and expected date
of that moment, whatever becomes of them later (decisions 33 and 36).
"""

from datetime import datetime
from functools import cache
from typing import Any

from pypika_tortoise.queries import Table
from tortoise import fields
from tortoise.models import Model

from core.actor import Actor
from core.db import database, execute, rows
from core.objects.access import select_from


class StageStay(Model):
    """`left_at` is empty for the one stay that lasts; `back` says that it went to an earlier stage."""

    id = fields.BigIntField(primary_key=True)
    opportunity: Any = fields.ForeignKeyField("models.Opportunity", related_name=False, on_delete=fields.NO_ACTION)
    opportunity_id: int
    edition: Any = fields.ForeignKeyField("models.ProcessEdition", related_name=False, on_delete=fields.NO_ACTION)
    edition_id: int
    stage: Any = fields.ForeignKeyField("models.SalesStage", related_name=False, on_delete=fields.NO_ACTION)
    stage_id: int
    from_stage_id = fields.BigIntField(null=True)
    state = fields.CharField(10)
    back = fields.BooleanField(default=False, db_default=False)
    entered_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)
    by_id = fields.BigIntField(null=True)
    member_id = fields.BigIntField(null=True)
    department_id = fields.BigIntField(null=True)
    amount = fields.BigIntField(null=True)
    expected_close_on = fields.DateField(null=True)
    win_rate = fields.IntField()
    note = fields.CharField(400, default="", db_default="")

    class Meta:
        table = "stage_stay"


async def enter(
    actor: Actor,
    opportunity: Any,
    at: datetime,
    *,
    from_stage_id: int | None = None,
    back: bool = False,
    note: str = "",
) -> None:
    """Ends the stay that lasts and begins the one that the opportunity is in now. The opportunity is locked."""
    await StageStay.filter(opportunity_id=opportunity.id, left_at=None).update(left_at=at)
    values = {
        "opportunity_id": opportunity.id,
        "edition_id": opportunity.edition_id,
        "stage_id": opportunity.stage_id,
        "from_stage_id": from_stage_id,
        "state": opportunity.state,
        "back": back,
        "entered_at": at,
        "by_id": actor.id or None,
        "member_id": opportunity.owner_id,
        "department_id": await _department_of(opportunity.owner_id),
        "amount": opportunity.amount,
        "expected_close_on": opportunity.expected_close_on,
        "win_rate": opportunity.win_rate,
        "note": note[:400],
    }
    await execute(database().dialect.insert("stage_stay", list(values)), list(values.values()))


async def _department_of(member_id: int | None) -> int | None:
    found = await rows(_department(database().dialect.name), [member_id]) if member_id else []
    return found[0][0] if found else None


@cache
def _department(kind: str) -> str:
    """It is the same for everybody, and takes longer to build than to run."""
    member = Table("member")
    query = select_from(member).select(member.department_id).where(member.id == 0)
    text: str = query.get_parameterized_sql()[0]
    return text


async def lasting(opportunity_id: int) -> StageStay | None:
    """The stay that an opportunity is in."""
    return await StageStay.get_or_none(opportunity_id=opportunity_id, left_at=None)
