"""One import (导入任务) and the rows of it that did not go in."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class ImportRun(Model):
    """States: queued → checking → writing → done | failed; done → undone. `done` is how many rows are settled.

    A chunk of rows and the position after it are one transaction, so that a run goes on where it stopped.
    """

    id = fields.BigIntField(primary_key=True)
    object = fields.CharField(40)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.NO_ACTION)
    member_id: int
    file: Any = fields.ForeignKeyField("models.StoredFile", related_name=False, on_delete=fields.NO_ACTION)
    file_id: int
    name = fields.CharField(200, default="", db_default="")
    mode = fields.CharField(10)
    mapping: dict[str, Any] = fields.JSONField(default=dict)
    options: dict[str, Any] = fields.JSONField(default=dict)
    dry_run = fields.BooleanField(default=False, db_default=False)
    batch = fields.CharField(24, unique=True)
    status = fields.CharField(10, default="queued", db_default="queued")
    message = fields.CharField(400, default="", db_default="")
    rows = fields.IntField(default=0, db_default=0)
    done = fields.IntField(default=0, db_default=0)
    created = fields.IntField(default=0, db_default=0)
    updated = fields.IntField(default=0, db_default=0)
    unchanged = fields.IntField(default=0, db_default=0)
    skipped = fields.IntField(default=0, db_default=0)
    failed = fields.IntField(default=0, db_default=0)
    preview: list[Any] = fields.JSONField(default=list)
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "import_run"


class ImportProblem(Model):
    """A row of the file that did not go in, and why; `row` is its number in the file."""

    id = fields.BigIntField(primary_key=True)
    run: Any = fields.ForeignKeyField("models.ImportRun", related_name=False, on_delete=fields.CASCADE)
    run_id: int
    row = fields.IntField()
    reason = fields.CharField(1000)

    class Meta:
        table = "import_problem"
        unique_together = (("run", "row"),)
