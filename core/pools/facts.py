"""What happened to pooled records (公海事实): taken, given, returned, fallen; asked for; warned of."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class PoolEvent(Model):
    """One move. `member_id` is who got the record or lost it, `by_id` who did it (None: a rule).

    Verbs: enter, claim, assign, release, recycle, discard, restore, freeze, thaw, move.
    """

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    group_id = fields.BigIntField(null=True)
    member_id = fields.BigIntField(null=True)
    by_id = fields.BigIntField(null=True)
    verb = fields.CharField(12)
    note = fields.CharField(400, default="", db_default="")
    at = fields.DatetimeField()

    class Meta:
        table = "pool_event"


class PoolApplication(Model):
    """A member asks for a pooled record (申请领取). `open_key` is unique while the application waits, else None."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    state = fields.CharField(12, default="waiting")
    open_key = fields.CharField(100, null=True, unique=True)
    note = fields.CharField(400, default="", db_default="")
    asked_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "pool_application"


class RecycleWarning(Model):
    """The owner was warned that a record falls on a day; each step of a warning once."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    owner_id = fields.BigIntField()
    rule_id = fields.BigIntField()
    falls_on = fields.DateField()
    step = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "recycle_warning"
        unique_together = (("object", "record_id", "owner_id", "falls_on", "step"),)
