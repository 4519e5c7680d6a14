"""The team of a record (团队): who follows or serves it beside its owner, and what each of them may do (30)."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

KINDS = ("follower", "collaborator")


class TeamMember(Model):
    """A follower (共享跟进人) with or without the right to edit, or a collaborator (协作人) with some of nine powers.

    The owner is never a row. `powers` are the keys of `powers.POWERS`; followers have none.
    """

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    kind = fields.CharField(12)
    can_edit = fields.BooleanField(default=False, db_default=False)
    powers: list[str] = fields.JSONField(default=list)
    added_by_id = fields.BigIntField(null=True)
    added_at = fields.DatetimeField()

    class Meta:
        table = "team_member"
        unique_together = (("object", "record_id", "member", "kind"),)
