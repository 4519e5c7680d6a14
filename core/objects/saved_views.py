"""Saved views and what each member sees in a list (智能视图、显示字段)."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class SavedView(Model):
    """A filter with order and columns under a name. `shared` is "", "department" (with its parts) or "all"."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int
    name = fields.CharField(40)
    where: dict[str, Any] = fields.JSONField(default=dict)
    sort = fields.CharField(60, default="", db_default="")
    columns: list[dict[str, Any]] = fields.JSONField(default=list)
    shared = fields.CharField(12, default="", db_default="")
    department_id = fields.BigIntField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    version = fields.IntField(default=1, db_default=1)

    class Meta:
        table = "saved_view"
        unique_together = (("object", "member", "name"),)


class ListSetting(Model):
    """A member's own columns (key and width in px, in order) and default view of one object's list."""

    id = fields.BigIntField(primary_key=True)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int
    object = fields.CharField(40)
    columns: list[dict[str, Any]] = fields.JSONField(default=list)
    default_view = fields.CharField(60, default="", db_default="")

    class Meta:
        table = "list_setting"
        unique_together = (("member", "object"),)
