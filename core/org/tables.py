"""Members, departments, roles and who stands above whom (组织架构)."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.objects.fields import Option, choice, mailbox, reference, telephone, text, whole, yes_no
from core.objects.record import Record

MEMBER_STATUS = (
    Option("active", "在职", "green"),
    Option("inactive", "未激活", "neutral"),
    Option("disabled", "已停用", "amber"),
    Option("left", "已离职", "neutral"),
)


class Department(Record):
    """A department as the directory gives it; `wecom_id` is WeCom's number of it."""

    name = text("部门名称", 100, required=True, searchable=True, sortable=True)
    wecom_id = fields.BigIntField(unique=True)
    parent = reference("上级部门", "department", "Department")
    parent_id: int | None
    order = whole("排序", filterable=False)
    leaders: list[str] = fields.JSONField(default=list)

    class Meta:
        table = "department"


class Member(Record):
    """A person of the company. `userid` is unique whatever its case; it is stored as received."""

    name = text("姓名", 100, required=True, searchable=True, sortable=True)
    userid = text("账号", 64, searchable=True, readonly=True)
    userid_key = fields.CharField(64, unique=True)
    department = reference("部门", "department", "Department", readonly=True)
    department_id: int | None
    position = text("职务", 100, readonly=True)
    mobile = telephone("手机", readonly=True)
    email = mailbox("邮箱", readonly=True)
    status = choice("状态", MEMBER_STATUS, default="active", readonly=True)
    admin = yes_no("管理员", readonly=True)
    leader_of: list[int] = fields.JSONField(default=list)
    direct_leader: list[str] = fields.JSONField(default=list)
    avatar = fields.CharField(500, default="", db_default="")
    synced_at = fields.DatetimeField(null=True)

    class Meta:
        table = "member"


class Role(Record):
    """A role (角色): what its members may do with which object and how far that reaches."""

    name = text("角色名称", 60, required=True, searchable=True)
    key = fields.CharField(40, unique=True)
    note = text("说明", 200)

    class Meta:
        table = "role"


class RoleGrant(Model):
    """One permission of a role: verb × object × reach. Object "*" means every object without a row of its own."""

    id = fields.BigIntField(primary_key=True)
    role: Any = fields.ForeignKeyField("models.Role", related_name=False, on_delete=fields.CASCADE)
    role_id: int
    object = fields.CharField(40)
    verb = fields.CharField(20)
    reach = fields.CharField(12)

    class Meta:
        table = "role_grant"
        unique_together = (("role", "object", "verb"),)


class FieldRule(Model):
    """A field that a role may not see (`hidden`) or not change (`readonly`)."""

    id = fields.BigIntField(primary_key=True)
    role: Any = fields.ForeignKeyField("models.Role", related_name=False, on_delete=fields.CASCADE)
    role_id: int
    object = fields.CharField(40)
    field = fields.CharField(60)
    rule = fields.CharField(10)

    class Meta:
        table = "field_rule"
        unique_together = (("role", "object", "field"),)


class MemberRole(Model):
    id = fields.BigIntField(primary_key=True)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int
    role: Any = fields.ForeignKeyField("models.Role", related_name=False, on_delete=fields.CASCADE)
    role_id: int

    class Meta:
        table = "member_role"
        unique_together = (("member", "role"),)


class Superior(Model):
    """The closure of "stands above": one row per pair; everybody is at depth 0 to themselves (decision 35)."""

    id = fields.BigIntField(primary_key=True)
    superior: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    superior_id: int
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int
    depth = fields.IntField()

    class Meta:
        table = "superior"
        unique_together = (("superior", "member"),)


class Duty(Model):
    """A member who holds a duty (职能), such as invoice_auditor."""

    id = fields.BigIntField(primary_key=True)
    duty = fields.CharField(40)
    member: Any = fields.ForeignKeyField("models.Member", related_name=False, on_delete=fields.CASCADE)
    member_id: int

    class Meta:
        table = "duty"
        unique_together = (("duty", "member"),)
