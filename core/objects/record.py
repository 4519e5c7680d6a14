"""The row every business object is made of (记录)."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import clock
from core.objects.fields import Face


class Record(Model):
    """`version` counts writes and is the ETag; a record with `deleted_at` is in the recycle bin and nowhere else."""

    id = fields.BigIntField(primary_key=True)
    created_at = fields.DatetimeField(default=clock.now)
    updated_at = fields.DatetimeField(default=clock.now)
    deleted_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1, db_default=1)
    custom: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        abstract = True


SYSTEM_FACES = {
    "id": Face("系统编号", "number", readonly=True, sortable=True, whole=True),
    "created_at": Face("创建时间", "datetime", readonly=True, sortable=True),
    "updated_at": Face("更新时间", "datetime", readonly=True, sortable=True),
}
