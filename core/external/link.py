"""Which record a WeCom external contact is (外部联系人关联): each person at most once in the company."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class ExternalLink(Model):
    """`object` is lead or contact. Its unique key is why a second press finds the first one's record."""

    id = fields.BigIntField(primary_key=True)
    external_userid = fields.CharField(64, unique=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    at = fields.DatetimeField()

    class Meta:
        table = "external_link"
