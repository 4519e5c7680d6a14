"""Rules of pools as rows (公海规则): what is recycled, who gets what comes in."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class RecycleRule(Model):
    """Conditions of one rule are AND-ed, rules of a group OR-ed (decision 3). Days are counted in company time."""

    id = fields.BigIntField(primary_key=True)
    group: Any = fields.ForeignKeyField("models.PoolGroup", related_name=False, on_delete=fields.CASCADE)
    group_id: int
    name = fields.CharField(60)
    conditions: list[dict[str, Any]] = fields.JSONField(default=list)
    warn_days: list[int] = fields.JSONField(default=list)
    active = fields.BooleanField(default=False, db_default=False)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1, db_default=1)

    class Meta:
        table = "recycle_rule"


class AssignmentRule(Model):
    """The first matching rule by priority gives a record to its assignees in turn (decision 6).

    `where` is a filter of the contract, at most 20 conditions; `assignees` are member ids in the order they were
    chosen, `turn` the place of the one who is next.
    """

    id = fields.BigIntField(primary_key=True)
    group: Any = fields.ForeignKeyField("models.PoolGroup", related_name=False, on_delete=fields.CASCADE)
    group_id: int
    name = fields.CharField(60)
    where: dict[str, Any] = fields.JSONField(default=dict)
    assignees: list[int] = fields.JSONField(default=list)
    departments: list[int] = fields.JSONField(default=list)
    turn = fields.IntField(default=0, db_default=0)
    priority = fields.IntField(default=0, db_default=0)
    active = fields.BooleanField(default=False, db_default=False)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1, db_default=1)

    class Meta:
        table = "assignment_rule"
