"""Called (标注通话): what came of the last call to a record's number, and every mark that was made."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.objects.fields import Option, choice, moment, text

CALL_MARKS = (
    Option("connected", "已接通", "green"),
    Option("missed", "未接通", "amber"),
    Option("interested", "有意向", "violet"),
    Option("declined", "无意向", "neutral"),
    Option("wrong_number", "号码有误", "red"),
)


class CallMark(Model):
    """One mark of one call; the latest is also a column of the record."""

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    record_id = fields.BigIntField()
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    result = fields.CharField(20)
    number = fields.CharField(100, default="", db_default="")
    note = fields.CharField(400, default="", db_default="")
    at = fields.DatetimeField()

    class Meta:
        table = "call_mark"


class Called(Model):
    call_mark = choice("通话标注", CALL_MARKS, readonly=True)
    called_at = moment("最近通话", readonly=True)
    call_note = text("通话备注", 400, readonly=True)

    class Meta:
        abstract = True
