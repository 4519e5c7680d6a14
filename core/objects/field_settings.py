"""What a company changes about built-in fields (字段设置): required, on the short form, the options of a choice."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class FieldSetting(Model):
    """Overrides of one built-in field; None leaves what the definition says.

    An option is {"value", "label", "tone", "when"}; `when` lists the values of the field it depends on, none for all.
    """

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    field = fields.CharField(60)
    required = fields.BooleanField(null=True)
    common = fields.BooleanField(null=True)
    options: list[dict[str, Any]] | None = fields.JSONField(null=True)
    depends_on = fields.CharField(60, default="", db_default="")

    class Meta:
        table = "field_setting"
        unique_together = (("object", "field"),)
