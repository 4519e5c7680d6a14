"""One export (导出任务): who took what out, when and how often; the row stays as the audit when the file is gone."""

from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

ACTIVE = ("queued", "writing")
DAYS_KEPT = timedelta(days=7)
FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


class ExportRun(Model):
    """States: queued → writing → done | failed. `listing` is the view, filter, text, order and ids asked for, and all
    of it in words (`told`).
    """

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    format = fields.CharField(4)
    listing: dict[str, Any] = fields.JSONField(default=dict)
    columns: list[str] = fields.JSONField(default=list)
    status = fields.CharField(10, default="queued", db_default="queued")
    message = fields.CharField(400, default="", db_default="")
    rows = fields.IntField(default=0, db_default=0)
    done = fields.IntField(default=0, db_default=0)
    file: Any = fields.ForeignKeyField("models.StoredFile", related_name=False, null=True, on_delete=fields.NO_ACTION)
    file_id: int | None
    downloads = fields.IntField(default=0, db_default=0)
    created_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "export_run"
