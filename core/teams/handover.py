"""Handing over the work of a leaving member (工作交接)."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Handover(Model):
    """One hand-over. States: running → done. `moved` counts what went over, by object or kind of tie."""

    id = fields.BigIntField(primary_key=True)
    leaver_id = fields.BigIntField()
    heir_id = fields.BigIntField()
    by_id = fields.BigIntField(null=True)
    state = fields.CharField(10, default="running")
    moved: dict[str, Any] = fields.JSONField(default=dict)
    at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "handover"
