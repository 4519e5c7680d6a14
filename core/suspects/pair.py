"""Two records that may be the same (疑似重复对), with a score and the reasons."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Suspect(Model):
    """`first_id` < `second_id`. States: open, dismissed by somebody who looked at it."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    first_id = fields.BigIntField()
    second_id = fields.BigIntField()
    score = fields.IntField()
    reasons: list[Any] = fields.JSONField(default=list)
    state = fields.CharField(10, default="open", db_default="open")
    found_at = fields.DatetimeField()
    decided_by_id = fields.BigIntField(null=True)
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "suspect"
        unique_together = (("object", "first_id", "second_id"),)


class SuspectSearch(Model):
    """How far the search of an object is: similar names are looked for a part a night, from (`names_at`, `names_id`).

    `groups` are values that too many records share to be pairs: a switchboard says nothing of two of them.
    """

    object = fields.CharField(40, primary_key=True)
    found_at = fields.DatetimeField(null=True)
    names_at = fields.DatetimeField(null=True)
    names_id = fields.BigIntField(default=0)
    groups: list[Any] = fields.JSONField(default=list)

    class Meta:
        table = "suspect_search"
